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

// askMember sends an official's question back to the member. The events "asked
// member" and "member replied" say how long the answer waited for that.
func (w *work) askMember(ctx context.Context, j judgement, o reply.Order) error {
	c, q := j.link.Case, j.link.Inquiry
	text := w.reader.Reason(o)
	if text == "" {
		return w.explain(ctx, j, ReasonNoQuestion)
	}
	stands, err := w.halt(ctx, &c, q)
	if err != nil {
		return err
	}
	if err := w.save(ctx, &c, register.Event{Case: c.Number, Who: "official " + j.party.address, What: eventAsked,
		Detail: map[string]string{"by": j.party.address, "clock": stands}}); err != nil {
		return err
	}
	model, err := w.model(ctx, q, c)
	if err != nil {
		return err
	}
	model.Text = text
	n, err := w.count(ctx, c, notify.Question)
	if err != nil {
		return err
	}
	if err := w.write(ctx, draft{kind: notify.Question, n: n + 1, to: notify.Address{Name: q.MemberName, Address: q.Member}, role: notify.Member,
		c: c, inquiry: q, model: model, reply: q.MessageID, thread: thread(q, q.MessageID)}); err != nil {
		return err
	}
	if err := w.tellOfficial(ctx, c, q, ReasonAsked, text); err != nil {
		return err
	}
	return w.settle(ctx, register.FollowedUp, "the administration asks the member about case "+c.Number, q.ID, c.Number)
}

// asker is the official whose question to the member waits for its reply.
func (w *work) asker(ctx context.Context, c register.Case) (address string, waits bool, err error) {
	events, err := w.tx.Events(ctx, c.Number)
	if err != nil {
		return "", false, fmt.Errorf("read events of case %s: %w", c.Number, err)
	}
	for _, e := range slices.Backward(events) {
		switch e.What {
		case eventReplied, "assigned":
			return "", false, nil
		case eventAsked:
			return e.Detail["by"], true, nil
		}
	}
	return "", false, nil
}

// memberReplied passes the member's reply to a question back on to who asked.
func (w *work) memberReplied(ctx context.Context, c register.Case, q register.Inquiry, asker string) error {
	if err := w.resume(ctx, &c); err != nil {
		return err
	}
	if err := w.save(ctx, &c, register.Event{Case: c.Number, Who: "member", What: eventReplied, Detail: dueDetail(c)}); err != nil {
		return err
	}
	to := notify.Address{Address: asker}
	if !w.identify(asker, w.now).answersFor(c.Administration) {
		to = notify.Address{}
	}
	return w.passOnTo(ctx, c, q, to)
}

// withoutWord is the text of an official's mail after its word, for the
// questions to be matched with.
func (w *work) withoutWord(o reply.Order) {
	m := *w.mail
	m.NewText = strings.TrimSpace(o.To + "\n" + o.Rest)
	w.mail = &m
}
