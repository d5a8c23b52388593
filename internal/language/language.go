package language

import "time"

// Language is what one file says.
type Language struct {
	Code     string   `toml:"-"`       // "da", as the file is named
	Name     string   `toml:"name"`    // as its speakers call it
	Dates    Dates    `toml:"dates"`   // how days are written
	Letters  Letters  `toml:"letters"` // what letters need besides their templates
	Deadline Deadline `toml:"deadline"`
	Alarms   Alarms   `toml:"alarms"`
	Mail     Mail     `toml:"mail"`
	Rules    Rules    `toml:"rules"`
}

// Dates are the names of days and months, and the layouts by which days are
// written: texts in which Monday, Mon, January, Jan, 2006, 02, 01, 2 and 1 stand
// for the parts of the day.
type Dates struct {
	Weekdays      []string `toml:"weekdays" len:"7"` // Sunday first
	Months        []string `toml:"months" len:"12"`
	ShortWeekdays []string `toml:"short_weekdays" len:"7"`
	ShortMonths   []string `toml:"short_months" len:"12"`
	Date          Layout   `toml:"date"`       // within a sentence
	Day           Layout   `toml:"day"`        // with its weekday
	Short         Layout   `toml:"short"`      // where little room is
	Margin        Layout   `toml:"margin"`     // in the margin of a letter
	Brief         Layout   `toml:"brief"`      // in the derivation of a deadline
	BriefYear     Layout   `toml:"brief_year"` // the same with its year
	TimeSeparator string   `toml:"time_separator"`
}

// In writes a day by one of the layouts.
func (d *Dates) In(l Layout, t time.Time) string { return string(l.append(nil, d, t)) }

// Letters are the words of letters that stand in no template.
type Letters struct {
	And      string            `toml:"and"`                      // before the last of a list
	External map[string]string `toml:"external" optional:"true"` // names of other systems' numbers
	Topic    string            `toml:"topic" pattern:"true"`     // what stands before the topic in a subject
	Page     string            `toml:"page" verbs:"%d %d"`       // at the foot of a PDF
	Strange  string            `toml:"strange" verbs:"%s"`       // what a mark in a PDF stands for
	Letter   string            `toml:"letter"`                   // file name of the PDF
	Case     string            `toml:"case"`                     // before a number
	SeeCase  string            `toml:"see_case" verbs:"%s %s"`   // the number and day of an earlier answer
	SeeFiles string            `toml:"see_files" verbs:"%s"`     // the names of the files that are the answer
	Calendar string            `toml:"calendar"`                 // file name of the calendar
	Due      string            `toml:"due" verbs:"%s"`           // in a calendar: the number of the case
	Canary   string            `toml:"canary"`                   // what a mail to ourselves says, for people who find it
	Possess  Possessive        `toml:"possessive"`               // of an administration's name
}

// Possessive is how a name becomes "the Social Administration's".
type Possessive struct {
	Ending  string `toml:"ending"`                // after a name
	After   string `toml:"after" optional:"true"` // last letters of names that take another ending
	Other   string `toml:"other" optional:"true"` // that one
	Unnamed string `toml:"unnamed"`               // of an administration without a name
}

// Deadline is how the derivation of a deadline is told.
type Deadline struct {
	Received    string            `toml:"received" verbs:"%s"`
	Late        string            `toml:"late" verbs:"%s %s"` // the hour, and the day that it counts from
	Off         string            `toml:"day_off" verbs:"%s"` // the day that it counts from
	Days        []string          `toml:"days" len:"2"`       // one and several
	Weeks       []string          `toml:"weeks" len:"2"`
	Weekdays    []string          `toml:"weekdays" len:"2"`
	WorkingDays []string          `toml:"working_days" len:"2"`
	Several     string            `toml:"several"`
	Of          string            `toml:"of" verbs:"%s"`      // the administration or kind that the term is of
	Skipped     string            `toml:"skipped" verbs:"%s"` // holidays
	Closed      string            `toml:"closed" verbs:"%s"`  // a closing day without a name
	Wished      string            `toml:"wished" verbs:"%s"`  // the member asked for an earlier day, in vain
	Heeded      string            `toml:"heeded" verbs:"%s"`  // and got it
	Moved       string            `toml:"moved" verbs:"%s"`
	Stood       string            `toml:"stood" verbs:"%s"`  // the days on which the clock stood
	Stands      string            `toml:"stands" verbs:"%s"` // since when it stands
	Shifted     string            `toml:"shifted"`
	And         string            `toml:"and"` // before the last holiday, with its spaces
	Holidays    map[string]string `toml:"holidays" optional:"true"`
}

