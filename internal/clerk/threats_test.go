package clerk_test

import (
	"bytes"
	"context"
	"fmt"
	"net/mail"
	"os"
	"slices"
	"strings"
	"testing"

	"inquiryd/intake"
	"inquiryd/internal/clerk"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// verifying is an office whose mail server says who sent a mail.
func verifying(c *clerk.Options) {
	c.Intake.Auth = intake.AuthConfig{AuthservID: "mx.kk.example"}
}

// recipients are those that letters were really sent to.
func (o *office) recipients() []string {
	var all []string
	for _, m := range o.smtp.Messages() {
		all = append(all, m.To)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func (o *office) cases() []register.CaseSummary {
	o.t.Helper()
	var cases []register.CaseSummary
	o.view(func(ctx context.Context, tx *register.Tx) (err error) {
		cases, err = tx.Cases(ctx, register.CaseFilter{Limit: 10000})
		return err
	})
	return cases
}

// forgery is a mail with these header fields on top of a subject and a text.
func forgery(n int, fields ...string) []byte {
	fields = append(fields, "To: "+mailbox, fmt.Sprintf("Message-ID: <forged-%d@angreb.example>", n), "Content-Type: text/plain; charset=utf-8")
	if !slices.ContainsFunc(fields, func(f string) bool { return strings.HasPrefix(f, "Subject:") }) {
		fields = append(fields, "Subject: Cykelstien")
	}
	return []byte(strings.Join(fields, "\r\n") + "\r\n\r\nHvornår bliver cykelstien færdig?\r\n")
}

// T01-T05: whoever claims to be a member and is not proved to be one reaches
// nobody but the registrar, and nobody is told that the mail came.
func TestAForgedMemberReachesNobodyButTheRegistrar(t *testing.T) {
	const member = "From: Anna Holm <anna.holm@medlem.example>"
	result := func(s string) string { return "Authentication-Results: mx.kk.example; " + s }
	pass := result("dmarc=pass header.from=medlem.example")
	passElsewhere := result("dmarc=pass header.from=angreb.example")
	for name, fields := range map[string][]string{
		"no result":                         {member},
		"fail":                              {result("dmarc=fail header.from=medlem.example"), member},
		"none":                              {result("none"), member},
		"soft failures only":                {result("spf=softfail smtp.mailfrom=medlem.example; dkim=neutral header.d=medlem.example"), member},
		"temporary trouble":                 {result("dmarc=temperror header.from=medlem.example"), member},
		"another server's word":             {"Authentication-Results: mx.angreb.example; dmarc=pass header.from=medlem.example", member},
		"forged below ours":                 {result("dmarc=fail header.from=medlem.example"), "Received: from angreb.example by mx.kk.example", pass, member},
		"forged below an empty one of ours": {result("none"), pass, member},
		"forged in a comment":               {result("spf=fail (dmarc=pass header.from=medlem.example) smtp.mailfrom=x@angreb.example"), member},
		"forged and folded below":           {result("dmarc=fail\r\n header.from=medlem.example"), "Authentication-Results: mx.kk.example;\r\n\tdmarc=pass\r\n\theader.from=medlem.example", member},
		"passes for another domain":         {passElsewhere, member},
		"a member's name, another address":  {passElsewhere, `From: "Anna Holm" <anna@angreb.example>`},
		"a member's address as the name":    {passElsewhere, `From: "anna.holm@medlem.example" <anna@angreb.example>`},
		"two From fields":                   {pass, member, "From: x@angreb.example"},
		"two authors":                       {pass, "From: x@angreb.example, anna.holm@medlem.example"},
		"a group":                           {pass, "From: Udvalget: anna.holm@medlem.example;"},
		"a member as Sender only":           {passElsewhere, "From: x@angreb.example", "Sender: anna.holm@medlem.example"},
		"a source route":                    {pass, "From: <@angreb.example:anna.holm@medlem.example>"},
		"a quoted local part":               {pass, `From: <"anna.holm"@medlem.example>`},
		"NUL in the address":                {pass, "From: <anna.holm@medlem.example\x00.angreb.example>"},
		"a dot at the end":                  {pass, "From: <anna.holm@medlem.example.>"},
		"Cyrillic letters":                  {pass, "From: <аnna.holm@medlem.example>"},
		"Cyrillic letters in the domain":    {pass, "From: <anna.holm@mеdlem.example>"},
		"one letter differs":                {result("dmarc=pass header.from=med1em.example"), "From: <anna.holm@med1em.example>"},
		"a domain below":                    {result("dmarc=pass header.from=medlem.example.angreb.example"), "From: <anna.holm@medlem.example.angreb.example>"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, verifying)
			o.deliver(forgery(1, fields...))
			o.round()
			if to := o.recipients(); !slices.Equal(to, []string{"fordeler@kk.example"}) {
				t.Errorf("letters went to %q", to)
			}
			for _, c := range o.cases() {
				if c.State != register.StateHeld {
					t.Errorf("case %s is %s", c.Number, c.State)
				}
			}
			o.verify()
		})
	}
}

// The other half of the test above: the same office files what is proved.
func TestAProvedMemberIsFiled(t *testing.T) {
	o := newOffice(t, verifying)
	o.deliver(forgery(1, "Authentication-Results: mx.kk.example; dmarc=pass header.from=medlem.example", "From: Anna Holm <anna.holm@medlem.example>"))
	o.round()
	if to := o.recipients(); !slices.Equal(to, []string{"anna.holm@medlem.example", "svar@tmf.kk.example"}) {
		t.Errorf("letters went to %q", to)
	}
}

// T06: a number, a Message-ID or a whole reply address that somebody else has
// got hold of changes no case, and tells them nothing.
func TestAStolenThreadChangesNothing(t *testing.T) {
	for name, fields := range map[string][]string{
		"stranger, number":               {"From: kim@fremmed.example", "Subject: Re: 2026-0001"},
		"stranger, number in brackets":   {"From: kim@fremmed.example", "Subject: Re: [2026-0001] Cykelsti"},
		"stranger, In-Reply-To":          {"From: kim@fremmed.example", `In-Reply-To: {{id "acknowledgement" "2026-0001"}}`},
		"stranger, References":           {"From: kim@fremmed.example", `References: <x@y.example> {{id "forwarding" "2026-0001"}}`},
		"stranger, the member's own ID":  {"From: kim@fremmed.example", "In-Reply-To: <ask-1@post.example>"},
		"stranger, address in Cc":        {"From: kim@fremmed.example", `Cc: {{reply "forwarding" "2026-0001"}}`},
		"stranger, Delivered-To":         {`Delivered-To: {{reply "acknowledgement" "2026-0001"}}`, "From: kim@fremmed.example"},
		"member, another's number":       {"From: bo.krogh@medlem.example", "Subject: Re: 2026-0001"},
		"member, another's address":      {"From: bo.krogh@medlem.example", `Cc: {{reply "acknowledgement" "2026-0001"}}`},
		"member, an official's address":  {"From: anna.holm@medlem.example", `Cc: {{reply "forwarding" "2026-0001"}}`},
		"official, a member's address":   {"From: ole@tmf.kk.example", `Cc: {{reply "acknowledgement" "2026-0001"}}`},
		"official elsewhere, number":     {"From: ole@buf.kk.example", "Subject: Re: 2026-0001"},
		"official elsewhere, address":    {"From: ole@buf.kk.example", `Cc: {{reply "forwarding" "2026-0001"}}`},
		"official's domain with a tail":  {"From: ole@tmf.kk.example.angreb.example", `Cc: {{reply "forwarding" "2026-0001"}}`},
		"registrar with a tail":          {"From: fordeler@kk.example.angreb.example", "Subject: Re: 2026-0001"},
		"signs contradict each other":    {"From: anna.holm@medlem.example", `In-Reply-To: {{id "acknowledgement" "2026-0001"}}`, "Subject: Re: 2026-0002"},
		"a signature with another's end": {"From: ole@tmf.kk.example", "Cc: politikersvar+2026-0001.oaaaaaaaaaaaaaaaaaaaaaaaaaa@kk.example"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			o.deliver(ask(1)) // Anna's case is 2026-0001
			o.round()
			o.deliver([]byte("From: bo.krogh@medlem.example\r\nTo: " + mailbox + "\r\nSubject: Skole\r\nMessage-ID: <bo@post.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHvor mange elever er der på skolen?\r\n"))
			o.round()
			before := len(o.smtp.Messages())
			o.deliver(o.fill(string(forgery(1, fields...))))
			o.round()
			for _, m := range o.smtp.Messages()[before:] {
				if m.To != "fordeler@kk.example" {
					t.Errorf("a letter went to %s:\n%s", m.To, m.Raw)
				}
			}
			for _, c := range o.cases() {
				if c.State != register.StateOpen {
					t.Errorf("case %s is %s", c.Number, c.State)
				}
			}
			o.verify()
		})
	}
}

