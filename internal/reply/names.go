package reply

import "strings"

// What stands around a name or a number on a line; whose names they are, the caller
// knows.

// Greets says whether a line is a greeting.
func (x *Reader) Greets(line string) bool { return x.greetingLine().MatchString(line) }

// IsPolite says whether a word may stand around the name of an administration to which
// an official passes a case on.
func (x *Reader) IsPolite(word string) bool { return x.polite().MatchString(word) }

// IsAroundFiling says whether a word may stand around the name of an administration with
// which the registrar files a case.
func (x *Reader) IsAroundFiling(word string) bool { return x.fileAround().MatchString(word) }

// WithoutSendTo is a line without "send to" before a name.
func (x *Reader) WithoutSendTo(line string) string { return x.sendTo().ReplaceAllString(line, "") }

// Listed are the names in a list: "TMF + BUF, SOF".
func (x *Reader) Listed(text string) []string {
	return strings.FieldsFunc(x.between().ReplaceAllString(text, ","), func(r rune) bool { return strings.ContainsRune(",+&;/", r) })
}

// IsPlainKind says whether a name is that of the usual kind of inquiry.
func (x *Reader) IsPlainKind(name string) bool { return x.plainKind().MatchString(name) }

// NumberLine reads a line such as "F2: 2026-11873": what stands before the number, and
// the number; deletes says that there it is to be taken away.
func (x *Reader) NumberLine(line string) (word, value string, deletes, ok bool) {
	form := x.numberLine()
	m := form.FindStringSubmatch(line)
	if m == nil {
		return "", "", false, false
	}
	word, value = group1(form, m, "word")+group1(form, m, "word2"), group1(form, m, "to")+group1(form, m, "to2")
	value = strings.TrimRight(value, ".!")
	return word, value, x.deletes().MatchString(value), true
}
