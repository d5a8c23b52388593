package notify

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Check writes every kind of letter in every language with awkward contents
// and reports what fails or looks wrong. It sends nothing. A template that
// passes parses, runs and says something whatever a mail may bring, and its
// HTML can be read without seeing it, see [Readable].
func (w *Writer) Check(ctx context.Context) error {
	var faults []error
	for _, language := range w.letters.set.Codes() {
		for _, kind := range Kinds {
			faults = append(faults, w.checkKind(ctx, kind, language)...)
			if ctx.Err() != nil {
				return errors.Join(append(faults, context.Cause(ctx))...)
			}
		}
	}
	return errors.Join(dedupe(faults)...)
}

// checkKind writes one kind of letter with all awkward contents. What several of
// them bring to light is told once, with the first.
func (w *Writer) checkKind(ctx context.Context, kind Kind, language string) (faults []error) {
	known := map[string]bool{}
	models := awkward()
	for _, name := range slices.Sorted(maps.Keys(models)) {
		if ctx.Err() != nil {
			break
		}
		for _, err := range unjoined(w.check(ctx, kind, language, models[name])) {
			if err == nil || known[err.Error()] {
				continue
			}
			known[err.Error()] = true
			told, ok := inTemplate(err)
			if !ok {
				told = fmt.Errorf("letter %s/%s with %s: %w", language, kind, name, err)
			}
			faults = append(faults, told)
		}
	}
	return faults
}

func (w *Writer) check(ctx context.Context, kind Kind, language string, model Model) error {
	model.Language = language
	c, err := w.ComposeContext(ctx, Letter{
		Kind: kind, To: Address{Name: "Åse, \"Test\"", Address: "test@example.org"},
		MessageID: "check@example.org", Date: time.Date(2026, 2, 28, 23, 30, 0, 0, time.UTC), Automatic: "auto-generated", Model: model,
	})
	if err = cmp.Or(err, c.Unprinted); err != nil {
		return err
	}
	if len(model.Cases) == 0 {
		return errors.Join(lint(c)...) // most letters have nothing to say then
	}
	return errors.Join(append(lint(c), unjoined(Readable(c.HTML, language))...)...)
}

// lint finds what a template got wrong without failing.
func lint(c Composed) (faults []error) {
	wrong := func(bad bool, format string, args ...any) {
		if bad {
			faults = append(faults, fmt.Errorf(format, args...))
		}
	}
	wrong(c.Subject == noSubject, "the subject is empty")
	wrong(strings.TrimSpace(c.Text) == "", "the text is empty")
	wrong(strings.Contains(c.HTML, "ZgotmplZ"), "a value stands where HTML allows none: look for ZgotmplZ")
	for _, form := range []string{c.Subject, c.Text, c.HTML} {
		wrong(strings.Contains(form, "<no value>") || strings.Contains(form, "%!"), "a value is missing: look for <no value> or %%!")
		wrong(strings.Contains(form, "0001"), "a date is missing: ask .IsZero before you print it")
	}
	wrong(strings.Contains(c.HTML, "<script>alert"), "text of a mail reaches the HTML unescaped")
	return faults
}