// Alarms are what alarms say: a sentence for each, which gets the figures of what
// was found.
type Alarms struct {
	Sentences AlarmSentences `toml:"sentence"`
	Begins    string         `toml:"begins"` // above the sentences
	Stays     string         `toml:"stays"`
	Ends      string         `toml:"ends"`
	Over      string         `toml:"over" verbs:"%v"`      // in place of a sentence: when it began
	Footer    string         `toml:"footer" verbs:"%s %v"` // the machine and the moment
	Units     []string       `toml:"units" len:"4"`        // day, hour, minute, second
	Severals  []string       `toml:"severals" len:"4"`     // days, hours, minutes, seconds
}

// AlarmSentences are the sentences by the names of the alarms.
type AlarmSentences struct {
	Poll     string `toml:"poll" verbs:"%s %v"`
	Silence  string `toml:"silence" verbs:"%v"`
	Outbox   string `toml:"outbox" verbs:"%d %v"`
	Refused  string `toml:"refused" verbs:"%d %v"`
	Held     string `toml:"held" verbs:"%d %v"`
	Task     string `toml:"task" verbs:"%d %v"`
	Stuck    string `toml:"stuck" verbs:"%d %v"`
	Folder   string `toml:"folder" verbs:"%s %v"`
	Clock    string `toml:"clock" verbs:"%v"`
	Ledger   string `toml:"ledger" verbs:"%d"`
	Register string `toml:"register" verbs:"%v"`
	Secret   string `toml:"secret" verbs:"%s %v"`
	Canary   string `toml:"canary" verbs:"%v"`
	Hung     string `toml:"hung"`
}

// Mail are the words by which mails are read. Each value of Words, Reading and
// Talk is a regular expression of alternatives, which the desk sets into the lines
// that it reads, and each of Wishes a list of words; the keys are those of the
// Danish file.
type Mail struct {
	Reads    []string            `toml:"reads" optional:"true"` // codes of other languages that are understood as well
	Ordinals []string            `toml:"ordinals" len:"6"`      // the first to the sixth question
	Words    map[string]string   `toml:"words" like:"da" pattern:"true"`
	Reading  map[string]string   `toml:"reading" like:"da" pattern:"true"`
	Talk     map[string]string   `toml:"talk" like:"da" pattern:"true"`
	Wishes   map[string][]string `toml:"wishes" like:"da" words:"true"` // for an answer by a day; a word that ends in * may go on
	Examples map[string]string   `toml:"examples" like:"da"`
	Leads    Leads               `toml:"leads"`
}

// Leads are how orders begin, by who gives them, each with how it is to be written.
type Leads struct {
	Officials [][]string `toml:"officials" pairs:"true"`
	Members   [][]string `toml:"members" pairs:"true"`
	Approvers [][]string `toml:"approvers" pairs:"true"`
	Registrar [][]string `toml:"registrar" pairs:"true"`
}

