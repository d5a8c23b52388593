package clerk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"inquiryd/internal/cpr"
	"inquiryd/internal/register"
	"inquiryd/internal/reply"
	"inquiryd/notify"
)

// The access classes of a case: who may read its answer besides the member who
// asked and those who handle it.
const (
	accessPublic       = reply.Public       // everybody
	accessMembers      = reply.Members      // the members of the council
	accessConfidential = reply.Confidential // nobody
)

// accessClasses are the classes, the strictest first.
var accessClasses = []string{accessConfidential, accessMembers, accessPublic}

// The reasons by which people are told of a word about access.
const (
	ReasonAccessPublic       Reason = "access-public"
	ReasonAccessMembers      Reason = "access-members"
	ReasonAccessConfidential Reason = "access-confidential"
	ReasonAccessWhich        Reason = "access-which" // no such class
)

// CheckAccess says whether class is one.
func CheckAccess(class string) error {
	if class == "" || slices.Contains(accessClasses, class) {
		return nil
	}
	return fmt.Errorf("%q is no access class: write public, members or confidential", class)
}

// access is the class that a new case has: the kind's, else the
// administration's, else the installation's.
func (d *Desk) access(administration, kind string) string {
	return cmp.Or(d.Config.Kinds[kind].Access, d.byID[administration].Access, d.Config.Access)
}

// reclassify gives a case that goes to another administration the class that it
// would have had there from the start, unless a person has chosen one.
func (d *Desk) reclassify(c *register.Case, before, kind string) {
	if c.Access == d.access(before, kind) {
		c.Access = d.access(c.Administration, kind)
	}
}

// classed does what the word for an access class says, on the first line of an
// official's or the registrar's mail. What stands below it remains as the mail
// on the desk; done says whether that is nothing, or that the class is unknown.
func (w *work) classed(ctx context.Context, j *judgement, o reply.Order, who string) (r Reason, done bool, err error) {
	class, ok := w.reader.AccessNamed(strings.TrimRight(strings.TrimSpace(o.To), ".!"))
	if !ok {
		return ReasonAccessWhich, true, nil
	}
	if class != j.link.Case.Access {
		if err := w.setAccess(ctx, &j.link.Case, class, who); err != nil {
			return "", false, err
		}
	}
	w.withoutWord(reply.Order{Rest: o.Rest})
	return Reason("access-" + class), w.reader.OnlyClosing(o.Rest), nil
}

// toldAccess tells an official who may read a case now.
func (w *work) toldAccess(ctx context.Context, j judgement, r Reason) error {
	if err := w.tellOfficial(ctx, j.link.Case, j.link.Inquiry, r, ""); err != nil {
		return err
	}
	return w.settle(ctx, register.FollowedUp, "the administration says who may read case "+j.link.Case.Number, j.link.Inquiry.ID, j.link.Case.Number)
}

// setAccess changes who may read a case; an event says so.
func (w *work) setAccess(ctx context.Context, c *register.Case, class, who string) error {
	e := register.Event{Case: c.Number, Who: who, What: "access", Detail: map[string]string{"access": class, "before": c.Access}}
	c.Access = class
	c.At(w.now)
	return w.save(ctx, c, e)
}

// strictest is the class of a letter about some cases.
func strictest(cases []register.Case) string {
	for _, class := range accessClasses {
		if slices.ContainsFunc(cases, func(c register.Case) bool { return cmp.Or(c.Access, accessMembers) == class }) {
			return class
		}
	}
	return accessMembers
}

// Copies are the addresses that get a copy of each answer letter, by the access
// class of its case: table [clerk.copies].
type Copies struct {
	Public       []string `toml:"public"`
	Members      []string `toml:"members"`
	Confidential []string `toml:"confidential"`
}

// of are the addresses for a class.
func (c Copies) of(class string) []string {
	switch class {
	case accessPublic:
		return c.Public
	case accessConfidential:
		return c.Confidential
	}
	return c.Members
}

// faults are those of the table, each with its key first.
func (c Copies) faults() (errs []error) {
	for _, class := range accessClasses {
		for i, address := range c.of(class) {
			if err := checkAddress(address); err != nil {
				errs = append(errs, fmt.Errorf("copies.%s[%d]: %w", class, i, err))
			}
		}
	}
	return errs
}

// copyAnswer writes the copies of an answer letter that was let go. A letter
// about several cases has the strictest class of them. One that shows what looks
// like a personal identity number is not copied: a task leaves it to a person.
func (w *work) copyAnswer(ctx context.Context, d answerDraft) error {
	class := strictest(d.cases)
	addresses := w.Config.Copies.of(class)
	if text := w.draftView(d); len(addresses) > 0 && cpr.In(text.Subject+"\n"+text.Text) {
		return w.task(ctx, d.cases[0].Number, "the copies of the answer letter were held back, since it holds what looks like a CPR number: "+
			"take the number out and send the answer by hand to "+strings.Join(addresses, ", "))
	}
	for _, address := range addresses {
		c := d.cases[0]
		model, err := w.model(ctx, d.inquiry, d.cases...)
		if err != nil {
			return err
		}
		n, err := w.count(ctx, c, notify.Copy)
		if err != nil {
			return err
		}
		model.Draft, model.Reason = w.draftView(d), "access-"+class
		if err := w.write(ctx, draft{kind: notify.Copy, n: n + 1, to: notify.Address{Address: address}, role: notify.Reader, c: c, inquiry: d.inquiry,
			model: model, auto: "auto-generated", key: fmt.Sprintf("%s/copy/%s/%s", c.Number, d.digest[:12], address),
			attach: []notify.Attachment{{Name: c.Number + ".pdf", MediaType: "application/pdf", Content: d.letter.PDF}}}); err != nil {
			return err
		}
	}
	return nil
}
