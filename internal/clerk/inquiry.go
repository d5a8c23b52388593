package clerk

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"inquiryd/classify"
	"inquiryd/intake"
	"inquiryd/internal/register"
	"inquiryd/internal/reply"
)

// asked is a mail split into its questions, each with its decision.
type asked struct {
	introduction string
	questions    []askedQuestion
	kind         string
	wished       time.Time // the day by which the sender asks for an answer (wishedDay); zero without
	hold         Reason    // why the whole mail is left to the registrar; "" when the rules decide
}

type askedQuestion struct {
	classify.Question
	Decision classify.Decision
}

// keptDecision is a decision as the register keeps it, and as it was made.
type keptDecision struct {
	kept []byte
	made classify.Decision
}

// ask splits what the sender wrote now and decides each question. It is the
// one way from text to decision, for the daemon and for explain alike. kind is
// the kind of the inquiry where no rule names one; default "question".
func (d *Desk) ask(m *intake.Mail, p party, kind string) asked {
	text, split, in := d.split(m, p)
	a := asked{introduction: split.Introduction, kind: cmp.Or(kind, plain)}
	for _, q := range split.Questions {
		in.Question = q.Text
		decision := d.Classifier.DecideAmong(in, len(split.Questions))
		if !d.Classifier.Leans(q.Text) {
			in.Before = q.Text
		}
		if decision.Kind != "" {
			a.kind = decision.Kind
		}
		a.questions = append(a.questions, askedQuestion{q, decision})
	}
	a.hold = d.holdWhole(m, text, split, a.kind)
	return a
}

// split is what the sender wrote now, its questions, and what the rules see of
// the mail besides them.
func (d *Desk) split(m *intake.Mail, p party) (text string, split classify.Questions, in classify.Input) {
	text, below := m.NewText, ""
	if own, ok := strings.CutSuffix(text, m.PassedOn); ok && m.PassedOn != "" {
		text, below = strings.TrimSpace(own), m.PassedOn
	}
	if strings.TrimSpace(text) == "" {
		text = m.Text
	}
	if p.member != nil {
		text = reply.Unsigned(text, p.member.Name)
		if pasted, own := d.Classifier.Pasted(text, p.member.Name); below == "" {
			text, below = own, pasted
		}
	}
	split = askedIn(m.Subject, d.Classifier.SplitAbove(text, below))
	split = d.askedBefore(m.Subject, split)
	at := m.Date
	if at.IsZero() || at.After(d.Now()) {
		at = d.Now()
	}
	split = d.Classifier.Apart(split, at.In(d.Place))
	in = classify.Input{Subject: m.Subject, Introduction: split.Introduction, At: at.In(d.Place)}
	for _, f := range m.Attachments {
		if f.Name != "" {
			in.Attachments = append(in.Attachments, f.Name)
		}
	}
	if p.member != nil {
		in.Member, in.Committees = p.member.Address, p.member.Committees
	}
	return text, split, in
}

// askedIn are the questions of a mail whose text asks nothing but whose subject
// does: then the subject is the question, and what the text says belongs to it.
// A text that says nothing leaves the subject, whatever it is.
func askedIn(subject string, q classify.Questions) classify.Questions {
	subject = strings.TrimSpace(subject)
	if !q.Unasked || strings.IndexFunc(subject, unicode.IsLetter) < 0 {
		return q
	}
	switch only := &q.Questions[0]; {
	case q.Silent:
		only.Text = subject
	case strings.HasSuffix(subject, "?"):
		only.Text = subject + "\n\n" + only.Text
	}
	return q
}

// askedBefore are the questions of a mail whose subject asks the first of them: its
// text goes on with "Og hvor mange …".
func (d *Desk) askedBefore(subject string, q classify.Questions) classify.Questions {
	subject = strings.TrimSpace(subject)
	if q.Unasked || q.TooMany || !strings.HasSuffix(subject, "?") || !d.Classifier.Continues(subject, q.Questions[0].Text) {
		return q
	}
	q.Questions = slices.Insert(q.Questions, 0, classify.Question{Text: subject})
	for i := range q.Questions {
		q.Questions[i].Number = i + 1
	}
	return q
}

