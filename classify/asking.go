package classify

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// asking knows the words of one language around questions.
type asking struct {
	*everywhere
	addendum  *phrase // a paragraph that says what the answer to the question above it should hold
	back      *phrase // a sentence that points back to the one before it
	request   *phrase // a sentence that asks without a question mark
	turned    *phrase // the same within a sentence, as with the verb first
	orders    *phrase // a sentence that tells to tell
	announces *phrase // anywhere in a line before a list that makes its items questions
	promises  *phrase // anywhere in a line before a list that makes anything in it a question
	parted    *phrase // anywhere in a line before a list that makes its items parts of one question
	opener    *phrase // how a question or an order to tell begins
	asker     *phrase // a question word
	wonders   *phrase // how a question begins that has no mark
	hands     *phrase // anywhere in what asks for an answer to a mail that is passed on
	sums      *phrase // how a sentence comes to what is really asked
	counts    *phrase // anywhere in a sentence that comes to what is really asked
	leads     *phrase // a sentence that turns to the next question
	months    *phrase // what makes "1." a date
	short     map[string]bool
	longest   int // bytes of the longest of these
}

// everywhere knows the words that are understood of every language.
type everywhere struct {
	greeting, closing *phrase // at the start of a line
	addressee         *phrase // "Til": a greeting that stands before no sentence
	informs           *phrase // that what follows is for information only, which is no greeting
	thanks            *phrase // thanks
	we                *phrase // "Vi ønsker en grøn by" is what parties write below their names
	titles            *phrase // a whole title above questions
	ordinal           *phrase // "Spørgsmål 2:" at the start of a line
	follows           *phrase // a sentence that goes on with the question before it
	courtesy          *phrase // a whole sentence that is polite and asks nothing
	shapes            *phrase // how a request goes on that says only how to answer what is asked elsewhere
	heralds           *phrase // anywhere in a sentence that only says what the next one asks about
	speaks            *phrase // who said what stands before it: "Sådan skrev en mor til mig."
	speaker           *phrase // how a sentence goes on behind what somebody else asked in it: "? spørger forskeren"
	reasons           *phrase // a whole title above what only explains the questions
	therefore         *phrase // a sentence that asks because of what stands before it
	answers           *phrase // a whole line in which an answer is to be written
	conditions        *phrase // a paragraph that asks on, for one answer to the question above it: "Hvis ja: …"
	rhetoric, denial  *phrase // between them, a question that is none and the answer that its writer gives at once: "Skal vi finde os i det? Nej, vel?"
	whys, becauses    *phrase // a reason asked for, and given at once: "Hvorfor kommer de ikke? Fordi det er dyrt."
	words             func() *words
}

// words are those of them that are looked up by themselves.
type words struct {
	pronouns     map[string]bool // they stand for something said before
	articles     map[string]bool // those of them that also stand before a noun with an adjective: "den nye skole" stands for nothing said before
	attributives map[string]bool // adjectives and numerals between an article and its noun that no ending tells
	adjectives   []string        // endings of others
	participles  []string        // endings of these, which shorter verbs have too
	joints       map[string]bool // before the last item of a list, or at the end of a line whose sentence goes on
	readers      map[string]bool // reader and writer
	selves       map[string]bool // a writer by himself
	following    []string        // at the end of a request for what a list holds
	numeros      []string        // "nr"
	named        []string        // the same as they begin a line: "Nr"
	sections     []string        // "stk"
}

// asking makes the expressions of a tongue. Each is put together when it is asked for.
func (t *Tongue) asking() asking {
	own := func(of said, tail string) *phrase {
		return phraseBy(func() string { return begins(t.own(of), tail) })
	}
	within := func(of said, tail string) *phrase {
		return phraseBy(func() string { return here(t.own(of), tail) })
	}
	a := asking{
		everywhere: t.everywhere(),
		addendum:   own("Addendum", ``),
		back:       own("Back", ``),
		request:    phraseBy(func() string { return begins(t.requesting(), ``) }),
		turned:     phraseBy(func() string { return here(t.turning(), ``) }),
		orders:     own("Orders", ``),
		announces:  within("Announces", ``),
		promises:   phraseBy(func() string { return here(t.withEnglish("Promises"), ``) }),
		parted:     within("Parted", `\s*:?$`),
		asker:      phraseBy(func() string { return begins(t.withEnglish("Asker"), wordEnds) }),
		wonders:    own("Wonders", ``),
		hands:      phraseBy(func() string { return here(t.withEnglish("Hands"), ``) }),
		sums:       phraseBy(func() string { return begins(t.withEnglish("Sums"), ``) }),
		counts:     phraseBy(func() string { return here(t.withEnglish("Counts"), ``) }),
		leads:      own("Leads", wordEnds),
		opener: phraseBy(func() string {
			return begins(`(?:(?:`+t.anyOf("Moreover")+`) )?(?:`+t.own("Opener")+`)`, wordEnds)
		}),
		months: own("Months", ``),
		short:  map[string]bool{},
	}
	for s := range strings.FieldsSeq(t.Short) {
		a.short[s], a.longest = true, max(a.longest, len(s))
	}
	return a
}

