package reply

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hbollon/go-edlib"

	"inquiryd/internal/cpr"
)

// lead is how a word begins, and how it is to be written.
type lead struct{ text, example string }

// Suggest finds the word of a role that a text was probably meant to begin with, when it
// has none. Of an approver's "OK, but …" it is the one that gives the answer back.
func (x *Reader) Suggest(r Role, text string) (example string, ok bool) {
	if r == Approver {
		if first, _ := FirstLine(text); x.butNot().MatchString(first) {
			return x.examples["return"], true
		}
	}
	leads := [...][]lead{Official: x.officialLeads, Member: x.memberLeads, Approver: x.approverLeads, Registrar: x.registrarLeads}[r]
	return x.suggest(leads, text)
}

// suggest finds the word that the first line of a mail was probably meant to
// be, when it is none: misspelt, or with an argument that cannot be read. Only
// a short line, or the short beginning of one before a colon, is looked at; a
// sentence is no word. The example says what the sender said after the word.
func (x *Reader) suggest(leads []lead, text string) (example string, ok bool) {
	line, _ := FirstLine(text)
	said := strings.Fields(strings.TrimRight(line, ".!?"))
	fields := strings.Fields(strings.ToLower(strings.TrimRight(line, ".!?")))
	before, after, colon := strings.Cut(line, ":")
	head := strings.TrimSpace(strings.TrimRight(before, "0123456789 ")) // "new wording 2:"
	number := strings.TrimPrefix(strings.TrimSpace(before), head)
	head = strings.ToLower(head)
	if head == "" || len(fields) == 0 {
		return "", false
	}
	least := 3
	try := func(said string, l lead, argument string) {
		limit := 0
		switch n := utf8.RuneCountInString(l.text); {
		case n > 7:
			limit = 2
		case n > 4, n == 4 && colon, n == 3 && colon && utf8.RuneCountInString(said) > 3:
			limit = 1
		}
		if d := edlib.OSADamerauLevenshteinDistance(said, l.text); d <= limit && d < least {
			example, ok, least = x.with(l, argument), true, d
		}
	}
	for _, l := range leads {
		words := len(strings.Fields(l.text))
		switch {
		case colon && utf8.RuneCountInString(head) <= 25:
			try(head, l, number+": "+strings.TrimSpace(after))
		case len(fields) <= max(4, words):
			try(strings.Join(fields, " "), l, "")
			fallthrough
		case len(fields) <= 8 && strings.Contains(l.example, " ") && len(fields) > words:
			n := min(words, len(fields))
			try(strings.Join(fields[:n], " "), l, " "+strings.Join(said[n:], " "))
		}
	}
	return example, ok
}

// with is the word with what its sender wrote after it, when that can be read so,
// is short, and holds no personal identity number; else it is the example.
func (x *Reader) with(l lead, argument string) string {
	first := firstRune(l.text)
	own := string(unicode.ToUpper(first)) + l.text[utf8.RuneLen(first):] + argument
	if !strings.Contains(l.example, " ") || strings.Trim(argument, ": ") == "" || utf8.RuneCountInString(own) > 80 || cpr.In(own) {
		return l.example
	}
	o := x.readOrder(slices.Concat(x.orders, x.memberOrders, x.approverOrders, x.registrarOrders), own)
	switch {
	case o.Word == None:
		return l.example
	case o.Word == MoreTime && o.Why == "":
		_, why, _ := strings.Cut(l.example, " 2026 ")
		return own + " " + why
	}
	return own
}