// holdWhole says why a whole mail is for the registrar whatever the rules say.
func (d *Desk) holdWhole(m *intake.Mail, text string, split classify.Questions, kind string) Reason {
	switch {
	case m.Encrypted:
		return ReasonEncrypted
	case m.Truncated:
		return ReasonTruncated
	case strings.TrimSpace(text) == "" && strings.TrimSpace(m.Subject) == "":
		return ReasonEmpty
	case split.Unasked && d.onlyFiles(m, split):
		return ReasonFiles
	case split.TooMany:
		return ReasonTooMany
	case split.Unasked && d.reader.DropsIt(split.Questions[0].Text):
		return ReasonUnsure
	case split.Unasked && (d.reader.Informs(text) || (split.Thanks || d.reader.OnlyThanks(text)) && !strings.HasSuffix(strings.TrimSpace(m.Subject), "?")):
		return ReasonUnsure
	case d.Config.Kinds[kind].Hold:
		return ReasonKind
	}
	return ""
}

// onlyFiles says whether what a mail asks can only stand in its files: it has some, its
// subject asks nothing, and its text says nothing or no more than that they are there.
func (d *Desk) onlyFiles(m *intake.Mail, split classify.Questions) bool {
	if !slices.ContainsFunc(m.Attachments, named) || strings.HasSuffix(strings.TrimSpace(m.Subject), "?") {
		return false
	}
	_, bare := d.reader.OfFiles(map[int]string{1: split.Questions[0].Text})
	return bare || split.Silent
}

// fileInquiry files a member's mail: a case per administration, one for the
// registrar with what could not be decided, and the letters of each.
func (w *work) fileInquiry(ctx context.Context, j judgement, follows string) error {
	m, member := w.mail, j.party.member
	a := w.askedOf(m, j.party)
	if j.unverified {
		a.hold = ReasonUnverified
	}
	q := register.Inquiry{
		Ledger: w.line.ID, Member: member.Address, MemberName: member.Name, MemberTitle: member.Title,
		Kind: a.kind, Subject: w.inquirySubject(j, follows), Introduction: a.introduction, MessageID: m.MessageID,
		References: m.References, ArrivedAt: w.line.ArrivedAt, Follows: follows,
	}
	if err := w.tx.AddInquiry(ctx, &q); err != nil {
		return fmt.Errorf("file inquiry: %w", err)
	}
	filed := groups(a)
	if w.past != nil {
		again, ok, err := w.regroup(ctx, a)
		if err != nil {
			return err
		}
		if filed = again; !ok { // nothing tells what it became: a person decides
			w.past, w.now, a.hold = nil, w.Now(), ReasonRecovered
			filed = groups(a)
		}
	}
	basis := register.Reckoning{From: q.ArrivedAt, Kind: q.Kind, Several: severalGroups(filed), Wished: a.wished}
	for _, group := range filed {
		if err := w.fileCase(ctx, q, group, basis); err != nil {
			return err
		}
	}
	if a.hold != ReasonUnverified && a.hold != ReasonRecovered {
		if err := w.acknowledge(ctx, q); err != nil {
			return err
		}
	}
	return w.settleInquiry(ctx, j, a, q)
}

// askedOf is what the rules say of the mail on the desk.
func (w *work) askedOf(m *intake.Mail, p party) asked {
	if w.asked != nil {
		return *w.asked
	}
	a := w.ask(m, p, w.kind())
	a.wished = w.reader.WishedDay(m.Subject, readable(m), w.line.ArrivedAt.In(w.Place))
	return a
}

// kind is that of inquiries in the mailbox that the mail on the desk lay in.
func (w *work) kind() string {
	for _, m := range w.mailboxes {
		if m.Name == cmp.Or(w.mailbox, w.line.Mailbox) {
			return m.Kind
		}
	}
	return ""
}

func (w *work) settleInquiry(ctx context.Context, j judgement, a asked, q register.Inquiry) error {
	cases, err := w.tx.CasesOf(ctx, q.ID)
	if err != nil {
		return fmt.Errorf("read cases of inquiry %d: %w", q.ID, err)
	}
	if a.hold == ReasonUnverified && w.Config.ConfirmSenders {
		if err := w.askSender(ctx, cases[0], q); err != nil {
			return err
		}
	}
	outcome, why := register.Filed, j.why
	if a.hold != "" || !slices.ContainsFunc(cases, func(c register.Case) bool { return c.State != register.StateHeld }) {
		outcome = register.Held
		why = cmp.Or(string(a.hold), string(ReasonUnsure)) + ": the registrar decides"
	}
	return w.settle(ctx, outcome, why, q.ID, cases[0].Number)
}

