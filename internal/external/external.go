// Package external knows the numbers that cases have in other systems: which there
// are, what they are called in letters, and how people write them by mail, as
// "F2: 2026-11873".
package external

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"inquiryd/internal/language"
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
var usualNumbers = Numbers{
	"f2_case":     {Words: []string{"F2", "F2-sag", "F2-nummer", "F2 case"}},
	"f2_document": {Words: []string{"F2-dokument", "F2 dokument", "F2 document"}},
	"edoc_case":   {Words: []string{"eDoc", "eDoc-sag", "eDoc-nummer", "eDoc case"}},
}

// Numbers are those of an installation, by the name that the register has for each.
type Numbers map[string]Number

// all are the numbers that can be written by mail: those configured, and the usual
// ones.
func (n Numbers) all() Numbers {
	all := maps.Clone(usualNumbers)
	for name, one := range n {
		if len(one.Words) == 0 {
			one.Words = all[name].Words
		}
		all[name] = one
	}
	return all
}

// longestWord is how many letters what may stand before a number has at most.
const longestWord = 31

// Faults are those of the tables, each with its key first.
func (n Numbers) Faults() (errs []error) {
	taken := map[string]string{}
	all := n.all()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if !IsName(name) {
			errs = append(errs, fmt.Errorf("number.%s: write small letters, digits and _, as f2_case", name))
		}
		if err := CheckLine("label", all[name].Label); err != nil {
			errs = append(errs, fmt.Errorf("number.%s: %w", name, err))
		}
		for i, word := range all[name].Words {
			other, twice := taken[strings.ToLower(word)]
			taken[strings.ToLower(word)] = name
			switch {
			case !plain(word, " .-", longestWord):
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
func (n Numbers) ValidateWords(set *language.Set, code string) error {
	own := set.Of(code)
	if own == nil {
		return nil
	}
	x, all := reply.New(set, own), n.all()
	if plain := (*language.Set)(nil).Of(code); plain != nil && reply.New(nil, plain) == x {
		all = n // the usual words are no orders there, by a test
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

// Read reads a line such as "F2: 2026-11873"; value is "" when the number is
// to be taken away, and known says whether the line begins with a word for one.
func (n Numbers) Read(x *reply.Reader, line string) (name, value string, known, ok bool) {
	word, value, deletes, ok := x.NumberLine(line)
	if !ok {
		return "", "", false, false
	}
	switch name, known = n.called(x, word); {
	case !known:
		return "", "", false, false
	case deletes:
		return name, "", true, true
	}
	if len(strings.Fields(value)) > 3 {
		return "", "", false, false // a sentence
	}
	return name, value, true, plain(value, " ./_-", longestValue) && strings.ContainsFunc(value, unicode.IsDigit)
}

// longestValue is how many letters a number has at most.
const longestValue = 41

// called is the number that goes by a word: by one of its words, or else by
// a label of letters.
func (n Numbers) called(x *reply.Reader, word string) (name string, known bool) {
	all := n.all()
	labels := func(name string) []string { return n.labels(x, name) }
	names := slices.Sorted(maps.Keys(all))
	for _, words := range []func(string) []string{func(name string) []string { return all[name].Words }, labels} {
		for _, name := range names {
			if slices.ContainsFunc(words(name), func(w string) bool { return strings.EqualFold(w, word) }) {
				return name, true
			}
		}
	}
	return "", false
}

// labels are the labels that letters show for a number: people copy them.
func (n Numbers) labels(x *reply.Reader, name string) []string {
	labels := []string{n[name].Label}
	for _, l := range x.Languages() {
		labels = append(labels, l.Letters.External[name])
	}
	return labels
}

// Labelled are the numbers of a case by the labels that letters show.
func (n Numbers) Labelled(external map[string]string) map[string]string {
	named := map[string]string{}
	for name, value := range external {
		if label := n[name].Label; label != "" {
			name = label
		}
		named[name] = value
	}
	return named
}

// IsName says whether a text is the name of another system's number, as f2_case.
func IsName(text string) bool {
	return text != "" && len(text) <= 31 && 'a' <= text[0] && text[0] <= 'z' &&
		strings.Trim(text, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// longestLine is the most bytes of one value.
const longestLine = 200

// CheckLine says whether a value, by its key, can stand on a case.
func CheckLine(key, value string) error {
	if len(value) > longestLine || strings.ContainsFunc(value, func(r rune) bool { return r < ' ' }) {
		return fmt.Errorf("%s: write one line of at most %d bytes", key, longestLine)
	}
	return nil
}

// plain says whether a text is of letters and digits, with some marks behind the
// first, and so many of all at most.
func plain(text, marks string, most int) bool {
	i := 0
	for at, r := range text {
		if !unicode.IsLetter(r) && !('0' <= r && r <= '9') && (at == 0 || !strings.ContainsRune(marks, r)) {
			return false
		}
		i++
	}
	return 0 < i && i <= most
}
