package classify

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// os2Line is a topic of OS2KLE:
//
//	KLENummer='05.01.04':KLETitel='Vejnavne':Keywords[Weight]=vej[5];gade[10];
var os2Line = regexp.MustCompile(`^KLENummer='([^']*)':KLETitel='(.*?)':Keywords\[Weight\]=(.*)$`)

// os2Word is one of its keywords.
var os2Word = regexp.MustCompile(`^(.+?)\[(\d+)\]$`)

// Weights of OS2KLE: most words have the usual one, and words from heavy on are
// marks that settle a number.
const (
	usualOS2 = 5.0
	heavyOS2 = 10.0
)

// ImportOS2KLE makes a lexicon of the file of the OS2KLE project. What no text
// can hold is left out: words of one letter, numbers, and signs. The error joins
// all lines that are none of a topic; of a file that is not UTF-8 it has the first.
func ImportOS2KLE(text string) (*Lexicon, error) {
	l := &Lexicon{}
	var errs []error
	n := 0
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		if n++; !utf8.ValidString(line) {
			return nil, notUTF8(n)
		}
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		m := os2Line.FindStringSubmatch(line)
		if m == nil || !topicNumber.MatchString(m[1]) {
			errs = append(errs, fmt.Errorf("line %d: no topic as KLENummer='05.01.04':KLETitel='Vejnavne':Keywords[Weight]=vejnavn[5];", n))
			continue
		}
		l.Topics = append(l.Topics, Topic{Number: m[1], Title: strings.Join(strings.Fields(m[2]), " "), Keywords: os2Keywords(m[3])})
	}
	if len(errs) == 0 && len(l.Topics) == 0 {
		errs = append(errs, errors.New("line 1: there is no topic"))
	}
	slices.SortStableFunc(l.Topics, func(a, b Topic) int { return strings.Compare(a.Number, b.Number) })
	return l, errors.Join(errs...)
}

// os2Keywords are the words of a topic, each once, as rules write them.
func os2Keywords(list string) []string {
	var ks []string
	seen := map[string]bool{}
	for field := range strings.SplitSeq(list, ";") {
		m := os2Word.FindStringSubmatch(strings.TrimSpace(field))
		if m == nil {
			continue
		}
		word := readableWord(m[1])
		weight, err := strconv.ParseFloat(m[2], 64)
		if word == "" || seen[strings.ToLower(word)] || err != nil || weight == 0 {
			continue
		}
		seen[strings.ToLower(word)] = true
		if weight = min(weight, heavyOS2) / usualOS2; weight != 1 {
			word = fmt.Sprintf("%s^%g", word, weight)
		}
		ks = append(ks, word)
	}
	return ks
}

// signs have a meaning in keywords, or part them in a line.
var signs = strings.NewReplacer("*", " ", "^", " ", "~", " ", "|", " ", "=", " ", ";", " ", "\t", " ", "..", " ")

// readableWord is a word of the file as a keyword, or "" when it is of no use.
// Two letters are an abbreviation, to be found as it stands.
func readableWord(s string) string {
	word := strings.Join(strings.Fields(signs.Replace(s)), " ")
	letters := 0
	for _, r := range word {
		if isLetter(r) {
			letters++
		}
	}
	if letters < 2 {
		return ""
	}
	if utf8.RuneCountInString(word) < stemLength {
		word = "=" + word
	}
	if _, err := parseKeyword(word, builtIn["da"]().language); err != nil {
		return ""
	}
	return word
}
