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

// FuzzMask: what was masked holds no number any more, and nothing else is lost.
func FuzzMask(f *testing.F) {
	f.Add("Borgeren 010190-1234 venter på 0202902345.")
	f.Add("010190\u20111234\xff0101901234")
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
