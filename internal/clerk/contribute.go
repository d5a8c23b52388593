package clerk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"inquiryd/internal/register"
	"inquiryd/internal/reply"
	"inquiryd/notify"
)

// A case has one administration that answers, and may have others that
// contribute: the rules name them, the registrar, or the official who answers.
// Each is asked by a letter of its own, and what it replies goes to the one
// that answers, who writes the answer. The letter to the member waits for
// nobody: a contribution that is missing is named before the deadline.

// askContributions asks the contributing administrations of a case that were
// not asked yet.
func (w *work) askContributions(ctx context.Context, c register.Case, q register.Inquiry) error {
	for _, id := range c.Contributing {
		a, ok := w.administration(id)
		if !ok || a.ID == c.Administration {
			continue
		}
		asked, err := w.tx.Events(ctx, c.Number)
		if err != nil {
			return fmt.Errorf("read events of case %s: %w", c.Number, err)
		}
		if stillAsked(asked, a.ID) {
			continue
		}
		if err := w.event(ctx, register.Event{Case: c.Number, Who: "system", What: eventWanted,
			Detail: map[string]string{"administration": a.ID}}); err != nil {
			return err
		}
		if err := w.askContribution(ctx, c, q, a, "", ""); err != nil {
			return err
		}
	}
	return nil
}

// The events by which a contribution is asked for, and no longer wanted.
const (
	eventWanted = "contribution asked"
	eventSpared = "contribution spared"
)

// stillAsked says whether an administration was asked to contribute, and not
// spared since.
func stillAsked(events []register.Event, id string) (asked bool) {
	for _, e := range events {
		if e.Detail["administration"] == id && (e.What == eventWanted || e.What == eventSpared) {
			asked = e.What == eventWanted
		}
	}
	return asked
}

func (w *work) askContribution(ctx context.Context, c register.Case, q register.Inquiry, a Administration, r Reason, key string) error {
	model, err := w.model(ctx, q, c)
	if err != nil {
		return err
	}
	model.Reason = string(r)
	original, _, err := w.original(ctx, q)
	if err != nil {
		return err
	}
	n, err := w.count(ctx, c, notify.Contribution)
	if err != nil {
		return err
	}
	return w.write(ctx, draft{kind: notify.Contribution, n: n + 1, to: notify.Address{Name: a.Name, Address: a.Address}, role: notify.Contributor,
		c: c, inquiry: q, model: model, attach: original, auto: "auto-generated", key: key})
}

// missingContributions are the administrations that were asked for a
// contribution and have sent none.
func (w *work) missingContributions(ctx context.Context, c register.Case) ([]Administration, error) {
	events, err := w.tx.Events(ctx, c.Number)
	if err != nil {
		return nil, fmt.Errorf("read events of case %s: %w", c.Number, err)
	}
	var missing []Administration
	for _, e := range events {
		a := w.byID[e.Detail["administration"]]
		switch {
		case e.What == eventWanted && a.ID != "" && a.ID != c.Administration:
			missing = append(missing, a)
		case e.What == "contribution", e.What == eventSpared:
			missing = slices.DeleteFunc(missing, func(b Administration) bool { return a.ID == b.ID })
		}
	}
	return missing, nil
}

// takeContribution gives what a contributing administration writes to the one
// that answers.
func (w *work) takeContribution(ctx context.Context, j judgement) error {
	c := j.link.Case
	i := slices.IndexFunc(c.Contributing, j.party.answersFor)
	if i < 0 {
		return w.hold(ctx, judgement{verdict: VerdictHeld, reason: ReasonRole, why: j.why, party: j.party, link: j.link})
	}
	a, _ := w.administration(c.Contributing[i])
	o := w.reader.MailOrder(reply.Official, w.mail)
	r, example := w.notMeantByOfficial()
	switch {
	case c.State != register.StateOpen && c.State != register.StateAnswered:
		return w.tellContributor(ctx, j, ReasonContributionLate, "")
	case j.party.answersFor(c.Administration):
		return w.tellContributor(ctx, j, ReasonLeadNow, "")
	case o.Word == reply.Comment:
		if err := w.event(ctx, register.Event{Case: c.Number, Who: "official " + j.party.address, What: "comment"}); err != nil {
			return err
		}
		return w.tellContributor(ctx, j, ReasonCommentKept, "")
	case o.Word == reply.Redirect, o.Word == reply.Refuse:
	case o.Word != reply.None:
		return w.tellContributor(ctx, j, ReasonOthersWord, "")
	case r != "":
		return w.tellContributor(ctx, j, r, example)
	case w.reader.Thanks(w.toRead()):
		return w.tellContributor(ctx, j, ReasonChatter, "")
	case strings.TrimSpace(w.mail.NewText) == "":
		return w.tellContributor(ctx, j, ReasonEmpty, "")
	}
	if again, err := w.repeats(ctx, c, "official "+j.party.address); err != nil {
		return err
	} else if again {
		return w.tellContributor(ctx, j, ReasonDoneBefore, "")
	}
	if err := w.event(ctx, register.Event{Case: c.Number, Who: "official " + j.party.address, What: "contribution",
		Detail: map[string]string{"administration": a.ID}}); err != nil {
		return err
	}
	if err := w.passContribution(ctx, c, j.link.Inquiry, a); err != nil {
		return err
	}
	return w.tellContributor(ctx, j, ReasonContributionKept, "")
}

