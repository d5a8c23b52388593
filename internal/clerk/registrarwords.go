package clerk

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"inquiryd/internal/register"
	"inquiryd/internal/reply"
	"inquiryd/notify"
)

// eventUndecided is that a word of the registrar's did nothing.
const eventUndecided = "decision unclear"

// takeDecision does what the registrar's reply says: the id of an
// administration files the case there, with others after a "+" to contribute,
// and "OK" where the rules guess; "kind", "access", "reject", "close",
// "contribution" and "no contribution" say what they mean.
func (w *work) takeDecision(ctx context.Context, j judgement) error {
	if r, done, err := w.numbered(ctx, &j.link.Case, "registrar "+j.party.address); err != nil || done {
		return w.decidedNumbers(ctx, j, r, err)
	}
	o := w.reader.MailOrder(reply.Registrar, w.mail)
	if slices.Contains(registrarOnce, o.Word) {
		if again, err := w.repeats(ctx, j.link.Case, "registrar "+j.party.address); err != nil {
			return err
		} else if again {
			return w.undecided(ctx, j, ReasonDoneBefore, notify.Model{})
		}
	}
	switch o.Word {
	case reply.Confirm:
		return w.acceptGuess(ctx, j)
	case reply.Kind:
		return w.setKind(ctx, j, o)
	case reply.Access:
		r, _, err := w.classed(ctx, &j, o, "registrar "+j.party.address)
		if err != nil {
			return err
		}
		if r == ReasonAccessWhich {
			return w.undecided(ctx, j, r, notify.Model{})
		}
		return w.decided(ctx, j, r, "the registrar says who may read case "+j.link.Case.Number)
	case reply.Reject:
		return w.reject(ctx, j, w.reader.Reason(o))
	case reply.Contribute:
		return w.wantContributions(ctx, j, o)
	case reply.Spare:
		return w.spareThem(ctx, j, o)
	case reply.Close:
		return w.closeAs(ctx, j, w.reader.Reason(o))
	case reply.Status:
		return w.decided(ctx, j, ReasonStatus, "the registrar asks how case "+j.link.Case.Number+" stands")
	case reply.Comment:
		if err := w.event(ctx, register.Event{Case: j.link.Case.Number, Who: "registrar " + j.party.address, What: "comment"}); err != nil {
			return err
		}
		return w.decided(ctx, j, ReasonCommentKept, "a remark of the registrar's on case "+j.link.Case.Number)
	}
	return w.decideUnnamed(ctx, j)
}

// decidedNumbers tells the registrar which numbers a case has now.
func (w *work) decidedNumbers(ctx context.Context, j judgement, r Reason, err error) error {
	switch {
	case err != nil:
		return err
	case r != ReasonNumbersSet:
		return w.undecided(ctx, j, r, notify.Model{})
	}
	return w.decided(ctx, j, r, "the registrar says which numbers case "+j.link.Case.Number+" has elsewhere")
}

// decideUnnamed does what a mail of the registrar's without a word says: the name of
// an administration files the case there.
func (w *work) decideUnnamed(ctx context.Context, j judgement) error {
	text := w.reader.Said(w.mail)
	first, rest := reply.FirstLine(text)
	if w.reader.Greets(first) && rest != "" {
		text = rest
		first, _ = reply.FirstLine(rest)
	}
	if all, known, ok := w.readPortions(text); ok && !known {
		return w.undecided(ctx, j, ReasonUnknownAdministration, notify.Model{})
	} else if ok {
		return w.divide(ctx, j, all)
	}
	if ids, ok := w.namedAdministrations(w.reader.WithoutSendTo(first)); ok {
		return w.decideLead(ctx, j, ids)
	}
	if ids, ok := w.namedInSentence(first); ok {
		return w.decideLead(ctx, j, ids)
	}
	if w.reader.Order(reply.Official, first).Word != reply.None {
		return w.undecided(ctx, j, ReasonOthersWord, notify.Model{})
	}
	if example := w.suggestDecision(); example != "" {
		var err error
		if example, err = w.suggestPortion(ctx, j.link.Case, first, example); err != nil {
			return err
		}
		return w.undecided(ctx, j, ReasonNotKnown, notify.Model{Suggestion: example})
	}
	return w.undecided(ctx, j, ReasonNoAdministration, notify.Model{})
}

// registrarOnce are the registrar's words that are done once when they come
// twice.
var registrarOnce = []reply.Word{reply.Kind, reply.Reject, reply.Close, reply.Contribute}

