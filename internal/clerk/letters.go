package clerk

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"inquiryd/classify"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// draft is a letter to be written: who gets it, about what.
type draft struct {
	kind    notify.Kind
	n       int // the how-manieth of its kind for the case
	to      notify.Address
	role    notify.Role
	c       register.Case // may be zero: a notice about a mail without a case
	inquiry register.Inquiry
	model   notify.Model
	attach  []notify.Attachment
	reply   string   // Message-ID that it replies to
	thread  []string // References
	auto    string
	key     string   // default: number/kind/n
	first   bool     // the key was never used if the case is a new one
	bound   string   // digest that the recipient's token is bound to, see notify.Signer.Bound
	name    string   // of a letter about no case, in its Message-ID; default: mail-ID
	null    bool     // by the null reverse path: nobody is to hear of a failure
	urgent  bool     // goes out also when there are too many letters
	quotes  []string // numbers of the earlier cases that it shows something of
}

// write composes a letter and puts it into the outbox, once.
func (w *work) write(ctx context.Context, dr draft) (err error) {
	var l register.Letter
	added := true
	if w.canWait(dr) {
		l, err = w.composeBeside(ctx, dr)
	} else {
		l, added, err = w.compose(ctx, dr)
	}
	if err != nil || !added || l.Case == "" {
		return err
	}
	return w.event(ctx, register.Event{Case: l.Case, Who: "system", What: "letter",
		Detail: map[string]string{"kind": l.Kind, "role": l.Role, "message_id": l.MessageID}})
}

// compose composes a letter and keeps it in the outbox, once: added is false
// when it was there. An answer letter is posted only when it is cleared.
func (w *work) compose(ctx context.Context, dr draft) (letter register.Letter, added bool, err error) {
	l, letter, err := w.begin(ctx, dr)
	if err != nil {
		return letter, false, err
	}
	composed, err := w.composed(ctx, l)
	if err != nil {
		return letter, false, fmt.Errorf("write letter %s: %w", letter.Key, err)
	}
	letter.Subject, letter.Raw, letter.Text, letter.PDF = composed.Subject, composed.Raw, composed.Text, composed.PDF
	along := w.goesAlong(&letter)
	if along {
		w.out = append(w.out, &letter)
	}
	if w.past != nil {
		if letter, err = w.recall(ctx, letter); err != nil {
			return letter, false, err
		}
	}
	if added, err = w.tx.AddLetter(ctx, &letter); err != nil {
		return letter, false, fmt.Errorf("keep letter %s: %w", letter.Key, err)
	}
	if err := w.tx.Quote(ctx, letter.ID, dr.quotes...); err != nil {
		return letter, added, err
	}
	if along && !added { // it was written before, and is the outbox's
		w.out = w.out[:len(w.out)-1]
		w.courier.Stays()
	}
	w.tally.wrote(letter)
	if added && w.Writer.Prints(dr.kind) {
		err = w.printed(ctx, letter, composed.Unprinted)
	}
	return letter, added, err
}

// begin is a letter before it is composed: all but its subject and what it says.
func (w *work) begin(ctx context.Context, dr draft) (l notify.Letter, letter register.Letter, err error) {
	l = notify.Letter{Kind: dr.kind, To: dr.to, InReplyTo: dr.reply, References: dr.thread, Date: w.now.In(w.Place),
		Automatic: dr.auto, Model: dr.model, Attach: dr.attach}
	l.Model.Language, l.Model.Office, l.Model.CPR = w.Language, w.Office, caution(dr.role, dr.model)
	name := cmp.Or(dr.c.Number, dr.name)
	if name == "" { // the digest keeps the name apart from those of a register that was lost
		name = fmt.Sprintf("mail-%d-%.8s", w.line.ID, w.line.Digest)
	}
	signer := w.Signer
	if dr.bound != "" {
		signer = signer.Bound(dr.bound)
	}
	l.MessageID = signer.MessageID(name, dr.kind, dr.n, dr.role, dr.to.Address)
	sender := w.Office.Mailbox
	if dr.c.Number != "" && !w.Config.PlainReplyAddress {
		l.ReplyTo = signer.Address(dr.c.Number, dr.role, dr.to.Address)
		sender = l.ReplyTo // a bounce comes back to the address that names the case and the role
	}
	if dr.null {
		sender = ""
	}
	due := w.now
	if !dr.urgent {
		if due, err = w.throttle(ctx); err != nil {
			return l, letter, err
		}
	}
	return l, register.Letter{
		Key: cmp.Or(dr.key, fmt.Sprintf("%s/%s/%d", name, dr.kind, dr.n)), Kind: string(dr.kind), Case: dr.c.Number,
		Inquiry: dr.inquiry.ID, Recipient: dr.to.Address, Sender: sender, Role: string(dr.role), MessageID: l.MessageID,
		Due: due, Status: register.Written, WrittenAt: w.now,
	}, nil
}

