package clerk

import (
	"context"
	"strconv"

	"inquiryd/classify"
	"inquiryd/intake"
	"inquiryd/internal/threading"
)

// Explanation is what would become of a mail, and why.
type Explanation struct {
	Verdict   Verdict
	Why       string
	Questions []ExplainedQuestion // of every mail that a person wrote
}

// ExplainedQuestion is one question and where it would go.
type ExplainedQuestion struct {
	Number   int
	Text     string
	Decision classify.Decision
}

// Explain says what would become of a mail, with the code that decides it in
// earnest, and changes nothing. Without a register, a mail that belongs to a
// case is judged as if it began one.
func (d *Desk) Explain(ctx context.Context, m *intake.Mail) Explanation {
	auth, authWhy := intake.Authenticate(ctx, m, d.Intake.Auth)
	w := &work{Desk: d, mail: m}
	w.line.ArrivedAt = d.Now()
	p := w.sender()
	j := d.judge(m, auth, authWhy, p, threading.Link{})
	x := Explanation{Verdict: j.verdict, Why: j.why}
	if m.Nature != intake.Person && m.Nature != intake.List {
		return x
	}
	a := d.ask(m, p, "")
	for _, q := range a.questions {
		if a.hold != "" || j.unverified {
			q.Decision.Filed = false
		}
		x.Questions = append(x.Questions, ExplainedQuestion{Number: q.Number, Text: q.Text, Decision: q.Decision})
	}
	if x.Verdict == VerdictInquiry && a.hold != "" {
		x.Verdict, x.Why = VerdictHeld, string(a.hold)+": the registrar decides"
	}
	if x.Verdict == VerdictInquiry && allHeld(a) {
		x.Verdict, x.Why = VerdictHeld, "the rules could not decide any of its questions: the registrar does"
	}
	return x
}

// Asked are the questions of a mail as the rules see them, whoever wrote it.
func (d *Desk) Asked(m *intake.Mail) []classify.Past {
	w := &work{Desk: d, mail: m}
	w.line.ArrivedAt = d.Now()
	_, split, in := d.split(m, w.sender())
	var all []classify.Past
	for _, q := range split.Questions {
		in.Question = q.Text
		all = append(all, classify.Past{ID: strconv.Itoa(q.Number), Input: in, Of: len(split.Questions)})
		if !d.Classifier.Leans(q.Text) {
			in.Before = q.Text
		}
	}
	return all
}

func allHeld(a asked) bool {
	for _, q := range a.questions {
		if q.Decision.Filed {
			return false
		}
	}
	return true
}
