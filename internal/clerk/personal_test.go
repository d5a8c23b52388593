package clerk_test

import (
	"strings"
	"testing"

	"inquiryd/notify"
)

// A file with what looks like a CPR number goes to the member only when the
// official says so: a new answer without it takes it away.
func TestAFileWithACPRNumberIsReplacedOrConfirmed(t *testing.T) {
	for second, want := range map[string]bool{"OK": true, "Cykelstien er færdig i juni, uden liste.": false} {
		o := newOffice(t)
		o.deliver(ask(1))
		o.round()
		o.deliver(o.fill("From: ole.vang@tmf.kk.example\nTo: {{reply \"forwarding\"}}\nSubject: SV: svar\nIn-Reply-To: {{id \"forwarding\"}}\n" +
			"Message-ID: <fil@post.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=delt\n\n" +
			"--delt\nContent-Type: text/plain; charset=utf-8\n\nCykelstien er færdig i juni.\n" +
			"--delt\nContent-Type: text/csv\nContent-Disposition: attachment; filename=liste.csv\n\nnavn;020290-2345\n--delt--\n"))
		o.round()
		if o.kinds()[string(notify.Answer)] != 0 {
			t.Fatal("the answer went out unseen")
		}
		o.reply("ole.vang@tmf.kk.example", "returned", second)
		sent, m := o.last(notify.Answer)
		found := false
		for _, a := range m.Attachments {
			found = found || a.Name == "liste.csv" && strings.Contains(string(a.Content), "2345")
		}
		if found != want {
			t.Errorf("after %q the letter %s has the file: %v", second, sent.Key, found)
		}
	}
}
