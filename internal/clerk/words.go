package clerk

import (
	"regexp"
	"strings"
	"time"
	"unicode"
)

// word is an order given by mail: the first line of a reply, alone.
type word string

// The words, for officials, members and the registrar.
const (
	wordNone     word = ""
	wordConfirm  word = "confirm"   // send what was understood
	wordRedirect word = "redirect"  // not ours, or: to X
	wordMoreTime word = "more time" // until DATE because …
	wordRefuse   word = "refuse"    // with the reason
	wordComment  word = "comment"   // not sent on
	wordWithdraw word = "withdraw"
	wordStatus   word = "status"
	wordClose    word = "close"
	wordReturn   word = "return" // the approver gives an answer back, with the reason
)

// form is one way to write a word: a whole line.
type form struct {
	word word
	form *regexp.Regexp
}

// orders are the forms of the words in Danish and English. Each must be the
// whole first line, so that an answer that begins with the same word is not
// taken for an order. What the group "to" matches is the order's argument.
var orders = []form{
	{wordConfirm, regexp.MustCompile(`(?i)^(?:ok(?:ay)?|ja|yes|godkend(?:t|es)?|bekræft(?:et|es)?|confirm(?:ed)?|approved?|send(?: det| svaret| it)?)[.!]*$`)},
	{wordRedirect, regexp.MustCompile(`(?i)^(?:ikke (?:vores|os|vor)(?: (?:sag|område|ansvar|bord))?|hører ikke (?:til|under) (?:hos )?os|not ours?|not us)[.!:,;–-]*(?:\s*(?:(?:(?:videresend|send|omfordel|oversend)(?:es)?|forward|redirect|hører|belongs)\s+)?(?:til|hos|to|i):?\s+(?P<to>[^.!]+))?[.!]*$`)},
	{wordRedirect, regexp.MustCompile(`(?i)^(?:videresend(?:es)?|omfordel(?:es)?|oversend(?:es)?|redirect|forward|reassign)\s+(?:til|to)?:?\s*(?P<to>[^.!]+)[.!]*$`)},
	{wordMoreTime, regexp.MustCompile(`(?i)^(?:mere tid|ny frist|frist|udsæt(?:telse)?|forlæng(?:else)?|more time|extend|new deadline)[: ]+(?:til|indtil|until|to)?:?\s*(?P<to>[^,;]*?\d[^,;]*?)[.!]*(?:(?:[,;]| fordi| because)\s*(?P<why>.+))?$`)},
	{wordRefuse, regexp.MustCompile(`(?i)^(?:afvis(?:es|ning)?|kan ikke besvares|refused?|cannot be answered)(?:[:,;]| fordi| because)\s*(?P<to>.*)$`)},
	{wordRefuse, regexp.MustCompile(`(?i)^(?:afvis(?:es|ning)?|refused?)[.!]*$`)},
	{wordComment, regexp.MustCompile(`(?i)^(?:kommentar|internt?|intern note|note|comment|internal)(?::\s*(?P<to>.*)|[.!]*)$`)},
}

var approverOrders = []form{
	{wordConfirm, regexp.MustCompile(`(?i)^(?:(?:jeg )?(?:kan )?godkend(?:t|es|er|e)?|ok(?:ay)?|ja|yes|i approve|approved?)[.!]*$`)},
	{wordReturn, regexp.MustCompile(`(?i)^(?:retur(?:n[eé]r?(?:es|et)?)?|send(?:es|t)? (?:tilbage|retur)|ikke godkendt|godkendes ikke|return(?:ed)?|send back|not approved)(?:\s*[:,;–-]|\s+fordi\b|\s+because\b|[.!]*$)\s*(?P<to>.*)$`)},
}

var memberOrders = []form{
	{wordWithdraw, regexp.MustCompile(`(?i)^(?:jeg )?(?:træk(?:ker)?(?: (?:spørgsmålet|spørgsmålene|sagen|henvendelsen|det))? tilbage|tilbagetræk(?:kes)?|trækkes tilbage|withdrawn?|i withdraw(?: (?:the question|my question|it))?)[.!]*$`)},
	{wordStatus, regexp.MustCompile(`(?i)^(?:status|hvor langt er (?:sagen|I)|how far is (?:the case|it))[.!?]*$`)},
}

// order is a word with its argument and what follows on the lines below.
type order struct {
	word word
	to   string // administration, date or reason in the same line
	why  string
	rest string // the lines after the first
}

// reason is what follows the word, on its line and below.
func (o order) reason() string {
	return strings.TrimSpace(strings.Trim(o.to+" "+o.why, " ") + "\n" + withoutClosing(o.rest))
}

// withoutClosing is a text up to its greeting.
func withoutClosing(text string) string {
	var kept []string
	for line := range strings.Lines(text) {
		if closingLine.MatchString(strings.TrimSpace(line)) {
			break
		}
		kept = append(kept, line)
	}
	return strings.TrimSpace(strings.Join(kept, ""))
}