// T07: letters go to the addresses of the roster and of the configuration,
// whatever a mail asks for.
func TestReplyToAndCcNeverDecide(t *testing.T) {
	o := newOffice(t)
	asks := []string{"Reply-To: x@angreb.example", "Cc: x@angreb.example, y@angreb.example", "Mail-Followup-To: x@angreb.example",
		"Disposition-Notification-To: x@angreb.example", "Return-Receipt-To: x@angreb.example", "Return-Path: <x@angreb.example>", "Errors-To: x@angreb.example"}
	o.deliver(ask(1, asks...))
	o.round()
	o.deliver(o.fill("From: ole@tmf.kk.example\r\nTo: {{reply \"forwarding\"}}\r\nSubject: Svar\r\n" + strings.Join(asks, "\r\n") +
		"\r\nMessage-ID: <s@tmf.kk.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nDen bliver færdig i juni.\r\n"))
	o.round()
	if o.kinds()[string(notify.Answer)] != 1 {
		t.Errorf("letters: %v", o.kinds())
	}
	if to := o.recipients(); slices.ContainsFunc(to, func(a string) bool { return strings.Contains(a, "angreb") }) {
		t.Errorf("letters went to %q", to)
	}
	o.verify()
}

// T08: a wave of forged mail. Strangers get nothing, members nothing while
// senders are checked, and the registrar a bounded number of notices.
func TestAWaveOfForgedMailIsNotAmplified(t *testing.T) {
	const wave = 60
	for name, change := range map[string]func(*clerk.Options){
		"senders are checked":     verifying,
		"senders are not checked": func(*clerk.Options) {},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, change, func(c *clerk.Options) { c.Config.MaxAcknowledgements, c.Config.MaxNotices = 5, 7 })
			for n := range wave {
				o.deliver(forgery(n, fmt.Sprintf("From: offer-%d@borger.example", n)))
			}
			for n := range 20 {
				o.deliver(ask(n))
			}
			o.round()
			sent := map[string]int{}
			for _, m := range o.smtp.Messages() {
				sent[m.To]++
			}
			checked := o.options.Intake.Auth.Required()
			if n := sent["anna.holm@medlem.example"]; checked && n != 0 || !checked && n != 5 {
				t.Errorf("the member got %d letters", n)
			}
			if n := o.kinds()[string(notify.Notice)]; n > 7+1 {
				t.Errorf("the registrar got %d notices", n)
			}
			for to := range sent {
				if strings.Contains(to, "borger.example") {
					t.Errorf("a letter went to %s", to)
				}
			}
			o.verify()
		})
	}
}

