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

// Listed are the names in a list: "TMF + BUF, SOF", "TMF with a contribution from BUF".
// Those that an "and" joins are one, since a name may have it within: see [Reader.Joined].
func (x *Reader) Listed(text string) []string {
	return strings.FieldsFunc(x.joins().ReplaceAllString(text, ","), func(r rune) bool { return strings.ContainsRune(",+&;/", r) })
}

// Joined are the names that an "and" joins.
func (x *Reader) Joined(text string) []string { return x.between().Split(text, -1) }

// WithoutContribution is a name without "contribution from" before it.
func (x *Reader) WithoutContribution(name string) string {
	return x.asContributor().ReplaceAllString(strings.TrimSpace(name), "")
}

// CutWith cuts a line where a "with" says who contributes; ok: it has one.
func (x *Reader) CutWith(line string) (lead, with string, ok bool) {
	at := x.joins().FindStringIndex(line)
	if at == nil {
		return line, "", false
	}
	return line[:at[0]], x.WithoutContribution(line[at[1]:]), true
}

// Portion is the numbers of questions, none for the rest of them, and the text that names to
// whom they go.
type Portion struct {
	Numbers []int
	To      string
}

// Portions reads "1 to BUF, 2 and 3 to TMF", "1 to BUF, the rest to TMF"; ok: that is all
// that the line says.
func (x *Reader) Portions(line string) (all []Portion, ok bool) {
	for rest := line; rest != ""; {
		var p Portion
		if m := x.questionTo().FindStringSubmatchIndex(rest); m != nil {
			p = Portion{Numbers: Numbers(rest[m[2]:m[3]]), To: rest[m[1]:]}
		} else if m := x.restTo().FindStringIndex(rest); m != nil {
			p.To = rest[m[1]:]
		} else {
			return nil, false
		}
		if rest = ""; x.nextQuestion().MatchString(p.To) {
			at := x.nextQuestion().FindStringIndex(p.To)[0]
			p.To, rest = p.To[:at], p.To[at:]
		}
		all = append(all, p)
	}
	return all, true
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
