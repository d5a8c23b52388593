package announce

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"inquiryd/internal/cpr"
	"inquiryd/internal/register"
	"inquiryd/internal/reply"
)

// Receiver is another system that is told of each transition of a case.
type Receiver struct {
	Name   string
	Events []string // kinds of transitions; none: all
	Text   bool     // with what was asked and by whom
	Messenger
}

// Messenger hands one delivery over. [Gone] and [Later] say what an error means;
// any other is tried again.
type Messenger interface {
	Deliver(ctx context.Context, d register.Delivery) error
}

// wants says whether the receiver is told of a kind.
func (r Receiver) wants(kind string) bool {
	return len(r.Events) == 0 || slices.Contains(r.Events, kind)
}

// Transitions are the kinds of transitions that receivers can be told of.
var Transitions = []string{"filed", "held", "assigned", "answered", "answered-in-part", "approved", "returned", "changed", "closed", "refused", "withdrawn",
	"redirected", "duplicate", "same-as", "reopened", "correction", "interim", "access", "set", "erased"}

// kindOf is the kind of an event that is a transition, as "answered-in-part".
func kindOf(what string) string { return strings.ReplaceAll(what, " ", "-") }

// cloudEvent is the CloudEvents 1.0 envelope in JSON of what a receiver is told
// (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md).
type cloudEvent struct {
	SpecVersion     string       `json:"specversion"`
	ID              string       `json:"id"` // the event's hash
	Source          string       `json:"source"`
	Type            string       `json:"type"`
	Subject         string       `json:"subject"` // the case's number
	Time            string       `json:"time"`    // RFC 3339
	DataContentType string       `json:"datacontenttype"`
	Data            announcement `json:"data"`
}

// announcement is how a case stands after a transition. Without the fields of
// its end it holds numbers, states and dates: nothing that a person wrote.
type announcement struct {
	Number         string            `json:"number"`
	State          register.State    `json:"state"`
	Administration string            `json:"administration,omitempty"`
	Contributing   []string          `json:"contributing,omitempty"`
	Kind           string            `json:"kind,omitempty"`
	Access         string            `json:"access,omitempty"`
	Opened         string            `json:"opened,omitempty"`
	Due            string            `json:"due,omitempty"`
	Closed         string            `json:"closed,omitempty"`
	External       map[string]string `json:"external,omitempty"`
	Follows        string            `json:"follows,omitempty"`
	Successor      string            `json:"successor,omitempty"`

	Subject   string          `json:"subject,omitempty"`
	Member    string          `json:"member,omitempty"` // name
	Questions []announcedText `json:"questions,omitempty"`
}

type announcedText struct {
	Number int    `json:"number"`
	Text   string `json:"text"`
	Answer string `json:"answer,omitempty"`
}

// Teller tells the receivers.
type Teller struct {
	Receivers []Receiver
	Register  *register.Register
	Place     *time.Location // of what they are told
	Holder    string         // who delivers, among the daemons on one register
	GiveUp    time.Duration  // how long a delivery is tried
	Log       *slog.Logger
	Now       func() time.Time
}

// Announce writes, within the transaction of a transition, what each receiver is
// told of it.
func (t *Teller) Announce(ctx context.Context, tx *register.Tx, e register.Event, now time.Time) error {
	kind := kindOf(e.What)
	if !slices.ContainsFunc(t.Receivers, func(r Receiver) bool { return r.wants(kind) }) {
		return nil
	}
	c, err := tx.Case(ctx, e.Case)
	if err != nil {
		return fmt.Errorf("read case %s: %w", e.Case, err)
	}
	q, err := tx.Inquiry(ctx, c.Inquiry)
	if err != nil {
		return fmt.Errorf("read inquiry of case %s: %w", e.Case, err)
	}
	for _, r := range t.Receivers {
		if !r.wants(kind) {
			continue
		}
		payload, err := t.payload(ctx, tx, e, c, q, r.Text)
		if err != nil {
			return err
		}
		d := register.Delivery{Receiver: r.Name, Case: c.Number, Event: e.Hash, Kind: kind, Payload: payload}
		if err := tx.AddDelivery(ctx, &d, now); err != nil {
			return fmt.Errorf("tell %s of case %s: %w", r.Name, c.Number, err)
		}
	}
	return nil
}

func (t *Teller) payload(ctx context.Context, tx *register.Tx, e register.Event, c register.Case, q register.Inquiry, text bool) (string, error) {
	at := func(moment time.Time) string {
		if moment.IsZero() {
			return ""
		}
		return moment.In(t.Place).Format(time.RFC3339)
	}
	data := announcement{Number: c.Number, State: c.State, Administration: c.Administration, Contributing: c.Contributing, Kind: q.Kind, Access: c.Access,
		Opened: at(c.OpenedAt), Due: at(c.Due), Closed: at(c.ClosedAt), External: c.External, Follows: q.Follows, Successor: c.Successor}
	if text && c.Access != reply.Confidential {
		if err := data.addText(ctx, tx, c, q); err != nil {
			return "", err
		}
	}
	b, err := json.Marshal(cloudEvent{SpecVersion: "1.0", ID: e.Hash, Source: "/inquiryd", Type: "inquiryd.case." + kindOf(e.What), Subject: c.Number,
		Time: e.At.UTC().Format(time.RFC3339Nano), DataContentType: "application/json", Data: data})
	if err != nil {
		return "", fmt.Errorf("write what is told of case %s: %w", c.Number, err)
	}
	return string(b), nil
}

// addText adds what was asked and answered. Identity numbers never go out.
func (a *announcement) addText(ctx context.Context, tx *register.Tx, c register.Case, q register.Inquiry) error {
	questions, err := tx.Questions(ctx, c.ID)
	if err != nil {
		return fmt.Errorf("read questions of case %s: %w", c.Number, err)
	}
	a.Subject, a.Member = cpr.Mask(q.Subject), q.MemberName
	for _, question := range questions {
		one := announcedText{Number: question.Number, Text: cpr.Mask(question.Text)}
		if !question.AnsweredAt.IsZero() {
			one.Answer = cpr.Mask(question.Answer)
		}
		a.Questions = append(a.Questions, one)
	}
	return nil
}
