package clerk_test

import (
	"bytes"
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"inquiryd/intake"
	"inquiryd/internal/clerk"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// last is the newest letter of a kind, read as its recipient's program would.
func (o *office) last(kind notify.Kind) (register.Letter, *intake.Mail) {
	o.t.Helper()
	var found register.Letter
	for _, l := range o.letters() {
		if l.Kind == string(kind) && l.ID > found.ID {
			found = l
		}
	}
	if found.ID == 0 {
		o.t.Fatalf("no letter %s", kind)
	}
	return found, intake.Parse(found.Raw, intake.Limits{})
}

func TestFilesOfAnAnswerGoAlongAndSignaturePicturesDoNot(t *testing.T) {
	o := newOffice(t)
	o.deliver(ask(1))
	o.round()
	file := base64.StdEncoding.EncodeToString([]byte("%PDF-1.4 tidsplan"))
	o.deliver(o.fill(`From: ole.vang@tmf.kk.example
To: {{reply "forwarding"}}
Subject: SV: svar
Message-ID: <o1@tmf.example>
Content-Type: multipart/mixed; boundary=m

--m
Content-Type: multipart/related; boundary=r

--r
Content-Type: text/html; charset=utf-8

<p>Cykelstien bliver <b>færdig</b> i juni. Se tidsplanen.</p><p>Med venlig hilsen<br>Jonas Riis</p><img src="cid:logo">

--r
Content-Type: image/png; name=logo.png
Content-ID: <logo>
Content-Disposition: inline; filename=logo.png
Content-Transfer-Encoding: base64

iVBORw0KGgo=

--r--
--m
Content-Type: application/pdf
Content-Disposition: attachment; filename="tidsplan.pdf"
Content-Transfer-Encoding: base64

` + file + `

--m--
`))
	o.round()
	l, m := o.last(notify.Answer)
	var names []string
	for _, a := range m.Attachments {
		names = append(names, a.Name)
	}
	if !slices.Contains(names, "tidsplan.pdf") || slices.Contains(names, "logo.png") || len(names) != 2 {
		t.Errorf("the letter has %q", names)
	}
	if !bytes.HasPrefix(l.PDF, []byte("%PDF")) || !strings.Contains(l.Text, "færdig") {
		t.Errorf("the letter's text: %s", l.Text)
	}
}

func TestAnswersBetweenTheQuotedQuestions(t *testing.T) {
	o := newOffice(t)
	o.deliver([]byte(strings.ReplaceAll(`From: anna.holm@medlem.example
To: `+mailbox+`
Subject: Cykelstier
Message-ID: <a@post.example>
Content-Type: text/plain; charset=utf-8

1) Hvornår bliver cykelstien på Amagerbrogade færdig?
2) Hvad har cykelstien kostet indtil nu?
`, "\n", "\r\n")))
	o.round()
	l, _ := o.last(notify.Forwarding)
	var reply strings.Builder
	for line := range strings.Lines(strings.ReplaceAll(l.Text, "\r\n", "\n")) {
		reply.WriteString("> " + line)
		switch strings.TrimSpace(line) {
		case "Svar 1:":
			reply.WriteString("\nDen 12. juni.\n\n")
		case "Svar 2:":
			reply.WriteString("\n4,2 mio. kr.\n\nHeraf er 1 mio. til beplantning.\n\n")
		}
	}
	o.deliver(o.fill(`From: Ole Vang <ole.vang@tmf.kk.example>
To: {{reply "forwarding"}}
Subject: SV: svar
In-Reply-To: {{id "forwarding"}}
Message-ID: <o@tmf.example>
Content-Type: text/plain; charset=utf-8

Den 9. mar. 2026 kl. 10.00 skrev Københavns Kommune:

` + reply.String()))
	o.round()
	l, _ = o.last(notify.Answer)
	first, second := strings.Index(l.Text, "Den 12. juni."), strings.Index(l.Text, "4,2 mio. kr.")
	if first < 0 || second < first || !strings.Contains(l.Text, "beplantning") || strings.Contains(l.Text, "HVORFOR") {
		t.Errorf("the letter says:\n%s", l.Text)
	}
}

// A mail server that knows no mailbox+tag@domain, and a mailbox with a long name.
func TestWithoutSignedAddressesRepliesAreKnownByTheirMessageID(t *testing.T) {
	long := "borgerrepraesentationens.spoergsmaal@kk.example"
	signer, err := notify.NewSigner(bytes.Repeat([]byte("k"), 32), long)
	if err != nil {
		t.Fatal(err)
	}
	change := func(c *clerk.Options) {
		c.Signer, c.Office.Mailbox, c.Config.PlainReplyAddress = signer, long, true
	}
	o := newOffice(t, change)
	o.deliver(ask(1))
	o.round()
	for _, l := range o.letters() {
		if strings.Contains(string(l.Raw), "+2026-0001") || l.Sender != long {
			t.Errorf("%s has a signed address or the sender %q", l.Kind, l.Sender)
		}
	}
	o.deliver(o.fill(`From: ole.vang@tmf.kk.example
To: ` + long + `
Subject: SV: svar
In-Reply-To: {{id "forwarding"}}
Message-ID: <o1@tmf.example>
Content-Type: text/plain; charset=utf-8

Cykelstien bliver færdig i juni.
`))
	o.round()
	if l, _ := o.last(notify.Answer); !strings.Contains(l.Text, "i juni") {
		t.Errorf("the letter says %s", l.Text)
	}
	o.options.Config.PlainReplyAddress = false
	if _, err := clerk.New(o.options); err == nil || !strings.Contains(err.Error(), "plain_reply_address") {
		t.Errorf("a mailbox without room for signed addresses: %v", err)
	}
}
