package clerk_test

import (
	"net"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"inquiryd/notify"
)

// T13: nothing that a mail points at is fetched, neither when it is read nor
// when a letter and its PDF are made of it.
func TestNothingThatAMailPointsAtIsFetched(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	var knocks atomic.Int32
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			knocks.Add(1)
			conn.Close()
		}
	}()
	at := "http://" + listener.Addr().String()
	html := func(text string) string {
		return "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" +
			"<link rel=stylesheet href=" + at + "/l><style>@import '" + at + "/s'</style><p style='background:url(" + at + "/b)'>" + text + "</p>" +
			"<img src=" + at + "/i><iframe src=" + at + "/f></iframe><svg><image href='" + at + "/v'/></svg><img src=file:///etc/passwd> ![x](" + at + "/m)\r\n" +
			"--b\r\nContent-Type: message/external-body; access-type=URL; URL=\"" + at + "/e\"\r\n\r\nContent-Type: text/plain\r\n\r\n\r\n--b--\r\n"
	}
	o := newOffice(t)
	o.deliver([]byte("From: anna.holm@medlem.example\r\nTo: " + mailbox + "\r\nSubject: Cykelsti\r\nMessage-ID: <f@medlem.example>\r\n" + html("Hvornår bliver cykelstien færdig?")))
	o.round()
	o.deliver(o.fill("From: ole@tmf.kk.example\r\nTo: {{reply \"forwarding\"}}\r\nSubject: Svar\r\nMessage-ID: <g@tmf.kk.example>\r\n" + html("Den bliver færdig i juni.")))
	o.round()
	l, m := o.last(notify.Answer)
	if !strings.Contains(m.Text, "juni") || len(l.PDF) == 0 {
		t.Fatalf("the answer says:\n%s", m.Text)
	}
	if n := knocks.Load(); n != 0 {
		t.Errorf("%d connections were made", n)
	}
}

// T20: the syntax of templates, of statements and of shells is text like any
// other.
func TestSyntaxInAMailIsText(t *testing.T) {
	const odd = "{{.Office.Mailbox}} {{template \"x\"}} '; DROP TABLE cases; -- $(touch made) `touch made` %s ${HOME} | touch made"
	t.Chdir(t.TempDir())
	o := newOffice(t)
	o.deliver([]byte("From: anna.holm@medlem.example\r\nTo: " + mailbox + "\r\nSubject: Cykelsti " + odd + "\r\nMessage-ID: <f'--@medlem.example>\r\n" +
		"Content-Type: text/plain; charset=utf-8\r\n\r\nHvornår bliver cykelstien " + odd + " færdig?\r\n"))
	o.round()
	_, m := o.last(notify.Acknowledgement)
	for _, want := range []string{"{{.Office.Mailbox}}", "{{template \"x\"}}", "'; DROP TABLE cases; --", "$(touch made)", "%s", "${HOME}"} {
		if !strings.Contains(m.Text, want) {
			t.Errorf("the acknowledgement does not say %q:\n%s", want, m.Text)
		}
	}
	if c := o.cases(); len(c) != 1 || !strings.Contains(c[0].Subject, odd) {
		t.Errorf("cases: %v", c)
	}
	if left, err := os.ReadDir("."); err != nil || len(left) > 0 {
		t.Errorf("files were made: %v, %v", left, err)
	}
}
