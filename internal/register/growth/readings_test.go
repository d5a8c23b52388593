package growth_test

import (
	"context"
	"time"

	"inquiryd/internal/register"
)

// page is how many lines a list shows at a time.
const page = 50

// reading is one thing that people or the daemon read often.
type reading struct {
	name string
	do   func(ctx context.Context, tx *register.Tx, now time.Time) error
}

func cases(f register.CaseFilter) func(context.Context, *register.Tx, time.Time) error {
	return func(ctx context.Context, tx *register.Tx, now time.Time) error {
		f.Limit = page
		if !f.DueBefore.IsZero() {
			f.DueBefore = now
		}
		_, err := tx.Cases(ctx, f)
		return err
	}
}

var readings = []reading{
	{"list: newest cases", cases(register.CaseFilter{})},
	{"list: open cases of an administration", cases(register.CaseFilter{State: register.StateOpen, Administration: "TMF"})},
	{"list: closed cases", cases(register.CaseFilter{State: register.StateClosed})},
	{"list: cases of a member", cases(register.CaseFilter{Member: "medlem7@medlem.example"})},
	{"list: cases of an administration", cases(register.CaseFilter{Administration: "BUF"})},
	{"list: open cases that are due", cases(register.CaseFilter{State: register.StateOpen, DueBefore: end})},
	{"list: page 20 of the newest", cases(register.CaseFilter{Offset: 19 * page})},
	{"search: a rare word", cases(register.CaseFilter{Text: "sydaftale"})},
	{"search: two words", cases(register.CaseFilter{Text: "cykelsti ventetid"})},
	{"search: a frequent word", cases(register.CaseFilter{Text: "skole"})},
	{"search: a word of every case", cases(register.CaseFilter{Text: "forvaltningen"})},
	{"search: a letter", cases(register.CaseFilter{Text: "s"})},
	{"search: a word in an administration's open cases", cases(register.CaseFilter{Text: "kommunen", State: register.StateOpen, Administration: "TMF"})},
	{"search: a case number", cases(register.CaseFilter{Text: "2000-0042"})},
	{"ledger: newest mails", func(ctx context.Context, tx *register.Tx, now time.Time) error {
		_, err := tx.Lines(ctx, register.LedgerFilter{Limit: page})
		return err
	}},
	{"ledger: mails of an outcome", func(ctx context.Context, tx *register.Tx, now time.Time) error {
		_, err := tx.Lines(ctx, register.LedgerFilter{Outcome: register.Filed, Limit: page})
		return err
	}},
	{"ledger: stuck mails of a mailbox", func(ctx context.Context, tx *register.Tx, now time.Time) error {
		_, err := tx.Lines(ctx, register.LedgerFilter{Outcome: register.Stuck, Mailbox: "INBOX", Limit: 100})
		return err
	}},
	{"letters: newest", func(ctx context.Context, tx *register.Tx, now time.Time) error {
		_, err := tx.LettersIn(ctx, "", page)
		return err
	}},
	{"letters: given up", func(ctx context.Context, tx *register.Tx, now time.Time) error {
		_, err := tx.LettersIn(ctx, register.GaveUp, page)
		return err
	}},
	{"digest: all that it lists", func(ctx context.Context, tx *register.Tx, now time.Time) error {
		for _, f := range []register.CaseFilter{{State: register.StateOpen, DueBefore: now.AddDate(100, 0, 0)}, {State: register.StateOpen, Administration: "TMF", DueBefore: now.AddDate(100, 0, 0)},
			{State: register.StateOpen, Administration: "TMF", Undated: true}, {State: register.StateAnswered, Administration: "TMF"}, {State: register.StateHeld}} {
			f.Limit = 1000
			if _, err := tx.Cases(ctx, f); err != nil {
				return err
			}
		}
		return nil
	}},
	{"figures of the moment", func(ctx context.Context, tx *register.Tx, now time.Time) error {
		_, err := tx.Measure(ctx, now)
		return err
	}},
	{"balance of 30 days", func(ctx context.Context, tx *register.Tx, now time.Time) error {
		_, err := tx.Days(ctx, now.AddDate(0, 0, -29), now)
		return err
	}},
	{"questions of 30 days", func(ctx context.Context, tx *register.Tx, now time.Time) error {
		return tx.History(ctx, now.AddDate(0, 0, -30), now, func(register.Past) error { return nil })
	}},
	{"handed on within 30 days", func(ctx context.Context, tx *register.Tx, now time.Time) error {
		return tx.HandedOn(ctx, now.AddDate(0, 0, -30), now, func(register.Handed) error { return nil })
	}},
	{"letters to the Sent folder", func(ctx context.Context, tx *register.Tx, now time.Time) error {
		_, err := tx.Unfiled(ctx, 0, 100, 0)
		return err
	}},
}
