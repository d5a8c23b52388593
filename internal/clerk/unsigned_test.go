package clerk_test

import (
	"testing"

	"inquiryd/intake"
)

// TestTheMembersNameIsNoQuestion holds that a member's name below the text, or the
// letters that it begins with, belongs to no question, and that a mail that holds
// nothing else asks what its subject says.
func TestTheMembersNameIsNoQuestion(t *testing.T) {
	o := newOffice(t)
	const subject = "Cykelstien på Amagerbrogade"
	for text, want := range map[string]string{
		"Hvornår bliver cykelstien færdig?\r\n/A":          "Hvornår bliver cykelstien færdig?",
		"hvornår bliver cykelstien færdig\r\na.h.":         "hvornår bliver cykelstien færdig",
		"hvornår bliver cykelstien færdig\r\nah":           "hvornår bliver cykelstien færdig",
		"Hvornår bliver cykelstien færdig?\r\n- Anna Holm": "Hvornår bliver cykelstien færdig?",
		"/A":   subject,
		"Anna": subject,
		"hvornår bliver cykelstien færdig\r\nB": "hvornår bliver cykelstien færdig\nB",
	} {
		m := intake.Parse([]byte("From: Anna Holm <anna.holm@medlem.example>\r\nTo: "+mailbox+"\r\nSubject: =?utf-8?q?Cykelstien_p=C3=A5_Amagerbrogade?=\r\nMessage-ID: <i@medlem.example>\r\n"+
			"Content-Type: text/plain; charset=utf-8\r\n\r\n"+text), intake.Limits{})
		intake.Screen(m, intake.Ours{})
		if qs := o.desk.Explain(t.Context(), m).Questions; len(qs) != 1 || qs[0].Text != want {
			t.Errorf("%q: %+v, want %q", text, qs, want)
		}
	}
}
