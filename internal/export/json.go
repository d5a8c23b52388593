package export

import (
	"encoding/json"
	"slices"
	"time"

	"inquiryd/classify"
	"inquiryd/internal/register"
)

// Row is a case in a list, in JSON and CSV.
type Row struct {
	Number         string         `json:"number"`
	State          register.State `json:"state"`
	Administration string         `json:"administration,omitempty"`
	Due            string         `json:"due,omitempty"` // RFC 3339
	Opened         string         `json:"opened"`
	Closed         string         `json:"closed,omitempty"`
	HeldWhy        string         `json:"held_why,omitempty"`
	Member         string         `json:"member"`
	Subject        string         `json:"subject"`
	Questions      int            `json:"questions"`
}

// RowOf is a case in a list, with its times in a zone.
func RowOf(c register.CaseSummary, zone *time.Location) Row {
	return Row{c.Number, c.State, c.Administration, moment(c.Due, zone), moment(c.OpenedAt, zone), moment(c.ClosedAt, zone), c.HeldWhy,
		c.Member, c.Subject, c.Questions}
}

// Case is a case in JSON.
type Case struct {
	Row
	MemberName   string            `json:"member_name"`
	Kind         string            `json:"kind,omitempty"`
	MessageID    string            `json:"message_id,omitempty"` // of the member's mail
	Introduction string            `json:"introduction,omitempty"`
	Contributing []string          `json:"contributing,omitempty"`
	KLE          []string          `json:"kle,omitempty"` // proposed numbers of the subjects, in the order of the questions
	Access       string            `json:"access,omitempty"`
	External     map[string]string `json:"external,omitempty"`
	Follows      string            `json:"follows,omitempty"`
	Successor    string            `json:"successor,omitempty"`
	Reckoned     string            `json:"reckoned,omitempty"` // how the due date came about, in words
	Erased       string            `json:"erased,omitempty"`
	Asked        []Question        `json:"asked"`
	Events       []Event           `json:"events"`
	Letters      []Letter          `json:"letters"`
}

// Question is a question and its answer.
type Question struct {
	Number     int             `json:"number"`
	Text       string          `json:"text"`
	Decision   json.RawMessage `json:"decision,omitempty"`
	Answer     string          `json:"answer,omitempty"`
	AnsweredAt string          `json:"answered_at,omitempty"`
	AnsweredBy string          `json:"answered_by,omitempty"`
}

// Event is what happened to the case.
type Event struct {
	At     string            `json:"at"`
	Who    string            `json:"who"`
	What   string            `json:"what"`
	Detail map[string]string `json:"detail,omitempty"`
	Hash   string            `json:"hash"`
}

// Letter is a letter about the case.
type Letter struct {
	Kind      string                `json:"kind"`
	To        string                `json:"to"`
	Subject   string                `json:"subject"`
	Status    register.LetterStatus `json:"status"`
	MessageID string                `json:"message_id"`
	Written   string                `json:"written"`
	Sent      string                `json:"sent,omitempty"`
	Error     string                `json:"error,omitempty"`
	Text      string                `json:"text,omitempty"`
}

// JSON is the case for programs, with its times in a zone.
func (d Dossier) JSON(zone *time.Location) Case {
	at := func(t time.Time) string { return moment(t, zone) }
	summary := register.CaseSummary{Case: d.Case, Member: d.Inquiry.Member, Subject: d.Inquiry.Subject, Questions: len(d.Questions)}
	c := Case{
		Row: RowOf(summary, zone), MemberName: d.Inquiry.MemberName, Kind: d.Inquiry.Kind, MessageID: d.Inquiry.MessageID,
		Introduction: d.Inquiry.Introduction, Contributing: d.Case.Contributing, Access: d.Case.Access, External: d.Case.External,
		Follows: d.Inquiry.Follows, Successor: d.Case.Successor, Reckoned: d.Deadline, Erased: at(d.Inquiry.ErasedAt),
		Asked: []Question{}, Events: []Event{}, Letters: []Letter{},
	}
	for _, k := range d.KLE() {
		c.KLE = append(c.KLE, k.KLE)
	}
	for _, q := range d.Questions {
		c.Asked = append(c.Asked, Question{q.Number, q.Text, q.Decision, q.Answer, at(q.AnsweredAt), q.AnsweredBy})
	}
	for _, e := range d.Events {
		c.Events = append(c.Events, Event{at(e.At), e.Who, e.What, e.Detail, e.Hash})
	}
	for _, l := range d.Letters {
		c.Letters = append(c.Letters, Letter{l.Kind, l.Recipient, l.Subject, l.Status, l.MessageID, at(l.WrittenAt), at(l.SentAt), l.LastError, l.Text})
	}
	return c
}

func moment(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone).Format(time.RFC3339)
}

// KLE are the decisions that propose a KLE number, one for each number.
func (d Dossier) KLE() []classify.Decision {
	var all []classify.Decision
	for _, q := range d.Questions {
		var decision classify.Decision
		if json.Unmarshal(q.Decision, &decision) != nil || decision.KLE == "" ||
			slices.ContainsFunc(all, func(k classify.Decision) bool { return k.KLE == decision.KLE }) {
			continue
		}
		all = append(all, decision)
	}
	return all
}
