package clerk_test

import (
	"context"
	"strings"
	"testing"

	"inquiryd/internal/register"
	"inquiryd/notify"
)

// TestWhatTheQuestionIs holds the questions of mails whose text says little:
// a question in the subject is filed and acknowledged like one in the text.
func TestWhatTheQuestionIs(t *testing.T) {
	const asks = "Hvor lang er cykelstien på Enghavevej?"
	for name, c := range map[string]struct{ subject, text, want string }{
		"no text":                      {asks, "", asks},
		"only a signature":             {asks, "\nMed venlig hilsen\nAnna Holm\nMedlem af Borgerrepræsentationen\nTlf. 55 55 01 23\n", asks},
		"only a telephone's line":      {asks, "\n\nSendt fra min iPhone\n", asks},
		"only a name":                  {asks, "/Anna\n", asks},
		"only a point":                 {asks, ".\n", asks},
		"a text that points up":        {asks, "Se emnet\n\nMvh Anna\n", asks + "\n\nSe emnet"},
		"a text that gives the reason": {asks, "Borgerne spørger mig.\n", asks + "\n\nBorgerne spørger mig."},
		"a subject that only names":    {"Cykelstien på Enghavevej", "Mvh\nAnna Holm", "Cykelstien på Enghavevej"},
		"a request without a mark":     {"Cykelsti?", "Jeg vil gerne vide, hvor lang cykelstien er.", "Jeg vil gerne vide, hvor lang cykelstien er."},
		"a statement above a name":     {"Cykelstien", "Cykelstien er i stykker.\n\nAnna", "Cykelstien er i stykker."},
		"the name in a line":           {"Cykelstien", "Cykelstien er lavet.\nTak for det, Anna", "Cykelstien er lavet.\nTak for det, Anna"},
		"a greeting that says more":    {"Stien", "Hej cykelstien mangler lys", "Hej cykelstien mangler lys"},
		"thanks":                       {"Stien", "Tak for hjælpen med cykelstien.", "Tak for hjælpen med cykelstien."},
		"nothing at all":               {"", "", ""},
		"a text that goes on":          {asks, "Og hvem har betalt cykelstien?\n", asks + "|Og hvem har betalt cykelstien?"},
		"a reply that goes on":         {"SV: " + asks, "Og hvem har betalt cykelstien?\n", "Og hvem har betalt cykelstien?"},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			o.deliver([]byte("From: anna.holm@medlem.example\r\nTo: " + mailbox + "\r\nSubject: " + c.subject + "\r\nMessage-ID: <s@medlem.example>\r\n" +
				"Content-Type: text/plain; charset=utf-8\r\n\r\n" + c.text))
			o.round()
			var got []register.Question
			o.view(func(ctx context.Context, tx *register.Tx) (err error) {
				cases, err := tx.Cases(ctx, register.CaseFilter{Limit: 10})
				if err != nil || len(cases) != 1 {
					t.Fatal(cases, err)
				}
				got, err = tx.Questions(ctx, cases[0].ID)
				return err
			})
			var texts []string
			for _, q := range got {
				texts = append(texts, q.Text)
			}
			if strings.Join(texts, "|") != c.want {
				t.Errorf("%+v", got)
			}
		})
	}
}

// TestAnEmptyMailIsAcknowledgedAsEmpty holds that no letter shows a question of
// nothing.
func TestAnEmptyMailIsAcknowledgedAsEmpty(t *testing.T) {
	o := newOffice(t)
	o.deliver([]byte("From: anna.holm@medlem.example\r\nTo: " + mailbox + "\r\nMessage-ID: <s@medlem.example>\r\n\r\n\r\n"))
	o.round()
	for _, kind := range []notify.Kind{notify.Acknowledgement, notify.HeldNotice} {
		if _, m := o.last(kind); !strings.Contains(m.Text, "Spørgsmål 1:\n  (Mailen havde ingen tekst.)") || !strings.Contains(m.HTML, "(Mailen havde ingen tekst.)") {
			t.Errorf("%s:\n%s", kind, m.Text)
		}
	}
}
