package announce

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/register"
)

// hears takes what it is told, but for one kind.
type hears struct {
	refuses string
	heard   []string
}

func (h *hears) Deliver(_ context.Context, d register.Delivery) error {
	if d.Kind == h.refuses {
		return errors.New("not now")
	}
	h.heard = append(h.heard, d.Kind)
	return nil
}

// What comes after a delivery that was not taken waits along with it, and keeps
// nobody else waiting. What nobody takes is given up.
func TestDeliveriesWaitForEachOther(t *testing.T) {
	r, err := register.Open(t.Context(), register.Config{Path: register.Memory})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	now := time.Date(2026, 3, 9, 10, 0, 0, 0, time.UTC)
	one, other := &hears{refuses: "answered"}, &hears{}
	teller := &Teller{Receivers: []Receiver{{Name: "one", Messenger: one}, {Name: "other", Events: []string{"filed", "closed"}, Messenger: other}, {Name: "nobody"}}, Register: r, Place: time.UTC,
		Holder: "test", GiveUp: 24 * time.Hour, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }}
	if err := r.Update(t.Context(), func(tx *register.Tx) error { return happens(t.Context(), tx, teller, now) }); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // whoever claims what is not due never ends
	defer cancel()
	due := func(want Delivered, ofOne, ofOther string) {
		t.Helper()
		n, err := teller.DeliverDue(ctx)
		if err != nil || n != want || strings.Join(one.heard, " ") != ofOne || strings.Join(other.heard, " ") != ofOther {
			t.Errorf("%+v, %q, %q, %v; want %+v, %q, %q", n, one.heard, other.heard, err, want, ofOne, ofOther)
		}
	}
	due(Delivered{Done: 3, Delayed: 5}, "filed", "filed closed")
	if err := r.Update(t.Context(), func(tx *register.Tx) error {
		e := register.Event{Case: "2026-0001", At: now, Who: "system", What: "reopened"}
		return errors.Join(tx.AddEvent(t.Context(), &e), teller.Announce(t.Context(), tx, e, now))
	}); err != nil {
		t.Fatal(err)
	}
	due(Delivered{}, "filed", "filed closed") // it waits behind those that wait
	one.refuses = ""
	now = now.Add(time.Hour)
	due(Delivered{Done: 3, Delayed: 4}, "filed answered closed reopened", "filed closed")
	now = now.Add(24 * time.Hour)
	due(Delivered{Failed: 4}, "filed answered closed reopened", "filed closed")
}

// happens lets a case be filed, answered and closed.
func happens(ctx context.Context, tx *register.Tx, teller *Teller, now time.Time) error {
	line, _, err := tx.Receive(ctx, register.Receipt{Mailbox: "INBOX", UIDValidity: 1, UID: 1, Digest: "d", ArrivedAt: now}, now)
	if err != nil {
		return err
	}
	q := register.Inquiry{Ledger: line.ID, Member: "anna@medlem.example", ArrivedAt: now}
	if err := tx.AddInquiry(ctx, &q); err != nil {
		return err
	}
	c := register.Case{Inquiry: q.ID, State: register.StateOpen, OpenedAt: now}
	if err := tx.AddCase(ctx, &c, 2026); err != nil {
		return err
	}
	for _, what := range []string{"filed", "answered", "closed"} {
		e := register.Event{Case: c.Number, At: now, Who: "system", What: what}
		if err := tx.AddEvent(ctx, &e); err != nil {
			return err
		}
		if err := teller.Announce(ctx, tx, e, now); err != nil {
			return err
		}
	}
	return nil
}
