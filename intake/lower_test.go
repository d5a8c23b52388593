package intake

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// FuzzLower holds that the quick ways give what the long ones give.
func FuzzLower(f *testing.F) {
	for _, s := range []string{"", "a", "ÆBLEGRØD", "Ü×÷ÿß", "“Ja” – NEJ", "İ", "ПРИВЕТ", "a\xc3", "\xc3\xc3", "\xff", "Med VENLIG hilsen", "  (Sendt", "é", "\xe2\x80\x90X", strings.Repeat("aB", 30)} {
		f.Add(s)
	}
	table := map[string]bool{"sendt": true, "à": true, "i": true, "ägare": true, "med": true}
	set := startsOf(table)
	f.Fuzz(func(t *testing.T, s string) {
		want := strings.ToLower(s)
		if got := lower(s); got != want {
			t.Errorf("lower(%q) = %q, want %q", s, got, want)
		}
		var buf [8]byte
		if got := string(lowerKey(buf[:0], s)); got != want {
			t.Errorf("lowerKey(%q) = %q, want %q", s, got, want)
		}
		if table[firstWord(s)] && !set.may(s) {
			t.Errorf("%q begins with a word of the table, and may says no", s)
		}
		if got, want := fold(s), strings.Join(strings.Fields(foldSlowly(s)), " "); got != want {
			t.Errorf("fold(%q) = %q, want %q", s, got, want)
		}
	})
}

func foldSlowly(s string) string {
	return strings.NewReplacer("\u2018", "'", "\u2019", "'", "\u00b4", "'").Replace(strings.Map(toLowerRune, s))
}

// TestPlainLetters holds that what is passed over is clean: in NFC and no
// character that is replaced.
func TestPlainLetters(t *testing.T) {
	n := 0
	for c := rune(0x80); c <= 0x10ffff; c++ {
		s := string(c)
		if plainLetter(s) != len(s) {
			continue
		}
		n++
		if cleanRune(c) != c || norm.NFC.PropertiesString(s).BoundaryBefore() == false || norm.NFC.String(s) != s {
			t.Errorf("%U is not clean", c)
		}
	}
	if n < 300 {
		t.Errorf("only %d letters are plain", n)
	}
}

// TestCleanBytes holds that the quick copy gives what the long one gives.
func TestCleanBytes(t *testing.T) {
	for _, s := range []string{"", "a\r\nb", "a\rb", "å\u00a0b\r\n", "\u00a0", "\xc2", "é–€ø”", "Ж\u00ad", "a\x00", "e\u0301", "\xe2\x82", "ő", "\r\n\r\n"} {
		if got, ok := cleanBytes([]byte(s), false); ok && got != cleanText(s) {
			t.Errorf("cleanBytes(%q) = %q, want %q", s, got, cleanText(s))
		}
	}
	if _, ok := cleanBytes([]byte("Bør\u00a0det – “ja”?\r\n"), false); !ok {
		t.Error("plain Danish is not plain")
	}
	if _, ok := cleanBytes([]byte("ø"), true); ok {
		t.Error("a letter passed for ASCII")
	}
}
