package register

import (
	"context"
	"encoding/json"
	"time"
)

// Past is a question of the register with what is known of where it belongs:
// what rules are tried on and measured by.
type Past struct {
	Case           string // number
	Number         int    // of the question within the inquiry
	Of             int    // questions that the inquiry has
	Text           string
	Decision       json.RawMessage // classify.Decision, as it was made then
	Filed          bool            // as the rules decided
	Administration string          // that the case, or the one that took over, is with now
	State          State
	HeldWhy        string
	Subject        string
	Introduction   string
	Member         string // address on the roster
	Kind           string
	ArrivedAt      time.Time
}

// Settled says whether a person or the rules gave the question to an
// administration: only then is Administration more than a guess.
func (p Past) Settled() bool {
	return p.Administration != "" && p.State != StateHeld && p.HeldWhy == ""
}

// History hands every question whose inquiry arrived from since until before
// until (zero: no bound) to do, in the order of arrival, by one query and
// without keeping them.
func (tx *Tx) History(ctx context.Context, since, until time.Time, do func(Past) error) (err error) {
	defer name(&err, "read past questions")
	var w where
	w.add("inquiries.erased_at IS NULL")
	w.during("inquiries.arrived_at", since, until)
	return tx.each(ctx, func(s scan) error {
		p, err := readPast(s)
		if err != nil {
			return err
		}
		return do(p)
	}, `
		SELECT cases.number, questions.number, (SELECT COUNT(*) FROM questions AS all_of WHERE all_of.inquiry_id = inquiries.id),
			questions.text, questions.decision, questions.filed, COALESCE(successors.administration, cases.administration), cases.state,
			cases.held_why, inquiries.subject, inquiries.introduction, inquiries.member, inquiries.kind, inquiries.arrived_at
		FROM questions JOIN inquiries ON inquiries.id = questions.inquiry_id JOIN cases ON cases.id = questions.case_id
			LEFT JOIN cases AS successors ON successors.number = cases.successor`+w.clause()+`
		ORDER BY questions.inquiry_id, questions.number`, w.args...)
}

func readPast(s scan) (p Past, err error) {
	var decision string
	err = s(&p.Case, &p.Number, &p.Of, &p.Text, &decision, &p.Filed, &p.Administration, &p.State, &p.HeldWhy, &p.Subject, &p.Introduction,
		&p.Member, &p.Kind, instant{&p.ArrivedAt})
	if decision != "" {
		p.Decision = json.RawMessage(decision)
	}
	return p, err
}

// Handed is one time that a case was given to an administration by a person.
type Handed struct {
	Case   string // number
	At     time.Time
	Who    string // as Event.Who
	To     string // administration; "" back to the registrar
	Reason string
}

// HandedOn hands each handing on of a case of inquiries that arrived from since
// until before until to do, in the order of the cases and of time.
func (tx *Tx) HandedOn(ctx context.Context, since, until time.Time, do func(Handed) error) (err error) {
	defer name(&err, "read who handed cases on")
	var w where
	w.add("events.what IN (?, ?)", "assigned", "held")
	w.add("events.who NOT IN (?, ?)", "rules", "system")
	w.during("cases.opened_at", since, until)
	return tx.each(ctx, func(s scan) error {
		h := Handed{}
		var detail map[string]string
		if err := s(&h.Case, instant{&h.At}, &h.Who, parsed{&detail}); err != nil {
			return err
		}
		h.To, h.Reason = detail["administration"], detail["reason"]
		return do(h)
	}, `SELECT events.case_number, events.at, events.who, events.detail FROM events JOIN cases ON cases.number = events.case_number`+
		w.clause()+` ORDER BY events.case_number, events.position`, w.args...)
}
