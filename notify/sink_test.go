package notify_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"inquiryd/internal/mailtest/realmail"
	"inquiryd/notify"
)

// TestPostfixSinkTakesEveryKind posts every kind of letter, with lines that
// begin with a dot, to Postfix' own reader of SMTP.
func TestPostfixSinkTakesEveryKind(t *testing.T) {
	dir := t.TempDir()
	for _, d := range []string{dir, filepath.Dir(dir)} { // the sink runs as nobody when the test runs as root
		if err := os.Chmod(d, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	addr := realmail.SMTPSink(t, "-d", filepath.Join(dir, "mail."))
	w, poster := newWriter(t, config()), newPoster(t, plainConfig(addr))
	for _, kind := range notify.Kinds {
		c, err := w.Compose(sample(kind, "da"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := poster.Post(t.Context(), "spoergsmaal@kk.example", "b@medlem.example", c.Raw); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
	if _, err := poster.Post(t.Context(), "", "b@medlem.example", []byte(mailText)); err != nil {
		t.Error(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "mail.*"))
	if err != nil || len(files) != len(notify.Kinds)+1 {
		t.Fatalf("%d mails arrived, want %d: %v", len(files), len(notify.Kinds)+1, err)
	}
	dotted := false
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		dotted = dotted || strings.Contains(strings.ReplaceAll(string(raw), "\r\n", "\n"), "Hej\n.\n..to\n")
	}
	if !dotted {
		t.Error("no mail arrived with its dots as they were")
	}
}

// TestPostfixSinkRefuses: hard and soft refusals of a real server.
func TestPostfixSinkRefuses(t *testing.T) {
	for _, c := range []struct {
		arguments []string
		temporary bool
	}{
		{[]string{"-r", "rcpt"}, true}, {[]string{"-f", "rcpt"}, false}, {[]string{"-r", "mail"}, true}, {[]string{"-f", "mail"}, false},
		{[]string{"-r", "."}, true}, {[]string{"-f", "."}, false}, {[]string{"-q", "mail"}, true}, {[]string{"-q", "."}, true},
	} {
		t.Run(fmt.Sprint(c.arguments), func(t *testing.T) {
			addr := realmail.SMTPSink(t, c.arguments...)
			_, err := newPoster(t, plainConfig(addr)).Post(t.Context(), "a@kk.example", "b@medlem.example", []byte(mailText))
			if err == nil || notify.Temporary(err) != c.temporary {
				t.Errorf("got %v", err)
			}
			if ambiguous := c.arguments[0] == "-q" && c.arguments[1] == "."; notify.Ambiguous(err) != ambiguous {
				t.Errorf("ambiguous is %v: %v", !ambiguous, err)
			}
		})
	}
}
