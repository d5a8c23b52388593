package classify

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

// oracle is what phrases and marks are held to: the expressions themselves.
type oracle struct {
	language            string
	asking              asking
	begin               []*phrase
	request             *regexp.Regexp
	announces, promises *regexp.Regexp
}

func oracles() (all []oracle) {
	for _, code := range codes {
		k := builtIn[code]()
		request := `(?i)^\s*(?:` + k.requesting() + fmt.Sprintf(`|([^ ]* ){1,%d}(?:`, mostTurned-1) + k.turning() + `)`
		if k.Orders != "" {
			request += `|` + either(k.Orders)
		}
		all = append(all, oracle{code, k.asking, k.asking.phrases(), regexp.MustCompile(request + `)`),
			regexp.MustCompile(`(?i)` + either(k.Announces)), regexp.MustCompile(`(?i)` + k.withEnglish("Promises"))})
	}
	return all
}

// phrases are all that look at the beginning of a text.
func (a asking) phrases() []*phrase {
	return []*phrase{a.greeting, a.closing, a.informs, a.thanks, a.titles, a.ordinal, a.follows, a.back, a.courtesy, a.request, a.turned, a.orders,
		a.announces, a.promises, a.opener, a.asker, a.wonders, a.hands, a.sums, a.counts, a.leads, a.months,
		a.addressee, a.we, a.addendum, a.parted, a.rhetoric, a.denial, a.whys, a.becauses, a.speaks, a.answers, a.conditions, a.shapes, a.heralds}
}

// hold compares what is found in a text with what the expressions find.
func (o oracle) hold(t rapid.TB, text string) {
	t.Helper()
	for _, p := range o.begin {
		if got, want := p.begins(text), p.expression().MatchString(text); got != want {
			t.Fatalf("%s: %q: %t, but %t by %.60s", o.language, text, got, want, p.expression)
		}
	}
	if p := o.asking.turned; p.expression().MatchString(text) && !p.threes().may(text) {
		t.Fatalf("%s: %q matches, but its first three bytes are not known", o.language, text)
	}
	end := -1
	if at := o.request.FindStringIndex(text); at != nil {
		end = at[1]
	}
	if got := o.asking.requests(text); got != end && (end < 0 || !o.asking.shapes.begins(text[end:])) {
		t.Fatalf("%s: the request in %q ends at %d, but at %d by the expression", o.language, text, got, end)
	}
	if got, want := o.asking.announces.within(text), o.announces.MatchString(text); got != want {
		t.Fatalf("%s: announced in %q: %t, but %t", o.language, text, got, want)
	}
	if got, want := o.asking.promises.within(text), o.promises.MatchString(text); got != want {
		t.Fatalf("%s: promised in %q: %t, but %t", o.language, text, got, want)
	}
}

// testTexts are the mails and questions of testdata.
func testTexts(tb testing.TB) (texts []string) {
	for _, pattern := range []string{"testdata/*.txtar", "testdata/splitting/*.txtar", "testdata/questions/*.jsonl"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			tb.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		for _, f := range files {
			data, err := os.ReadFile(f)
			if err != nil {
				tb.Fatal(err)
			}
			texts = append(texts, string(data))
		}
	}
	return append(texts, memberMails(tb, 20)...)
}

