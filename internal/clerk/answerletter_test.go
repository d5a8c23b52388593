package clerk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/clerk"
	"inquiryd/notify"
)

// says checks that a letter has texts, in this order.
func says(t *testing.T, text string, want ...string) {
	t.Helper()
	rest := text
	for _, w := range want {
		i := strings.Index(rest, w)
		if i < 0 {
			t.Fatalf("the letter does not say %q there:\n%s", w, text)
		}
		rest = rest[i+len(w):]
	}
}

const twoQuestions = `From: anna.holm@medlem.example
To: ` + mailbox + `
Subject: Cykelstier
Message-ID: <two@post.example>
Content-Type: text/plain; charset=utf-8

1) Hvornår bliver cykelstien på Amagerbrogade færdig?
2) Hvad har cykelstien kostet indtil nu?
`

const bothAdministrations = `From: anna.holm@medlem.example
To: ` + mailbox + `
Subject: Cykelsti og skole
Message-ID: <both@post.example>
Content-Type: text/plain; charset=utf-8

1) Hvornår bliver cykelstien på Amagerbrogade færdig?
2) Hvor mange elever går der på skolen i Valby?
`

func TestAnAnswerInPartNamesWhatIsMissing(t *testing.T) {
	o := newOffice(t)
	o.deliver(o.fill(twoQuestions))
	o.round()
	o.reply("ole.vang@tmf.kk.example", "forwarding", "Delsvar\n\nSvar 2: 4 mio. kr.")
	l, _ := o.last(notify.Answer)
	says(t, l.Text, "Spørgsmål 2", "kostet", "4 mio. kr.", "Der mangler:", "spørgsmål 1, ventes senest mandag den 23. marts 2026")
	if strings.Contains(l.Text, "ikke besvaret endnu") {
		t.Error("the letter repeats the open question")
	}
	o.reply("ole.vang@tmf.kk.example", "forwarding", "Svar 1: I juni.")
	l, _ = o.last(notify.Answer)
	says(t, l.Text, "Hvornår", "I juni.")
	if strings.Contains(l.Text, "4 mio. kr.") || strings.Contains(l.Text, "Der mangler") {
		t.Errorf("the second letter says:\n%s", l.Text)
	}
}

func TestACorrectionSaysWhatItTakesThePlaceOf(t *testing.T) {
	o := newOffice(t)
	o.deliver(o.fill(twoQuestions))
	o.round()
	o.reply("ole.vang@tmf.kk.example", "forwarding", "Svar 1: I juni.\n\nSvar 2: 4 mio. kr.")
	o.clock.Add(48 * time.Hour)
	o.reply("ole.vang@tmf.kk.example", "received", "Rettelse\n\nSvar 2: 5 mio. kr.")
	l, _ := o.last(notify.Answer)
	if !strings.Contains(l.Subject, "Rettelse: ") {
		t.Errorf("the subject is %q", l.Subject)
	}
	says(t, l.Text, "Rettelse: Besvarelse", "træder i stedet for vores brev af 9. marts 2026", "I juni.", "5 mio. kr.")
}

func TestADuplicateQuotesTheEarlierAnswer(t *testing.T) {
	o := newOffice(t)
	o.deliver(ask(1))
	o.round()
	o.reply("ole.vang@tmf.kk.example", "forwarding", "Den er færdig den 12. juni.")
	o.deliver(ask(2))
	o.round()
	o.reply("ole.vang@tmf.kk.example", "forwarding", "Dublet 2026-0001")
	l, _ := o.last(notify.Answer)
	says(t, l.Text, "besvaret før", "sag 2026-0001 af 9. marts 2026", "Svaret i sag 2026-0001 af 9. marts 2026", "færdig den 12. juni.")
}

func TestAnAssembledLetterHoldsAllAnswers(t *testing.T) {
	o := newOffice(t, func(o *clerk.Options) { o.Config.Assemble = true })
	o.deliver(o.fill(bothAdministrations))
	o.round()
	o.answerAs("ida.lund@buf.kk.example", "2026-0002", "412 elever.")
	o.answerAs("ole.vang@tmf.kk.example", "2026-0001", "I juni.")
	l, _ := o.last(notify.Answer)
	says(t, l.Subject, "2026-0001 og 2026-0002")
	says(t, l.Text, "Teknik- og Miljøforvaltningen og Børne- og Ungdomsforvaltningen", "Teknik- og Miljøforvaltningens svar", "I juni.", "Børne- og Ungdomsforvaltningens svar", "412 elever.")
	if o.kinds()[string(notify.Answer)] != 1 {
		t.Error("several letters were sent")
	}
}

