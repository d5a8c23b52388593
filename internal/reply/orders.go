package reply

import (
	"regexp"
	"strings"
	"unicode"

	"inquiryd/intake"
)

// Word is an order given by mail: the first line of a reply, alone.
type Word string

// The words, for officials, members and the registrar.
const (
	None     Word = ""
	Confirm  Word = "confirm"   // send what was understood
	Redirect Word = "redirect"  // not ours, or: to X
	MoreTime Word = "more time" // until DATE because …
	Refuse   Word = "refuse"    // with the reason
	Comment  Word = "comment"   // not sent on
	Withdraw Word = "withdraw"
	Status   Word = "status"
	Close    Word = "close"
	Return   Word = "return" // the approver gives an answer back, with the reason

	Ask        Word = "ask"          // a question back to the member
	Partial    Word = "partial"      // send the answers that are there
	Duplicate  Word = "duplicate"    // of a case that was answered
	Correct    Word = "correction"   // of an answer that was sent or waits
	Contribute Word = "contribution" // from other administrations
	Spare      Word = "no contribution"
	Reword     Word = "new wording" // of a member's question
	Kind       Word = "kind"        // of the inquiry, by the registrar
	Access     Word = "access"      // who may read the answer
	Reject     Word = "reject"      // by the registrar, with a reason for the member
)

// form is one way to write a word: a whole line.
type form struct {
	word Word
	form pattern
}

// Order is a word with its argument and what follows on the lines below.
type Order struct {
	Word Word
	To   string // administration, date or reason in the same line
	Why  string
	Rest string // the lines after the first; without a word, the whole text
}

// Reason is what follows the word of an order, on its line and below.
func (x *Reader) Reason(o Order) string {
	return strings.TrimSpace(strings.Trim(o.To+" "+o.Why, " ") + "\n" + x.WithoutClosing(o.Rest))
}

// WithoutClosing is a text up to its greeting.
func (x *Reader) WithoutClosing(text string) string {
	var kept []string
	for line := range strings.Lines(text) {
		if x.closes(line) {
			break
		}
		kept = append(kept, line)
	}
	return strings.TrimSpace(strings.Join(kept, ""))
}

// Role is whose words a text is read for.
type Role int

// The roles.
const (
	Official Role = iota
	Member
	Approver
	Registrar
)

// ordersOf are the words of a role.
func (x *Reader) ordersOf(r Role) []form {
	return [...][]form{Official: x.orders, Member: x.memberOrders, Approver: x.approverOrders, Registrar: x.registrarOrders}[r]
}

// Order reads the word that a text begins with.
func (x *Reader) Order(r Role, text string) Order { return x.readOrder(x.ordersOf(r), text) }

// MailOrder is the word of a mail: its first line, or else its subject.
func (x *Reader) MailOrder(r Role, m *intake.Mail) Order {
	o := x.orderIn(r, m)
	if o.Word == None {
		return o
	}
	if onlyName(o.Rest, m.From) {
		o.Rest = ""
	}
	o.Rest = withoutName(o.Rest, m.From) // a reason goes to the member without it
	return o
}

// orderIn is MailOrder with all that stands below the word.
func (x *Reader) orderIn(r Role, m *intake.Mail) Order {
	o := x.Order(r, m.NewText)
	if o.Word == None {
		o = x.Order(r, withoutSignature(m.NewText, m.From))
	}
	if o.Word != None {
		return o
	}
	o.Rest = m.NewText
	if s := x.Order(r, x.subjectCase().ReplaceAllString(m.Subject, "")); s.Word != None {
		s.Rest = strings.TrimSpace(m.NewText)
		switch {
		case s.Word == Confirm && !x.OnlyClosing(s.Rest):
		case s.Word == Status && m.NewTextSure && x.SaysMore(s.Rest): // an answer, in reply to a mail with that subject
		default:
			return s
		}
	}
	return o
}

// Said is the text in which a word may stand that was not understood: the mail's, or
// its subject when there is nothing in it but a greeting.
func (x *Reader) Said(m *intake.Mail) string {
	if x.OnlyClosing(m.NewText) {
		return x.subjectCase().ReplaceAllString(m.Subject, "")
	}
	return m.NewText
}

// SaysMore says whether what stands below a word is more than a name and a
// greeting: then its writer wants it to be read.
func (x *Reader) SaysMore(rest string) bool {
	rest = x.WithoutClosing(rest)
	return len(strings.Fields(rest)) > 3 || strings.Contains(rest, "?")
}

// IsOthersWord says whether a member's or an official's text begins with a word that
// means something only when others write it.
func (x *Reader) IsOthersWord(r Role, text string) bool {
	others := x.othersThanOfficials
	if r == Member {
		others = x.othersThanMembers
	}
	first, _ := FirstLine(text)
	return x.readOrder(others, first).Word != None
}

// IsRegistrarsWord says whether a line is a word of the registrar's that no answer
// consists of.
func (x *Reader) IsRegistrarsWord(line string) bool { return x.readOrder(x.alone, line).Word != None }

// IsOrderOnNumber says whether a word before a colon is how an official or the registrar
// begins an order, with a number behind it or a name.
func (x *Reader) IsOrderOnNumber(word string) bool {
	for _, behind := range []string{": 1", ": 2026-0041", ": ab"} {
		if x.Order(Official, word+behind).Word != None || x.Order(Registrar, word+behind).Word != None {
			return true
		}
	}
	return false
}

func (x *Reader) readOrder(forms []form, text string) Order {
	first, rest := FirstLine(text)
	if x.greetingLine().MatchString(first) && rest != "" {
		if o := x.readOrder(forms, rest); o.Word != None {
			return o
		}
	}
	for _, o := range forms {
		if m := o.form().FindStringSubmatch(first); m != nil {
			if o.word == Confirm && !x.OnlyClosing(rest) {
				break // "OK" and then more: those are words to be read, not a confirmation
			}
			return Order{Word: o.word, To: group1(o.form(), m, "to"), Why: group1(o.form(), m, "why"), Rest: rest}
		}
	}
	return Order{Rest: text}
}

// closes says whether a line is a closing, alone or with a name and a title.
func (x *Reader) closes(line string) bool {
	line = strings.TrimSpace(line)
	return x.closingLine().MatchString(line) && len(strings.Fields(line)) <= 10
}

// OnlyClosing says whether what follows a word is nothing but a greeting and a
// name: no postscript, and no sentence.
func (x *Reader) OnlyClosing(rest string) bool {
	first, below := FirstLine(rest)
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

// FirstLine cuts a text behind its first line, without marks of emphasis around
// that, and without the quotation marks in which our letters show the words.
func FirstLine(text string) (first, rest string) {
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
