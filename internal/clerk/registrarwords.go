package clerk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hbollon/go-edlib"

	"inquiryd/internal/cpr"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// takeDecision does what the registrar's reply says: the id of an
// administration files the case there, with others after a "+" to contribute;
// "kind", "reject", "close" and "contribution" say what they mean.
func (w *work) takeDecision(ctx context.Context, j judgement) error {
	o := w.order(registrarOrder)
	if o.word == wordNone {
		if ids, ok := w.namedAdministrations(firstLineOf(w.said())); ok {
			return w.decideLead(ctx, j, ids)
		}
	}
	switch o.word {
	case wordKind:
		return w.setKind(ctx, j, o)
	case wordAccess:
		r, _, err := w.classed(ctx, &j, o, "registrar "+j.party.address)
		if err != nil {
			return err
		}
		return w.decided(ctx, j, r, "the registrar says who may read case "+j.link.Case.Number)
	case wordReject:
		return w.reject(ctx, j, o.reason())
	case wordContribute:
		if add, ok := w.namedAdministrations(o.to); ok && j.link.Case.State == register.StateOpen {
			c := j.link.Case
			if err := w.addContributors(ctx, &c, j.link.Inquiry, add, "registrar "+j.party.address); err != nil {
				return err
			}
			return w.decided(ctx, j, ReasonContributionAsked, "the registrar wants contributions to case "+c.Number)
		}
	case wordClose:
		return w.closeAs(ctx, j, o.reason())
	}
	return w.unclearDecision(ctx, j)
}

func firstLineOf(text string) string {
	first, _ := firstLine(text)
	return first
}

// namedAdministrations reads "TMF", or "TMF + BUF, SOF": the first leads.
func (d *Desk) namedAdministrations(text string) ([]Administration, bool) {
	if a, ok := d.administration(strings.Trim(text, " .:;!")); ok {
		return []Administration{a}, true
	}
	var all []Administration
	for part := range strings.FieldsFuncSeq(strings.ReplaceAll(text, " og ", ","), func(r rune) bool { return strings.ContainsRune(",+&;", r) }) {
		a, ok := d.administration(strings.Trim(part, " .:;!"))
		if !ok {
			return nil, false
		}
		if !slices.ContainsFunc(all, func(b Administration) bool { return a.ID == b.ID }) {
			all = append(all, a)
		}
	}
	return all, len(all) > 0
}

// decideLead files the case where the registrar says.
func (w *work) decideLead(ctx context.Context, j judgement, to []Administration) error {
	c, q := j.link.Case, j.link.Inquiry
	if c.State != register.StateHeld && c.State != register.StateOpen {
		return w.unclearDecision(ctx, j)
	}
	if c.State == register.StateOpen && c.Administration == to[0].ID { // it is there already
		before := len(c.Contributing)
		if err := w.addContributors(ctx, &c, q, to[1:], "registrar "+j.party.address); err != nil {
			return err
		}
		if len(c.Contributing) == before {
			return w.decided(ctx, j, ReasonDoneBefore, "the registrar files case "+c.Number+" where it is")
		}
		return w.decided(ctx, j, ReasonContributionAsked, "the registrar wants contributions to case "+c.Number)
	}
	for _, a := range to[1:] {
		if !slices.Contains(c.Contributing, a.ID) {
			c.Contributing = append(c.Contributing, a.ID)
		}
	}
	if err := w.reassign(ctx, &c, q, to[0], "registrar "+j.party.address); err != nil {
		return err
	}
	return w.decided(ctx, j, ReasonAssigned, "the registrar files case "+c.Number)
}