// awkward are models that templates trip over.
func awkward() map[string]Model {
	question := func(n int, text, answer string) QuestionView {
		return QuestionView{Number: n, Text: text, Answer: answer, Answered: answer != ""}
	}
	many := make([]QuestionView, 40)
	for i := range many {
		many[i] = question(i+1, fmt.Sprintf("Spørgsmål nummer %d?", i+1), "Ja.")
	}
	hostile := "<script>alert(1)</script> {{.Office}} {{template \"x\"}} %s\r\nBcc: nogen@example.org"
	long := strings.Repeat("Donaudampfschifffahrt", 100)
	arrived := time.Date(2026, 3, 9, 23, 30, 0, 0, time.UTC)
	full := func(name string, questions ...QuestionView) Model {
		return Model{
			Office: Office{Name: name, Mailbox: "post@example.org", Registrar: "fordeler@example.org", Web: "www.example.org", Telephone: "33 66 33 66"},
			Member: Person{Name: name, Title: name, Address: "medlem@example.org"}, Text: name, Reason: name,
			Inquiry: InquiryView{Subject: name, Introduction: name, ArrivedAt: arrived}, Expected: arrived,
			Cases: []CaseView{{
				Number: "2026-4711", Due: arrived, Wished: arrived, Questions: questions, Unit: name, Signatory: Person{Name: name, Title: name},
				Administration: AdministrationView{ID: name, Name: name, Street: name, Postal: name, Telephone: name, Web: name, Genitive: name},
				External:       map[string]string{"f2_case": name, "edoc_case": name, "other": name},
				Contributing:   []AdministrationView{{ID: name, Name: name}},
				Earlier:        EarlierView{Number: "2025-4711", AnsweredAt: arrived, Questions: questions},
			}},
			Administrations: []AdministrationView{{ID: name, Name: name}},
			Unread:          []string{name, name},
			Similar:         []SimilarView{{}, {Number: "2025-4711", ArrivedAt: arrived, AnsweredAt: arrived, Question: name, Answer: name, Own: true, Quotable: true, File: name, Confidential: true}},
			Corrects:        arrived, Suggestion: name, Files: []string{name, name}, LeftOut: []string{name}, TakenBack: true, Stage: 2, CPR: true,
			Digest:  awkwardDigest(name, arrived),
			Missing: []MissingView{{Case: "2026-4712", Administration: name, Questions: []string{"1", "2"}, Expected: arrived}, {}},
			Draft:   DraftView{Digest: name, Subject: name, Text: name, File: name, Recipient: Address{name, name}, Before: []string{name}, InsteadOf: name, Approver: name},
		}
	}
	return map[string]Model{
		"nothing":                 {},
		"a case without content":  {Cases: []CaseView{{}}},
		"a question without text": {Cases: []CaseView{{Number: "2026-4711", Held: true, Questions: []QuestionView{{}}}}},
		"40 questions":            full("Københavns Kommune", many...),
		"very long words":         full(long, question(1, long, long)),
		"markup and templates":    full(hostile, question(1, hostile, hostile)),
		"a line break in a name":  full("Åse\r\nSørensen", question(1, "a\r\n\r\nb", "a\r\nb")),
		"emoji":                   full("👩‍👩‍👧 Ørsted 🚲", question(1, "Hvornår? 🚲🚲", "Snart 👍🏽")),
		"right to left":           full("שלום \u202Eevil", question(1, "متى يأتي الجواب؟", "غداً")),
	}
}

// awkwardDigest has each list, with rows that lack everything.
func awkwardDigest(name string, at time.Time) DigestView {
	return DigestView{Calendar: true, Sections: []DigestSection{
		{Name: DigestHeld, Rows: []DigestRow{{Case: "2026-4711", Subject: name, Reason: name, Since: at}, {}}, More: 3},
		{Name: DigestOverdue, Rows: []DigestRow{{Case: "2026-4712", Subject: name, Administration: name, Due: at, Days: 3}, {}}},
		{Name: DigestSoon, Rows: []DigestRow{{Case: "2026-4713", Subject: name, Due: at, Days: 1}, {}}},
		{Name: DigestMember, Rows: []DigestRow{{Case: "2026-4714", Subject: name, Since: at}, {}}},
		{Name: DigestApproval, Rows: []DigestRow{{Case: "2026-4715", Subject: name, Due: at}, {}}},
		{Name: DigestUndelivered, Rows: []DigestRow{{Case: "2026-4716", Kind: name, Text: name}, {}}},
		{Name: DigestTasks, Rows: []DigestRow{{Case: "2026-4717", Text: name}, {}}}, {Name: name}, {}}}
}
