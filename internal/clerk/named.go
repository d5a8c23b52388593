package clerk

import (
	"slices"
	"strings"

	"inquiryd/internal/register"
	"inquiryd/internal/reply"
	"inquiryd/internal/threading"
)

// Which administrations a text names.

// administration finds one by its id, whatever the case of the letters.
func (d *Desk) administration(id string) (Administration, bool) {
	if a, ok := d.byID[id]; ok {
		return a, true
	}
	for _, a := range d.Administrations {
		if strings.EqualFold(a.ID, id) || strings.EqualFold(a.Name, id) {
			return a, true
		}
	}
	return Administration{}, false
}

// receiver is the administration that a case is to go to: its id, its name, or both,
// with nothing but politeness around.
func (d *Desk) receiver(text string) (found Administration, ok bool) {
	if found, ok = d.administration(strings.TrimSpace(text)); ok {
		return found, true
	}
	return d.namedAmong(text, d.reader.IsPolite)
}

// namedAmong is the administration whose id, name, or both stand in a text, with nothing
// but certain words around.
func (d *Desk) namedAmong(text string, around func(word string) bool) (found Administration, ok bool) {
	for _, a := range d.Administrations {
		rest := " " + reply.Folded(text) + " "
		for _, known := range []string{a.Name, a.ID} {
			rest = strings.Replace(rest, " "+reply.Folded(known)+" ", " ", 1)
		}
		words := strings.Fields(rest)
		if len(words) < len(strings.Fields(reply.Folded(text))) && !slices.ContainsFunc(words, func(w string) bool { return !around(w) }) {
			return a, true
		}
	}
	return Administration{}, false
}

// namedAdministrations reads "TMF", "TMF + BUF, SOF", or "TMF med bidrag fra BUF": the
// first leads.
func (d *Desk) namedAdministrations(text string) ([]Administration, bool) {
	if a, ok := d.namedIn(text); ok {
		return []Administration{a}, true
	}
	var all []Administration
	add := func(part string) bool {
		if len(all) > 0 {
			part = d.reader.WithoutContribution(part)
		}
		a, ok := d.namedIn(part)
		if ok && !slices.ContainsFunc(all, func(b Administration) bool { return a.ID == b.ID }) {
			all = append(all, a)
		}
		return ok
	}
	for _, part := range d.reader.Listed(text) {
		if add(part) { // a name may have an "and" within
			continue
		}
		if both := d.reader.Joined(part); len(both) < 2 || slices.ContainsFunc(both, func(one string) bool { return !add(one) }) {
			return nil, false
		}
	}
	return all, len(all) > 0
}

// namedInSentence reads "Den skal til TMF", and who contributes behind a "with".
func (d *Desk) namedInSentence(line string) ([]Administration, bool) {
	var with []Administration
	lead, others, joined := d.reader.CutWith(line)
	fits := true
	if joined {
		with, fits = d.namedAdministrations(others)
	}
	a, ok := d.namedAmong(lead, d.reader.IsAroundFiling)
	return append([]Administration{a}, with...), ok && fits && !strings.Contains(line, "?")
}

// namedIn is the administration whose id or name a text is.
func (d *Desk) namedIn(text string) (Administration, bool) {
	return d.administration(strings.Trim(text, " .:;!"))
}

// saidToUs says whether one of some answers to a case reads like something that is
// not said to the member: talk, or that another administration is to answer.
func (d *Desk) saidToUs(answers map[int]string, questions []register.Question, l threading.Link) bool {
	return d.leavesTo(answers, questions, l.Case.Administration) || d.reader.Aside(answers, toAnswer(questions), l.Inquiry.MemberName)
}

// leavesTo says whether one of some short answers names, in a sentence that reads so,
// another administration whose question it is. A name alone may answer who or which it is.
func (d *Desk) leavesTo(answers map[int]string, questions []register.Question, own string) bool {
	for n, a := range answers {
		asked := slices.IndexFunc(questions, func(q register.Question) bool { return q.Number == n })
		if _, ok := d.administration(strings.Trim(a, " .:;!")); ok && (asked < 0 || !d.reader.AsksWho(questions[asked].Text)) {
			return true
		}
		if d.reader.HandsOver(a, func(sentence string) bool { return d.namesOther(sentence, own) }) {
			return true
		}
	}
	return false
}

// namesOther says whether the id or the name of an administration other than one's
// own stands in a text.
func (d *Desk) namesOther(text, own string) bool {
	said := " " + reply.Folded(text) + " "
	return slices.ContainsFunc(d.Administrations, func(a Administration) bool {
		return a.ID != own && (strings.Contains(said, " "+reply.Folded(a.ID)+" ") || strings.Contains(said, " "+reply.Folded(a.Name)))
	})
}

// mentioned is the administration whose id or name stands in a text; "" when none
// or several do.
func (d *Desk) mentioned(text string) (found string) {
	said := " " + reply.Folded(text) + " "
	for _, a := range d.Administrations {
		if !strings.Contains(said, " "+reply.Folded(a.ID)+" ") && !strings.Contains(said, " "+reply.Folded(a.Name)+" ") {
			continue
		}
		if found != "" {
			return ""
		}
		found = a.ID
	}
	return found
}
