package notify

import (
	"strings"
	"time"
)

// nameLimit is the most bytes of a name, a title or a number that a letter
// shows.
const nameLimit = 200

// clean returns the model with every string made safe for a page, and every
// time in the installation's zone. Nothing of the original is changed.
func clean(m Model, zone *time.Location) Model {
	m.Office = Office{line(m.Office.Name), line(m.Office.Mailbox), line(m.Office.Registrar), line(m.Office.Web), line(m.Office.Telephone)}
	m.Member = cleanPerson(m.Member)
	m.Inquiry = InquiryView{
		Subject:      oneLine(m.Inquiry.Subject, 2*nameLimit),
		Introduction: manyLines(m.Inquiry.Introduction),
		ArrivedAt:    in(m.Inquiry.ArrivedAt, zone),
		Kind:         line(m.Inquiry.Kind),
		Follows:      line(m.Inquiry.Follows),
	}
	m.Cases = each(m.Cases, func(c CaseView) CaseView { return cleanCase(c, zone) })
	m.Administrations = each(m.Administrations, cleanAdministration)
	m.Text, m.Reason = manyLines(m.Text), manyLines(m.Reason)
	m.Expected, m.Corrects = in(m.Expected, zone), in(m.Corrects, zone)
	m.Suggestion = line(m.Suggestion)
	m.Files, m.LeftOut = each(m.Files, line), each(m.LeftOut, line)
	m.Draft = cleanDraft(m.Draft)
	m.Digest = cleanDigest(m.Digest, zone)
	m.Missing = each(m.Missing, func(v MissingView) MissingView {
		return MissingView{Case: line(v.Case), Administration: line(v.Administration), Questions: each(v.Questions, line), Expected: in(v.Expected, zone)}
	})
	return m
}

func cleanCase(c CaseView, zone *time.Location) CaseView {
	c.Number, c.Unit, c.State = line(c.Number), line(c.Unit), line(c.State)
	c.Administration = cleanAdministration(c.Administration)
	c.Signatory = cleanPerson(c.Signatory)
	c.Due, c.Wished = in(c.Due, zone), in(c.Wished, zone)
	c.Questions = each(c.Questions, cleanQuestion)
	external := make(map[string]string, len(c.External))
	for name, value := range c.External {
		external[line(name)] = line(value)
	}
	c.External = external
	c.Contributing = each(c.Contributing, cleanAdministration)
	c.Earlier = EarlierView{Number: line(c.Earlier.Number), AnsweredAt: in(c.Earlier.AnsweredAt, zone), Questions: each(c.Earlier.Questions, cleanQuestion)}
	return c
}

func cleanDraft(d DraftView) DraftView {
	d.Digest, d.Subject, d.File = line(d.Digest), oneLine(d.Subject, 2*nameLimit), line(d.File)
	d.Text = manyLines(d.Text)
	d.Recipient = Address{line(d.Recipient.Name), line(d.Recipient.Address)}
	d.Before, d.InsteadOf, d.Approver = each(d.Before, line), line(d.InsteadOf), line(d.Approver)
	return d
}

func cleanAdministration(a AdministrationView) AdministrationView {
	return AdministrationView{
		ID: line(a.ID), Name: line(a.Name), Address: line(a.Address),
		Street: line(a.Street), Postal: line(a.Postal),
		Telephone: line(a.Telephone), Web: line(a.Web), Genitive: line(a.Genitive),
	}
}

func cleanQuestion(q QuestionView) QuestionView {
	q.Label, q.Why = line(q.Label), oneLine(q.Why, 2*nameLimit)
	q.Text, q.Answer = manyLines(q.Text), manyLines(q.Answer)
	q.Words = each(q.Words, func(word string) string { return strings.Trim(line(word), "*") })
	return q
}

func cleanPerson(p Person) Person {
	return Person{Name: line(p.Name), Title: line(p.Title), Address: line(p.Address)}
}

func line(text string) string { return oneLine(text, nameLimit) }

// in keeps the zero time zero.
func in(t time.Time, zone *time.Location) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(zone)
}

func each[T any](list []T, clean func(T) T) []T {
	cleaned := make([]T, len(list))
	for i, one := range list {
		cleaned[i] = clean(one)
	}
	return cleaned
}