// TestPhrasesFindWhatExpressionsFind looks behind the ends of words in the mails
// of testdata, and at texts made of the expressions themselves, whole and spoiled.
func TestPhrasesFindWhatExpressionsFind(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	all := oracles()
	for _, text := range testTexts(t) {
		for i := 0; i < len(text); i += 1 + r.IntN(20) {
			if i == 0 || !isLetter(rune(text[i-1])) {
				all[r.IntN(len(all))].hold(t, text[i:min(len(text), i+20+r.IntN(200))])
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		for _, o := range all {
			for _, p := range o.begin {
				if text := p.expression().String(); !strings.Contains(text, none) {
					text = rapid.StringMatching(text).Draw(t, "text")
					o.hold(t, text)
					o.hold(t, spoil(t, text))
					o.hold(t, "og så "+text)
				}
			}
		}
	})
}

// spoil changes, adds or takes away some letters.
func spoil(t *rapid.T, text string) string {
	letters := []rune(text)
	odd := rapid.SampledFrom([]rune(" \t\n\u00a0.,:?!-_kK\u212aſåÅ1\ufffd"))
	for range rapid.IntRange(1, 3).Draw(t, "changes") {
		i := rapid.IntRange(0, len(letters)).Draw(t, "where")
		if i == len(letters) {
			letters = append(letters, odd.Draw(t, "more"))
			continue
		}
		switch rapid.IntRange(0, 4).Draw(t, "how") {
		case 0:
			letters = slices.Delete(letters, i, i+1)
		case 1:
			letters = letters[:i]
		case 2:
			letters[i] = odd.Draw(t, "other")
		default:
			letters[i] = unicode.SimpleFold(letters[i])
		}
	}
	return string(letters)
}

func FuzzPhrases(f *testing.F) {
	f.Add("Vil du svare på det hurtigst muligt?")
	f.Add("Derudover vil jeg også gerne vide hvorfor")
	f.Add("Med venlig hilsen")
	f.Add(" Ønsker\u212aſ\xff jeg spørger dig om")
	all := oracles()
	f.Fuzz(func(t *testing.T, text string) {
		for _, o := range all {
			o.hold(t, text)
		}
	})
}

// The expressions of marks, as they are documented.
var (
	numberedMark = regexp.MustCompile(`^(?:\((\d{1,2})\)|(\d{1,2})([).:]))(?:[ \t\n]|$|[^\d\s.,:/-])`)
	chapterMark  = regexp.MustCompile(`^\d{1,2}\.(\d{1,2})[.)]?[ \t]+[^ \t\n\d]`)
	tableMark    = regexp.MustCompile(`^(\d{1,2})(?:(\t)|( ) | ?[-–][ \t])`)
	letteredMark = regexp.MustCompile(`^(?:\(([a-z])\)|([a-zA-Z])([).]))[ \t\n]`)
	romanMark    = regexp.MustCompile(`^\(?([IVX]{1,4}|[ivx]{1,4})([).])[ \t]`)
	slashMark    = regexp.MustCompile(`^(?:(\d{1,2})/|§ ?(\d{1,2})[.:)]?)[ \t]`)
	bulletMark   = regexp.MustCompile(`^(?:[` + bullets + `]\x{FE0F}?[ \t]+|[` + wordBullets + `]\x{FE0F}?[ \t]{3,})`)
)

// holdMarks compares the marks that a text begins with with those that the
// expressions find.
func holdMarks(t *testing.T, text string) {
	t.Helper()
	bracketed := func(m []string) *mark {
		if m == nil {
			return nil
		} else if m[1] != "" {
			return &mark{m[1], "()", len(m[1]) + 2}
		}
		return &mark{m[2], m[3], len(m[2]) + 1}
	}
	var romanWant, bulletWant, chapterWant, tableWant, slashWant *mark
	if m := slashMark.FindStringSubmatch(text); m != nil && m[1] != "" {
		slashWant = &mark{m[1], "/", len(m[0]) - 1}
	} else if m != nil {
		slashWant = &mark{m[2], "§", len(m[0]) - 1}
	}
	if m := chapterMark.FindStringSubmatch(text); m != nil {
		chapterWant = &mark{m[1], ".1", strings.IndexAny(text, " \t")}
	}
	if m := tableMark.FindStringSubmatch(text); m != nil && m[2]+m[3] != "" {
		tableWant = &mark{m[1], m[2] + m[3], len(m[1]) + 1}
	} else if m != nil {
		tableWant = &mark{m[1], "-", len(m[0]) - 1}
	}
	if m := romanMark.FindStringSubmatch(text); m != nil {
		romanWant = &mark{m[1], m[2], len(m[0]) - 1}
	}
	if m := bulletMark.FindString(text); m != "" {
		bulletWant = &mark{"", strings.TrimSuffix(strings.TrimSpace(m), "\ufe0f"), len(m)}
	}
	for _, x := range []struct {
		name string
		read func(string) (mark, bool)
		want *mark
	}{
		{"numbered", numbered, bracketed(numberedMark.FindStringSubmatch(text))},
		{"sectioned", sectioned, chapterWant},
		{"tabled", tabled, tableWant},
		{"lettered", lettered, bracketed(letteredMark.FindStringSubmatch(text))},
		{"slashed", slashed, slashWant},
		{"roman", roman, romanWant},
		{"bullet", bullet, bulletWant},
	} {
		m, ok := x.read(text)
		if ok != (x.want != nil) || ok && !reflect.DeepEqual(m, *x.want) {
			t.Fatalf("%s: %q: %+v %t, want %+v", x.name, text, m, ok, x.want)
		}
	}
}

func TestMarksFindWhatExpressionsFind(t *testing.T) {
	signs := []string{"(", ")", ".", ":", " ", "\t", "\n", "\r", "\f", "\v", "/", "-", ",", "*", "•", "o", "+", "–", "§", "q", "Ø", "   ",
		"1", "2", "10", "i", "v", "X", "II", "a", "B", "z", "å", "\xff", "\u00a0", "▶", "👉", "\ufe0f"}
	r := rand.New(rand.NewPCG(3, 4))
	for range 200000 {
		text := ""
		for range 1 + r.IntN(6) {
			text += signs[r.IntN(len(signs))]
		}
		holdMarks(t, text)
	}
}

func FuzzMarks(f *testing.F) {
	f.Add("(12) x")
	f.Add("iv) x")
	f.Add("• x")
	f.Add("q   ")
	f.Fuzz(holdMarks)
}