// goesAlong says whether the courier takes a letter along, and marks it so.
func (w *work) goesAlong(l *register.Letter) bool {
	return w.past == nil && w.courier.Takes(l, w.now)
}

// model is what every letter about a case can show.
func (w *work) model(ctx context.Context, q register.Inquiry, cases ...register.Case) (notify.Model, error) {
	m := notify.Model{
		Member:  notify.Person{Name: q.MemberName, Title: q.MemberTitle, Address: q.Member},
		Inquiry: notify.InquiryView{Subject: q.Subject, Introduction: q.Introduction, ArrivedAt: q.ArrivedAt.In(w.Place), Kind: w.kindName(q.Kind), Follows: q.Follows},
	}
	for _, c := range cases {
		v, err := w.caseView(ctx, c)
		if err != nil {
			return m, err
		}
		m.Cases = append(m.Cases, v)
	}
	return m, nil
}

// plain is the kind of an inquiry that no rule and nobody else names.
const plain = "question"

// kindName is a kind in letters; "" for a plain question.
func (d *Desk) kindName(kind string) string {
	if name := d.Config.Kinds[kind].Name; name != "" || kind == plain {
		return name
	}
	return kind
}

func (w *work) caseView(ctx context.Context, c register.Case) (notify.CaseView, error) {
	a := w.byID[c.Administration]
	v := notify.CaseView{
		Number: c.Number, Held: c.State == register.StateHeld, Due: c.Due.In(w.Place), Unit: c.Unit,
		Signatory: notify.Person{Name: c.Signatory, Title: c.SignatoryTitle}, External: w.Config.Numbers.Labelled(c.External),
		Closed: c.State.Ended(), State: string(c.State), Administration: w.administrationView(a),
	}
	questions, err := w.tx.Questions(ctx, c.ID)
	if err != nil {
		return v, fmt.Errorf("read questions of case %s: %w", c.Number, err)
	}
	for _, q := range questions {
		v.Questions = append(v.Questions, w.questionView(q))
	}
	for _, id := range c.Contributing {
		if a, ok := w.administration(id); ok && a.ID != c.Administration {
			v.Contributing = append(v.Contributing, w.administrationView(a))
		}
	}
	r, _, err := w.tx.Reckoning(ctx, c.Number)
	if err != nil {
		return v, fmt.Errorf("read the deadline of case %s: %w", c.Number, err)
	}
	if v.Wished = r.Wished; !v.Wished.IsZero() {
		v.Wished = v.Wished.In(w.Place)
	}
	v.Earlier, err = w.earlierView(ctx, c)
	return v, err
}

func (d *Desk) administrationView(a Administration) notify.AdministrationView {
	return notify.AdministrationView{
		ID: a.ID, Name: a.Name, Address: a.Address, Street: a.Street, Postal: a.Postal,
		Telephone: cmp.Or(a.Telephone, d.Office.Telephone), Web: cmp.Or(a.Web, d.Office.Web),
		Genitive: a.Genitive,
	}
}

func (w *work) questionView(q register.Question) notify.QuestionView {
	v := notify.QuestionView{Number: q.Number, Label: q.Label, Text: q.Text, Answer: q.Answer, Answered: !q.AnsweredAt.IsZero()}
	if decision, ok := w.decision(q); ok {
		v.Words, v.KLE = words(decision), strings.TrimSpace(decision.KLE+" "+decision.KLETitle)
	}
	return v
}

// decision is what was decided on a question.
func (w *work) decision(q register.Question) (d classify.Decision, ok bool) {
	for _, one := range w.decisions {
		if bytes.Equal(one.kept, q.Decision) {
			return one.made, true
		}
	}
	return d, json.Unmarshal(q.Decision, &d) == nil
}

// words are the keywords that counted for the decision, strongest first, each
// once.
func words(d classify.Decision) []string {
	var all []string
	for _, e := range d.Evidence {
		word := cmp.Or(e.Keyword, e.Rule)
		if e.Administration == d.Administration && word != "" && !slices.Contains(all, word) {
			all = append(all, word)
		}
	}
	return all[:min(len(all), 5)]
}
