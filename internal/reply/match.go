package reply

import (
	"slices"
	"strings"
	"unicode/utf8"

	"inquiryd/intake"
)

// Question is one that a case has.
type Question struct {
	Number       int
	Text, Answer string
	Answered     bool // and the answer is no draft
}

// Match finds in an official's reply which text answers which question.
// Signs, in this order: headings with the questions' numbers; answers written
// into the form of one of our letters; copies of the questions above the
// answers, quoted or not; as many bullets or letters as there are questions;
// one text for all. The result is by the number of the question, with emphasis,
// links and tables of the mail's page as Markdown. Not sure: a person must look
// before it is sent. Others are the questions of the case that were answered
// before: what names them is not taken for an answer to the rest.
func (x *Reader) Match(questions, others []Question, m *intake.Mail, letters []string) (answers map[int]string, sure bool) {
	answers, sure = x.match(questions, others, m, letters)
	sure = sure && !holdsOurs(answers, slices.Concat(questions, others), letters)
	for _, q := range others {
		if again, ok := answers[q.Number]; ok {
			sure = sure && Folded(again) == Folded(q.Answer)
			delete(answers, q.Number)
		}
	}
	for _, q := range questions {
		a, ok := answers[q.Number]
		switch a = x.trimmed(a, q.Text, m.From); {
		case !ok:
		case a == "" || Folded(a) == "" && strings.Trim(a, " \t\n-–—.…?") == "": // a dash for "none yet"
			delete(answers, q.Number)
		default:
			answers[q.Number] = intake.Markup(m, a)
		}
	}
	x.dropLater(answers)
	return answers, sure && !x.namesUnanswered(answers, questions)
}

// namesUnanswered says whether a line within one of some answers begins by naming a
// question that has none: what it says of that one is no part of the answer above it.
func (x *Reader) namesUnanswered(answers map[int]string, questions []Question) bool {
	for _, a := range answers {
		for line := range strings.Lines(a[strings.IndexByte(a, '\n')+1:]) {
			m := x.numberNamed().FindStringSubmatch(line)
			if m != nil && strings.Contains(a, "\n") && slices.ContainsFunc(Numbers(m[1]), func(n int) bool {
				return answers[n] == "" && slices.ContainsFunc(questions, func(q Question) bool { return q.Number == n })
			}) {
				return true
			}
		}
	}
	return false
}

func (x *Reader) match(questions, others []Question, m *intake.Mail, letters []string) (answers map[int]string, sure bool) {
	if len(questions) == 0 {
		return nil, false
	}
	numbers, before := numbersOfAll(questions), numbersOfAll(others)
	filled, closed := x.fillings(questions, m.Text, letters)
	if under, ok := x.underHeadings(numbers, before, x.ownLines(strings.TrimSpace(m.NewText))); ok && dropOurs(under.answers, x.linesAfter(questions, letters)) {
		if len(under.answers) > len(filled) {
			return x.introduced(under.answers, under.preamble), certain(m, under.answers, questions) && x.isCourtesy(under.preamble) && x.isCourtesy(x.leftBelow(under, m.From))
		}
		closed = shorter(filled, under.answers) && closed
	}
	pieces := intake.Interleaved(m)
	between, parted := x.betweenQuoted(questions, pieces, m.NewText, letters)
	if parted = parted && dropOurs(between, x.linesAfter(questions, letters)); parted && len(filled) > 0 && len(filled) < len(between) {
		return between, m.NewTextSure && len(between) == len(questions) // of a form of which labels were deleted
	}
	own := x.ownText(m, filled, letters)
	if len(filled) > 0 {
		return x.filledAndNamed(numbers, before, filled, own, closed)
	}
	own = BeforeOurs(own, letters)
	if own == "" || x.OnlyClosing(own) || x.onlyHeadings(own) {
		return nil, false
	}
	if below := x.pointedAt(own, questions, m, letters); below != "" && !parted {
		answers, _ = x.match(questions, others, &intake.Mail{Subject: m.Subject, InReplyTo: m.InReplyTo, From: m.From, Text: below, NewText: below}, letters)
		return answers, false
	}
	if x.pointsBelow(own) && x.isCourtesy(own) {
		return nil, false
	}
	if cells, ok := x.byColumns(questions, own); ok {
		return cells, false
	}
	if below, preamble, ok := x.copied(questions, own); ok {
		preamble, _ = x.withoutTableHead(preamble)
		return below, certain(m, below, questions) && x.isCourtesy(preamble) && len(below) == len(questions)
	}
	if parted {
		return between, certain(m, between, questions) && len(between) == len(questions) && (pieces[0].Quoted || x.isCourtesy(pieces[0].Text))
	}
	if named, ok := x.byParagraphs(numbers, own); ok {
		return named, m.NewTextSure
	}
	if ordered, ok := x.byOrder(numbers, own); ok {
		return ordered, false
	}
	if lines, ok := x.byLines(numbers, own); ok {
		return lines, false
	}
	if inline, ok := inLine(numbers, own); ok {
		return inline, m.NewTextSure
	}
	alone := m.NewTextSure || m.PointsBelow && DraftBelow(m, questions, letters) == "" // "til orientering" points at no answer
	return x.oneForAll(questions, own, alone && !x.pointsBelow(own))
}

