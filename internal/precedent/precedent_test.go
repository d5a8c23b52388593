package precedent

import (
	"strings"
	"testing"
	"unicode/utf8"

	"inquiryd/internal/register"
	"inquiryd/internal/reply"
)

func TestNamesOfLetters(t *testing.T) {
	for name, want := range map[string]bool{
		"2026-0041.pdf": true, "2026-0041.txt": true, "2026-12345.pdf": true,
		"2026-0041.eml": false, "2026-0041.pdf.exe": false, "svar 2026-0041.pdf": false, "2026-041.pdf": false, ".pdf": false, "2026-0041": false,
	} {
		if isLetter(name) != want {
			t.Errorf("%q is the name of a letter: %v", name, !want)
		}
	}
}

func TestMayQuote(t *testing.T) {
	q := register.Inquiry{Member: "anna@medlem.example"}
	for _, test := range []struct {
		access, member string
		want           bool
	}{
		{reply.Public, "bo@medlem.example", true},
		{reply.Members, "bo@medlem.example", false},
		{reply.Confidential, "bo@medlem.example", false},
		{reply.Confidential, "Anna@medlem.example", true},
	} {
		if MayQuote(test.access, test.member, q) != test.want {
			t.Errorf("the answer to %s, %s, may be quoted: %v", test.member, test.access, !test.want)
		}
	}
}

func TestOpenings(t *testing.T) {
	if got := opening("Hvad  koster\nbroen for 010190-1234?"); got != "Hvad koster broen for [CPR]?" {
		t.Errorf("%q", got)
	}
	for _, text := range []string{strings.Repeat("æøå ", 200), strings.Repeat("å", 1000)} {
		if got := opening(text); utf8.RuneCountInString(got) > answerBegins+2 || !strings.HasSuffix(got, "…") || !utf8.ValidString(got) {
			t.Errorf("%d letters: %q", utf8.RuneCountInString(got), got)
		}
	}
}