// requesting is how a sentence begins that asks without a question mark.
func (t *Tongue) requesting() string { return t.withEnglish("Request") }

// turning is how a request goes on within a sentence.
func (t *Tongue) turning() string { return t.withEnglish("Turned") }

// everywhere makes the expressions of all tongues.
func (t *Tongue) everywhere() *everywhere {
	all := func(of said, tail string) *phrase {
		return phraseBy(func() string { return begins(t.anyOf(of), tail) })
	}
	but := func() string { return `(?:(?:` + t.anyOf("But") + `) )?` }
	return &everywhere{
		greeting:  all("Greeting", greetingEnd),
		closing:   all("Closing", ``),
		addressee: all("Addressee", ` `),
		informs:   all("Informs", greetingEnd),
		thanks:    all("Thanks", ``),
		we:        all("We", ` `),
		titles:    all("Titles", titleEnd),
		ordinal: phraseBy(func() string {
			of := t.anyOf("Of")
			return begins(t.anyOf("Ordinal"),
				`\s*(?:(?:`+strings.Join(t.words("Numero"), "|")+`)\.?\s*)?(\d{1,2}|[a-hA-H])(?:[a-h]\b|/\d{1,2}\b| (?:`+of+`) \d{1,2}\b)?[*_]{0,2}\s*(?:[:.)–-][*_]{0,2}|$)`)
		}),
		follows:    all("Follows", ``),
		courtesy:   phraseBy(func() string { return begins(but()+`(?:`+t.anyOf("Courtesy")+`)`, sentenceEnd) }),
		shapes:     phraseBy(func() string { return begins(`,? ?(?:`+t.anyOf("Shapes")+`)`, `\b`) }),
		heralds:    phraseBy(func() string { return here(t.anyOf("Heralds"), ``) }),
		speaks:     all("Speaks", ``),
		speaker:    all("Speaker", `\b`),
		reasons:    all("Reasons", titleEnd),
		therefore:  all("Therefore", wordEnds),
		answers:    all("Answers", `$`),
		conditions: all("Conditions", ``),
		rhetoric:   all("Rhetoric", ``),
		denial:     all("Denial", sentenceEnd),
		whys:       phraseBy(func() string { return begins(but()+`(?:`+t.anyOf("Why")+`)`, `\b`) }),
		becauses:   all("Because", `\b`),
		words:      sync.OnceValue(t.lookedUp),
	}
}

// lookedUp are the words of all tongues that are looked up by themselves.
func (t *Tongue) lookedUp() *words {
	w := &words{
		pronouns:     t.set("Pronouns"),
		articles:     t.set("Articles"),
		attributives: map[string]bool{},
		participles:  t.words("Participles"),
		joints:       t.set("Joints"),
		readers:      t.set("Readers"),
		selves:       t.set("Selves"),
		following:    t.words("Following"),
		numeros:      t.words("Numero"),
		sections:     t.words("Section"),
	}
	for _, one := range t.words("Attributives") {
		if ending, ok := strings.CutPrefix(one, "*"); ok {
			w.adjectives = append(w.adjectives, ending)
		} else {
			w.attributives[one] = true
		}
	}
	for _, n := range w.numeros {
		first, size := utf8.DecodeRuneInString(n)
		w.named = append(w.named, string(unicode.ToUpper(first))+n[size:])
	}
	for i := range w.participles {
		w.participles[i] = strings.TrimPrefix(w.participles[i], "*")
	}
	return w
}

// greetingEnd is what comes behind a greeting.
const greetingEnd = `(?:[\s,!.:;]|$)`

// titleEnd is what comes behind a title.
const titleEnd = `[ .:*_]*$`

// sentenceEnd is what comes behind a whole sentence.
const sentenceEnd = `\s*[?!.]*\s*$`

// wordEnds is what comes behind a word.
const wordEnds = `(?:[\s,:]|$)`

// none is an expression that nothing matches.
const none = `[^\x00-\x{10FFFF}]`

// begins is an expression for how a text begins, behind white space.
func begins(expression, tail string) string { return `(?i)^\s*(?:` + expression + `)` + tail }

// here is an expression for how a text begins.
func here(expression, tail string) string { return `(?i)^(?:` + expression + `)` + tail }
