package intake

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// How letters end: a formula above a name, or a name behind a slash.

// closing is how much a closing formula says.
type closing uint8

const (
	noClosing     closing = iota
	weakClosing           // "Best regards": cut only above ways to reach the sender
	strongClosing         // "Med venlig hilsen": cut above a name too
)

var weakClosings = map[string]bool{"regards": true, "best regards": true, "kind regards": true, "warm regards": true, "yours sincerely": true, "sincerely": true,
	"yours faithfully": true, "best wishes": true, "best": true, "cheers": true, "thanks": true, "thank you": true, "many thanks": true, "yours truly": true, "br": true, "tak": true, "danke": true, "merci": true, "cordialmente": true, "på forhånd tak": true}

// closingOf says whether s is a closing formula, and returns what stands
// after it on the same line: a name.
func closingOf(s string) (kind closing, rest string) {
	if !closingFirsts.may(s) {
		return noClosing, ""
	}
	s = short(s, 90)
	if s == "" || !closingStarts[firstWord(s)] {
		return noClosing, ""
	}
	low := lower(s)
	formula, rest := low, ""
	if i := strings.IndexAny(low, ",!"); i >= 0 {
		formula, rest = low[:i], strings.TrimSpace(low[i+1:])
	}
	formula = strings.TrimRight(formula, " .:;!")
	switch {
	case weakClosings[formula]:
		return weakClosing, rest
	case closingWords[formula]:
		return strongClosing, rest
	}
	for _, two := range []string{" / ", "/", " - ", " | "} { // in two languages
		if a, b, ok := strings.Cut(formula, two); ok && closingWords[a] && (closingWords[b] || weakClosings[b]) {
			return strongClosing, rest
		}
	}
	return withName(formula, rest)
}

// withName looks for a formula and a name on one line: "Mvh Ida Holm".
func withName(formula, rest string) (closing, string) {
	words := strings.Fields(formula)
	for n := min(4, len(words)-1); n > 0; n-- {
		if closingWords[strings.TrimRight(strings.Join(words[:n], " "), ".")] && len(words)-n <= 4 {
			return strongClosing, strings.Join(words[n:], " ") + rest
		}
	}
	return noClosing, ""
}

// cutClosing cuts from a closing formula on when only a signature follows.
func (t *thread) cutClosing(i, end int) int {
	cut, contact, names := end, false, true
	t.up(i, end, func(j, below int) bool {
		s := strings.TrimSpace(t.lines[j].text)
		kind, rest := closingOf(s)
		reaches := isContact(s)
		if kind == strongClosing && (contact || names && below <= 4) && (below > 0 || rest != "" || j > i) ||
			kind == weakClosing && contact && below > 0 {
			cut = j
			return true
		}
		if kind == noClosing && strings.Contains(s, "@") && says(s) {
			return false
		}
		if kind == noClosing && (cut < end || !reaches && (isSentence(s) || utf8.RuneCountInString(s) > 90)) {
			return false
		}
		contact = contact || reaches
		names = names && utf8.RuneCountInString(s) <= 60
		return true
	})
	if cut == end || t.next(i) >= cut {
		return end
	}
	t.set(cut, end, signatureLine)
	return cut
}

// cutSlash cuts a last line that is a name behind a slash, as Danes and Swedes
// sign: "/Ida", "//Ida Holm".
func (t *thread) cutSlash(i, end int) int {
	cut := end
	t.up(i, end, func(j, _ int) bool {
		if t.next(i) < j && slashed(t.lines[j].text) {
			cut = j
		}
		return false
	})
	t.set(cut, end, signatureLine)
	return cut
}

// slashed says whether s is one to three names behind a slash.
func slashed(s string) bool {
	const most = 40
	s = short(s, most)
	name := strings.TrimLeft(s, "/ ")
	if !strings.HasPrefix(s, "/") || name == "" || wordsUpTo(name, 4) > 3 || strings.ContainsAny(name, "/0123456789?!:@_\\") {
		return false
	}
	for w := range strings.FieldsSeq(name) {
		if c, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(c) {
			return false
		}
	}
	return true
}
