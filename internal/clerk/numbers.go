package clerk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"inquiryd/internal/cpr"
	"inquiryd/internal/language"
	"inquiryd/internal/register"
	"inquiryd/internal/reply"
)

// Number is a case's number in another system, and how people write it by mail:
// table [clerk.number.…], by the name that the register has for it, as f2_case.
type Number struct {
	// Label stands before the number in letters. Default: that of F2 and eDoc,
	// else the name.
	Label string `toml:"label"`
	// Words are what an official or the registrar writes before a colon and the
	// number, as "F2", besides the label. Default: those of F2 and eDoc.
	Words []string `toml:"words"`
}

// usualNumbers are the words of the numbers that letters know.
var usualNumbers = map[string]Number{
	"f2_case":     {Words: []string{"F2", "F2-sag", "F2-nummer", "F2 case"}},
	"f2_document": {Words: []string{"F2-dokument", "F2 dokument", "F2 document"}},
	"edoc_case":   {Words: []string{"eDoc", "eDoc-sag", "eDoc-nummer", "eDoc case"}},
}

// numbers are the numbers that can be written by mail: those configured, and the
// usual ones.
func (c Config) numbers() map[string]Number {
	all := maps.Clone(usualNumbers)
	for name, n := range c.Numbers {
		if len(n.Words) == 0 {
			n.Words = all[name].Words
		}
		all[name] = n
	}
	return all
}

// numberWord is what may stand before a number, in at most longestNumberWord letters:
// counted within the expression, it would be half a megabyte.
var numberWord = expression(`^[\p{L}\d][\p{L}\d .-]*$`)

const longestNumberWord = 31

// numberFaults are those of the tables, each with its key first.
func (c Config) numberFaults() (errs []error) {
	taken := map[string]string{}
	all := c.numbers()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if !externalName().MatchString(name) {
			errs = append(errs, fmt.Errorf("number.%s: write small letters, digits and _, as f2_case", name))
		}
		if err := checkField("label", all[name].Label); err != nil {
			errs = append(errs, fmt.Errorf("number.%s: %w", name, err))
		}
		for i, word := range all[name].Words {
			other, twice := taken[strings.ToLower(word)]
			taken[strings.ToLower(word)] = name
			switch {
			case !numberWord().MatchString(word) || utf8.RuneCountInString(word) > longestNumberWord:
				errs = append(errs, fmt.Errorf("number.%s.words[%d]: %q: write a word or a few, of letters, digits, blanks and -", name, i, word))
			case twice && other != name:
				errs = append(errs, fmt.Errorf("number.%s.words[%d]: %q is the word of %s: take another", name, i, word, other))
			}
		}
	}
	return errs
}

// ValidateWords reports the words and labels of numbers that are orders in the languages of
// an installation, whose own has a code; each has its key first. A language that
// is not there has none.
func (c Config) ValidateWords(set *language.Set, code string) error {
	own := set.Of(code)
	if own == nil {
		return nil
	}
	x, all := reply.New(set, own), c.numbers()
	if plain := (*language.Set)(nil).Of(code); plain != nil && reply.New(nil, plain) == x {
		all = c.Numbers // the usual words are no orders there, by a test
	}
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(all)) {
		for i, word := range append([]string{all[name].Label}, all[name].Words...) {
			if word == "" || !x.IsOrderOnNumber(word) {
				continue
			}
			key := "label"
			if i > 0 {
				key = fmt.Sprintf("words[%d]", i-1)
			}
			errs = append(errs, fmt.Errorf("number.%s.%s: %q is an order in the words by mail: take another", name, key, word))
		}
	}
	return errors.Join(errs...)
}

// numberValue is how a number of another system looks: it has a digit.
var numberValue = expression(`^[\p{L}\d][\p{L}\d ./_-]{0,40}$`)

// numberOf reads a line such as "F2: 2026-11873"; value is "" when the number is
// to be taken away, and known says whether the line begins with a word for one.
func (d *Desk) numberOf(line string) (name, value string, known, ok bool) {
	word, value, deletes, ok := d.reader.NumberLine(line)
	if !ok {
		return "", "", false, false
	}
	switch name, known = d.numberCalled(word); {
	case !known:
		return "", "", false, false
	case deletes:
		return name, "", true, true
	}
	if len(strings.Fields(value)) > 3 {
		return "", "", false, false // a sentence
	}
	return name, value, true, numberValue().MatchString(value) && strings.ContainsFunc(value, unicode.IsDigit)
}

// numberCalled is the number that goes by a word: by one of its words, or else by
// a label of letters.
func (d *Desk) numberCalled(word string) (name string, known bool) {
	all := d.Config.numbers()
	names := slices.Sorted(maps.Keys(all))
	for _, words := range []func(string) []string{func(name string) []string { return all[name].Words }, d.labelsOf} {
		for _, name := range names {
			if slices.ContainsFunc(words(name), func(w string) bool { return strings.EqualFold(w, word) }) {
				return name, true
			}
		}
	}
	return "", false
}

// labelsOf are the labels that letters show for a number: people copy them.
func (d *Desk) labelsOf(name string) []string {
	labels := []string{d.Config.Numbers[name].Label}
	for _, l := range d.reader.Languages() {
		labels = append(labels, l.Letters.External[name])
	}
	return labels
}

// numbered takes the lines with numbers of other systems from the beginning of
// the mail on the desk and puts the numbers on the case. What stands below them
// remains as the mail; told is "" when there are none.
func (w *work) numbered(ctx context.Context, c *register.Case, who string) (told Reason, done bool, err error) {
	fields := map[string]string{}
	first, rest := reply.FirstLine(w.mail.NewText)
	if w.reader.Greets(first) {
		first, rest = reply.FirstLine(rest)
	}
	for ; first != ""; first, rest = reply.FirstLine(rest) {
		name, value, known, ok := w.numberOf(first)
		if !known {
			break
		}
		if !ok {
			return ReasonNumberWhich, true, nil
		}
		if cpr.In(value) {
			return ReasonCPRWord, true, nil
		}
		fields[name] = value
	}
	if len(fields) == 0 {
		return "", false, nil
	}
	if detail := (Fields{External: fields}).change(c); len(detail) > 0 {
		c.At(w.now)
		if err := w.save(ctx, c, register.Event{Case: c.Number, Who: who, What: "set", Detail: detail}); err != nil {
			return "", false, err
		}
	}
	w.withoutWord(reply.Order{Rest: strings.TrimSpace(first + "\n" + rest)})
	return ReasonNumbersSet, w.reader.OnlyClosing(w.mail.NewText), nil
}

// labelled are the numbers of a case by the labels that letters show.
func (d *Desk) labelled(external map[string]string) map[string]string {
	named := map[string]string{}
	for name, value := range external {
		if label := d.Config.Numbers[name].Label; label != "" {
			name = label
		}
		named[name] = value
	}
	return named
}

// toldNumbers tells an official which numbers a case has now.
func (w *work) toldNumbers(ctx context.Context, j judgement, r Reason) error {
	if r != ReasonNumbersSet {
		return w.explain(ctx, j, r)
	}
	if err := w.tellOfficial(ctx, j.link.Case, j.link.Inquiry, r, ""); err != nil {
		return err
	}
	return w.settle(ctx, register.FollowedUp, "the administration says which numbers case "+j.link.Case.Number+" has elsewhere", j.link.Inquiry.ID, j.link.Case.Number)
}