// group is the questions of one mail that go into one case.
type group struct {
	number         string // that it had before the register was restored
	administration string // "" for held ones without a guess
	contributing   []string
	held           Reason
	questions      []askedQuestion
}

// groups sorts questions into cases: one for each administration in the order
// of the mail, and one for all that a person must decide.
func groups(a asked) []group {
	var filed []group
	held := group{held: cmp.Or(a.hold, ReasonUnsure)}
	for _, q := range a.questions {
		if a.hold != "" || !q.Decision.Filed {
			held.questions = append(held.questions, q)
			continue
		}
		i := slices.IndexFunc(filed, func(g group) bool { return g.administration == q.Decision.Administration })
		if i < 0 {
			filed = append(filed, group{administration: q.Decision.Administration})
			i = len(filed) - 1
		}
		filed[i].questions = append(filed[i].questions, q)
		for _, c := range q.Decision.Contributing {
			if !slices.Contains(filed[i].contributing, c) {
				filed[i].contributing = append(filed[i].contributing, c)
			}
		}
	}
	if len(held.questions) > 0 {
		held.administration = guess(held.questions)
		filed = append(filed, held)
	}
	return filed
}

// guess is the administration that scored most over the questions together.
func guess(questions []askedQuestion) string {
	points := map[string]float64{}
	for _, q := range questions {
		points[q.Decision.Administration] += q.Decision.Score
	}
	return best(points)
}

// best is the administration with the most points; of equals the first by id.
func best(points map[string]float64) string {
	winner := ""
	for id, p := range points {
		if id != "" && p > 0 && (winner == "" || p > points[winner] || p == points[winner] && id < winner) {
			winner = id
		}
	}
	return winner
}

// fileCase opens one case, with its questions, and forwards it or tells the
// registrar. basis is what its due date rests on, but for the administration.
func (w *work) fileCase(ctx context.Context, q register.Inquiry, g group, basis register.Reckoning) error {
	basis.Administration = g.administration
	c := register.Case{
		Inquiry: q.ID, Administration: g.administration, Contributing: g.contributing, State: register.StateOpen,
		OpenedAt: q.ArrivedAt, Due: w.due(basis), Access: w.access(g.administration, q.Kind),
		HeldWhy: string(g.held), UpdatedAt: w.now, External: map[string]string{},
	}
	w.sign(&c)
	what := "filed"
	if g.held != "" {
		c.State, what = register.StateHeld, "held"
	}
	if err := w.openCase(ctx, &c, g.number); err != nil {
		return fmt.Errorf("open a case: %w", err)
	}
	if err := w.reckon(ctx, &c, basis); err != nil {
		return err
	}
	for _, asked := range g.questions {
		decision, err := json.Marshal(asked.Decision)
		if err != nil {
			return fmt.Errorf("keep the decision on question %d: %w", asked.Number, err)
		}
		w.decisions = append(w.decisions, keptDecision{decision, asked.Decision})
		question := register.Question{Inquiry: q.ID, Case: c.ID, Number: asked.Number, Label: asked.Label,
			Text: asked.Text, Decision: decision, Filed: asked.Decision.Filed && g.held == ""}
		if err := w.tx.AddQuestion(ctx, &question); err != nil {
			return fmt.Errorf("keep question %d of case %s: %w", asked.Number, c.Number, err)
		}
	}
	detail := map[string]string{"administration": g.administration, "rules": w.Classifier.Version()}
	if g.held != "" {
		detail["reason"] = string(g.held)
	}
	if err := w.transition(ctx, register.Event{Case: c.Number, Who: "rules", What: what, Detail: detail}); err != nil {
		return err
	}
	if g.held != "" {
		return w.askRegistrar(ctx, c, q, "")
	}
	if w.later {
		return w.tx.ForwardLater(ctx, c.ID, w.now)
	}
	return w.forward(ctx, c, q)
}

// sign puts the administration's unit and signatory on a case.
func (d *Desk) sign(c *register.Case) {
	a := d.byID[c.Administration]
	c.Unit, c.Signatory, c.SignatoryTitle = a.Unit, a.Signatory, a.SignatoryTitle
}
