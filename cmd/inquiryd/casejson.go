package main

import (
	"encoding/json"
	"slices"
	"time"

	"inquiryd/classify"
	"inquiryd/internal/register"
)

// publicCase is a case in JSON, for scripts and for case export.
type publicCase struct {
	caseRow
	MemberName   string            `json:"member_name"`
	MessageID    string            `json:"message_id,omitempty"` // of the member's mail
	Introduction string            `json:"introduction,omitempty"`
	Contributing []string          `json:"contributing,omitempty"`
	KLE          []string          `json:"kle,omitempty"` // proposed numbers of the subjects, in the order of the questions
	Access       string            `json:"access,omitempty"`
	External     map[string]string `json:"external,omitempty"`
	Successor    string            `json:"successor,omitempty"`
	Reckoned     string            `json:"reckoned,omitempty"` // how the due date came about, in words
	Asked        []publicQuestion  `json:"asked"`
	Events       []publicEvent     `json:"events"`
	Letters      []publicLetter    `json:"letters"`
}

type publicQuestion struct {
	Number     int             `json:"number"`
	Text       string          `json:"text"`
	Decision   json.RawMessage `json:"decision,omitempty"`
	Answer     string          `json:"answer,omitempty"`
	AnsweredAt string          `json:"answered_at,omitempty"`
	AnsweredBy string          `json:"answered_by,omitempty"`
}

type publicEvent struct {
	At     string            `json:"at"`
	Who    string            `json:"who"`
	What   string            `json:"what"`
	Detail map[string]string `json:"detail,omitempty"`
	Hash   string            `json:"hash"`
}

type publicLetter struct {
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

// public is the case as others may read it.
func (d dossier) public(zone *time.Location) publicCase {
	at := func(t time.Time) string { return moment3339(t, zone) }
	summary := register.CaseSummary{Case: d.Case, Member: d.Inquiry.Member, Subject: d.Inquiry.Subject, Questions: len(d.Questions)}
	c := publicCase{
		caseRow: caseRows([]register.CaseSummary{summary}, zone)[0], MemberName: d.Inquiry.MemberName, MessageID: d.Inquiry.MessageID,
		Introduction: d.Inquiry.Introduction, Contributing: d.Case.Contributing, Access: d.Case.Access, External: d.Case.External,
		Successor: d.Case.Successor, Reckoned: d.Deadline, Asked: []publicQuestion{}, Events: []publicEvent{}, Letters: []publicLetter{},
	}
	for _, k := range d.kle() {
		c.KLE = append(c.KLE, k.KLE)
	}
	for _, q := range d.Questions {
		c.Asked = append(c.Asked, publicQuestion{q.Number, q.Text, q.Decision, q.Answer, at(q.AnsweredAt), q.AnsweredBy})
	}
	for _, e := range d.Events {
		c.Events = append(c.Events, publicEvent{at(e.At), e.Who, e.What, e.Detail, e.Hash})
	}
	for _, l := range d.Letters {
		c.Letters = append(c.Letters, publicLetter{l.Kind, l.Recipient, l.Subject, l.Status, l.MessageID, at(l.WrittenAt), at(l.SentAt), l.LastError, l.Text})
	}
	return c
}

// kle are the decisions that propose a KLE number, one for each number.
func (d dossier) kle() []classify.Decision {
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
