package intake_test

import (
	"strings"
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

// TestContentIsTheSameHoweverTheMailCame holds that relays, which change line
// ends, trace fields and transfer encodings, do not change Content, and that
// another text or file does.
func TestContentIsTheSameHoweverTheMailCame(t *testing.T) {
	fields := "From: a@medlem.example\nSubject: x\nDate: Thu, 9 Mar 2023 14:02:11 +0100\nMessage-ID: <1@medlem.example>\n"
	mail := func(more, body string) string {
		return intake.Parse([]byte(fields+more+"\n"+body), intake.Limits{}).Content()
	}
	one := mail("Content-Type: text/plain; charset=utf-8\n", "Hvor mange blåbær?\n\nKaren\n")
	for name, same := range map[string]string{
		"CRLF":             intake.Parse([]byte(strings.ReplaceAll(fields+"\nHvor mange blåbær?\n\nKaren\n", "\n", "\r\n")), intake.Limits{}).Content(),
		"trace fields":     mail("Received: by mx.kk.example\n", "Hvor mange blåbær?\n\nKaren\n"),
		"quoted-printable": mail("Content-Transfer-Encoding: quoted-printable\n", "Hvor mange bl=C3=A5b=C3=A6r?=20\n\nKaren\n"),
		"a blank line":     mail("", "Hvor mange blåbær?\nKaren\n\n"),
	} {
		if same != one {
			t.Errorf("%s: another content", name)
		}
	}
	for name, other := range map[string]string{
		"text": mail("", "Hvor mange jordbær?\n\nKaren\n"),
		"file": mail("Content-Type: multipart/mixed; boundary=b\n", "--b\n\nHvor mange blåbær?\n\nKaren\n--b\nContent-Type: a/b\n\nx\n--b--\n"),
	} {
		if other == one {
			t.Errorf("another %s, the same content", name)
		}
	}
}
