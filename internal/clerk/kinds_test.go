package clerk_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"inquiryd/classify"
	"inquiryd/internal/clerk"
	"inquiryd/internal/deadline"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// An inquiry's kind is found by rules, and decides whether a person looks
// first, by when it must be answered, and what its member is told.
func TestEachKindHasItsHandling(t *testing.T) {
	for _, test := range []struct {
		kind, subject, text string
		state               register.State
		due                 string // of a mail that came on Monday 9 March
		says                string // in the acknowledgement
	}{
		{"question", "Stien", "Hvornår bliver cykelstien færdig?", register.StateOpen, "2026-03-23", "Almindelige spørgsmål besvares skriftligt."},
		{"aktindsigt", "Stien", "Jeg beder om aktindsigt i sagen om cykelstien.", register.StateHeld, "2026-03-18", "Vi behandler den som: Anmodning om aktindsigt."},
		{"sagsindsigt", "Stien", "Jeg ønsker sagsindsigt i sagen om cykelstien.", register.StateHeld, "2026-03-12", "styrelseslovens § 9"},
		{"forespørgsel", "Forespørgsel om stier", "Hvad gør forvaltningen ved cykelstien?", register.StateHeld, "2026-03-23", "Forespørgsler behandles på et møde."},
		{"medlemsforslag", "Medlemsforslag", "Jeg foreslår en ny cykelsti.", register.StateHeld, "2026-03-23", "Vi behandler den som: medlemsforslag."},
		{"borgerhenvendelse", "VS: Cykelstien", "Jeg videresender en borgerhenvendelse. Hvornår bliver cykelstien ryddet?", register.StateOpen, "2026-03-30", "Videresendt borgerhenvendelse"},
	} {
		t.Run(test.kind, func(t *testing.T) {
			o := newOffice(t, withKinds)
			o.deliver(fmt.Appendf(nil, "From: Anna Holm <anna.holm@medlem.example>\nTo: politikersvar@kk.example\nSubject: %s\nMessage-ID: <k@medlem.example>\n"+
				"Date: Mon, 09 Mar 2026 10:00:00 +0100\nContent-Type: text/plain; charset=utf-8\n\n%s\n", test.subject, test.text))
			o.round()
			c := o.cases()[0]
			if c.State != test.state || c.Due.In(copenhagen).Format("2006-01-02") != test.due {
				t.Errorf("the case is %s, due %v", c.State, c.Due)
			}
			o.view(func(ctx context.Context, tx *register.Tx) error {
				q, err := tx.Inquiry(ctx, c.Inquiry)
				if q.Kind != test.kind {
					t.Errorf("it is a %q", q.Kind)
				}
				return err
			})
			ack, _ := o.last(notify.Acknowledgement)
			if text := strings.Join(strings.Fields(ack.Text), " "); !strings.Contains(text, test.says) {
				t.Errorf("the acknowledgement does not say %q:\n%s", test.says, ack.Text)
			}
			if test.state == register.StateHeld {
				if held, _ := o.last(notify.HeldNotice); !strings.Contains(held.Text, "Slags: ") {
					t.Errorf("the registrar is not told the kind:\n%s", held.Text)
				}
			}
			o.verify()
		})
	}
}

// withKinds gives an office rules that name kinds, and says how each is handled.
func withKinds(o *clerk.Options) {
	var rules []classify.Rule
	for _, kind := range []string{"aktindsigt", "sagsindsigt", "medlemsforslag", "borgerhenvendelse"} {
		rules = append(rules, classify.Rule{Name: kind, Kind: kind, Any: []string{kind + "*"}})
	}
	rules = append(rules, classify.Rule{Name: "forespørgsel", Kind: "forespørgsel", Where: []string{"subject"}, Any: []string{"=forespørgsel"}})
	classifier, err := classify.Compile(classify.Config{Administrations: []classify.Administration{{ID: "TMF", Keywords: []string{"cykelsti*^3"}}}, Rules: rules})
	if err != nil {
		panic(err)
	}
	o.Classifier = classifier
	o.Config.Kinds = map[string]clerk.Kind{
		"question":          {Acknowledgement: "Almindelige spørgsmål besvares skriftligt."},
		"aktindsigt":        {Name: "Anmodning om aktindsigt", Hold: true, Terms: deadline.Terms{Deadline: "7 working days"}},
		"sagsindsigt":       {Name: "Anmodning om sagsindsigt", Hold: true, Terms: deadline.Terms{Deadline: "3 days"}, Acknowledgement: "Den afgøres efter styrelseslovens § 9."},
		"forespørgsel":      {Name: "Forespørgsel", Hold: true, Acknowledgement: "Forespørgsler behandles på et møde."},
		"medlemsforslag":    {Hold: true},
		"borgerhenvendelse": {Name: "Videresendt borgerhenvendelse", Terms: deadline.Terms{Deadline: "15 working days"}},
	}
}
