package intake

import (
	"strings"
	"testing"
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
