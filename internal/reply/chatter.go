package reply

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"inquiryd/intake"
)

// Officials also write to us what is neither a word nor an answer: "thanks", "it
// is not ours", "we need more time". A short mail that reads so goes to no
// member; the official is told which word was probably meant.

// chat is how such a mail reads, and the word that says what it means.
type chat struct {
	reads pattern
	says  string // how it is written, by its key among the examples; "": no word does
}

// fewWords is how long a mail may be to be taken for one of them.
const fewWords = 12

// Mail is a mail, and what its text does not tell.
type Mail struct {
	*intake.Mail
	Member string // the name of the member who wrote it; "" when it is no member's
	Files  bool   // whether files came with it that would go along with an answer
}

// few is the text of a mail without its greetings and name, when it is short and
// nothing else came with it; "" when something is said below the name.
func (x *Reader) few(m Mail) (text string, ok bool) {
	text = strings.TrimSpace(x.WithoutClosing(Unsigned(m.NewText, m.Member)))
	if below := strings.TrimPrefix(strings.TrimSpace(m.NewText), text); saidBelow().MatchString(below) {
		return "", false
	}
	if first, rest := FirstLine(text); x.greetingLine().MatchString(first) && rest != "" {
		text = rest
	}
	text = strings.TrimSpace(emoticon().ReplaceAllString(withoutName(text, m.From), ""))
	n := len(strings.Fields(text))
	return text, n > 0 && n <= fewWords && !strings.Contains(text, "\n\n") && !m.Files
}

// saidBelow is what people say below their names: a postscript, or a question.
var saidBelow = expression(`(?im)^[ \t*_]*(?:ps|p\.s|nb)[.: ]|\?(?:\s|$)`)

// emoticon is a face of signs behind a word: it says nothing.
var emoticon = expression(`\s+[:;]-?[)D]+`)

// Thanks says whether a mail says no more than that its sender has read ours: thanks,
// and what people say around them.
func (x *Reader) Thanks(m Mail) bool {
	text, ok := x.few(m)
	if ok && x.chats[0].reads().MatchString(text) {
		return true
	}
	return !m.Files && x.OnlyThanks(text)
}

// OnlyThanks says whether a text is thanks, and what people say around them.
func (x *Reader) OnlyThanks(text string) bool {
	if strings.ContainsAny(text, "?:") || len(strings.Fields(text)) > 2*fewWords {
		return false
	}
	thanked := false
	text = strings.ReplaceAll(x.greetingAhead().ReplaceAllString(text, ""), " - ", " – ")
	for clause := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(".!,;\n–", r) }) {
		clause = strings.TrimSpace(clause)
		says := clause != "" && x.chats[0].reads().MatchString(clause)
		thanked = thanked || says && strings.IndexFunc(clause, unicode.IsLetter) >= 0
		if clause != "" && !says && !x.pleasant().MatchString(clause) {
			return false
		}
	}
	return thanked
}

// Chatter says whether a mail reads like something said to us rather than an answer,
// and by its key which example says what was probably meant; "" when none does. What is
// said is without greetings and name.
func (x *Reader) Chatter(m Mail) (example, said string, ok bool) {
	text, ok := x.few(m)
	if x.acknowledges(m.NewText) && !m.Files {
		return "", "", true
	}
	if !ok || x.answerLabel().MatchString(text) || x.declines().MatchString(text) {
		return "", "", false
	}
	if h, named := x.readHeading(text); named && len(h.numbers) > 0 {
		return "", "", false
	}
	i := slices.IndexFunc(x.chats, func(c chat) bool { return c.reads().MatchString(text) })
	if i < 0 || i > 0 && x.goesOn(text) {
		return "", "", false
	}
	return x.chats[i].says, text, true
}

// goesOn says whether courtesy comes before a sentence that has a number or a month:
// "Sorry for the delay. It opens in June."
func (x *Reader) goesOn(text string) bool {
	at := sentenceEnd().FindStringIndex(text)
	return at != nil && x.courtesy().MatchString(text) && x.figures(text[at[1]:], nil)
}

// acknowledges says whether a text only says that a mail of ours came in, as the
// systems do in which administrations keep their mail: what came and what
// becomes of it.
func (x *Reader) acknowledges(text string) bool {
	return len(strings.Fields(text)) <= shortAnswer && x.cameIn().MatchString(text) && x.becomes().MatchString(text)
}

// Withdraws says whether a member seems to withdraw by other words than ours.
func (x *Reader) Withdraws(m Mail) bool {
	text, _ := x.few(m)
	return !m.Files && x.DropsIt(text)
}

// DropsIt says whether a text of a member, without greeting and name, only withdraws
// what was asked, and says why.
func (x *Reader) DropsIt(text string) bool { return x.dropIt().MatchString(x.bare(text)) }

// AsksStatus says whether a member asks how a case stands, or reminds us of it, and says
// nothing else besides thanks: "Hej. Tak! Hvornår får jeg svar? Mvh Ida", "Har I glemt
// mig? Det er tre uger siden."
func (x *Reader) AsksStatus(m Mail) bool {
	text, _ := x.few(m)
	if m.Files || len(strings.Fields(text)) > 2*fewWords {
		return false
	}
	asks := false
	for sentence := range strings.FieldsFuncSeq(x.bare(text), func(r rune) bool { return strings.ContainsRune(".!?\n", r) }) {
		sentence = strings.TrimSpace(sentence)
		switch {
		case sentence == "", x.OnlyThanks(sentence), x.pleasant().MatchString(sentence):
		case x.Order(Member, x.bare(sentence)).Word == Status:
			asks = true
		default:
			return false
		}
	}
	return asks
}

