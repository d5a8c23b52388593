package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// F42: the name of the outgoing server is not known any more. Mail is read and
// filed, the letters wait, and somebody hears of it by the other way.
func TestProgramNameOfTheServerIsGone(t *testing.T) {
	out := filepath.Join(t.TempDir(), "alarm")
	d := newService(t, fmt.Sprintf("\n[alarm]\ncommand = [\"tee\", \"-a\", %q]\noutbox = \"2s\"\n", out), func(config string) string {
		before, rest, _ := strings.Cut(config, "[notify.smtp]\naddress = \"")
		_, after, _ := strings.Cut(rest, "\"")
		return before + "[notify.smtp]\naddress = \"smtp.invalid:587\"" + after
	})
	if _, err := d.imap.Deliver("INBOX", fmt.Appendf(nil, question, "1"), time.Now()); err != nil {
		t.Fatal(err)
	}
	d.until("an alarm", func() bool {
		text, _ := os.ReadFile(out)
		return strings.Contains(string(text), "- outbox: 2 breve er ikke sendt.")
	})
	if code, ready := d.get("/readyz"); code != 503 || !strings.Contains(ready, "wrong outbox: 2 letters are due") || !strings.Contains(ready, "ok    mailbox INBOX: read at") {
		t.Errorf("/readyz: %d\n%s", code, ready)
	}
	if _, metrics := d.get("/metrics"); !strings.Contains(metrics, `inquiryd_errors_total{kind="connection",protocol="smtp"} 2`) {
		t.Errorf("the metrics do not show it:\n%s", metrics)
	}
	if !strings.Contains(d.logged(), "smtp.invalid") {
		t.Errorf("the log does not name the server:\n%s", d.logged())
	}
	d.stop()
}
