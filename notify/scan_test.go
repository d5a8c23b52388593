package notify

import (
	"html/template"
	"net/mail"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzTexts holds what is said of a text in one pass to the plain way of saying
// it.
func FuzzTexts(f *testing.F) {
	for _, text := range []string{
		"", "\n", "Hej\n\n\n\nmed \t\r\n dig", "a  b", " a", "a ", "a\n\nb", "a\n b", "a \nb", "\n a", "a\u00a0b", "a\u00ad", "»æøå« – ’", "a\x00b\"'&<>c", "\n\n\n", "x\r\ny\r", "æ\xffå", "\u2028",
		"lidt længere ord\u0085og\vmere  ", "   ", "12345678901234567890 x\x7f",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got, want := tidy([]byte(text)), slowTidy(text); got != want {
			t.Errorf("%q is tidied to %q, not %q", text, got, want)
		}
		for _, lines := range []bool{false, true} {
			if got, want := plainText(text, lines), slowPlain(text, lines); got != want {
				t.Errorf("%q (lines: %v): plain is %v", text, lines, got)
			}
		}
		longest := 0
		for _, word := range strings.Fields(text) {
			longest = max(longest, utf8.RuneCountInString(word))
		}
		if n, l := measure(text); n != utf8.RuneCountInString(strings.TrimRight(text, " ")) || l != longest {
			t.Errorf("%q has %d characters, %d in a word", text, n, l)
		}
		if got, want := asHTML.Replace(text), strings.ReplaceAll(template.HTMLEscapeString(text), "\n", "<br>\n"); got != want {
			t.Errorf("%q is escaped to %q, not %q", text, got, want)
		}
	})
}

func slowTidy(text string) string {
	var out strings.Builder
	blank := 0
	for _, line := range strings.Split(text, "\n") {
		line = strings.TrimRight(line, " \t\r")
		if line == "" {
			blank++
			continue
		}
		if out.Len() > 0 {
			out.WriteString("\n\n"[:1+min(blank, 1)])
		}
		out.WriteString(line)
		blank = 0
	}
	return out.String() + "\n"
}

func slowPlain(text string, lines bool) bool {
	before := ' '
	for _, r := range text {
		switch {
		case r == ' ' && (before != ' ' || lines):
		case r == '\n' && lines && before != ' ':
		case r > ' ' && r < 0x7f, r > 0xa0 && r < 0x180 && r != 0xad, r == '–', r == '»', r == '«', r == '’':
		default:
			return false
		}
		before = r
	}
	return text == "" || before != ' ' && before != '\n'
}

// FuzzPlainAddress: what passes for an address at a glance is one.
func FuzzPlainAddress(f *testing.F) {
	for _, address := range []string{
		"aase.soerensen@medlem.example", "spoergsmaal+2026-0041.oaaa@kk.example", "a@b", "a_b@c-d.example", "@b", "a@", "a@@b", "a..b@c", ".a@b", "a.@b", "a@b.", "a@b..c", "-a@b", "a@b@c", "", "a b@c", "a@æ.example",
	} {
		f.Add(address)
	}
	f.Fuzz(func(t *testing.T, address string) {
		if !plainAddress(address) {
			return
		}
		if parsed, err := mail.ParseAddress(address); err != nil || parsed.Address != address {
			t.Errorf("%q passes: %v %v", address, parsed, err)
		}
	})
}

func TestOrdinaryAddressesArePlain(t *testing.T) {
	for _, address := range []string{"aase.soerensen@medlem.example", "spoergsmaal+2026-0041.oaaaaaaaaaaaaaaaaaaaaaaaaaa@kk.example"} {
		if !plainAddress(address) {
			t.Errorf("%q is parsed", address)
		}
	}
}
