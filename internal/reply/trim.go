package reply

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"inquiryd/intake"
)

// What surrounds an answer is not the answer: the letter has a greeting, a
// closing and a signature of its own.

// trimmed is an answer without what does not belong into the letter: a copy of
// the question above it, a word such as "Svar:", a greeting, and the closing or
// the name of who wrote it.
func (x *Reader) trimmed(answer, question string, from []intake.Address) string {
	answer = x.withoutQuestion(answer, question)
	body := x.withoutOpening(answer)
	if body != answer && (onlyName(body, from) || x.OnlyClosing(body)) {
		return ""
	}
	answer = body
	if first, rest, _ := strings.Cut(answer, "\n"); strings.TrimSpace(rest) != "" && x.answerLine().MatchString(first) {
		answer = strings.TrimSpace(rest)
	}
	if rest := x.thanksLine().ReplaceAllString(answer, ""); strings.TrimSpace(rest) != "" {
		answer = strings.TrimSpace(rest)
	}
	if first, rest, _ := strings.Cut(answer, "\n"); x.questionLabel().MatchString(first) {
		if without := x.withoutQuestion(rest, question); without != rest { // a letter of its own, with both labels
			answer = without
		}
	}
	if rest := x.answerLabel().ReplaceAllString(answer, ""); rest != "" {
		answer = rest
	}
	if rest, ok := strings.CutPrefix(answer, "A: "); ok && !strings.Contains(rest, "\nB: ") { // of "Q1: … A: …"
		answer = rest
	}
	answer = withoutName(x.withoutGreeting(withoutInitials(answer, from)), from)
	if m := x.openingWords().FindString(answer); m != "" && len(m) < len(answer) {
		first := firstRune(answer[len(m):])
		answer = string(unicode.ToUpper(first)) + answer[len(m)+utf8.RuneLen(first):]
	}
	answer = x.shortClosing().ReplaceAllString(answer, "$1")
	return x.withoutOffice(x.closingWords().ReplaceAllString(answer, "$1"))
}

// withoutOffice drops, at the end of an answer, what an administration writes there
// for itself.
func (x *Reader) withoutOffice(answer string) string {
	for {
		last := strings.LastIndexByte(answer, '\n') + 1
		if last == 0 || !x.officeLine().MatchString(answer[last:]) {
			return answer
		}
		answer = strings.TrimSpace(answer[:last])
	}
}

// withoutOpening drops the lines with which somebody is greeted and told that the
// answer follows; nothing is left of a mail that says no more.
func (x *Reader) withoutOpening(answer string) string {
	for answer != "" {
		first, rest, _ := strings.Cut(strings.TrimSpace(answer), "\n")
		if !x.openingLine().MatchString(first) && !x.heraldLine().MatchString(first) {
			break
		}
		answer = strings.TrimSpace(rest)
	}
	return answer
}

// mostOfSignature is how many lines stand below a name at the end of a mail.
const mostOfSignature = 12

// withoutName drops the writer's name at the end of an answer, with a farewell above it
// or ahead of it, and the few short lines below. A name that ends a sentence or a list is
// part of the answer.
func withoutName(answer string, from []intake.Address) string {
	if len(from) != 1 {
		return answer
	}
	lines := strings.Split(answer, "\n")
	if last := len(lines) - 1; last > 0 && signed(lines[last], strings.TrimSpace(lines[last-1]) == "", from[0].Name) {
		return strings.TrimSpace(strings.Join(lines[:last], "\n"))
	}
	for i := max(1, len(lines)-mostOfSignature); i < len(lines); i++ {
		if !allShort(lines[i+1:]) {
			continue
		}
		before := strings.TrimSpace(strings.Join(lines[:i], "\n"))
		apart := strings.TrimSpace(lines[i-1]) == ""
		if farewell, name, ok := strings.Cut(lines[i], ", "); ok && apart && before != "" && isFarewell(farewell) && isName(name, from[0].Name) {
			return before // "Cheers, Ole"
		}
		if before == "" || strings.HasSuffix(before, ":") || !isName(lines[i], from[0].Name) {
			continue
		}
		if above := strings.TrimSpace(strings.Join(lines[:i-1], "\n")); i > 1 && above != "" && !strings.HasSuffix(above, ":") && strings.TrimSpace(lines[i-2]) == "" && isFarewell(lines[i-1]) {
			return above
		}
		if apart && !strings.HasSuffix(before, ",") || strings.ContainsAny(before[len(before)-1:], ".!?") {
			return before
		}
	}
	return answer
}

