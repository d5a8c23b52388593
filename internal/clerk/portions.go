package clerk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"inquiryd/internal/register"
	"inquiryd/internal/reply"
	"inquiryd/notify"
)

// The registrar can give single questions of a case away: "1 til BUF, 2 til TMF".
// Those that go get a case of their own; the others stay where they are.

// portion is the questions of a case that go to one administration.
type portion struct {
	to      []Administration // the first answers, the others contribute
	numbers []int            // none: those that no other portion names
}

// readPortions reads which questions go where, from the first line of a text on as
// far as lines say so; ok: the first does. known: each administration is.
func (d *Desk) readPortions(text string) (all []portion, known, ok bool) {
	known = true
	for text != "" {
		line, below := reply.FirstLine(text)
		some, fits, reads := d.portionsIn(line)
		if !reads {
			break
		}
		all, known, text = append(all, some...), known && fits, below
	}
	if !slices.ContainsFunc(all, func(p portion) bool { return len(p.numbers) > 0 }) {
		return nil, false, false // "The case to TMF" names none, and is read elsewhere
	}
	return all, known, true
}

func (d *Desk) portionsIn(line string) (all []portion, known, ok bool) {
	given, ok := d.reader.Portions(line)
	if !ok {
		return nil, false, false
	}
	known = true
	for _, g := range given {
		who, names := d.namedAdministrations(g.To)
		all, known = append(all, portion{who, g.Numbers}), known && names
	}
	return all, known, true
}

// divide gives the questions of a case to the administrations that the registrar
// names.
func (w *work) divide(ctx context.Context, j judgement, all []portion) error {
	c, q := j.link.Case, j.link.Inquiry
	if c.State != register.StateHeld && c.State != register.StateOpen {
		return w.undecided(ctx, j, ReasonEnded, notify.Model{})
	}
	questions, err := w.tx.Questions(ctx, c.ID)
	if err != nil {
		return fmt.Errorf("read questions of case %s: %w", c.Number, err)
	}
	left, ok := unnamed(questions, withRest(questions, all))
	if !ok {
		return w.undecided(ctx, j, ReasonQuestionWhich, notify.Model{})
	}
	all = together(all)
	if len(all) == 1 && len(left) == 0 {
		return w.decideLead(ctx, j, all[0].to)
	}
	stays := -1 // the portion that keeps the case
	if c.State == register.StateOpen {
		stays = slices.IndexFunc(all, func(p portion) bool { return p.to[0].ID == c.Administration })
	}
	if stays < 0 && len(left) == 0 {
		stays = 0
	}
	if stays >= 0 && len(all) == 1 { // where they are
		return w.decideLead(ctx, j, all[0].to)
	}
	who := "registrar " + j.party.address
	var given []notify.MissingView
	for i, p := range all {
		if i == stays {
			continue
		}
		part, err := w.giveQuestions(ctx, c, q, p, questions, who)
		if err != nil {
			return err
		}
		given = append(given, notify.MissingView{Case: part.Number, Administration: cmp.Or(p.to[0].Name, p.to[0].ID), Questions: labels(p.numbers)})
	}
	if err := w.keepRest(ctx, &c, q, all, stays, given, who); err != nil {
		return err
	}
	return w.decidedWith(ctx, j, ReasonQuestionsGiven, "the registrar gives questions of case "+c.Number+" away", notify.Model{Missing: given})
}

// withRest gives the portion of the rest, where there is one, the open questions that the
// others do not name.
func withRest(questions []register.Question, all []portion) []portion {
	rest := slices.IndexFunc(all, func(p portion) bool { return len(p.numbers) == 0 })
	if rest < 0 {
		return all
	}
	for _, q := range questions {
		named := slices.ContainsFunc(all, func(p portion) bool { return slices.Contains(p.numbers, q.Number) })
		if !named && q.AnsweredAt.IsZero() {
			all[rest].numbers = append(all[rest].numbers, q.Number)
		}
	}
	return all
}

// unnamed are the questions that no portion names; ok is false when one is named
// twice, is none of the case, or has an answer, and when a portion has none.
func unnamed(questions []register.Question, all []portion) (left []register.Question, ok bool) {
	open := map[int]bool{}
	for _, q := range questions {
		open[q.Number] = q.AnsweredAt.IsZero()
	}
	for _, p := range all {
		if len(p.numbers) == 0 {
			return nil, false
		}
		for _, n := range p.numbers {
			if !open[n] {
				return nil, false
			}
			delete(open, n)
		}
	}
	return slices.DeleteFunc(slices.Clone(questions), func(q register.Question) bool { _, is := open[q.Number]; return !is }), true
}

