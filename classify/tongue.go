package classify

import (
	"cmp"
	"reflect"
	"regexp"
	"strings"

	"github.com/blevesearch/snowballstem"
)

// Tongue is what an installation says of the language of its rules: one that is not
// known here, or single things of one that is. What it leaves out is as in the
// language that it is like. All but the first five are expressions of alternatives.
type Tongue struct {
	Like     string            // da, no, sv, de or en; "none": no endings are cut off. Default: the language itself
	Letters  string            // letters beyond ASCII that are not taken for others
	Spelled  map[string]string // other spellings of letters, as "ä" = "æ"
	Numbers  map[string]int    // words for numbers
	Aside    string            // words, with blanks between, that any question may hold
	Greeting string
	Closing  string
	Informs  string // how a text begins that is passed on for information only, which is no greeting
	Thanks   string // how thanks begin
	Titles   string // a title alone above questions
	Ordinal  string // "Question" before a number
	Follows  string // how a question begins that goes on with the one before it
	Back     string // how a sentence begins that points back to the one before it
	Courtesy string // a whole sentence that is polite and asks nothing
	Request  string // how a sentence begins that asks without a question mark
	Turned   string // how one goes on within a sentence, as with the verb first
	Orders   string // how a sentence begins that tells to tell
	Announce string // stands in a line before a list of questions
	Promises string // stands in a line before a list of which all is asked
	Parted   string // stands in a line before a list of the parts of one question
	Opener   string // how a question or an order begins
	Asker    string // a question word
	Wonders  string // how a question begins that has no mark
	Leads    string // how a sentence begins that turns to the next question
	Months   string // what makes "1." a date
	Short    string // abbreviations, with blanks between
	Leans    string // words for what was spoken of, at the end of a question that only asks on
	Done     string // what is done to it, behind them
}

// Like is the language whose ways hold where nothing else is said.
func (c Config) Like() string {
	if c.Tongue != nil && c.Tongue.Like != "" {
		return c.Tongue.Like
	}
	return c.Language
}

// lexicon is the language of the lexicon's words.
func (c Config) lexicon() string {
	if like := c.Like(); like != unlike {
		return like
	}
	return "da"
}

// unlike is a language without endings, letters and phrases of its own.
const unlike = "none"

// language is that of the rules.
func (c Config) language() (language, error) {
	t, like := c.Tongue, c.Like()
	if t == nil {
		return languageOf(like)
	}
	l := language{replace: strings.NewReplacer(), stem: func(*snowballstem.Env) bool { return true }}
	if like != unlike {
		var err error
		if l, err = languageOf(like); err != nil {
			return l, err
		}
	}
	l.letters = cmp.Or(t.Letters, l.letters)
	if len(t.Spelled) > 0 {
		var pairs []string
		for _, other := range sortedKeys(t.Spelled) {
			pairs = append(pairs, other, t.Spelled[other])
		}
		l.replace, l.double = strings.NewReplacer(pairs...), 0
	}
	if len(t.Numbers) > 0 {
		l.numbers = t.Numbers
	}
	return l, nil
}

// talk is how that language asks.
func (c Config) talk() asking {
	if c.Tongue == nil {
		return askingOf(c.Language)
	}
	p := phrasesOf[c.Like()]
	for _, s := range []struct {
		to   *string
		said string
	}{
		{&p.greeting, c.Tongue.Greeting}, {&p.closing, c.Tongue.Closing},
		{&p.informs, c.Tongue.Informs}, {&p.thanks, c.Tongue.Thanks}, {&p.titles, c.Tongue.Titles}, {&p.ordinal, c.Tongue.Ordinal}, {&p.follows, c.Tongue.Follows},
		{&p.back, c.Tongue.Back}, {&p.courtesy, c.Tongue.Courtesy}, {&p.request, c.Tongue.Request}, {&p.turned, c.Tongue.Turned},
		{&p.orders, c.Tongue.Orders}, {&p.announces, c.Tongue.Announce}, {&p.promises, c.Tongue.Promises}, {&p.parted, c.Tongue.Parted},
		{&p.opener, c.Tongue.Opener}, {&p.asker, c.Tongue.Asker}, {&p.wonders, c.Tongue.Wonders}, {&p.leads, c.Tongue.Leads},
		{&p.months, c.Tongue.Months},
	} {
		*s.to = cmp.Or(s.said, *s.to, none)
	}
	p.short = cmp.Or(c.Tongue.Short, p.short)
	a := p.compile()
	a.greeting = begins(all(func(p phrases) string { return p.greeting })+"|"+p.greeting, greetingEnd)
	a.closing = begins(all(func(p phrases) string { return p.closing })+"|"+p.closing, ``)
	a.informs = begins(all(func(p phrases) string { return p.informs })+"|"+p.informs, greetingEnd)
	a.thanks = begins(all(func(p phrases) string { return p.thanks })+"|"+p.thanks, ``)
	a.titles = begins(all(func(p phrases) string { return p.titles })+"|"+p.titles, titleEnd)
	return a
}

// leaning is how a question ends in that language that only asks on; nil when
// nothing is known of that.
func (c Config) leaning() func() *regexp.Regexp {
	if t := c.Tongue; t != nil && t.Leans != "" {
		return askingOn(t.Leans, cmp.Or(t.Done, none))
	}
	return leanings[c.Like()]
}

// asides are the words that say nothing in that language.
func (c Config) asides(l language) map[string]bool {
	if c.Tongue != nil && c.Tongue.Aside != "" {
		words := map[string]bool{}
		for word := range strings.FieldsSeq(c.Tongue.Aside) {
			words[l.stemOf(l.fold(word))] = true
		}
		return words
	}
	return asides[c.Like()]
}

// Says reports whether anything is said.
func (t Tongue) Says() bool { return !reflect.ValueOf(t).IsZero() }