// acceptGuess files a held case where the rules guess.
func (w *work) acceptGuess(ctx context.Context, j judgement) error {
	c := j.link.Case
	to, ok := w.administration(c.Administration)
	switch {
	case c.State == register.StateOpen:
		return w.undecided(ctx, j, ReasonThere, notify.Model{})
	case c.State != register.StateHeld:
		return w.undecided(ctx, j, ReasonEnded, notify.Model{})
	case !ok:
		return w.undecided(ctx, j, ReasonNoGuess, notify.Model{})
	}
	return w.decideLead(ctx, j, []Administration{to})
}

// wantContributions asks further administrations to contribute, by the
// registrar's word.
func (w *work) wantContributions(ctx context.Context, j judgement, o reply.Order) error {
	c := j.link.Case
	add, ok := w.namedAdministrations(o.To)
	switch {
	case !ok:
		return w.undecided(ctx, j, ReasonUnknownAdministration, notify.Model{})
	case c.State == register.StateHeld:
		return w.undecided(ctx, j, ReasonNotOpen, notify.Model{})
	case c.State != register.StateOpen:
		return w.undecided(ctx, j, ReasonEnded, notify.Model{})
	}
	asked, err := w.addContributors(ctx, &c, j.link.Inquiry, add, "registrar "+j.party.address)
	if err != nil {
		return err
	}
	if !asked {
		return w.undecided(ctx, j, ReasonContributesAlready, notify.Model{})
	}
	return w.decided(ctx, j, ReasonContributionAsked, "the registrar wants contributions to case "+c.Number)
}

// decideLead files the case where the registrar says.
func (w *work) decideLead(ctx context.Context, j judgement, to []Administration) error {
	c, q := j.link.Case, j.link.Inquiry
	if c.State != register.StateHeld && c.State != register.StateOpen {
		return w.undecided(ctx, j, ReasonEnded, notify.Model{})
	}
	if c.State == register.StateOpen && c.Administration == to[0].ID { // it is there already
		asked, err := w.addContributors(ctx, &c, q, to[1:], "registrar "+j.party.address)
		if err != nil {
			return err
		}
		if !asked {
			return w.undecided(ctx, j, ReasonThere, notify.Model{})
		}
		return w.decided(ctx, j, ReasonContributionAsked, "the registrar wants contributions to case "+c.Number)
	}
	c.Contributing = contributors(c.Contributing, to[1:])
	if err := w.give(ctx, &c, q, to[0], "registrar "+j.party.address); err != nil {
		return err
	}
	return w.decided(ctx, j, ReasonAssigned, "the registrar files case "+c.Number)
}

// setKind changes what sort of inquiry it is, and the deadline with it.
func (w *work) setKind(ctx context.Context, j judgement, o reply.Order) error {
	c, q := j.link.Case, j.link.Inquiry
	kind, ok := w.kindNamed(o.To)
	switch {
	case !ok:
		return w.undecided(ctx, j, ReasonKindWhich, notify.Model{Text: w.kindNames()})
	case q.Kind == kind:
		return w.undecided(ctx, j, ReasonKindSame, notify.Model{})
	}
	if err := w.tx.SetKind(ctx, q.ID, kind); err != nil {
		return fmt.Errorf("set the kind of inquiry %d: %w", q.ID, err)
	}
	q.Kind, j.link.Inquiry.Kind = kind, kind
	told := ReasonKindNoted
	if !c.State.Ended() {
		told = ReasonKindSet
		r, err := w.reckoned(ctx, c, q)
		if err != nil {
			return err
		}
		r.Kind = kind
		if r.Extensions == 0 {
			r.Fixed = time.Time{}
		}
		if err := w.reckon(ctx, &c, r); err != nil {
			return err
		}
	}
	if err := w.save(ctx, &c, register.Event{Case: c.Number, Who: "registrar " + j.party.address, What: "kind",
		Detail: map[string]string{"kind": kind}}); err != nil {
		return err
	}
	return w.decided(ctx, j, told, "the registrar says of what kind case "+c.Number+" is")
}

// kindNamed finds a kind of inquiry by its key or its name; "question" is the usual
// one.
func (d *Desk) kindNamed(name string) (string, bool) {
	name = strings.TrimSpace(name)
	for key, k := range d.Config.Kinds {
		if strings.EqualFold(key, name) || k.Name != "" && strings.EqualFold(k.Name, name) {
			return key, true
		}
	}
	if d.reader.IsPlainKind(name) {
		return "question", true
	}
	return "", false
}

// kindNames are the kinds that a word can name, one a line.
func (d *Desk) kindNames() string {
	names := []string{plain}
	for _, key := range slices.Sorted(maps.Keys(d.Config.Kinds)) {
		if key != plain {
			names = append(names, key)
		}
	}
	return strings.Join(names, "\n")
}
