package bench

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emersion/go-imap/v2"

	"inquiryd/internal/mailtest/realmail"
	"inquiryd/internal/register"
	"inquiryd/internal/register/pgtest"
)

// boxes are the mailboxes that several daemons share.
var boxes = []string{"INBOX", "Two", "Three"}

// BenchmarkDaemons files the mails of three mailboxes on PostgreSQL, by one
// daemon that reads all three and by three that read one each.
func BenchmarkDaemons(b *testing.B) {
	w := newWorld(b, setting("INQUIRYD_BENCH_MAILS", 2000))
	server, err := pgtest.Start(b.Context())
	if err != nil {
		realmail.Lack(b, err.Error())
	}
	b.Cleanup(func() { server.Stop() })
	var one, three []took
	for range setting("INQUIRYD_BENCH_RUNS", 3) {
		one = append(one, w.daemons(server.URL, 1))
		three = append(three, w.daemons(server.URL, 3))
	}
	rows := []row{w.row("one daemon", one), w.row("three daemons", three)}
	for i := range rows {
		rows[i].Ratio = rows[i].Rate / rows[0].Rate
	}
	b.ReportMetric(rows[1].Ratio, "rate/one")
	b.ReportMetric(0, "ns/op")
	show(b, "INQUIRYD_BENCH_DAEMONS_JSON", rows)
}

// daemons runs so many on one new register.
func (w *world) daemons(url string, n int) took {
	w.b.Helper()
	server := w.mailbox()
	defer server.Stop()
	w.spread(server)
	text := configuration(server, w.sink.addr, url)
	dir := w.configure(text, server.Password)
	w.makeSchema(register.Config{URL: url}, text)
	var cmds []*exec.Cmd
	for i := range n {
		reads := fmt.Sprintf("mailbox = %q\n", boxes[i])
		for _, more := range boxes[n:] {
			reads += fmt.Sprintf("[[intake.mailbox]]\nname = %q\nmailbox = %q\n", more, more)
		}
		path := filepath.Join(dir, fmt.Sprintf("config%d.toml", i))
		text := strings.Replace(text, "\n[intake.authentication]", reads+"\n[intake.authentication]", 1)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			w.b.Fatal(err)
		}
		cmds = append(cmds, exec.Command(w.program, "run", "--once", "--all", "-c", path))
	}
	return w.run(w.answers, cmds...)
}

// spread moves two thirds of the mails to the other mailboxes.
func (w *world) spread(server *realmail.Server) {
	w.b.Helper()
	c, err := errand{IMAP: server.Addr, User: server.User, Password: server.Password}.dial()
	if err != nil {
		w.b.Fatal(err)
	}
	defer c.Close()
	for i, box := range boxes[1:] {
		var uids imap.UIDSet
		for uid := i + 2; uid <= len(w.mails); uid += len(boxes) {
			uids.AddNum(imap.UID(uid))
		}
		err := c.Create(box, nil).Wait()
		if err == nil {
			_, err = c.Move(uids, box).Wait()
		}
		if err != nil {
			w.b.Fatal(err)
		}
	}
}