// Rules are how questions are told apart and their words made equal: what differs
// from the language that this one is like.
type Rules struct {
	Like      string            `toml:"like" optional:"true"`    // da, no, sv, de or en; "none". Default: the language itself
	Stemmer   string            `toml:"stemmer" optional:"true"` // what cuts off endings: danish, norwegian, swedish, german or english
	Letters   string            `toml:"letters" optional:"true"` // letters beyond ASCII that are not taken for others
	Spelled   map[string]string `toml:"spelled" optional:"true"` // other spellings of letters, as "ä" = "æ"
	Numbers   map[string]int    `toml:"numbers" optional:"true"` // words for numbers
	And       string            `toml:"and" optional:"true"`     // between ones and tens: "og" in "femogfyrre"
	Aside     string            `toml:"aside" optional:"true"`   // words that any question may hold
	Greeting  string            `toml:"greeting" optional:"true" pattern:"true"`
	Closing   string            `toml:"closing" optional:"true" pattern:"true"`
	Informs   string            `toml:"informs" optional:"true" pattern:"true"`   // how a text begins that is passed on for information only, which is no greeting
	Thanks    string            `toml:"thanks" optional:"true" pattern:"true"`    // how thanks begin
	Titles    string            `toml:"titles" optional:"true" pattern:"true"`    // a title alone above questions
	Ordinal   string            `toml:"ordinal" optional:"true" pattern:"true"`   // "Question" before a number
	Follows   string            `toml:"follows" optional:"true" pattern:"true"`   // how a question begins that goes on with the one before it
	Back      string            `toml:"back" optional:"true" pattern:"true"`      // how a sentence begins that points back to the one before it
	Courtesy  string            `toml:"courtesy" optional:"true" pattern:"true"`  // a whole sentence that is polite and asks nothing
	Request   string            `toml:"request" optional:"true" pattern:"true"`   // how a sentence begins that asks without a question mark
	Turned    string            `toml:"turned" optional:"true" pattern:"true"`    // how one goes on within a sentence, as with the verb first
	Orders    string            `toml:"orders" optional:"true" pattern:"true"`    // how a sentence begins that tells to tell
	Announces string            `toml:"announces" optional:"true" pattern:"true"` // stands in a line before a list of questions
	Promises  string            `toml:"promises" optional:"true" pattern:"true"`  // stands in a line before a list of which all is asked
	Parted    string            `toml:"parted" optional:"true" pattern:"true"`    // stands in a line before a list of the parts of one question
	Opener    string            `toml:"opener" optional:"true" pattern:"true"`    // how a question or an order begins
	Asker     string            `toml:"asker" optional:"true" pattern:"true"`     // a question word
	Wonders   string            `toml:"wonders" optional:"true" pattern:"true"`   // how a question begins that has no mark
	Leads     string            `toml:"leads" optional:"true" pattern:"true"`     // how a sentence begins that turns to the next question
	Months    string            `toml:"months" optional:"true" pattern:"true"`    // what makes "1." a date
	Short     string            `toml:"short" optional:"true"`                    // words: abbreviations
	Leans     string            `toml:"leans" optional:"true" pattern:"true"`     // words for what was spoken of, at the end of a question that only asks on
	Done      string            `toml:"done" optional:"true" pattern:"true"`      // what is done to it, behind them

	Addressee    string `toml:"addressee" optional:"true" pattern:"true"`  // "To" before whom a letter is for: it stands before no sentence as greetings do
	We           string `toml:"we" optional:"true" pattern:"true"`         // "We", by which parties say below their names what they want, and ask nothing
	Speaks       string `toml:"speaks" optional:"true" pattern:"true"`     // how a sentence begins that names who said what stands before it
	Speaker      string `toml:"speaker" optional:"true" pattern:"true"`    // how a sentence goes on behind what somebody else asked in it: "? asks the headmaster"
	Reasons      string `toml:"reasons" optional:"true" pattern:"true"`    // a title alone above what only explains the questions
	Therefore    string `toml:"therefore" optional:"true" pattern:"true"`  // how a sentence begins that asks because of what stands before it
	Answers      string `toml:"answers" optional:"true" pattern:"true"`    // the whole line in which an answer is to be written
	Addendum     string `toml:"addendum" optional:"true" pattern:"true"`   // how a paragraph begins that says what the answer to the question above should hold
	Conditions   string `toml:"conditions" optional:"true" pattern:"true"` // how a paragraph begins that asks on when the answer above is this or that
	But          string `toml:"but" optional:"true" pattern:"true"`        // "And", "But" before a question
	Moreover     string `toml:"moreover" optional:"true" pattern:"true"`   // the same, and more, before a question or an order of a list
	Shapes       string `toml:"shapes" optional:"true" pattern:"true"`     // how a request goes on that says only what the answers should be like
	Heralds      string `toml:"heralds" optional:"true" pattern:"true"`    // stands in a sentence that only says what the next one asks about, before that
	Hands        string `toml:"hands" optional:"true" pattern:"true"`      // stands in what asks for an answer to a mail that is passed on
	Sums         string `toml:"sums" optional:"true" pattern:"true"`       // how a sentence begins that comes to what is really asked
	Counts       string `toml:"counts" optional:"true" pattern:"true"`     // stands in such a sentence, as "I have two questions:"
	Rhetoric     string `toml:"rhetoric" optional:"true" pattern:"true"`   // how a question begins that is none when a denial follows
	Denial       string `toml:"denial" optional:"true" pattern:"true"`     // a whole sentence by which its writer answers such a question
	Why          string `toml:"why" optional:"true" pattern:"true"`        // asks for a reason
	Because      string `toml:"because" optional:"true" pattern:"true"`    // gives one
	Of           string `toml:"of" optional:"true" pattern:"true"`         // "of" in "Question 1 of 3"
	Numero       string `toml:"numero" optional:"true"`                    // words: what stands short for "number", before one
	Section      string `toml:"section" optional:"true"`                   // words: what stands short for the part of a law, before its number
	Following    string `toml:"following" optional:"true"`                 // words: the last before what is asked for in a list below
	Joints       string `toml:"joints" optional:"true"`                    // words: before the last item of a list, and where a line ends whose sentence goes on
	Pronouns     string `toml:"pronouns" optional:"true"`                  // words that stand for something said before
	Articles     string `toml:"articles" optional:"true"`                  // words of these that stand before nouns too
	Attributives string `toml:"attributives" optional:"true"`              // words between an article and its noun, and endings of such words, as "*lige"
	Participles  string `toml:"participles" optional:"true"`               // the same of participles, whose endings shorter verbs have too
	Readers      string `toml:"readers" optional:"true"`                   // words for reader and writer, as they are written
	Selves       string `toml:"selves" optional:"true"`                    // words by which a writer speaks of himself
}
