package classify

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/pelletier/go-toml/v2"
)

// Config is the whole of what an installation says about filing: the table
// [classify], and the lists [[administration]] and [[rule]] that the
// configuration file keeps beside it. The zero value means the defaults.
type Config struct {
	// Language of the mails: da, no, sv, de or en. It chooses how letters are
	// folded and words are stemmed, and which greetings Split knows. Default: the
	// language of letters, else da.
	Language string `toml:"language"`
	// Threshold is the number of points that the best administration needs.
	// Default 0.75.
	Threshold float64 `toml:"threshold"`
	// Margin is the number of points by which the best administration must
	// lead the second. Default 0.25.
	Margin float64 `toml:"margin"`
	// Damping is what each further keyword of an administration is worth
	// against the one before it, strongest first: many weak words do not make
	// a strong one. 1 adds them up as they are. Default 0.85.
	Damping float64 `toml:"damping"`
	// Additive adds up every keyword as it is: also one inside a longer one,
	// and without damping. Rules that "rules suggest" learned want it; rules
	// written by people read better without. Default false.
	Additive bool `toml:"additive"`
	// MaxQuestions is the number of questions that one mail may ask before a
	// person must look. Default 20.
	MaxQuestions int `toml:"max_questions"`
	// Zones says what a keyword is worth where it stands.
	Zones Zones `toml:"zones"`

	// Places are words before a keyword that make it say only where something
	// is: "uden for" in "lygten uden for biblioteket". Such a keyword counts a
	// third. Default none.
	Places []string `toml:"places"`
	// NoPlaces are phrases in which a word of Places says nothing of the kind: "gøre
	// noget ved" before "trafikken". Default none.
	NoPlaces []string `toml:"no_places" json:",omitempty"`

	// LexiconFile is a file that "rules import-kle" wrote: subjects, each with
	// its words, that back the rules and give each question a KLE number as a
	// proposal. Default none.
	LexiconFile string `toml:"lexicon_file"`
	// LexiconWeight is the most points that the lexicon gives to all
	// administrations together. It is less than Threshold and Margin, so the
	// lexicon never files by itself, and what the rules file never goes to
	// another by it. Default half of Margin; negative: only the number.
	LexiconWeight float64 `toml:"lexicon_weight"`
	// Lexicon is what LexiconFile holds; nil without one.
	Lexicon *Lexicon `toml:"-" json:"-"`

	// Tongue is what the file of the language says; nil: what is known here.
	Tongue *Tongue `toml:"-" json:",omitempty"`

	Administrations []Administration `toml:"-"` // from [[administration]]
	Rules           []Rule           `toml:"-"` // from [[rule]]
}

// Zones are factors on the points of a keyword. Zero means the default, a
// negative number leaves the zone out.
type Zones struct {
	Question     float64 `toml:"question"`     // the question itself; default 1
	Subject      float64 `toml:"subject"`      // of the mail; default 0.6
	Introduction float64 `toml:"introduction"` // what the questions of a mail share; default 0.4
	Attachment   float64 `toml:"attachment"`   // file names; default 0.3
}

// Administration is one that questions can be filed to.
type Administration struct {
	ID         string         `toml:"id"`          // short, as in decisions and case lists: "TMF"
	Name       string         `toml:"name"`        // in full
	Keywords   []string       `toml:"keywords"`    // see the package comment
	Examples   []string       `toml:"examples"`    // questions that must be filed here
	KLE        []string       `toml:"kle"`         // numbers of the lexicon that it has, with all below: "05", "27.42"; the longest counts
	ValidFrom  toml.LocalDate `toml:"valid_from"`  // first day; empty: always
	ValidUntil toml.LocalDate `toml:"valid_until"` // last day; empty: for good
}

// Rule is a sentence about questions: when its conditions hold, it speaks for
// an administration, names a kind of inquiry, adds contributing
// administrations or settles a tie. Every condition that is given must hold.
type Rule struct {
	Name string `toml:"name"`
	// To is the administration that the rule speaks for. A rule without To
	// only names a kind or contributing administrations.
	To           string   `toml:"to"`
	Contributing []string `toml:"contributing"` // answer along with the lead
	Any          []string `toml:"any"`          // at least one of these keywords
	All          []string `toml:"all"`          // every one of these; "a | b" is satisfied by one of both
	None         []string `toml:"none"`         // not one of these
	Where        []string `toml:"where"`        // zones to look in: subject, question, introduction, attachment, anywhere (default)
	Member       []string `toml:"member"`       // addresses; the asking member is one of them
	Committee    []string `toml:"committee"`    // the asking member sits in one of them
	// Kind, in a rule without To: the kind of inquiry that the rule finds. In
	// a rule with To: a condition, the kind that an earlier rule found.
	Kind string `toml:"kind"`
	// Between makes the rule a tie-break: it is asked only when the two best
	// administrations are both named here, To is one of the two, and the margin
	// is missed. It files only when To has Threshold points.
	Between []string `toml:"between"`
	// Weight is the number of points for To; negative speaks against it.
	// Default 2. It has no meaning for a final rule and a tie-break.
	Weight float64 `toml:"weight"`
	// Final files to To at once, whatever the points. The first final rule
	// that holds decides.
	Final      bool           `toml:"final"`
	Examples   []string       `toml:"examples"`    // questions in which the rule must hold and that must be filed to To
	ValidFrom  toml.LocalDate `toml:"valid_from"`  // first day; empty: always
	ValidUntil toml.LocalDate `toml:"valid_until"` // last day; empty: for good
}

const (
	defaultThreshold    = 0.75
	defaultMargin       = 0.25
	defaultDamping      = 0.85
	defaultMaxQuestions = 20
	defaultRuleWeight   = 2
)

// withDefaults fills what was left out.
func (c Config) withDefaults() Config {
	c.Language = cmp.Or(c.Language, "da")
	c.Threshold = cmp.Or(c.Threshold, defaultThreshold)
	c.Margin = cmp.Or(c.Margin, defaultMargin)
	if c.Additive {
		c.Damping = 1
	}
	c.Damping = cmp.Or(c.Damping, defaultDamping)
	c.LexiconWeight = cmp.Or(c.LexiconWeight, c.Margin/2)
	c.MaxQuestions = cmp.Or(c.MaxQuestions, defaultMaxQuestions)
	c.Zones.Question = max(0, cmp.Or(c.Zones.Question, 1))
	c.Zones.Subject = max(0, cmp.Or(c.Zones.Subject, 0.6))
	c.Zones.Introduction = max(0, cmp.Or(c.Zones.Introduction, 0.4))
	c.Zones.Attachment = max(0, cmp.Or(c.Zones.Attachment, 0.3))
	return c
}

// version is a short hash over everything that can change a decision.
func (c Config) version() string {
	b, _ := json.Marshal(struct {
		C Config
		L string
		A []Administration
		R []Rule
		K string
	}{c, c.Language, c.Administrations, c.Rules, c.Lexicon.digest()}) // plain values: cannot fail
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:6])
}

// valid reports whether the day of at lies between from and until, both
// included. A zero at is always inside.
func valid(from, until toml.LocalDate, at time.Time) bool {
	if at.IsZero() {
		return true
	}
	day := toml.LocalDate{Year: at.Year(), Month: int(at.Month()), Day: at.Day()}
	none := toml.LocalDate{}
	return (from == none || !before(day, from)) && (until == none || !before(until, day))
}

func before(a, b toml.LocalDate) bool {
	return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(a.Month, b.Month), cmp.Compare(a.Day, b.Day)) < 0
}
