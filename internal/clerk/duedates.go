package clerk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"inquiryd/internal/deadline"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// Move is a case that has another due date than the calendar and the terms of
// the configuration give. A change of those moves no case by itself: the dates
// were told to people.
type Move struct {
	Case           string
	State          register.State
	Administration string
	From           time.Time           // the date that holds
	Derived        deadline.Derivation // with the date that it would get
}

// Moves are the cases that would get another due date, in the order of the dates
// that hold. It changes nothing.
func (d *Desk) Moves(ctx context.Context) (moves []Move, err error) {
	for _, state := range []register.State{register.StateHeld, register.StateOpen, register.StateAnswered} {
		err := d.eachCase(ctx, register.CaseFilter{State: state, DueBefore: farAhead(d.Now())}, func(c register.CaseSummary) error {
			var r register.Reckoning
			var ok bool
			err := d.Register.View(ctx, func(tx *register.Tx) (err error) { r, ok, err = tx.Reckoning(ctx, c.Number); return err })
			if m, other := d.move(c.Case, r); ok && other {
				moves = append(moves, m)
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("reckon deadlines again: %w", err)
		}
	}
	return moves, nil
}

func (d *Desk) move(c register.Case, r register.Reckoning) (Move, bool) {
	v := d.Derive(r)
	m := Move{Case: c.Number, State: c.State, Administration: c.Administration, From: c.Due.In(d.Place), Derived: v}
	return m, !c.Due.IsZero() && !v.Due.IsZero() && !v.Due.Equal(c.Due)
}

// ApplyMoves gives the cases that would get another due date that date, and
// tells the member and the administration of each; who is the person. It
// returns what it moved.
func (d *Desk) ApplyMoves(ctx context.Context, who string) ([]Move, error) {
	moves, err := d.Moves(ctx)
	if err != nil {
		return nil, err
	}
	for i, m := range moves {
		err := d.decide(ctx, m.Case, func(w *work, c *register.Case, q register.Inquiry) error {
			r, ok, err := w.tx.Reckoning(ctx, c.Number)
			if _, still := w.move(*c, r); err != nil || !ok || !still || c.State.Ended() {
				return err
			}
			return w.applyMove(ctx, c, q, r, who)
		})
		if err != nil {
			return moves[:i], err
		}
	}
	return moves, nil
}

func (w *work) applyMove(ctx context.Context, c *register.Case, q register.Inquiry, r register.Reckoning, who string) error {
	before := c.Due.In(w.Place).Format(time.DateOnly)
	if err := w.reckon(ctx, c, r); err != nil {
		return err
	}
	after := c.Due.Format(time.DateOnly)
	if err := w.save(ctx, c, register.Event{Case: c.Number, Who: who, What: "deadline moved",
		Detail: map[string]string{"before": before, "due": after}}); err != nil {
		return err
	}
	model, err := w.model(ctx, q, *c)
	if err != nil {
		return err
	}
	model.Reason = string(ReasonDueMoved)
	told := []draft{{to: notify.Address{Name: q.MemberName, Address: q.Member}, role: notify.Member, reply: q.MessageID, thread: thread(q, q.MessageID)}}
	if !q.Acknowledged {
		told = nil
	}
	if a := w.byID[c.Administration]; c.State != register.StateHeld {
		calendar, err := w.dueChange(notify.Confirmation, ReasonDueMoved, *c, q)
		if err != nil {
			return err
		}
		told = append(told, draft{to: notify.Address{Name: a.Name, Address: a.Address}, role: notify.Official, attach: calendar})
	}
	for _, dr := range told {
		dr.kind, dr.model, dr.key = notify.Confirmation, model, fmt.Sprintf("%s/moved/%s/%s/%s", c.Number, before, after, dr.role)
		if err := w.writeDuty(ctx, *c, q, dr); err != nil {
			return err
		}
	}
	return nil
}

// TellMoves tells the registrar which cases would get another due date, once
// for the same moves however often it is asked and on however many daemons, and
// returns how many they are.
func (d *Desk) TellMoves(ctx context.Context) (int, error) {
	moves, err := d.Moves(ctx)
	if err != nil || len(moves) == 0 {
		return 0, err
	}
	var text strings.Builder
	for _, m := range moves {
		fmt.Fprintf(&text, "%s: %s → %s\n", m.Case, m.From.Format(time.DateOnly), m.Derived.Due.Format(time.DateOnly))
	}
	sum := sha256.Sum256([]byte(text.String()))
	err = d.Register.Update(ctx, func(tx *register.Tx) error {
		w := &work{Desk: d, tx: tx, now: d.Now()}
		name := "moves-" + hex.EncodeToString(sum[:6])
		_, _, err := w.compose(ctx, draft{kind: notify.Notice, n: 1, name: name, key: "moves/" + hex.EncodeToString(sum[:]), to: w.registrar(),
			role: notify.Registrar, auto: "auto-generated", model: notify.Model{Reason: string(ReasonWouldMove), Text: text.String()}})
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("tell of deadlines that would move: %w", err)
	}
	return len(moves), nil
}