// certain says whether answers can be trusted to be all that a mail has: its new text
// is sure, or only sends the reader on, and what stands below are all the answers.
func certain(m *intake.Mail, answers map[int]string, questions []Question) bool {
	return m.NewTextSure || m.PointsBelow && len(answers) == len(questions)
}

// leftBelow is what stands below the answers of a list, without what is trimmed there.
func (x *Reader) leftBelow(h headedAnswers, from []intake.Address) string {
	first, _, _ := strings.Cut(h.below, "\n")
	for _, a := range h.answers {
		if a = x.trimmed(a, "", from); first != "" && strings.Contains(a, first) {
			return a[strings.LastIndex(a, first):]
		}
	}
	return ""
}

// ownLines puts labels within a paragraph onto lines of their own: "Svar 1: Juni.
// Svar 2: 4 mio.".
func (x *Reader) ownLines(text string) string {
	return x.labelWithin().ReplaceAllString(text, "$1\n$2")
}

// introduced are answers of which the first begins with what an administration says
// above all of them. Anything else there is left out, and shows in no answer.
func (x *Reader) introduced(answers map[int]string, preamble string) map[int]string {
	var said []string
	for _, p := range strings.Split(preamble, "\n\n") {
		if x.introduces().MatchString(p) && !strings.Contains(p, "?") && !strings.HasSuffix(strings.TrimSpace(p), ":") {
			said = append(said, strings.TrimSpace(p))
		}
	}
	if len(said) > 0 {
		first := 0
		for n := range answers {
			if first == 0 || n < first {
				first = n
			}
		}
		answers[first] = strings.Join(said, "\n\n") + "\n\n" + answers[first]
	}
	return answers
}

// shorter takes the shorter of two readings of each answer, and says whether
// they differ in nothing but what follows it.
func shorter(answers, others map[int]string) bool {
	same := true
	for n, other := range others {
		a, ok := answers[n]
		switch x, y := Folded(a), Folded(other); {
		case !ok, x == y, strings.HasPrefix(y, x+" "):
		case strings.HasPrefix(x, y+" "):
			answers[n] = other
		default:
			same = false
		}
	}
	return same
}

// filledAndNamed are answers in the form, and those that stand above it under
// headings of their own.
func (x *Reader) filledAndNamed(numbers, before []int, filled map[int]string, own string, sure bool) (map[int]string, bool) {
	named, ok := x.underHeadings(numbers, before, own)
	if !ok {
		return filled, sure && x.isCourtesy(own)
	}
	for n, text := range named.answers {
		_, twice := filled[n]
		sure, filled[n] = sure && !twice, text
	}
	return filled, sure && x.isCourtesy(named.preamble)
}

func numbersOfAll(questions []Question) (numbers []int) {
	for _, q := range questions {
		numbers = append(numbers, q.Number)
	}
	return numbers
}

// ForAll is one text as the answer to all questions, or to those without an answer where
// there are any.
func (x *Reader) ForAll(questions []Question, text string) map[int]string {
	answers, _ := x.oneForAll(questions, text, false)
	return answers
}

