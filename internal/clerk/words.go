package clerk

import (
	"regexp"
	"strings"
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

	wordAsk        word = "ask"          // a question back to the member
	wordPartial    word = "partial"      // send the answers that are there
	wordDuplicate  word = "duplicate"    // of a case that was answered
	wordCorrect    word = "correction"   // of an answer that was sent or waits
	wordContribute word = "contribution" // from other administrations
	wordReword     word = "new wording"  // of a member's question
	wordKind       word = "kind"         // of the inquiry, by the registrar
	wordAccess     word = "access"       // who may read the answer
	wordReject     word = "reject"       // by the registrar, with a reason for the member
)

// form is one way to write a word: a whole line.
type form struct {
	word word
	form pattern
}

// order is a word with its argument and what follows on the lines below.
type order struct {
	word word
	to   string // administration, date or reason in the same line
	why  string
	rest string // the lines after the first
}

// reason is what follows the word, on its line and below.
func (x *lexis) reasonOf(o order) string {
	return strings.TrimSpace(strings.Trim(o.to+" "+o.why, " ") + "\n" + x.withoutClosing(o.rest))
}

// withoutClosing is a text up to its greeting.
func (x *lexis) withoutClosing(text string) string {
	var kept []string
	for line := range strings.Lines(text) {
		if x.closes(line) {
			break
		}
		kept = append(kept, line)
	}
	return strings.TrimSpace(strings.Join(kept, ""))
}

// order is the word of the mail on the desk: its first line, or else its
// subject.
func (w *work) order(read func(string) order) order {
	o := w.orderIn(read)
	if o.word == wordNone {
		return o
	}
	if onlyName(o.rest, w.mail.From) {
		o.rest = ""
	}
	o.rest = withoutName(o.rest, w.mail.From) // a reason goes to the member without it
	return o
}

// orderIn is order with all that stands below the word.
func (w *work) orderIn(read func(string) order) order {
	o := read(w.mail.NewText)
	if o.word == wordNone {
		o = read(withoutSignature(w.mail.NewText, w.mail.From))
	}
	if o.word != wordNone {
		return o
	}
	o.rest = w.mail.NewText
	if s := read(w.subjectCase().ReplaceAllString(w.mail.Subject, "")); s.word != wordNone {
		s.rest = strings.TrimSpace(w.mail.NewText)
		switch {
		case s.word == wordConfirm && !w.onlyClosing(s.rest):
		case s.word == wordStatus && w.mail.NewTextSure && w.saysMore(s.rest): // an answer, in reply to a mail with that subject
		default:
			return s
		}
	}
	return o
}

// said is the text in which a word may stand that was not understood: the mail on
// the desk, or its subject when there is nothing in it but a greeting.
func (w *work) said() string {
	if w.onlyClosing(w.mail.NewText) {
		return w.subjectCase().ReplaceAllString(w.mail.Subject, "")
	}
	return w.mail.NewText
}

// approverOrder reads the word that an approver's reply begins with.
func (x *lexis) approverOrder(text string) order { return x.readOrder(x.approverOrders, text) }

// officialOrder reads the order that an official's reply begins with.
func (x *lexis) officialOrder(text string) order { return x.readOrder(x.orders, text) }

func (x *lexis) readOrder(forms []form, text string) order {
	first, rest := firstLine(text)
	if x.greetingLine().MatchString(first) && rest != "" {
		if o := x.readOrder(forms, rest); o.word != wordNone {
			return o
		}
	}
	for _, o := range forms {
		if m := o.form().FindStringSubmatch(first); m != nil {
			if o.word == wordConfirm && !x.onlyClosing(rest) {
				break // "OK" and then more: those are words to be read, not a confirmation
			}
			return order{word: o.word, to: group1(o.form(), m, "to"), why: group1(o.form(), m, "why"), rest: rest}
		}
	}
	return order{rest: text}
}

// closes says whether a line is a closing, alone or with a name and a title.
func (x *lexis) closes(line string) bool {
	line = strings.TrimSpace(line)
	return x.closingLine().MatchString(line) && len(strings.Fields(line)) <= 10
}

// onlyClosing says whether what follows a word is nothing but a greeting and a
// name: no postscript, and no sentence.
func (x *lexis) onlyClosing(rest string) bool {
	first, below := firstLine(rest)
	if first == "" {
		return true
	}
	if len(rest) >= 200 || !x.closes(first) || postscript().MatchString(below) {
		return false
	}
	for line := range strings.Lines(below) {
		if line = strings.TrimSpace(line); len(strings.Fields(line)) > 4 && strings.ContainsAny(lastSign(line), ".!?") {
			return false
		}
	}
	return true
}

// lastSign is the last byte of a line.
func lastSign(line string) string { return line[max(0, len(line)-1):] }

// memberOrder reads the word that a member's reply begins with.
func (x *lexis) memberOrder(text string) order { return x.readOrder(x.memberOrders, text) }

// registrarOrder reads the word that the registrar's reply begins with.
func (x *lexis) registrarOrder(text string) order { return x.readOrder(x.registrarOrders, text) }

// firstLine cuts a text behind its first line, without marks of emphasis around
// that, and without the quotation marks in which our letters show the words.
func firstLine(text string) (first, rest string) {
	text = strings.TrimSpace(text)
	first, rest, _ = strings.Cut(text, "\n")
	first = strings.TrimFunc(first, func(r rune) bool { return unicode.IsSpace(r) || r == '*' || r == '_' })
	if quotes := "»«\"“”„’'"; strings.IndexAny(first, quotes) == 0 {
		first = strings.TrimSpace(strings.Map(func(r rune) rune {
			if strings.ContainsRune(quotes, r) {
				return -1
			}
			return r
		}, first))
	}
	return first, strings.TrimSpace(rest)
}

func group1(form *regexp.Regexp, match []string, name string) string {
	if i := form.SubexpIndex(name); i >= 0 && i < len(match) {
		return strings.TrimSpace(match[i])
	}
	return ""
}
