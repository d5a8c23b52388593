package clerk_test

import (
	"context"
	"testing"

	"inquiryd/internal/register"
)

// TestForInformation holds that what is only passed on for information or only thanks
// is for the registrar, and that a question below such words is filed.
func TestForInformation(t *testing.T) {
	for text, want := range map[string]register.State{
		"Til orientering.\r\n\r\nCykelstien er i stykker.":                register.StateHeld,
		"Hej\r\n\r\nBlot til jeres orientering: Cykelstien er i stykker.": register.StateHeld,
		"Jeg sender lige til orientering vores udspil om cykelstien.":     register.StateHeld,
		"Pressemeddelelse\r\n\r\nVi vil have flere cykelstier.":           register.StateHeld,
		"Anna Holm har delt en fil med dig\r\n\r\nCykelstien.docx":        register.StateHeld,
		"Super, tak!":                         register.StateHeld,
		"Mange tak for hjælpen, god weekend!": register.StateHeld,
		"Tusind tak for turen på cykelstien! Hvor er I dygtige. Vi ses.": register.StateHeld,
		"Taksterne for cykelstien er for høje.":                          register.StateOpen,
		"Kommunen har delt cykelstien i to.":                             register.StateOpen,
		"Jeg sender en borgers mail om cykelstien.":                      register.StateOpen,
		"Til orientering.\r\n\r\nHvem laver cykelstien?":                 register.StateOpen,
		"Cykelstien er i stykker.":                                       register.StateOpen,
	} {
		o := newOffice(t)
		o.deliver([]byte("From: anna.holm@medlem.example\r\nTo: " + mailbox + "\r\nSubject: Cykelstien\r\nMessage-ID: <i@medlem.example>\r\n" +
			"Content-Type: text/plain; charset=utf-8\r\n\r\n" + text))
		o.round()
		o.view(func(ctx context.Context, tx *register.Tx) error {
			cases, err := tx.Cases(ctx, register.CaseFilter{Limit: 10})
			if err != nil || len(cases) != 1 || cases[0].State != want {
				t.Errorf("%q: %+v %v", text, cases, err)
			}
			return err
		})
	}
}
