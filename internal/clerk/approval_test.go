package clerk_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/clerk"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// approved lets the answers of TMF be approved by one person.
func approved(o *clerk.Options) {
	o.Administrations[0].Approvers = []clerk.Approver{{Name: "Mette Friis", Address: "mette@ledelse.example"}}
}

// reply is somebody's mail to the reply address of the last letter of a kind.
func (o *office) reply(from, kind, text string) {
	o.t.Helper()
	o.replies(from, kind, text)
	o.round()
}

// replies puts such a reply into the mailbox.
func (o *office) replies(from, kind, text string) {
	o.t.Helper()
	o.deliver(o.fill("From: " + from + "\nTo: {{reply \"" + kind + "\"}}\nSubject: SV: svar\nIn-Reply-To: {{id \"" + kind + "\"}}\nMessage-ID: <" +
		hex.EncodeToString([]byte(from + kind + text + o.clock.Now().String()))[:60] + "@post.example>\nContent-Type: text/plain; charset=utf-8\n\n" + text + "\n"))
}

func TestTheApproverGetsExactlyTheLetterThatIsSent(t *testing.T) {
	o := newOffice(t, approved)
	o.deliver(ask(1))
	o.round()
	o.reply("ole.vang@tmf.kk.example", "forwarding", "Cykelstien er færdig i juni.")
	_, m := o.last(notify.Approval)
	var shown []byte
	for _, a := range m.Attachments {
		if strings.HasSuffix(a.Name, ".eml") {
			shown = a.Content
		}
	}
	sum := sha256.Sum256(shown)
	digest := hex.EncodeToString(sum[:])
	if !strings.Contains(m.Text, digest) || !strings.Contains(m.Text, digest[:4]+" "+digest[4:8]) {
		t.Errorf("the mail does not show the digest %s of its attachment:\n%s", digest, m.Text)
	}
	if !strings.Contains(m.Text, "færdig i juni") {
		t.Error("the mail does not show what the letter says")
	}
	raw, html := o.rawOf(m.MessageID)
	if link := "mailto:" + strings.ReplaceAll(m.ReplyTo[0].Address, "+", "%2b"); !strings.Contains(strings.ToLower(html), strings.ToLower(link)) {
		t.Errorf("no link to %s in %s", link, html)
	}
	if len(raw) == 0 || o.kinds()[string(notify.Answer)] != 0 {
		t.Fatal("the letter went before it was approved")
	}
	o.clock.Add(8 * 24 * time.Hour) // longer than a letter is tried
	o.reply("mette@ledelse.example", "approval", "Godkend")
	sent, _ := o.last(notify.Answer)
	if string(sent.Raw) != string(shown) || sent.Cleared != digest {
		t.Errorf("another letter was sent than the one that was approved (cleared %q)", sent.Cleared)
	}
	for _, posted := range o.smtp.Messages() {
		if o.letterOf(posted.Raw).ID == sent.ID && string(posted.Raw) != string(shown) {
			t.Error("the server got other bytes than the approver")
		}
	}
	o.view(func(ctx context.Context, tx *register.Tx) error {
		events, err := tx.Events(ctx, "2026-0001")
		found := false
		for _, e := range events {
			found = found || e.What == "approved by" && e.Who == "approver mette@ledelse.example" && e.Detail["digest"] == digest
		}
		if !found {
			t.Errorf("no event names approver and digest: %+v", events)
		}
		return err
	})
}

// rawOf is a letter that was posted: its bytes and its HTML.
func (o *office) rawOf(messageID string) (raw []byte, html string) {
	o.t.Helper()
	for _, m := range o.smtp.Messages() {
		parsed := intake.Parse(m.Raw, intake.Limits{})
		if parsed.MessageID == messageID {
			return m.Raw, parsed.HTML
		}
	}
	o.t.Fatalf("no letter %s", messageID)
	return nil, ""
}

// Whoever puts an answer into the outbox: it goes only when it was cleared.
func TestAnAnswerThatNobodyApprovedIsNotPosted(t *testing.T) {
	o := newOffice(t, approved)
	o.deliver(ask(1))
	o.round()
	o.must(o.reg.Update(t.Context(), func(tx *register.Tx) error {
		_, err := tx.AddLetter(t.Context(), &register.Letter{Key: "inserted", Kind: string(notify.Answer), Case: "2026-0001", Inquiry: 1,
			Recipient: "anna.holm@medlem.example", Sender: mailbox, Role: string(notify.Member), MessageID: "inserted@kk.example",
			Subject: "Svar", Raw: []byte("Subject: Svar\r\n\r\nForkert\r\n"), Due: o.clock.Now()})
		return err
	}))
	o.round()
	if n := o.kinds()[string(notify.Answer)]; n != 0 {
		t.Fatalf("%d letters were posted that nobody approved", n)
	}
}

// The mail that tells of an approval shows the case as it stands after it.
func TestAnApprovedCaseIsShownAsApproved(t *testing.T) {
	o := newOffice(t, approved)
	o.deliver(ask(1))
	o.round()
	o.reply("ole.vang@tmf.kk.example", "forwarding", "Cykelstien er færdig i juni.")
	o.reply("mette@ledelse.example", "approval", "Godkend")
	told := map[string]bool{}
	for _, l := range o.letters() {
		if l.Kind != string(notify.Confirmation) {
			continue
		}
		told[l.Recipient] = true
		if strings.Contains(l.Text, "ikke godkendt") || !strings.Contains(l.Text, "Svaret er godkendt") {
			t.Errorf("to %s:\n%s", l.Recipient, l.Text)
		}
	}
	if !told["ole.vang@tmf.kk.example"] || !told["mette@ledelse.example"] {
		t.Errorf("told were %v", told)
	}
}
