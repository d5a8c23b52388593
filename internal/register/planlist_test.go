package register_test

import (
	"context"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"

	"inquiryd/internal/register"
)

// Every method of a transaction is among those whose statements are explained: a
// new one must be added to everyStatement.
func TestEveryMethodIsExplained(t *testing.T) {
	var text string
	for _, name := range []string{"plan_test.go", "planlist_test.go", "story_test.go", "erase_test.go", "letters_test.go", "added_test.go", "words_test.go"} { // and where its helpers are
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text += string(source)
	}
	for m := range reflect.TypeFor[*register.Tx]().Methods() {
		if !strings.Contains(text, "tx."+m.Name+"(") && m.Name != "Run" {
			t.Errorf("Tx.%s is not called", m.Name)
		}
	}
}

// everyRest calls what few others do.
func everyRest(ctx context.Context, tx *register.Tx, f, g filed) error {
	stuck := receipt(4)
	_, err := tx.Stick(ctx, stuck, "cut", now)
	again := register.Case{Inquiry: f.inquiry.ID, State: register.StateOpen, OpenedAt: now, UpdatedAt: now, Access: "public"}
	return errors.Join(err, tx.AddCaseAgain(ctx, &again, "2026-0900"), tx.SetNote(ctx, "a", "b", now), third(tx.Note(ctx, "a")), second(tx.NotesOf(ctx, "a")), second(tx.TakeNote(ctx, "a", "b")), second(tx.Server(ctx)), tx.DropNote(ctx, "a"), tx.Hinder(ctx, "INBOX", "Filed", now), tx.Unhinder(ctx, "INBOX"),
		second(tx.DropUnsent(ctx, f.c.Number, "x", "reminder", "digest")), second(tx.Lacking(ctx, "a", "b")), none(tx.PostAgain(ctx, f.letters[0].ID, now)),
		tx.Quote(ctx, f.letters[0].ID, g.c.Number), second(tx.Quoting(ctx, g.c.Number)), tx.Unquote(ctx, f.letters[0].ID, g.c.Number, []byte("x"), "x", now),
		tx.SetReckoning(ctx, f.c.Number, register.Reckoning{}), third(tx.Reckoning(ctx, f.c.Number)), tx.SkipNumbers(ctx, 2026, 1, nil),
		tx.ReleaseLetter(ctx, f.letters[0].ID, "daemon", now), none(tx.RewordTask(ctx, 1, "x")), none(tx.TryAgain(ctx, f.line.ID)), none(tx.GiveUp(ctx, f.line.ID, "x", now)),
		second(tx.CasesOfMails(ctx, f.line.ID, g.line.ID)), tx.Try(ctx, func(tx *register.Tx) error { return nil }), tx.Meanwhile(ctx, func(context.Context) error { return nil }))
}

// none is err, but nil when nothing was found.
func none(err error) error {
	if errors.Is(err, register.ErrNotFound) {
		return nil
	}
	return err
}

// everyList reads lists with every set of filters.
func everyList(ctx context.Context, tx *register.Tx) error {
	var errs []error
	for set := range 1 << 6 {
		has := func(n int) bool { return set&(1<<n) != 0 }
		f := register.CaseFilter{Limit: 5, Undated: has(0)}
		if has(1) {
			f.State = register.StateOpen
		}
		if has(2) {
			f.Administration = "teknik"
		}
		if has(3) {
			f.Member = "a@medlem.example"
		}
		if has(4) {
			f.DueBefore = now
		}
		if has(5) {
			f.Text = "tag skole"
		}
		errs = append(errs, second(tx.Cases(ctx, f)))
	}
	for set := range 1 << 4 {
		has := func(n int) bool { return set&(1<<n) != 0 }
		f := register.LedgerFilter{Limit: 5}
		if has(0) {
			f.Outcome = register.Stuck
		}
		if has(1) {
			f.Mailbox = "a"
		}
		if has(2) {
			f.Since = now
		}
		if has(3) {
			f.Until = now
		}
		errs = append(errs, second(tx.Lines(ctx, f)))
	}
	return errors.Join(errs...)
}