// oneForAll is one text that answers all questions. Those that were answered
// before keep their answer; where all were, a text that replaces a single one
// is sure.
func (x *Reader) oneForAll(questions []Question, text string, sure bool) (map[int]string, bool) {
	text, all := x.belowLabel(questions, text)
	sure = sure && all
	answers := map[int]string{}
	for _, q := range questions {
		if !q.Answered {
			answers[q.Number] = text
		}
	}
	if len(answers) == 0 {
		for _, q := range questions {
			answers[q.Number] = text
		}
		return answers, sure && len(questions) == 1
	}
	return answers, sure && !x.looksNumbered(text, len(questions))
}

// belowLabel is a text without the label of its answer, and without what stands above that
// where there is one question: all says that this was the question itself, or courtesy.
func (x *Reader) belowLabel(questions []Question, text string) (answer string, all bool) {
	lines := strings.Split(text, "\n")
	labels := 0
	at := 0
	for i, line := range lines {
		if x.answerLabel().MatchString(line) {
			labels, at = labels+1, i
		}
	}
	below := x.answerLabel().ReplaceAllString(strings.Join(lines[at:], "\n"), "")
	if labels != 1 || len(questions) != 1 || strings.TrimSpace(below) == "" {
		return x.answerLabel().ReplaceAllString(text, ""), true
	}
	above := strings.Join(lines[:at], "\n")
	words, asked := Folded(above), Folded(questions[0].Text)
	return below, strings.HasSuffix(words, asked) && len(words) < len(asked)+20 || x.isCourtesy(above)
}

// NamesQuestions says whether a reply says which questions it answers: by
// headings or by standing between the quoted questions.
func (x *Reader) NamesQuestions(questions []Question, m *intake.Mail, letters []string) bool {
	if filled, _ := x.fillings(questions, m.Text, letters); len(filled) > 0 {
		return true
	}
	if _, ok := x.betweenQuoted(questions, intake.Interleaved(m), m.NewText, letters); ok {
		return true
	}
	_, ok := x.underHeadings(numbersOfAll(questions), nil, strings.TrimSpace(m.NewText))
	return ok
}

// NumbersNamed are the numbers of all questions that headings in a text name.
func (x *Reader) NumbersNamed(text string) (numbers []int) {
	for line := range strings.Lines(text) {
		if h, ok := x.readHeading(line); ok {
			numbers = append(numbers, h.numbers...)
		}
	}
	return numbers
}

// Labelled says whether a text begins, below its greeting, with the label of an answer.
func (x *Reader) Labelled(text string) bool {
	return x.answerLabel().MatchString(x.withoutOpening(text))
}

// withoutQuestion drops the question when an answer begins by repeating it.
func (x *Reader) withoutQuestion(answer, question string) string {
	words := strings.Fields(question)
	rest := answer
	for _, w := range words {
		rest = strings.TrimLeft(rest, " \t\r\n>*_\"")
		after, ok := strings.CutPrefix(rest, w)
		if last, _ := utf8.DecodeLastRuneInString(w); !ok || wordly(last) && wordly(firstRune(after)) {
			return answer
		}
		rest = after
	}
	rest = strings.TrimSpace(strings.TrimLeft(rest, "*_\""))
	if first, more, _ := strings.Cut(rest, "\n"); x.answerLine().MatchString(first) {
		rest = strings.TrimSpace(more)
	}
	if rest == "" {
		return answer
	}
	return rest
}

// withoutGreeting drops the greeting and the name at the end of an answer: the
// letter has its own. What follows a greeting is at most a signature, or a
// postscript, which stays.
func (x *Reader) withoutGreeting(answer string) string {
	at := 0
	for line := range strings.Lines(answer) {
		if x.closes(line) && len(answer)-at < 500 && at > 0 {
			kept := strings.TrimSpace(answer[:at])
			if ps := postscript().FindStringIndex(answer[at:]); ps != nil {
				return kept + "\n\n" + strings.TrimSpace(answer[at+ps[0]:])
			}
			return kept
		}
		at += len(line)
	}
	return answer
}

var postscript = expression(`(?im)^[\s*_]*(?:p\.?\s?s|n\.?\s?b|obs)\.?[\s:.!]+\S`)