// together joins the portions of one administration.
func together(all []portion) (joined []portion) {
	for _, p := range all {
		i := slices.IndexFunc(joined, func(o portion) bool { return o.to[0].ID == p.to[0].ID })
		if i < 0 {
			joined = append(joined, p)
			continue
		}
		joined[i].numbers = append(joined[i].numbers, p.numbers...)
		joined[i].to = append(joined[i].to, p.to[1:]...)
	}
	return joined
}

// giveQuestions opens a case for a portion, forwards it, and tells the member.
func (w *work) giveQuestions(ctx context.Context, from register.Case, q register.Inquiry, p portion, questions []register.Question, who string) (*register.Case, error) {
	var gone []register.Question
	for _, one := range questions {
		if slices.Contains(p.numbers, one.Number) {
			one.Answer, one.AnsweredBy = "", "" // which was not sure, and another's
			gone = append(gone, one)
		}
	}
	from.Contributing, from.External = nil, map[string]string{}
	part, err := w.splitOff(ctx, from, gone)
	if err != nil {
		return nil, err
	}
	part.Contributing = contributors(nil, p.to[1:])
	if err := w.assign(ctx, part, q, p.to[0], who); err != nil || !q.Acknowledged {
		return part, err
	}
	return part, w.tellMember(ctx, q, *part)
}

// keepRest does to the case what is left of it: it goes to whom the portion that
// stays names, or stays with who has it, who hears what became of the others.
func (w *work) keepRest(ctx context.Context, c *register.Case, q register.Inquiry, all []portion, stays int, given []notify.MissingView, who string) error {
	if err := w.event(ctx, register.Event{Case: c.Number, Who: who, What: "questions given", Detail: givenDetail(given)}); err != nil {
		return err
	}
	if stays >= 0 && (c.State == register.StateHeld || c.Administration != all[stays].to[0].ID) {
		c.Contributing = contributors(c.Contributing, all[stays].to[1:])
		return w.give(ctx, c, q, all[stays].to[0], who)
	}
	if c.State == register.StateHeld {
		if q.Acknowledged {
			return nil
		}
		return w.acknowledge(ctx, q)
	}
	if stays >= 0 {
		if _, err := w.addContributors(ctx, c, q, all[stays].to[1:], who); err != nil {
			return err
		}
	}
	left, err := w.unsent(ctx, *c)
	if err != nil {
		return err
	}
	told := draft{role: notify.Official, model: notify.Model{Missing: given}}
	open := slices.ContainsFunc(left, func(q register.Question) bool { return q.AnsweredAt.IsZero() })
	if !open {
		if told.attach, err = w.dueFile(*c, q, true); err != nil {
			return err
		}
	}
	if err := w.tellAdministration(ctx, *c, q, w.byID[c.Administration], ReasonQuestionsAway, told); err != nil || open {
		return err
	}
	if len(left) == 0 { // the member has the answers that there are
		return w.close(ctx, c, q, who, "its last questions were given away")
	}
	return w.finish(ctx, c, q, who)
}

// contributors are ids with those of further administrations, each once.
func contributors(ids []string, more []Administration) []string {
	ids = slices.Clone(ids)
	for _, a := range more {
		if !slices.Contains(ids, a.ID) {
			ids = append(ids, a.ID)
		}
	}
	return ids
}

// labels are numbers of questions as text, in order.
func labels(numbers []int) (all []string) {
	for _, n := range slices.Sorted(slices.Values(numbers)) {
		all = append(all, strconv.Itoa(n))
	}
	return all
}

// givenDetail says in an event which case has which questions now.
func givenDetail(given []notify.MissingView) map[string]string {
	detail := map[string]string{}
	for _, g := range given {
		detail[g.Case] = strings.Join(g.Questions, " ")
	}
	return detail
}

// suggestPortion is what the registrar probably meant by a line that names an
// administration: one of several questions for it, when the line has its number.
func (w *work) suggestPortion(ctx context.Context, c register.Case, line, example string) (string, error) {
	if _, ok := w.namedIn(example); !ok {
		return example, nil
	}
	questions, err := w.tx.Questions(ctx, c.ID)
	if err != nil {
		return "", fmt.Errorf("read questions of case %s: %w", c.Number, err)
	}
	for _, n := range reply.Numbers(line) {
		if len(questions) > 1 && slices.ContainsFunc(questions, func(q register.Question) bool { return q.Number == n }) {
			return strconv.Itoa(n) + w.reader.Example("question_to") + example, nil
		}
	}
	return example, nil
}
