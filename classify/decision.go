package classify

import "time"

// Input is one question with what surrounds it in its mail.
type Input struct {
	Subject      string   // of the mail
	Introduction string   // common text before (or after) the questions
	Question     string   // the question itself
	Before       string   // the nearest question before it in the mail that does not lean ([Classifier.Leans]); may be empty
	Attachments  []string // file names
	Member       string   // address on the roster
	Committees   []string // of the member
	At           time.Time
}

// Decision says which administration answers a question, and why. Its JSON
// form is kept with the question and printed by explain.
type Decision struct {
	Administration string     `json:"administration,omitempty"` // the best, filed or not; empty when nothing matched
	Contributing   []string   `json:"contributing,omitempty"`
	Kind           string     `json:"kind,omitempty"`      // of the inquiry, when a rule named one
	Filed          bool       `json:"filed"`               // false: the registrar decides
	Score          float64    `json:"score"`               // points of the best
	Margin         float64    `json:"margin"`              // points that it leads the second by
	RunnerUp       string     `json:"runner_up,omitempty"` // the second
	Why            string     `json:"why,omitempty"`       // one English sentence
	KLE            string     `json:"kle,omitempty"`       // number of the subject, a proposal of the lexicon
	KLETitle       string     `json:"kle_title,omitempty"` // what the number stands for
	Rules          string     `json:"rules,omitempty"`     // version of the rules that decided
	Evidence       []Evidence `json:"evidence,omitempty"`  // strongest first; of every administration that scored
}

// Evidence is one hit of a keyword or rule.
type Evidence struct {
	Administration string  `json:"administration"`
	Rule           string  `json:"rule,omitempty"`    // name of the rule; empty for an administration's keywords
	Keyword        string  `json:"keyword,omitempty"` // as written in the configuration
	Zone           string  `json:"zone"`              // subject, question, introduction, attachment, or question before
	Start          int     `json:"start"`             // byte offsets in the zone's text
	End            int     `json:"end"`
	Points         float64 `json:"points"`
}

// Questions is a text split into what it asks.
type Questions struct {
	Introduction string     // what stands before, between and after the questions
	Questions    []Question // in order; one holding the whole text when nothing asks
	TooMany      bool       // more than the configured number: a person must look, and the last one holds the rest
	Unasked      bool       // nothing asks: the one question is the whole text
	Silent       bool       // Unasked, and the text is no more than a greeting and a closing
	Thanks       bool       // Unasked, and the text begins with thanks
}

// Question is one thing asked, verbatim.
type Question struct {
	Number int    // 1, 2, 3 … in the order of the mail
	Label  string // as the sender wrote it: "1)", "b.", "Spørgsmål 3:"; may be empty
	Text   string // without its label
}
