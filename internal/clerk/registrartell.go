package clerk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hbollon/go-edlib"

	"inquiryd/internal/cpr"
	"inquiryd/internal/register"
	"inquiryd/internal/reply"
	"inquiryd/notify"
)

// reject ends the case with a reason that the member is told.
func (w *work) reject(ctx context.Context, j judgement, why string) error {
	c, q := j.link.Case, j.link.Inquiry
	switch {
	case c.State.Ended() || c.State == register.StateApproved:
		return w.undecided(ctx, j, ReasonEnded, notify.Model{})
	case why == "":
		return w.undecided(ctx, j, ReasonNoReason, notify.Model{})
	case cpr.In(why):
		return w.undecided(ctx, j, ReasonCPRWord, notify.Model{})
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
	switch {
	case c.State.Ended() || c.State == register.StateApproved:
		return w.undecided(ctx, j, ReasonEnded, notify.Model{})
	case why == "":
		return w.undecided(ctx, j, ReasonCloseWhy, notify.Model{})
	}
	if err := w.close(ctx, &c, j.link.Inquiry, "registrar "+j.party.address, why); err != nil {
		return err
	}
	return w.decided(ctx, j, ReasonCloseDone, "the registrar closes case "+c.Number)
}

// decided tells the registrar what was done, and settles the mail.
func (w *work) decided(ctx context.Context, j judgement, r Reason, why string) error {
	return w.decidedWith(ctx, j, r, why, notify.Model{})
}

func (w *work) decidedWith(ctx context.Context, j judgement, r Reason, why string, more notify.Model) error {
	if err := w.tellRegistrar(ctx, j, r, more); err != nil {
		return err
	}
	return w.settle(ctx, register.FollowedUp, why, j.link.Inquiry.ID, j.link.Case.Number)
}

// tellRegistrar answers the registrar's mail on the desk.
func (w *work) tellRegistrar(ctx context.Context, j judgement, r Reason, more notify.Model) error {
	c, model, err := w.modelNow(ctx, j)
	if err != nil {
		return err
	}
	model.Reason, model.Suggestion, model.Text, model.Administrations, model.Missing = string(r), more.Suggestion, more.Text, more.Administrations, more.Missing
	n, err := w.count(ctx, c, notify.Confirmation)
	if err != nil || n >= w.Config.MaxAcknowledgements {
		return err
	}
	return w.write(ctx, draft{kind: notify.Confirmation, n: n + 1, to: notify.Address{Address: j.party.address}, role: notify.Registrar,
		c: c, inquiry: j.link.Inquiry, model: model, reply: w.mail.MessageID, auto: "auto-replied"})
}

// modelNow is the case that the mail on the desk is about, as it stands by now, and
// what letters about it can show.
func (w *work) modelNow(ctx context.Context, j judgement) (c register.Case, m notify.Model, err error) {
	if c, err = w.tx.Case(ctx, j.link.Case.Number); err != nil {
		return c, m, fmt.Errorf("read case again: %w", err)
	}
	m, err = w.model(ctx, j.link.Inquiry, c)
	return c, m, err
}

// undecided tells the registrar that a word did nothing, and why.
func (w *work) undecided(ctx context.Context, j judgement, r Reason, more notify.Model) error {
	number := j.link.Case.Number
	if err := w.event(ctx, register.Event{Case: number, Who: "registrar " + j.party.address, What: eventUndecided,
		Detail: map[string]string{"reason": string(r)}}); err != nil {
		return err
	}
	if slices.Contains([]Reason{ReasonNoAdministration, ReasonUnknownAdministration, ReasonNoGuess}, r) {
		more.Administrations = w.administrationViews()
	}
	if err := w.tellRegistrar(ctx, j, r, more); err != nil {
		return err
	}
	return w.settle(ctx, register.FollowedUp, "the registrar's word about case "+number+" did nothing: "+string(r), j.link.Inquiry.ID, number)
}

// administrationViews are all that can be named.
func (d *Desk) administrationViews() (all []notify.AdministrationView) {
	for _, a := range d.Administrations {
		all = append(all, d.administrationView(a))
	}
	return all
}

// suggestDecision is what the registrar probably meant: a word, or the id of
// an administration.
func (w *work) suggestDecision() string {
	text := w.reader.Said(w.mail)
	first, _ := reply.FirstLine(text)
	first = strings.Trim(first, " .:;!")
	if w.reader.Order(reply.Registrar, text).Word != reply.None {
		return ""
	}
	if example, ok := w.reader.Suggest(reply.Registrar, text); ok {
		return example
	}
	if kind, ok := w.kindNamed(first); ok && kind != plain {
		return w.reader.Example("kind") + kind
	}
	if len(strings.Fields(first)) != 1 {
		return w.mentioned(first)
	}
	best := ""
	for _, a := range w.Administrations {
		if d := edlib.OSADamerauLevenshteinDistance(strings.ToLower(first), strings.ToLower(a.ID)); d == 1 {
			best = cmp.Or(best, a.ID)
		}
	}
	return best
}