// subjectCase is what stands before a word in the subject of a mail that one of
// our links opened, or that somebody answered.
var subjectCase = regexp.MustCompile(`(?i)^\s*(?:(?:sv|vs|re|fw|fwd|aw)\s*:\s*)*(?:(?:sag|case)\s+)?(?:\d{4}-\d{4,9}(?:,| og| and)?\s*)*:?\s*`)

// order is the word of the mail on the desk: its first line, or else its
// subject.
func (w *work) order(read func(string) order) order {
	o := read(w.mail.NewText)
	if o.word != wordNone {
		return o
	}
	if s := read(subjectCase.ReplaceAllString(w.mail.Subject, "")); s.word != wordNone {
		s.rest = strings.TrimSpace(w.mail.NewText)
		if s.word != wordConfirm || onlyClosing(s.rest) {
			return s
		}
	}
	return o
}

// approverOrder reads the word that an approver's reply begins with.
func approverOrder(text string) order { return readOrder(approverOrders, text) }

// officialOrder reads the order that an official's reply begins with.
func officialOrder(text string) order { return readOrder(orders, text) }

func readOrder(forms []form, text string) order {
	first, rest := firstLine(text)
	for _, o := range forms {
		if m := o.form.FindStringSubmatch(first); m != nil {
			if o.word == wordConfirm && !onlyClosing(rest) {
				break // "OK" and then more: those are words to be read, not a confirmation
			}
			return order{word: o.word, to: group1(o.form, m, "to"), why: group1(o.form, m, "why"), rest: rest}
		}
	}
	return order{rest: text}
}

var closingLine = regexp.MustCompile(`(?i)^(?:(?:med )?venlig(?:e|ste)? hilsen(?:er)?|mvh\.?|m\.v\.h\.?|vh\.?|kh\.?|hilsen|de bedste hilsner|bedste hilsner|best|kind regards|best regards|regards|yours sincerely|sincerely)\b`)

// onlyClosing says whether what follows a word is nothing but a greeting and a
// name.
func onlyClosing(rest string) bool {
	first, _ := firstLine(rest)
	return first == "" || len(rest) < 200 && closingLine.MatchString(first)
}

// memberWord reads the word that a member's reply consists of.
func memberWord(text string) (word, string) {
	first, rest := firstLine(text)
	for _, o := range memberOrders {
		if o.form.MatchString(first) {
			return o.word, rest
		}
	}
	return wordNone, text
}

func firstLine(text string) (first, rest string) {
	text = strings.TrimSpace(text)
	first, rest, _ = strings.Cut(text, "\n")
	return strings.TrimFunc(first, func(r rune) bool { return unicode.IsSpace(r) || r == '*' || r == '_' }), strings.TrimSpace(rest)
}

func group1(form *regexp.Regexp, match []string, name string) string {
	if i := form.SubexpIndex(name); i >= 0 && i < len(match) {
		return strings.TrimSpace(match[i])
	}
	return ""
}

var months = map[string]time.Month{
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "maj": 5, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "okt": 10, "oct": 10, "nov": 11, "dec": 12,
}

var (
	isoDate  = regexp.MustCompile(`\b(\d{4})-(\d{2})-(\d{2})\b`)
	dayMonth = regexp.MustCompile(`\b(\d{1,2})[./-](?:\s*)(\d{1,2})(?:[./-](\d{4}|\d{2}))?\b`)
	dayName  = regexp.MustCompile(`(?i)\b(\d{1,2})\.?\s+(?:of\s+)?(jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)\p{L}*\.?(?:,?\s+(\d{4}))?`)
)

// readDate finds a day in a line: "2026-12-01", "1/12", "1.12.2026", "1.
// december", "1 December 2026". A day without a year is the next one to come
// after now. It is the last second of that day in now's zone.
func readDate(s string, now time.Time) (time.Time, bool) {
	var y, d int
	var m time.Month
	switch {
	case isoDate.MatchString(s):
		p := isoDate.FindStringSubmatch(s)
		y, m, d = number(p[1]), time.Month(number(p[2])), number(p[3])
	case dayName.MatchString(s):
		p := dayName.FindStringSubmatch(s)
		y, m, d = number(p[3]), months[strings.ToLower(p[2])], number(p[1])
	case dayMonth.MatchString(s):
		p := dayMonth.FindStringSubmatch(s)
		y, m, d = number(p[3]), time.Month(number(p[2])), number(p[1])
	default:
		return time.Time{}, false
	}
	if y > 0 && y < 100 {
		y += 2000
	}
	year := y
	if year == 0 {
		year = now.Year()
	}
	t := time.Date(year, m, d, 23, 59, 59, 0, now.Location())
	if t.Month() != m || t.Day() != d {
		return time.Time{}, false
	}
	if y == 0 && t.Before(now) {
		t = time.Date(year+1, m, d, 23, 59, 59, 0, now.Location())
	}
	return t, true
}

func number(s string) int {
	n := 0
	for _, r := range s {
		n = 10*n + int(r-'0')
	}
	return n
}
