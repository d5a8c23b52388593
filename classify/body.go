package classify

import (
	"slices"
	"strings"
	"unicode"
)

func isLetter(r rune) bool { return unicode.IsLetter(r) }

// backWords are the pronouns of the supported languages that stand for
// something said before.
var backWords = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq("det dette den denne de dem disse deres dens dets heraf herpå hermed " +
		"detta denna dessa this that these those it them das dies diese dieser dieses es dazu davon hierzu") {
		m[w] = true
	}
	return m
}()

// maxClosing is how many lines a closing with names and titles may have.
const maxClosing = 12

// body is the text without its greeting and its closing.
func (a asking) body(text string) stretch {
	ls := slices.Collect(lines(text, stretch{0, len(text)}))
	b := stretch{0, len(text)}
	for _, l := range ls {
		t := strings.TrimSpace(l.of(text))
		if t == "" {
			continue
		}
		if a.greets(t) {
			b.start = l.end
		}
		break
	}
	for i := len(ls) - 1; i >= 0 && i >= len(ls)-maxClosing; i-- {
		t := strings.TrimSpace(ls[i].of(text))
		if strings.Contains(t, "?") || ls[i].start < b.start {
			break
		}
		if a.closing.begins(t) {
			b.end = ls[i].start
		}
	}
	return b
}

// greets reports whether a line is only a greeting: "Kære alle,".
func (a asking) greets(line string) bool {
	return a.greeting.begins(line) && !strings.Contains(line, "?") && len(strings.Fields(line)) <= 12 &&
		(strings.HasSuffix(line, ",") || strings.HasSuffix(line, "!") || strings.HasSuffix(line, ":") || len(strings.Fields(line)) <= 6)
}
