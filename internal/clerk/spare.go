package clerk

import (
	"context"
	"slices"

	"inquiryd/internal/register"
	"inquiryd/internal/reply"
	"inquiryd/notify"
)

// spareThem takes contributing administrations off a case, by the registrar's word.
// Those whose contribution is missing hear of it, and so does the one that answers.
func (w *work) spareThem(ctx context.Context, j judgement, o reply.Order) error {
	c, q := j.link.Case, j.link.Inquiry
	off, ok := w.namedAdministrations(o.To)
	off = slices.DeleteFunc(off, func(a Administration) bool { return !slices.Contains(c.Contributing, a.ID) })
	switch {
	case !ok:
		return w.undecided(ctx, j, ReasonUnknownAdministration, notify.Model{})
	case c.State != register.StateHeld && c.State != register.StateOpen:
		return w.undecided(ctx, j, ReasonEnded, notify.Model{})
	case len(off) == 0:
		return w.undecided(ctx, j, ReasonNotContributing, notify.Model{})
	}
	missing, err := w.missingContributions(ctx, c)
	if err != nil {
		return err
	}
	c.Contributing = slices.DeleteFunc(slices.Clone(c.Contributing), func(id string) bool {
		return slices.ContainsFunc(off, func(a Administration) bool { return a.ID == id })
	})
	for _, a := range off {
		if err := w.save(ctx, &c, register.Event{Case: c.Number, Who: "registrar " + j.party.address, What: eventSpared,
			Detail: map[string]string{"administration": a.ID}}); err != nil {
			return err
		}
	}
	var unasked []notify.AdministrationView
	for _, a := range missing {
		if !slices.ContainsFunc(off, func(b Administration) bool { return a.ID == b.ID }) {
			continue
		}
		unasked = append(unasked, w.administrationView(a))
		if err := w.tellAdministration(ctx, c, q, a, ReasonContributionOff, draft{role: notify.Contributor}); err != nil {
			return err
		}
	}
	if c.State == register.StateOpen && len(unasked) > 0 {
		if err := w.tellAdministration(ctx, c, q, w.byID[c.Administration], ReasonContributionLess,
			draft{role: notify.Official, model: notify.Model{Administrations: unasked}}); err != nil {
			return err
		}
	}
	return w.decided(ctx, j, ReasonContributionEnded, "the registrar takes contributions off case "+c.Number)
}