func TestAnAssembledLetterGoesByTheDeadlineAndNamesWhatIsMissing(t *testing.T) {
	o := newOffice(t, func(o *clerk.Options) { o.Config.Assemble, o.Config.AssembleByDue = true, true })
	o.deliver(o.fill(bothAdministrations))
	o.round()
	o.answerAs("ole.vang@tmf.kk.example", "2026-0001", "I juni.")
	o.clock.Add(10 * 24 * time.Hour)
	o.remind()
	_, notice := o.last(notify.Notice)
	says(t, notice.Text, "mangler", "Børne- og Ungdomsforvaltningen (sag 2026-0002)")
	if o.kinds()[string(notify.Answer)] != 0 {
		t.Fatal("the letter went too early")
	}
	o.clock.Add(4 * 24 * time.Hour)
	o.remind()
	l, _ := o.last(notify.Answer)
	says(t, l.Text, "I juni.", "Der mangler:", "Børne- og Ungdomsforvaltningen (sag 2026-0002), tidspunktet kendes ikke endnu")
}

// answerAs replies to the forwarding of a case.
func (o *office) answerAs(from, number, text string) {
	o.t.Helper()
	o.deliver(o.fill("From: " + from + "\nTo: {{reply \"forwarding\" \"" + number + "\"}}\nSubject: SV: svar\nMessage-ID: <" + number + from + ">\nContent-Type: text/plain; charset=utf-8\n\n" + text + "\n"))
	o.round()
}

func TestFilesOfACorrectedAnswerReplaceThoseOfTheSameName(t *testing.T) {
	o := newOffice(t, approved)
	o.deliver(ask(1))
	o.round()
	send := func(kind, text, content string) {
		o.deliver(o.fill("From: ole.vang@tmf.kk.example\nTo: {{reply \"" + kind + "\"}}\nSubject: SV: svar\nMessage-ID: <" + content + "@post.example>\nContent-Type: multipart/mixed; boundary=m\n\n" +
			"--m\nContent-Type: text/plain; charset=utf-8\n\n" + text + "\n\n--m\nContent-Type: text/csv; name=plan.csv\nContent-Disposition: attachment; filename=plan.csv\n\n" + content + "\n\n--m--\n"))
		o.round()
	}
	send("forwarding", "Se planen.", "old")
	o.reply("mette@ledelse.example", "approval", "Returner: planen er gammel")
	send("sent-back", "Se den nye plan.", "new")
	o.reply("mette@ledelse.example", "approval", "Godkend")
	_, m := o.last(notify.Answer)
	for _, a := range m.Attachments {
		if a.Name == "plan.csv" && !strings.Contains(string(a.Content), "new") {
			t.Errorf("the letter has the file %q", a.Content)
		}
	}
	if len(m.Attachments) != 2 {
		t.Errorf("the letter has %d files", len(m.Attachments))
	}
}

// An English letter has the English possessive of whoever answers.
func TestAnEnglishLetterNamesWhoAnswers(t *testing.T) {
	for name, want := range map[string]string{"Public Works": "Public Works' answer", "Finance": "Finance's answer"} {
		o := newOffice(t)
		o.reopenWith(func(c *clerk.Options) {
			var err error
			c.Writer, err = notify.NewWriter(notify.Config{Language: "en", From: notify.Address{Name: "Town", Address: mailbox}, Zone: copenhagen})
			o.must(err)
			c.Language = "en"
			c.Administrations = slices.Clone(c.Administrations)
			c.Administrations[0].Name = name
		})
		o.deliver(ask(1))
		o.round()
		o.deliver(o.fill(fromOfficial))
		o.round()
		if l, _ := o.last(notify.Answer); !strings.Contains(l.Text, want) {
			t.Errorf("%s: the letter says\n%s", name, l.Text)
		}
	}
}
