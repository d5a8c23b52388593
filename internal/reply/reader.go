package reply

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"inquiryd/internal/language"
)

// Reader reads mails in the languages of an installation: its own and those that its
// file names. Each expression is one line of a mail as the program knows it, with the
// words of all these languages set in at names in braces. It is safe for concurrent use.
type Reader struct {
	spoken   []*language.Language
	words    map[string]string // of all these languages, by the names of their places
	labels   [][2]string       // of a question and its answer in the form that letters have
	examples map[string]string // how orders are written in the installation's language

	orders, approverOrders, memberOrders, registrarOrders     []form
	othersThanMembers, othersThanOfficials, alone             []form
	officialLeads, memberLeads, approverLeads, registrarLeads []lead
	chats                                                     []chat
	asides, remarks                                           []pattern

	subjectCase, greetingLine, closingLine, butNot, declines, dropIt, sendTo                                                                              pattern
	wishes                                                                                                                                                []pattern
	otherThought                                                                                                                                          pattern
	glance                                                                                                                                                *glance
	beforeDay, weekdayAhead, dayName, nameDay, weekday, span                                                                                              pattern
	answerHeading, questionHeading, ordinalHeading, bareHeading, ordinal, amount                                                                          pattern
	answerLine, answerLabel, courtesy, elsewhere, numberLine, ofFile, sends, yes                                                                          pattern
	greetingAhead, closingBehind, openingLine, heraldLine, openingWords, closingWords                                                                     pattern
	pleasant, cameIn, becomes, informs, introduces, officeLine, together, labelWithin, tableHead                                                          pattern
	thanksLine, shortClosing, questionLabel, handsOver, numberLater, agrees, okaying, ofMail                                                              pattern
	absence, meanwhile, fileAround, thanksAhead, disagrees, nods                                                                                          pattern
	firstPerson, firstPersonSays, asideSays, itself, itselfSays, monthName, numberNamed, paragraphNamed, denies, thirdPerson, memberAsks, who, we, weSays pattern
	classes                                                                                                                                               []class
	plainKind, polite, deletes, between, joins, asContributor, questionTo, nextQuestion, restTo                                                           pattern
	becauses                                                                                                                                              []pattern // of each spoken language: a reason that begins in it
	weekdays                                                                                                                                              [][]string
	months                                                                                                                                                map[string]time.Month
}

// builtIn are those of the languages that are built in. Their expressions take
// megabytes once they are compiled, so all desks of a process share them.
var builtIn = func() map[string]func() *Reader {
	all := map[string]func() *Reader{}
	for _, code := range language.BuiltIn() {
		all[code] = sync.OnceValue(func() *Reader {
			var set *language.Set
			return newReader(set, set.Of(code))
		})
	}
	return all
}()

// New makes ready what is read in an installation's own language and those of a set
// that its file names: the reader that is shared where nothing differs from what is
// built in.
func New(set *language.Set, own *language.Language) *Reader {
	var plain *language.Set
	if own != plain.Of(own.Code) {
		return newReader(set, own)
	}
	for _, code := range own.Mail.Reads {
		if l := set.Of(code); l == nil || l != plain.Of(code) {
			return newReader(set, own)
		}
	}
	return builtIn[own.Code]()
}

// Languages are those that are read.
func (x *Reader) Languages() []*language.Language { return x.spoken }

// Example is how an order is written in the installation's language, by its key in the
// language's file.
func (x *Reader) Example(key string) string { return x.examples[key] }

// class is an access class and how people write it.
type class struct {
	name  string
	reads pattern
}

// newReader is New without sharing.
func newReader(set *language.Set, own *language.Language) *Reader {
	x := &Reader{examples: own.Mail.Examples}
	codes := append([]string{own.Code}, own.Mail.Reads...)
	slices.Sort(codes) // what is read does not depend on which is the installation's
	for _, code := range slices.Compact(codes) {
		l := own
		if code != own.Code {
			l = set.Of(code)
		}
		if l != nil {
			x.spoken = append(x.spoken, l)
		}
	}
	x.collect()
	x.setOrders()
	x.setReading()
	x.setTalk()
	x.setWishes()
	return x
}

// collect joins what the languages say.
func (x *Reader) collect() {
	all := map[string][]string{}
	for _, l := range x.spoken {
		for _, table := range []map[string]string{l.Mail.Words, l.Mail.Reading, l.Mail.Talk} {
			for name, words := range table {
				if words != "" {
					all[name] = append(all[name], words)
				}
			}
		}
		for name, words := range l.Mail.Wishes {
			all["wish_"+name] = append(all["wish_"+name], wordsAsWritten(words)...)
		}
		x.labels = append(x.labels, [2]string{l.Mail.Reading["question_label"], l.Mail.Reading["answer_label"]})
		x.becauses = append(x.becauses, expression(`(?i)^(?:`+l.Mail.Words["since"]+`)\s`))
		x.months = monthsOf(x.months, l.Dates.Months)
		names := make([]string, len(l.Dates.Weekdays))
		for i, day := range l.Dates.Weekdays {
			names[i] = strings.ToLower(day)
			all["weekday"] = append(all["weekday"], regexp.QuoteMeta(names[i]))
		}
		x.weekdays = append(x.weekdays, names)
		for _, o := range l.Mail.Ordinals {
			all["ordinals"] = append(all["ordinals"], regexp.QuoteMeta(o))
		}
		for name, to := range map[string]*[]lead{"o": &x.officialLeads, "m": &x.memberLeads, "a": &x.approverLeads, "r": &x.registrarLeads} {
			of := map[string][][]string{"o": l.Mail.Leads.Officials, "m": l.Mail.Leads.Members, "a": l.Mail.Leads.Approvers, "r": l.Mail.Leads.Registrar}[name]
			for _, pair := range of {
				*to = append(*to, lead{pair[0], pair[1]})
			}
		}
	}
	all["month_begins"] = slices.Sorted(maps.Keys(x.months))
	x.words = map[string]string{}
	for name, words := range all {
		x.words[name] = strings.Join(words, "|")
	}
}

// monthsOf adds months by the first three letters of their names.
func monthsOf(all map[string]time.Month, names []string) map[string]time.Month {
	if all == nil {
		all = map[string]time.Month{}
	}
	for i, name := range names {
		begins := []rune(strings.ToLower(name))
		all[string(begins[:min(3, len(begins))])] = time.Month(i + 1)
	}
	return all
}

// placeForWords is a place for words in an expression.
var placeForWords = expression(`\{([a-z_]+)\}`)

// noWord matches nothing, in place of words that no language has.
const noWord = `[^\s\S]`

// expression is the pattern of a text with words set in at its slots. Inlined it would
// be a copy for each expression.
//
//go:noinline
func (x *Reader) expression(text string) pattern {
	return sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(placeForWords().ReplaceAllStringFunc(text, func(name string) string {
			return "(?:" + cmp.Or(x.words[strings.Trim(name, "{}")], noWord) + ")"
		}))
	})
}
