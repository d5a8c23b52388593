package intake

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// TestCleanText holds what is done with each kind of character.
func TestCleanText(t *testing.T) {
	for in, want := range map[string]string{
		"blåbær – “ja” …":                "blåbær – “ja” …",
		"a\r\nb\rc\u2028d":               "a\nb\nc\nd",
		"a\u00a0b\u202fc\u2003d\u3000e":  "a b c d e",
		"bl\u00ada\u200bb\u2060c\ufeffd": "blabcd",
		"\u202eabc\u2066d\u061c":         "abcd",
		"a\x00b\x07c\x7fd\u0081e":        "abcde",
		"A\u030a":                        "Å",
		"o\u0308":                        "ö",
		"a\tb":                           "a\tb",
		"👩\u200d👧":                       "👩👧",
	} {
		if got := cleanText(in); got != want {
			t.Errorf("cleanText(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestIsPlain holds that the short way gives what the long one gives.
func TestIsPlain(t *testing.T) {
	for c := rune(0); c < 0x3100; c++ {
		for _, s := range []string{string(c), "a" + string(c) + "b"} {
			long := norm.NFC.String(strings.Map(cleanRune, s))
			if isPlain(s) && long != s {
				t.Errorf("%q is not plain: %q", s, long)
			}
		}
	}
}

func TestUnflow(t *testing.T) {
	for in, want := range map[string]string{
		"a \nb\n":         "a b\n",
		"a \n> b\n":       "a \n> b\n",
		"> a \n> b \n> c": "> a b c\n",
		">> a \n> b\n":    ">> a \n> b\n",
		"-- \nKaren\n":    "-- \nKaren\n",
		" >a\n":           ">a\n",
		"a \n\nb\n":       "a \n\nb\n",
		"a \r\nb\r\n":     "a b\n",
	} {
		if got := unflow(in, false); got != want {
			t.Errorf("unflow(%q) = %q, want %q", in, got, want)
		}
	}
}
