package classify

import (
	"embed"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/pelletier/go-toml/v2"
)

//go:embed tongues/*.toml
var files embed.FS

// codes are the languages that are known here, in the order in which their words are
// joined.
var codes = []string{"da", "de", "en", "no", "sv"}

// lingua is the language that members of any council write to it besides their own.
const lingua = "en"

// spoken is what each of them says, read when it is asked for, once.
var spoken = each(func(code string) *Tongue {
	src, err := files.ReadFile("tongues/" + code + ".toml")
	var file struct{ Rules Tongue }
	if err == nil {
		err = toml.Unmarshal(src, &file)
	}
	if err != nil {
		panic(err) // a test reads them all
	}
	return &file.Rules
})

// builtIn are these languages, made ready when they are asked for: of most the words
// alone are needed, to be joined with those of others.
var builtIn = each(func(code string) *known {
	k, err := spoken[code]().known()
	if err != nil {
		panic(err) // as above
	}
	return k
})

// each makes one thing of each language, when it is asked for, and once.
func each[T any](made func(code string) T) map[string]func() T {
	all := map[string]func() T{}
	for _, code := range codes {
		all[code] = sync.OnceValue(func() T { return made(code) })
	}
	return all
}

// knownOf is the language of a code.
func knownOf(code string) (*known, error) {
	k, ok := builtIn[code]
	if !ok {
		return nil, fmt.Errorf("no rules in the language %q: write language in [classify] as da, no, sv, de or en, or in the language's file what it is like", code)
	}
	return k(), nil
}

// languageOf makes the words of a code's language equal.
func languageOf(code string) (language, error) {
	k, err := knownOf(code)
	if err != nil {
		return language{}, err
	}
	return k.language, nil
}

// said names what a tongue says one thing in: its field.
type said string

// says is what a tongue says of one thing.
func (t *Tongue) says(of said) string {
	field := reflect.ValueOf(t).Elem().FieldByName(string(of))
	if !field.IsValid() {
		panic(of) // a test asks for all
	}
	return field.String()
}

// own are the alternatives of one tongue.
func (t *Tongue) own(of said) string { return either(t.says(of)) }

// withEnglish are those of a tongue and of English.
func (t *Tongue) withEnglish(of said) string { return either(t.says(of), spoken[lingua]().says(of)) }

// anyOf are those of every language that is known here, and of the tongue: where
// a mail is greeted, closed or numbered in another language than that of the rules, as
// members do, its questions are to be told apart nevertheless.
func (t *Tongue) anyOf(of said) string { return either(t.all(of)...) }

// all is what every language says of one thing, and the tongue.
func (t *Tongue) all(of said) (each []string) {
	for _, code := range codes {
		each = append(each, spoken[code]().says(of))
	}
	return append(each, t.says(of))
}

// words are those of every language and of the tongue.
func (t *Tongue) words(of said) []string {
	ws := strings.Fields(strings.Join(t.all(of), " "))
	slices.Sort(ws)
	return slices.Compact(ws)
}

// set are the same to look up.
func (t *Tongue) set(of said) map[string]bool { return set(strings.Join(t.all(of), " ")) }

// either joins expressions to one, each once. An end of a line within one, with the
// blanks around it, is a | too.
func either(each ...string) string {
	var parts []string
	for _, one := range each {
		if one = joinedAlternatives(one); one != "" && !slices.Contains(parts, one) {
			parts = append(parts, one)
		}
	}
	if parts == nil {
		return none
	}
	return strings.Join(parts, "|")
}

func joinedAlternatives(one string) string {
	ls := strings.Split(one, "\n")
	for i := range ls {
		if i > 0 {
			ls[i] = strings.TrimLeft(ls[i], " \t")
		}
		if i+1 < len(ls) {
			ls[i] = strings.TrimRight(ls[i], " \t\r")
		}
	}
	return strings.Join(slices.DeleteFunc(ls, func(l string) bool { return l == "" }), "|")
}
