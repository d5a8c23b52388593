package cpr_test

import (
	"strings"
	"testing"

	"inquiryd/internal/cpr"
)

// The numbers are invented: their last four digits were given to nobody known.
func TestFind(t *testing.T) {
	for text, want := range map[string]string{
		"Borgeren 010190-1234 venter.":        "Borgeren [CPR] venter.",
		"0101901234":                          "[CPR]",
		"cpr-nr.: 311299-0000, og 29020 12":   "cpr-nr.: [CPR], og 29020 12",
		"290201-4321":                         "[CPR]",
		"010190 1234":                         "[CPR]",
		"010190\u20111234":                    "[CPR]",
		"010190\u00a01234":                    "[CPR]",
		"010190 - 1234":                       "[CPR]",
		"CPR0101901234.":                      "CPR[CPR].",
		"010190-1234 og 020290-2345":          "[CPR] og [CPR]",
		"010190-\n1234":                       "[CPR]",
		"320190-1234":                         "320190-1234",
		"010090-1234":                         "010090-1234",
		"300290-1234":                         "300290-1234",
		"311190-1234":                         "311190-1234",
		"9010190-1234":                        "9010190-1234",
		"010190-12345":                        "010190-12345",
		"010190-123":                          "010190-123",
		"telefon 33 66 33 66":                 "telefon 33 66 33 66",
		"sag 2026-0041":                       "sag 2026-0041",
		"4501019012345678":                    "4501019012345678",
		"":                                    "",
		"æ010190-1234ø":                       "æ[CPR]ø",
		"99010190-1234, men 010190-1234 gør":  "99010190-1234, men [CPR] gør",
		"3101901234 er 31. januar 90 og 1234": "[CPR] er 31. januar 90 og 1234",
	} {
		if got := cpr.Mask(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
		if cpr.In(text) != (text != want) {
			t.Errorf("%q: In is wrong", text)
		}
	}
}

// Those of other Nordic countries count with right check digits only.
func TestFindOfOtherCountries(t *testing.T) {
	next := func(c rune) rune {
		if c == '9' {
			return '0'
		}
		return c + 1
	}
	for _, number := range []string{
		"13081909266", "130819 09266", "030151-56278", "50012850082", // Norway, the last a D-nummer
		"740609-7985", "19740609-7985", "197406097985", "510209+2193", "990187-6566", // Sweden, the last a samordningsnummer
		"260534-924C", "060537A9802", // Finland
	} {
		if got := cpr.Mask("Hon (" + number + "), ring."); got != "Hon ([CPR]), ring." {
			t.Errorf("%s: %q", number, got)
		}
		wrong := number[:len(number)-1] + strings.Map(next, number[len(number)-1:])
		if got := cpr.Mask(wrong); got != wrong {
			t.Errorf("%s: %q", wrong, got)
		}
	}
	for _, text := range []string{"7406097985", "konto 13081909267", "20260301-1234", "J.nr. 2026-0301-1234", "260534-924c"} {
		if got := cpr.Mask(text); got != text {
			t.Errorf("%s: %q", text, got)
		}
	}
}

// FuzzMask: what was masked holds no number any more, and nothing else is lost.
func FuzzMask(f *testing.F) {
	f.Add("Borgeren 010190-1234 venter på 0202902345.")
	f.Add("010190\u20111234\xff0101901234")
	f.Add("13081909266 19740609-7985 260534-924C")
	f.Fuzz(func(t *testing.T, text string) {
		masked := cpr.Mask(text)
		if cpr.In(masked) {
			t.Errorf("%q is left in %q", masked, text)
		}
		if strings.Count(masked, cpr.Withheld) < len(cpr.Find(text)) {
			t.Errorf("%q became %q", text, masked)
		}
	})
}
