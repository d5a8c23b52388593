package classify

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// Lexicon is a list of subjects with words for each, as the Danish KLE numbers
// have them. Behind the rules it speaks quietly for whoever has the subject
// (see [Administration.KLE] and [Config.LexiconWeight]), and it proposes the
// number of the subject. It does not change once it is made.
type Lexicon struct {
	Topics []Topic

	mutex    sync.Mutex
	language string // of built
	built    *vocabulary
}

// Topic is a subject of a Lexicon.
type Topic struct {
	Number   string   // "05.05.12"
	Title    string   // "Belysning, pladser, torve og holdepladser"
	Keywords []string // as rules write them, with ^weight where it is not 1
}

// topicNumber is a number of two digits or several, with points between.
var topicNumber = regexp.MustCompile(`^\d{2}(?:\.\d{2})*$`)

// ParseLexicon reads what [Lexicon.String] wrote: a line for each topic, with
// number, title and keywords, a tab between and the keywords parted by
// semicolons; empty lines and lines that begin with # count for nothing. The
// error joins all that is wrong, each with its line.
func ParseLexicon(text string) (*Lexicon, error) {
	l := &Lexicon{}
	var errs []error
	seen := map[string]int{}
	n := 0
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		n++
		if line = strings.TrimRight(line, "\r\n"); !utf8.ValidString(line) {
			return nil, notUTF8(n)
		}
		if strings.TrimSpace(line) == "" || line[0] == '#' {
			continue
		}
		t, err := parseTopic(line)
		switch first, again := seen[t.Number]; {
		case err != nil:
			errs = append(errs, fmt.Errorf("line %d: %w", n, err))
		case again:
			errs = append(errs, fmt.Errorf("line %d: %s stands on line %d too: make one line of both", n, t.Number, first))
		default:
			seen[t.Number] = n
			l.Topics = append(l.Topics, t)
		}
	}
	if len(errs) == 0 && len(l.Topics) == 0 {
		errs = append(errs, errors.New("line 1: there is no topic: \"inquiryd rules import-kle\" writes such a file"))
	}
	return l, errors.Join(errs...)
}

// notUTF8 says on which line a file is the first time not what it must be. The
// rest of such a file is not worth reading.
func notUTF8(line int) error {
	return fmt.Errorf("line %d: a letter here is not in UTF-8: save the file as UTF-8; the rest was not read", line)
}

func parseTopic(line string) (Topic, error) {
	fields := strings.Split(line, "\t")
	if len(fields) != 3 {
		return Topic{}, errors.New("a topic is a number, a title and keywords, with a tab between")
	}
	t := Topic{Number: strings.TrimSpace(fields[0]), Title: strings.TrimSpace(fields[1])}
	if !topicNumber.MatchString(t.Number) {
		return t, fmt.Errorf("%q is no number of a topic: write it as 05.05.12", t.Number)
	}
	for k := range strings.SplitSeq(fields[2], ";") {
		if k = strings.TrimSpace(k); k == "" {
			continue
		}
		if _, err := parseKeyword(k, builtIn["da"]().language); err != nil {
			return t, err
		}
		t.Keywords = append(t.Keywords, k)
	}
	return t, nil
}

// String writes the lexicon as [ParseLexicon] reads it.
func (l *Lexicon) String() string {
	var b strings.Builder
	for _, t := range l.Topics {
		fmt.Fprintf(&b, "%s\t%s\t%s\n", t.Number, t.Title, strings.Join(t.Keywords, "; "))
	}
	return b.String()
}

// digest changes with everything that could change a decision.
func (l *Lexicon) digest() string {
	if l == nil {
		return ""
	}
	sum := sha256.Sum256([]byte(l.String()))
	return hex.EncodeToString(sum[:])
}

// vocabulary is a lexicon that texts can be read with: its keywords, each once,
// and the topics that each stands for.
type vocabulary struct {
	words  *Classifier // only its index and keywords
	topics []Topic
	says   [][]saying // by keyword
}

// saying is the share of a keyword that speaks for one topic; those of a
// keyword add up to its strength.
type saying struct {
	topic int32
	share float64
}

// vocabulary builds the lexicon for a language, once.
func (l *Lexicon) vocabulary(language string) (*vocabulary, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.built != nil && l.language == language {
		return l.built, nil
	}
	lang, err := languageOf(language)
	if err != nil {
		return nil, err
	}
	v := &vocabulary{words: &Classifier{index: newIndex(lang)}, topics: l.Topics}
	ids := map[string]int32{}
	for i, t := range l.Topics {
		for _, source := range t.Keywords {
			k, err := parseKeyword(source, lang)
			if err != nil {
				return nil, err
			}
			key := lang.fold(k.source)
			id, ok := ids[key]
			if !ok {
				id = v.words.add(k, 0)
				ids[key], v.says = id, append(v.says, nil)
			}
			v.says[id] = append(v.says[id], saying{int32(i), k.weight})
		}
	}
	v.words.link()
	for id := range v.says {
		v.share(int32(id))
	}
	l.language, l.built = language, v
	return v, nil
}

// share makes shares of weights: a keyword of many topics says little for each.
// A phrase and a long word say more than a short word.
func (v *vocabulary) share(id int32) {
	all, most := 0.0, 0.0
	for _, s := range v.says[id] {
		all += s.share
		most = max(most, s.share)
	}
	strength := 1.0
	if v.words.facts[id].length < stemLength+3 {
		strength = 0.5
	}
	strength *= min(most, 3)
	for i := range v.says[id] {
		v.says[id][i].share *= strength / all
	}
	slices.SortFunc(v.says[id], func(a, b saying) int { return cmp.Compare(a.topic, b.topic) })
}
