package intake_test

import (
	"testing"

	"inquiryd/intake"
)

func TestParseReadsAPlainMail(t *testing.T) {
	m := intake.Parse([]byte("From: Karen Blom <karen@medlem.example>\r\nTo: spm@kk.example\r\n"+
		"Subject: =?utf-8?q?Sp=C3=B8rgsm=C3=A5l?=\r\nMessage-ID: <a@medlem.example>\r\n\r\nHvor mange?\r\n"), intake.Limits{})
	if len(m.From) != 1 || m.From[0] != (intake.Address{Name: "Karen Blom", Address: "karen@medlem.example"}) {
		t.Errorf("From = %v", m.From)
	}
	if m.Subject != "Spørgsmål" || m.MessageID != "a@medlem.example" || m.Text != "Hvor mange?\n" {
		t.Errorf("Subject %q, Message-ID %q, Text %q", m.Subject, m.MessageID, m.Text)
	}
}