// signed says whether a last line is its writer's name with a part of the house: "/Ole,
// Anlæg og Udbud", or behind an empty line both names.
func signed(line string, apart bool, name string) bool {
	said, slash := strings.CutPrefix(line, "/")
	if at := strings.Index(said, " ("); at > 0 && strings.HasSuffix(said, ")") { // "Lise (på vegne af Henrik)"
		return apart && isName(said[:at], name)
	}
	first, _, more := strings.Cut(said, ",")
	return allShort([]string{said}) && isName(first, name) && (slash || more && apart && len(strings.Fields(first)) > 1 && !strings.HasSuffix(line, "."))
}

// isFarewell says whether a line is a word or three and no more, as people take leave in
// ways of their own: "Allt gott".
func isFarewell(line string) bool {
	words := strings.Fields(strings.TrimRight(line, ",! \t"))
	return len(words) > 0 && len(words) <= 3 && strings.IndexFunc(strings.Join(words, ""), func(r rune) bool { return !unicode.IsLetter(r) }) < 0
}

// withoutSignature is a text without the name of its writer at the end and what can
// be nothing but a part of a signature below: a word for a title.
func withoutSignature(text string, from []intake.Address) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if len(from) != 1 || len(lines) > 2*mostOfSignature {
		return text
	}
	for i := 1; i < len(lines); i++ {
		if isName(lines[i], from[0].Name) && !slices.ContainsFunc(lines[i+1:], func(l string) bool { return !ofSignature(l) }) {
			return strings.TrimSpace(strings.Join(lines[:i], "\n"))
		}
	}
	return text
}

// ofSignature says whether a line below a name can be nothing but a part of a signature.
func ofSignature(line string) bool {
	words := strings.Fields(line)
	switch {
	case len(words) == 0:
		return true
	case len(words) == 1:
		return unicode.IsUpper(firstRune(words[0])) && strings.IndexFunc(words[0], func(r rune) bool { return !unicode.IsLetter(r) && r != '-' }) < 0
	}
	return false
}

// onlyName says whether nothing is left but the writer's name and what stands
// below it.
func onlyName(answer string, from []intake.Address) bool {
	lines := strings.Split(answer, "\n")
	return len(from) == 1 && len(lines) <= mostOfSignature && isName(lines[0], from[0].Name) && allShort(lines[1:])
}

// isName says whether a line is the name of somebody, or a part of it, and
// nothing else.
func isName(line, name string) bool {
	name, _, _ = strings.Cut(name, "(")
	known := " " + Folded(name) + " "
	if initialsOf(strings.TrimSpace(line), Folded(name)) {
		return true
	}
	said := strings.Fields(Folded(line))
	for _, word := range said {
		if !strings.Contains(known, " "+word+" ") {
			return false
		}
	}
	return len(said) > 0 && strings.TrimLeft(line, " /–-*_") == strings.TrimSpace(strings.TrimLeft(line, " /–-*_")) && !strings.ContainsAny(line, ".?!:|")
}

// withoutInitials drops the writer's initials in brackets at the beginning of an
// answer, by which people mark what they write between the questions: "[OV] Juni".
func withoutInitials(answer string, from []intake.Address) string {
	m := initialsAhead().FindStringSubmatch(answer)
	if m == nil || len(from) != 1 || !initialsOf(m[1], Folded(from[0].Name)) {
		return answer
	}
	return answer[len(m[0]):]
}

var initialsAhead = expression(`^[\[(](\p{Lu}{2,4})[\])]:?\s+`)

// initialsOf says whether a line is two to four capitals out of a name, in their
// order and beginning with its first: "OLV".
func initialsOf(line, name string) bool {
	if n := utf8.RuneCountInString(line); n < 2 || n > 4 || strings.ToUpper(line) != line || strings.IndexFunc(line, func(r rune) bool { return !unicode.IsUpper(r) }) >= 0 {
		return false
	}
	first, _ := utf8.DecodeRuneInString(name)
	for i, r := range strings.ToLower(line) {
		at := strings.IndexRune(name, r)
		if at < 0 || i == 0 && r != first {
			return false
		}
		name = name[at+utf8.RuneLen(r):]
	}
	return true
}

// allShort says whether some lines can be those of a signature: none is a
// sentence's length, none asks, none belongs to a list or a table.
func allShort(lines []string) bool {
	for _, line := range lines {
		line = strings.TrimSpace(line)
		if utf8.RuneCountInString(line) > 80 || strings.ContainsAny(line, "?|") || strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "* ") {
			return false
		}
	}
	return true
}
