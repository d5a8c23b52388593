package classify

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// form says how much of a word an element must cover.
type form uint8

const (
	whole   form = iota // the word, inflected; long ones as first or last part of a compound too
	exact               // the word as it stands
	prefix              // the beginning
	suffix              // the end, inflected
	part                // anywhere
	between             // a number from low to high
)

// element is one word of a keyword.
type element struct {
	text      string // folded
	form      form
	low, high int  // of between; text is what stands after the number in one word
	open      bool // of between: more may follow text
}

// keyword is one line that an administrator wrote, taken apart.
type keyword struct {
	source string  // as written, without the weight
	weight float64 // 1 when nothing was written
	left   []element
	right  []element // the other side of ~n; empty for words and phrases
	near   int       // words that may stand between left and right
}

const (
	maxNear        = 50
	maxPhrase      = 12
	compoundLength = 6 // letters from which a plain keyword is found in compounds
	stemLength     = 3 // letters from which a plain keyword is found inflected
)

// parseKeyword reads a keyword: words with optional *, a phrase, two of them
// with ~n between, and an optional ^weight at the end.
func parseKeyword(s string, l language) (keyword, error) {
	k := keyword{weight: 1}
	if strings.ContainsRune(s, '|') {
		return k, fmt.Errorf("%q: alternatives with | stand only in a rule's all: write one keyword for each", s)
	}
	body, weight, weighted := strings.Cut(s, "^")
	if weighted {
		w, err := strconv.ParseFloat(strings.TrimSpace(weight), 64)
		if err != nil || w <= 0 || w > 100 {
			return k, fmt.Errorf("%q: weight %q must be a number above 0 and at most 100, as in \"bus^2\"", s, weight)
		}
		k.weight = w
	}
	k.source = strings.Join(strings.Fields(body), " ")
	left, right, err := cutNear(k.source, &k.near)
	if err != nil {
		return k, fmt.Errorf("%q: %w", s, err)
	}
	if k.left, err = parsePhrase(left, l); err != nil {
		return k, fmt.Errorf("%q: %w", s, err)
	}
	if k.near > 0 {
		if k.right, err = parsePhrase(right, l); err != nil {
			return k, fmt.Errorf("%q: %w", s, err)
		}
	}
	return k, nil
}

// cutNear splits "a ~5 b".
func cutNear(s string, near *int) (left, right string, err error) {
	i := strings.IndexByte(s, '~')
	if i < 0 {
		return s, "", nil
	}
	number, right, _ := strings.Cut(s[i+1:], " ")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > maxNear {
		return "", "", fmt.Errorf("~%s must be a number of words from 1 to %d, as in \"skole ~5 mobil\"", number, maxNear)
	}
	if strings.ContainsRune(right, '~') {
		return "", "", fmt.Errorf("only one ~ can stand in a keyword: use a rule with all")
	}
	*near = n
	return s[:i], right, nil
}

// parsePhrase reads one or more words. A hyphen parts words as in a text.
func parsePhrase(s string, l language) ([]element, error) {
	var es []element
	for field := range strings.FieldsSeq(s) {
		more, err := parseField(field, l)
		if err != nil {
			return nil, err
		}
		es = append(es, more...)
	}
	if len(es) == 0 {
		return nil, fmt.Errorf("no letter or digit in it")
	}
	if len(es) > maxPhrase {
		return nil, fmt.Errorf("a phrase has at most %d words", maxPhrase)
	}
	return es, nil
}

// parseField reads what stands between two spaces.
func parseField(field string, l language) ([]element, error) {
	if m := numberRange.FindStringSubmatch(field); m != nil {
		return parseRange(m, l)
	}
	if halfRange.MatchString(field) {
		return nil, fmt.Errorf("%s lacks one of its numbers: write both, as in 18..64", field)
	}
	asIs := strings.HasPrefix(field, "=")
	field = strings.TrimPrefix(field, "=")
	front, back := strings.HasPrefix(field, "*"), strings.HasSuffix(field, "*")
	inner := strings.Trim(field, "*")
	if strings.ContainsRune(inner, '*') {
		return nil, fmt.Errorf("* can stand only at the ends of a word")
	}
	if asIs && (front || back) {
		return nil, fmt.Errorf("= and * contradict each other")
	}
	var es []element
	for start, end := nextWord(inner, 0); start < len(inner); start, end = nextWord(inner, end) {
		f := whole
		if asIs {
			f = exact
		}
		if text := l.fold(inner[start:end]); text != "" {
			es = append(es, element{text: text, form: f})
		}
	}
	if len(es) == 0 {
		if front || back {
			return nil, fmt.Errorf("a lone * matches everything")
		}
		return nil, nil
	}
	return es, wildcards(es, front, back)
}

// numberRange is "18..64", perhaps tied to a word, or an ordinal one:
// "18..64-årig", "1..9.".
var numberRange = regexp.MustCompile(`^(\d{1,6})\.\.(\d{1,6})(?:\.|-(.+))?$`)

// halfRange is a range of which one number was forgotten.
var halfRange = regexp.MustCompile(`^(\d+\.\.|\.\.\d+)$`)

func parseRange(m []string, l language) ([]element, error) {
	e := element{form: between, low: atoi(m[1]), high: atoi(m[2])}
	if e.low > e.high {
		return nil, fmt.Errorf("%s..%s counts down: write the smaller number first", m[1], m[2])
	}
	if m[3] == "" {
		return []element{e}, nil
	}
	rest, err := parseField(m[3], l)
	return append([]element{e}, rest...), err
}

// wildcards sets the forms that the stars ask for.
func wildcards(es []element, front, back bool) error {
	last := len(es) - 1
	switch {
	case front && back && last == 0:
		es[0].form = part
	default:
		if front {
			es[0].form = suffix
		}
		if back {
			es[last].form = prefix
		}
	}
	for _, e := range es {
		if e.form >= prefix && e.form <= part && utf8.RuneCountInString(e.text) < 2 {
			return fmt.Errorf("a word with * needs two letters or more")
		}
	}
	return nil
}

// letters counts what a keyword says literally: of two keywords on the same
// words the one with more letters is the more special.
func (k keyword) letters() int {
	n := 0
	for _, es := range [][]element{k.left, k.right} {
		for _, e := range es {
			n += utf8.RuneCountInString(e.text)
			if e.form == between {
				n += 2
			}
		}
	}
	return n
}