// betweenQuoted finds answers that stand between the quoted questions, which
// are known by their numbers or by their words. What one of our letters has is no answer,
// unless it is part of the new text: of a letter that is quoted without marks it is not.
func (x *Reader) betweenQuoted(questions []Question, pieces []intake.Piece, newText string, letters []string) (map[int]string, bool) {
	answers, after, ours, own := map[int]string{}, x.linesAfter(questions, letters), linesOf(letters), " "+Folded(newText)+" "
	current := 0
	for i, p := range pieces {
		if p.Quoted {
			current = x.lastQuestion(questions, p.Text, current, after)
			continue
		}
		text := strings.TrimSpace(p.Text)
		if current == 0 || text == "" || i == 0 || x.onlyHeadings(text) || allOf(text, ours) && !strings.Contains(own, " "+Folded(text)+" ") {
			continue
		}
		if before := answers[current]; before != "" {
			text = before + "\n\n" + text
		}
		answers[current] = text
	}
	return answers, len(answers) > 0
}

// lastQuestion is the number of the last question that a quoted piece has; none
// when it goes on with what follows the questions in our letters.
func (x *Reader) lastQuestion(questions []Question, text string, current int, after [][]spot) int {
	numbers, words := numbersOfAll(questions), spots(text)
	last := -1
	for _, q := range questions {
		if at, ok := find(words, 0, spots(q.Text)); ok && at > last {
			last, current = at, q.Number
		}
	}
	for line := range strings.Lines(text) {
		h, ok := x.readHeading(strings.TrimLeft(line, "> \t"))
		if !ok {
			h, ok = x.readBare(strings.TrimLeft(line, "> \t"))
		}
		if ok && last < 0 && slices.Contains(numbers, h.numbers[0]) {
			current = h.numbers[0]
		}
	}
	for _, line := range after {
		if _, ok := find(words, max(last, 0), line); ok {
			return 0
		}
	}
	return current
}

// onlyHeadings says whether a text is nothing but the labels of a form.
func (x *Reader) onlyHeadings(text string) bool {
	for line := range strings.Lines(text) {
		h, ok := x.readHeading(line)
		if strings.TrimSpace(line) != "" && (!ok || h.rest != "") {
			return false
		}
	}
	return true
}

// isCourtesy says whether what stands before the first answer may be left out:
// nothing, or a greeting and a phrase.
func (x *Reader) isCourtesy(preamble string) bool {
	for line := range strings.Lines(x.WithoutClosing(preamble)) {
		if line = strings.TrimSpace(line); line != "" && !x.courtesies(line) && !x.numberLater().MatchString(line) && !x.heraldLine().MatchString(line) {
			return false
		}
	}
	return len(preamble) < 400
}

// courtesies says whether each sentence of a line is courtesy: "Hello. The answers are below."
func (x *Reader) courtesies(line string) bool {
	for sentence := range strings.FieldsFuncSeq(sentenceEnd().ReplaceAllString(line, "$1\n"), func(r rune) bool { return r == '\n' }) {
		if !x.courtesy().MatchString(sentence) {
			return false
		}
	}
	return true
}

// sentenceEnd is the end of a sentence of some words, with another behind it.
var sentenceEnd = expression(`(\p{L}{3}[.!])\s+`)

// pointsBelow says whether a short text speaks of answers that stand elsewhere in
// the mail.
func (x *Reader) pointsBelow(own string) bool {
	return len(own) < 300 && x.elsewhere().MatchString(own)
}

// pointedAt is what somebody else wrote below a short text that points there: "see Pia's
// answer below".
func (x *Reader) pointedAt(own string, questions []Question, m *intake.Mail, letters []string) string {
	if !x.pointsBelow(own) {
		return ""
	}
	return DraftBelow(m, questions, letters)
}

// looksNumbered says whether a single text to several questions has a list in
// it that may be meant for them.
func (x *Reader) looksNumbered(text string, questions int) bool {
	if questions < 2 {
		return false
	}
	n := 0
	for line := range strings.Lines(text) {
		_, named := x.readHeading(line)
		_, bare := x.readBare(line)
		_, ok := lettered(line)
		if named || bare || ok {
			n++
		}
	}
	return n > 1
}