// T10: a name and a subject with line ends in them, through the whole desk:
// every letter has the fields that it has for a plain mail.
func TestLineEndsInAMailAddNoHeader(t *testing.T) {
	fields := func(raw []byte) (names []string) {
		m, err := mail.ReadMessage(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		for name, values := range m.Header {
			names = append(names, fmt.Sprint(name, len(values)))
		}
		slices.Sort(names)
		return names
	}
	letters := func(from, subject string) map[string][]string {
		o := newOffice(t)
		o.deliver(forgery(1, from, subject))
		o.round()
		all := map[string][]string{}
		for _, m := range o.smtp.Messages() {
			all[m.To] = fields(m.Raw)
			if strings.Contains(m.To, "angreb") {
				t.Errorf("a letter went to %s", m.To)
			}
		}
		return all
	}
	plain := letters("From: Anna <anna.holm@medlem.example>", "Subject: Cykelstien")
	subject := letters("From: Anna <anna.holm@medlem.example>", "Subject: =?utf-8?q?Cykelstien=0D=0ABcc:_x=40angreb.example=0D=0A=0D=0AHej?=")
	if len(plain) != 2 || fmt.Sprint(plain) != fmt.Sprint(subject) {
		t.Errorf("plain: %v\nsubject with line ends: %v", plain, subject)
	}
	// A name like that is no plain author: the registrar is asked.
	name := letters("From: =?utf-8?q?Anna=0D=0ABcc:_x=40angreb.example?= <anna.holm@medlem.example>", "Subject: Cykelstien")
	if len(name) != 1 || !slices.Equal(name["fordeler@kk.example"], plain["svar@tmf.kk.example"]) {
		t.Errorf("plain: %v\nname with line ends: %v", plain, name)
	}
}

// T11: fields of a mail that look like our own orders, or those of other
// systems, decide nothing.
func TestControlFieldsOfAMailAreNotObeyed(t *testing.T) {
	o := newOffice(t)
	o.deliver(ask(1))
	o.deliver(ask(2, "X-Inquiryd-Case: 2026-0001", "X-Inquiryd-Administration: BUF", "X-Inquiryd-Role: registrar", "X-Inquiryd-Verdict: ignored",
		"X-OTRS-Queue: BUF", "X-OTRS-Ignore: yes", "X-OTRS-TicketNumber: 2026-0001", "X-Zammad-Ticket-Group: BUF", "X-RT-Command: close", "X-Priority: 1"))
	o.round()
	for _, c := range o.cases() {
		if c.State != register.StateOpen || c.Administration != "TMF" {
			t.Errorf("case %s is %s with %s", c.Number, c.State, c.Administration)
		}
	}
	if n := o.outcomes()[register.Filed]; n != 2 || len(o.cases()) != 2 {
		t.Errorf("%d filed, %d cases", n, len(o.cases()))
	}
}

// T18: names of attached files are data: they travel as names and nothing else.
func TestFileNamesWithPathsAreOnlyNames(t *testing.T) {
	o := newOffice(t)
	names := []string{"../../etc/passwd", "/etc/cron.d/x", `C:\\Windows\\win.ini`, ".htaccess", "\u200b.htaccess", "x.pdf\u202efdp.exe", strings.Repeat("a", 300), "a;rm -rf x.pdf"}
	body := "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHvornår bliver cykelstien færdig?\r\n"
	for _, name := range names {
		body += "--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"" + name + "\"\r\n\r\nx\r\n"
	}
	t.Chdir(t.TempDir())
	o.deliver([]byte("From: anna.holm@medlem.example\r\nTo: " + mailbox + "\r\nSubject: Cykelsti\r\nMessage-ID: <f@medlem.example>\r\n" + body + "--b--\r\n"))
	o.round()
	o.deliver(o.fill("From: ole@tmf.kk.example\r\nTo: {{reply \"forwarding\"}}\r\nSubject: Svar\r\nMessage-ID: <g@tmf.kk.example>\r\n" +
		strings.Replace(body, "Hvornår bliver cykelstien færdig?", "Den bliver færdig i juni.", 1) + "--b--\r\n"))
	o.round()
	if o.kinds()[string(notify.Answer)] != 1 {
		t.Fatalf("letters: %v", o.kinds())
	}
	_, m := o.last(notify.Answer)
	for _, a := range m.Attachments {
		if strings.ContainsAny(a.Name, "/\\\u200b\u202e") || strings.HasPrefix(a.Name, ".") {
			t.Errorf("a file of the answer is named %q", a.Name)
		}
	}
	if left, err := os.ReadDir("."); err != nil || len(left) > 0 {
		t.Errorf("files were made: %v, %v", left, err)
	}
}

// T30: an acknowledgement goes to the roster's address and holds the numbers,
// the subject and the questions; the mail itself, with what stands around the
// questions and its files, does not travel back.
func TestAnAcknowledgementRepeatsTheQuestionsOnly(t *testing.T) {
	o := newOffice(t)
	body := "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nKære forvaltning\r\n\r\n" +
		"Jytte Fortrolig har skrevet til mig.\r\n\r\n1) Hvornår bliver cykelstien færdig?\r\n2) Hvad koster fortovet?\r\n\r\nVenlig hilsen\r\nAnna\r\nMobil 20 30 40 50\r\n" +
		"--b\r\nContent-Type: text/plain; name=navne.txt\r\nContent-Disposition: attachment; filename=navne.txt\r\n\r\nJytte\r\n--b--\r\n"
	o.deliver([]byte("From: anna.holm@medlem.example\r\nTo: " + mailbox + "\r\nSubject: Cykelsti\r\nMessage-ID: <f@medlem.example>\r\n" + body))
	o.round()
	l, m := o.last(notify.Acknowledgement)
	if l.Recipient != "anna.holm@medlem.example" || !strings.Contains(m.Text, "2026-0001") || len(m.Attachments) > 0 {
		t.Errorf("to %s, with %d files:\n%s", l.Recipient, len(m.Attachments), m.Text)
	}
	for _, other := range []string{"Jytte", "navne.txt", "20 30 40 50"} {
		if strings.Contains(m.Text, other) {
			t.Errorf("the acknowledgement says %q:\n%s", other, m.Text)
		}
	}
}