// setKind changes what sort of inquiry it is, and the deadline with it.
func (w *work) setKind(ctx context.Context, j judgement, o order) error {
	c, q := j.link.Case, j.link.Inquiry
	kind, ok := w.kindNamed(o.to)
	if !ok {
		return w.unclearDecision(ctx, j)
	}
	if err := w.tx.SetKind(ctx, q.ID, kind); err != nil {
		return fmt.Errorf("set the kind of inquiry %d: %w", q.ID, err)
	}
	q.Kind, j.link.Inquiry.Kind = kind, kind
	if !c.State.Ended() {
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
	return w.decided(ctx, j, ReasonKindSet, "the registrar says of what kind case "+c.Number+" is")
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
	switch strings.ToLower(name) {
	case "question", "spørgsmål", "politikerspørgsmål":
		return "question", true
	}
	return "", false
}

// reject ends the case with a reason that the member is told.
func (w *work) reject(ctx context.Context, j judgement, why string) error {
	c, q := j.link.Case, j.link.Inquiry
	if why == "" || c.State.Ended() || c.State == register.StateApproved {
		return w.unclearDecision(ctx, j)
	}
	if cpr.In(why) {
		return w.decided(ctx, j, ReasonCPRWord, "the registrar's reason for case "+c.Number+" holds what looks like a CPR number")
	}
	if err := w.drop(ctx, c, q, "rejected"); err != nil {
		return err
	}
	held := c.State == register.StateHeld
	e, err := c.Refuse(why, "registrar "+j.party.address)
	if err != nil {
		return fmt.Errorf("reject case %s: %w", c.Number, err)
	}
	if err := w.save(ctx, &c, e); err != nil {
		return err
	}
	model, err := w.model(ctx, q, c)
	if err != nil {
		return err
	}
	model.Reason, model.Text = string(ReasonRejected), why
	n, err := w.count(ctx, c, notify.Confirmation)
	if err != nil {
		return err
	}
	if err := w.write(ctx, draft{kind: notify.Confirmation, n: n + 1, to: notify.Address{Name: q.MemberName, Address: q.Member}, role: notify.Member,
		c: c, inquiry: q, model: model, reply: q.MessageID, thread: thread(q, q.MessageID)}); err != nil {
		return err
	}
	if err := w.assembleRest(ctx, q, "system"); err != nil {
		return err
	}
	if !held {
		if err := w.tellOfficial(ctx, c, q, ReasonRejectedForYou, why); err != nil {
			return err
		}
	}
	return w.decided(ctx, j, ReasonRejectDone, "the registrar rejects case "+c.Number)
}

// closeAs ends the case without a word to the member.
func (w *work) closeAs(ctx context.Context, j judgement, why string) error {
	c := j.link.Case
	if why == "" || c.State.Ended() || c.State == register.StateApproved {
		return w.unclearDecision(ctx, j)
	}
	if err := w.close(ctx, &c, j.link.Inquiry, "registrar "+j.party.address, why); err != nil {
		return err
	}
	return w.decided(ctx, j, ReasonCloseDone, "the registrar closes case "+c.Number)
}

// decided tells the registrar what was done, and settles the mail.
func (w *work) decided(ctx context.Context, j judgement, r Reason, why string) error {
	if err := w.tellRegistrar(ctx, j, r, ""); err != nil {
		return err
	}
	return w.settle(ctx, register.FollowedUp, why, j.link.Inquiry.ID, j.link.Case.Number)
}

// tellRegistrar answers the registrar's mail on the desk.
func (w *work) tellRegistrar(ctx context.Context, j judgement, r Reason, suggestion string) error {
	c, err := w.tx.Case(ctx, j.link.Case.Number)
	if err != nil {
		return fmt.Errorf("read case again: %w", err)
	}
	model, err := w.model(ctx, j.link.Inquiry, c)
	if err != nil {
		return err
	}
	model.Reason, model.Suggestion = string(r), suggestion
	n, err := w.count(ctx, c, notify.Confirmation)
	if err != nil || n >= w.Config.MaxAcknowledgements {
		return err
	}
	return w.write(ctx, draft{kind: notify.Confirmation, n: n + 1, to: notify.Address{Address: j.party.address}, role: notify.Registrar,
		c: c, inquiry: j.link.Inquiry, model: model, reply: w.mail.MessageID, auto: "auto-replied"})
}

// unclearDecision shows the registrar the case again with what can be said.
func (w *work) unclearDecision(ctx context.Context, j judgement) error {
	c, q := j.link.Case, j.link.Inquiry
	if err := w.event(ctx, register.Event{Case: c.Number, Who: "registrar " + j.party.address, What: "decision unclear"}); err != nil {
		return err
	}
	if example := w.suggestDecision(); example != "" {
		if err := w.tellRegistrar(ctx, j, ReasonUnknownWord, example); err != nil {
			return err
		}
		return w.settle(ctx, register.FollowedUp, "the registrar's word about case "+c.Number+" is not known", q.ID, c.Number)
	}
	var err error
	if c.State == register.StateHeld {
		err = w.askRegistrar(ctx, c, q)
	} else {
		err = w.notice(ctx, c, q, "decision-unclear", readable(w.mail))
	}
	if err != nil {
		return err
	}
	return w.settle(ctx, register.FollowedUp, "the registrar's reply about case "+c.Number+" names no administration", q.ID, c.Number)
}

// suggestDecision is what the registrar probably meant: a word, or the id of
// an administration.
func (w *work) suggestDecision() string {
	text := w.said()
	first := strings.Trim(firstLineOf(text), " .:;!")
	if registrarOrder(text).word != wordNone {
		return ""
	}
	if example, ok := suggest(registrarLeads, text); ok {
		return example
	}
	if len(strings.Fields(first)) != 1 {
		return ""
	}
	best := ""
	for _, a := range w.Administrations {
		if d := edlib.OSADamerauLevenshteinDistance(strings.ToLower(first), strings.ToLower(a.ID)); d == 1 {
			best = cmp.Or(best, a.ID)
		}
	}
	return best
}