// passContribution sends a contribution to the administration that answers.
func (w *work) passContribution(ctx context.Context, c register.Case, q register.Inquiry, from Administration) error {
	model, err := w.model(ctx, q, c)
	if err != nil {
		return err
	}
	model.Text = readable(w.mail)
	model.Administrations = []notify.AdministrationView{w.administrationView(from)}
	missing, err := w.missingContributions(ctx, c)
	if err != nil {
		return err
	}
	model.Missing = missingViews(missing)
	raw, err := w.tx.Raw(ctx, w.line.Digest)
	if err != nil {
		return fmt.Errorf("read mail %d: %w", w.line.ID, err)
	}
	files, _ := w.enclosed(raw)
	n, err := w.count(ctx, c, notify.Contributed)
	if err != nil {
		return err
	}
	a := w.byID[c.Administration]
	return w.write(ctx, draft{kind: notify.Contributed, n: n + 1, to: notify.Address{Name: a.Name, Address: a.Address}, role: notify.Official,
		c: c, inquiry: q, model: model, auto: "auto-generated", attach: files})
}

func missingViews(all []Administration) (views []notify.MissingView) {
	for _, a := range all {
		views = append(views, notify.MissingView{Administration: a.Name})
	}
	return views
}

// tellContributor answers a contributing administration's mail.
func (w *work) tellContributor(ctx context.Context, j judgement, r Reason, suggestion string) error {
	c := j.link.Case
	model, err := w.model(ctx, j.link.Inquiry, c)
	if err != nil {
		return err
	}
	model.Reason, model.Suggestion = string(r), suggestion
	n, err := w.count(ctx, c, notify.Confirmation)
	if err != nil {
		return err
	}
	if n < w.Config.MaxAcknowledgements {
		if err := w.write(ctx, draft{kind: notify.Confirmation, n: n + 1, to: notify.Address{Address: j.party.address}, role: notify.Contributor,
			c: c, inquiry: j.link.Inquiry, model: model, reply: w.mail.MessageID, auto: "auto-replied"}); err != nil {
			return err
		}
	}
	return w.settle(ctx, register.FollowedUp, "a contribution to case "+c.Number+": "+string(r), j.link.Inquiry.ID, c.Number)
}

// addContributors asks further administrations to contribute to a case; asked
// is false when all do already.
func (w *work) addContributors(ctx context.Context, c *register.Case, q register.Inquiry, add []Administration, who string) (asked bool, err error) {
	var ids []string
	for _, a := range add {
		if a.ID != c.Administration && !slices.Contains(c.Contributing, a.ID) {
			c.Contributing = append(c.Contributing, a.ID)
			ids = append(ids, a.ID)
		}
	}
	if len(ids) == 0 {
		return false, nil
	}
	if err := w.save(ctx, c, register.Event{Case: c.Number, Who: who, What: "contributors", Detail: map[string]string{"administrations": strings.Join(ids, " ")}}); err != nil {
		return false, err
	}
	return true, w.askContributions(ctx, *c, q)
}

// contribute does an official's "contribution from X".
func (w *work) contribute(ctx context.Context, j judgement, o reply.Order) error {
	c := j.link.Case
	add, ok := w.namedAdministrations(o.To)
	if !ok {
		return w.explain(ctx, j, ReasonUnknownAdministration)
	}
	asked, err := w.addContributors(ctx, &c, j.link.Inquiry, add, "official "+j.party.address)
	if err != nil {
		return err
	}
	if !asked {
		return w.explain(ctx, j, ReasonContributesAlready)
	}
	if err := w.tellOfficial(ctx, c, j.link.Inquiry, ReasonContributionAsked, ""); err != nil {
		return err
	}
	return w.settle(ctx, register.FollowedUp, "the administration wants contributions to case "+c.Number, j.link.Inquiry.ID, c.Number)
}

// remindContributors reminds of the contributions that are missing before the
// deadline, once, and names them to the registrar.
func (w *work) remindContributors(ctx context.Context, c register.Case, q register.Inquiry, missing []Administration) error {
	day := c.Due.In(w.Place).Format("2006-01-02")
	for _, a := range missing {
		if err := w.askContribution(ctx, c, q, a, ReasonContributionDue, fmt.Sprintf("%s/contribution/%s/%s", c.Number, a.ID, day)); err != nil {
			return err
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return w.noticeMissing(ctx, c, q, missingViews(missing), fmt.Sprintf("%s/missing/%s", c.Number, day))
}

// noticeMissing names to the registrar, once, what is still to come.
func (w *work) noticeMissing(ctx context.Context, c register.Case, q register.Inquiry, missing []notify.MissingView, key string) error {
	model, err := w.model(ctx, q, c)
	if err != nil {
		return err
	}
	model.Reason, model.Missing = string(ReasonStillMissing), missing
	n, err := w.count(ctx, c, notify.Notice)
	if err != nil {
		return err
	}
	return w.write(ctx, draft{kind: notify.Notice, n: n + 1, to: w.registrar(), role: notify.Registrar, c: c, inquiry: q,
		model: model, auto: "auto-generated", key: key})
}

// spareContributors tells those who have not contributed that the answer is
// there.
func (w *work) spareContributors(ctx context.Context, c register.Case, q register.Inquiry) error {
	missing, err := w.missingContributions(ctx, c)
	if err != nil {
		return err
	}
	for _, a := range missing {
		model, err := w.model(ctx, q, c)
		if err != nil {
			return err
		}
		model.Reason = string(ReasonContributionSpared)
		n, err := w.count(ctx, c, notify.Confirmation)
		if err != nil {
			return err
		}
		if err := w.write(ctx, draft{kind: notify.Confirmation, n: n + 1, to: notify.Address{Name: a.Name, Address: a.Address}, role: notify.Contributor,
			c: c, inquiry: q, model: model, auto: "auto-generated", key: fmt.Sprintf("%s/spared/%s", c.Number, a.ID)}); err != nil {
			return err
		}
	}
	return nil
}
