package classify

import (
	"reflect"
	"regexp"
)

// Tongue is how a language asks, and how its words are made equal: the table [rules]
// of a file of TOML. Those that are known here are files of tongues/; an installation
// has one for another language, or for what it says otherwise. What it leaves out is as
// in the language that it is like.
//
// Most are expressions of alternatives, in which letters count alike, small or large,
// and an end of a line, with the blanks around it, stands for a |. The rest are words
// with blanks between. Mails are written in more than one language: what is marked with
// a star is understood of every language that is known here, and of English what is
// marked with a cross, whatever the language.
type Tongue struct {
	Like      string            // da, no, sv, de or en; "none". Default: the language itself
	Stemmer   string            // what cuts off endings: danish, norwegian, swedish, german or english
	Letters   string            // letters beyond ASCII that are not taken for others
	Spelled   map[string]string // other spellings of letters, as "ä" = "æ"
	Numbers   map[string]int    // words for numbers
	And       string            // between ones and tens: "og" in "femogfyrre"
	Aside     string            // words that any question may hold
	Greeting  string            // * at the start of a line
	Closing   string            // * the same
	Informs   string            // * how a text begins that is passed on for information only, which is no greeting
	Thanks    string            // * how thanks begin
	Titles    string            // * a title alone above questions
	Ordinal   string            // * "Question" before a number
	Follows   string            // * how a question begins that goes on with the one before it
	Back      string            // how a sentence begins that points back to the one before it
	Courtesy  string            // * a whole sentence that is polite and asks nothing
	Request   string            // + how a sentence begins that asks without a question mark
	Turned    string            // + how one goes on within a sentence, as with the verb first
	Orders    string            // how a sentence begins that tells to tell
	Announces string            // stands in a line before a list of questions
	Promises  string            // stands in a line before a list of which all is asked
	Parted    string            // stands in a line before a list of the parts of one question
	Opener    string            // how a question or an order begins
	Asker     string            // a question word
	Wonders   string            // how a question begins that has no mark
	Leads     string            // how a sentence begins that turns to the next question
	Months    string            // what makes "1." a date
	Short     string            // words: abbreviations
	Leans     string            // words for what was spoken of, at the end of a question that only asks on
	Done      string            // what is done to it, behind them

	Addressee    string // * "To" before whom a letter is for: it stands before no sentence as greetings do
	We           string // * "We", by which parties say below their names what they want, and ask nothing
	Speaks       string // * how a sentence begins that names who said what stands before it
	Speaker      string // * how a sentence goes on behind what somebody else asked in it: "? asks the headmaster"
	Reasons      string // * a title alone above what only explains the questions
	Therefore    string // * how a sentence begins that asks because of what stands before it
	Answers      string // * the whole line in which an answer is to be written
	Addendum     string // how a paragraph begins that says what the answer to the question above should hold
	Conditions   string // * how a paragraph begins that asks on when the answer above is this or that
	But          string // * "And", "But" before a question
	Moreover     string // * the same, and more, before a question or an order of a list
	Shapes       string // * how a request goes on that says only what the answers should be like
	Heralds      string // * stands in a sentence that only says what the next one asks about, before that
	Hands        string // + stands in what asks for an answer to a mail that is passed on
	Sums         string // + how a sentence begins that comes to what is really asked
	Counts       string // + stands in such a sentence, as "I have two questions:"
	Rhetoric     string // * how a question begins that is none when a denial follows
	Denial       string // * a whole sentence by which its writer answers such a question
	Why          string // * asks for a reason
	Because      string // * gives one
	Of           string // * "of" in "Question 1 of 3"
	Numero       string // * words: what stands short for "number", before one
	Section      string // * words: what stands short for the part of a law, before its number
	Following    string // * words: the last before what is asked for in a list below
	Joints       string // * words: before the last item of a list, and where a line ends whose sentence goes on
	Pronouns     string // * words that stand for something said before
	Articles     string // * words of these that stand before nouns too
	Attributives string // * words between an article and its noun, and endings of such words, as "*lige"
	Participles  string // * the same of participles, whose endings shorter verbs have too
	Readers      string // * words for reader and writer, as they are written
	Selves       string // * words by which a writer speaks of himself
}

// Says reports whether anything is said.
func (t Tongue) Says() bool { return !reflect.ValueOf(t).IsZero() }

// over is what a tongue says, and where it says nothing what another does.
func (t *Tongue) over(base *Tongue) *Tongue {
	all := *base
	for i, said := range reflect.ValueOf(t).Elem().Fields() {
		if !said.IsZero() {
			reflect.ValueOf(&all).Elem().FieldByIndex(i.Index).Set(said)
		}
	}
	return &all
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

// known is the language of the rules.
func (c Config) known() (*known, error) {
	if c.Tongue == nil {
		return knownOf(c.Language)
	}
	base := &Tongue{}
	if like := c.Like(); like != unlike {
		k, err := knownOf(like)
		if err != nil {
			return nil, err
		}
		base = k.Tongue
	}
	return c.Tongue.over(base).known()
}

// known is a language that texts can be read in.
type known struct {
	*Tongue
	language
	asking  asking
	leaning func() *regexp.Regexp
	asides  map[string]bool // stems of words that any question may hold
}

func (t *Tongue) known() (*known, error) {
	l, err := t.language()
	if err != nil {
		return nil, err
	}
	return &known{t, l, t.asking(), t.leaning(), l.stemsIn(t.Aside)}, nil
}
