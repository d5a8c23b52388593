package register

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Reckoning is what the due date of a case rests on, apart from the calendar
// and the terms of the configuration: with those it gives the date again, and
// tells how it came about.
type Reckoning struct {
	From           time.Time `json:"from"`                     // the mail that it counts from arrived
	Administration string    `json:"administration,omitempty"` // whose term counts
	Kind           string    `json:"kind,omitempty"`           // of the inquiry
	Several        bool      `json:"several,omitempty"`        // administrations answer the inquiry
	Wished         time.Time `json:"wished,omitzero"`          // the day by which the member asked for an answer
	Fixed          time.Time `json:"fixed,omitzero"`           // the day that was given in place of the term
	Extensions     int       `json:"extensions,omitempty"`     // how often more time was given
	Stops          []Stop    `json:"stops,omitempty"`          // when the clock stood, since From or Fixed
}

// Stop is a time in which the clock of a case stood, since a question was back
// at the member.
type Stop struct {
	From  time.Time `json:"from"`
	Until time.Time `json:"until,omitzero"` // zero: it still stands
}

// Stands says whether the clock stands.
func (r Reckoning) Stands() bool {
	return len(r.Stops) > 0 && r.Stops[len(r.Stops)-1].Until.IsZero()
}

// SetReckoning keeps what the due date of a case rests on.
func (tx *Tx) SetReckoning(ctx context.Context, caseNumber string, r Reckoning) (err error) {
	defer name(&err, "keep the reckoning of case %q", caseNumber)
	r.Administration, r.Kind = clean(r.Administration), clean(r.Kind)
	basis, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if c := tx.added.caseBy[caseNumber]; c != nil {
		c.reckoning = string(basis)
		return nil
	}
	_, err = tx.exec(ctx, `
		INSERT INTO reckonings (case_number, basis) VALUES ($1, $2)
		ON CONFLICT (case_number) DO UPDATE SET basis = excluded.basis`, caseNumber, string(basis))
	return err
}

// Reckoning returns what the due date of a case rests on; ok is false for a case
// that was opened before that was kept.
func (tx *Tx) Reckoning(ctx context.Context, caseNumber string) (r Reckoning, ok bool, err error) {
	defer name(&err, "read the reckoning of case %q", caseNumber)
	var basis string
	if c := tx.added.caseBy[caseNumber]; c != nil {
		basis = c.reckoning
	} else if basis, err = one(ctx, tx, value[string], `SELECT basis FROM reckonings WHERE case_number = $1`, clean(caseNumber)); err != nil && !errors.Is(err, ErrNotFound) {
		return r, false, err
	}
	if basis == "" {
		return r, false, nil
	}
	if err := json.Unmarshal([]byte(basis), &r); err != nil {
		return r, false, fmt.Errorf("it is damaged: %w", err)
	}
	return r, true, nil
}