// bare is a line without the greeting, the thanks and the closing on it.
func (x *Reader) bare(line string) string {
	return x.closingBehind().ReplaceAllString(x.thanksAhead().ReplaceAllString(x.greetingAhead().ReplaceAllString(line, ""), ""), "$1")
}

// PassesOn says whether a mail only says that it is for somebody's information, and
// nothing of what.
func (x *Reader) PassesOn(m Mail) bool {
	const most = 3 // words behind it: "Til orientering, se nedenfor"
	text, ok := x.few(m)
	if !ok || strings.Contains(text, "?") {
		return false
	}
	at := x.informs().FindStringIndex(text)
	return at != nil && len(strings.Fields(text[at[1]:])) <= most
}

// Informs says whether a text begins by saying that it is for somebody's information.
func (x *Reader) Informs(text string) bool { return x.informs().MatchString(text) }

// Agrees says whether a mail says, without our word, no more than that something is
// right, or nearly so: it begins so and says more, as "OK, but the second is wrong", or
// has nothing but words of those who agree, as "That is quite right".
func (x *Reader) Agrees(m Mail, questions []Question) (agrees, nearly bool) {
	few, short := x.few(m)
	if short && x.agrees().MatchString(few) {
		return true, false
	}
	if short && x.SaysYes(few) && !x.figures(few, questions) { // "Yes, but without the last sentence"
		return false, true
	}
	return false, short && x.nods().MatchString(few) || x.okaying().MatchString(strings.TrimSpace(x.WithoutClosing(m.NewText)))
}

// Disagrees says whether a short mail begins by saying that something is not right or is
// to wait, and has no word of some questions: "No, I will send another".
func (x *Reader) Disagrees(m Mail, questions []Question) bool {
	text, short := x.few(m)
	return short && x.disagrees().MatchString(text) && !slices.ContainsFunc(questions, func(q Question) bool { return sharesWord(text, q.Text) })
}

// Besides says whether a text of a sentence or two names no question and has no word of
// any: what reads so like an aside is none of an answer.
func (x *Reader) Besides(text string, questions []Question) bool {
	text = x.WithoutClosing(text)
	return len(strings.Fields(text)) <= 2*fewWords && len(x.NumbersNamed(text)) == 0 &&
		!slices.ContainsFunc(questions, func(q Question) bool { return sharesWord(text, q.Text) })
}

// Substantial says whether a mail can be the answer to some questions, as it stands: it is
// of more than a few words, has a file, a number, a month or a word of a question in it, or
// says yes or that something is not so. "Noted" and "Per is back soon" can hardly be one.
func (x *Reader) Substantial(m Mail, questions []Question) bool {
	text, few := x.few(m)
	return !few || x.answerLabel().MatchString(text) || x.substance(text, questions)
}

// substance says whether a text has something by which it can be an answer.
func (x *Reader) substance(text string, questions []Question) bool {
	return x.figures(text, questions) || x.denies().MatchString(text) || x.SaysYes(text)
}

// figures says whether a text has a number, a month or a word of a question.
func (x *Reader) figures(text string, questions []Question) bool {
	return strings.ContainsAny(text, "0123456789") || x.monthName().MatchString(text) ||
		slices.ContainsFunc(questions, func(q Question) bool { return sharesWord(text, q.Text) })
}

// SaysYes says whether the first line of a text begins with "yes", which may be a word or
// an answer.
func (x *Reader) SaysYes(text string) bool {
	first, _ := FirstLine(text)
	return x.yes().MatchString(first)
}

// Replies says whether a subject is that of a reply: "SV: …".
func (x *Reader) Replies(subject string) bool {
	return strings.Contains(x.subjectCase().FindString(subject), ":")
}

// Unsigned is a text without its last line when that is only the name of who wrote it,
// the first name, or the letters that names begin with: "/M", "S.W.".
func Unsigned(text, name string) string {
	text = strings.TrimRightFunc(text, unicode.IsSpace)
	i := strings.LastIndexByte(text, '\n') + 1
	last := strings.Trim(text[i:], " \t/-–—.,!")
	first, _, _ := strings.Cut(name, " ")
	if name == "" || last == "" || !strings.EqualFold(last, name) && !strings.EqualFold(last, first) && !initials(last, name) {
		return text
	}
	return strings.TrimRightFunc(text[:i], unicode.IsSpace)
}

// initials says whether a line is the letters with which a name begins, of all its
// parts or of the first.
func initials(line, name string) bool {
	var all []rune
	for part := range strings.FieldsSeq(name) {
		r, _ := utf8.DecodeRuneInString(part)
		all = append(all, r)
	}
	line = strings.NewReplacer(".", "", " ", "").Replace(line)
	return len(all) > 0 && (strings.EqualFold(line, string(all)) || strings.EqualFold(line, string(all[:1])))
}
