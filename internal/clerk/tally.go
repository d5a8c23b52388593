package clerk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"inquiryd/internal/register"
)

// tally is what the caps rest on: how many letters were written. A round counts
// them once for all mails that it files within a minute, and then those that
// they cause: a member may have had many within a day, and there may have been
// tens of thousands within the hour. What others write meanwhile is seen a
// minute later. A transaction that fails takes its tally with it.
type tally struct {
	read     time.Time
	letters  int // within the last hour
	counted  bool
	byMember map[string]*memberTally // by address
}

// memberTally is what a member got within the last day in answer to mails.
type memberTally struct {
	letters  int
	families map[string]int // inquiries that were acknowledged, by the family of their subject
}

// tallyHolds is how long what was counted is believed.
const tallyHolds = time.Minute

// at is the tally as of now; nil makes a new one.
func (t *tally) at(now time.Time) *tally {
	if t != nil && now.Sub(t.read).Abs() < tallyHolds {
		return t
	}
	return &tally{read: now, byMember: map[string]*memberTally{}}
}

// lastHour is how many letters were written in the last hour; without a tally
// they are counted.
func (t *tally) lastHour(ctx context.Context, w *work) (int, error) {
	if t != nil && t.counted {
		return t.letters, nil
	}
	n, err := w.tx.CountLetters(ctx, "", nil, w.now.Add(-time.Hour))
	if t != nil && err == nil {
		t.letters, t.counted = n, true
	}
	return n, err
}

// member is what a member got; without a tally it is counted.
func (t *tally) member(ctx context.Context, w *work, address string) (*memberTally, error) {
	if t != nil && t.byMember[address] != nil {
		return t.byMember[address], nil
	}
	since := w.now.Add(-day)
	letters, err := w.tx.CountLetters(ctx, address, toMembers, since)
	if err != nil {
		return nil, fmt.Errorf("count letters to the member: %w", err)
	}
	subjects, err := w.tx.SubjectsOf(ctx, address, since)
	if err != nil {
		return nil, fmt.Errorf("look for mails of one subject: %w", err)
	}
	m := &memberTally{letters: letters, families: map[string]int{}}
	for _, s := range subjects {
		m.families[subjectFamily(s)]++
	}
	if t != nil {
		t.byMember[address] = m
	}
	return m, nil
}

// wrote counts a letter that was just written.
func (t *tally) wrote(l register.Letter) {
	if t == nil {
		return
	}
	t.letters++
	if m := t.byMember[l.Recipient]; m != nil && slices.Contains(toMembers, l.Kind) {
		m.letters++
	}
}

// acknowledged counts an inquiry whose acknowledgement was just written.
func (t *tally) acknowledged(q register.Inquiry) {
	if t == nil {
		return
	}
	if m := t.byMember[q.Member]; m != nil {
		m.families[subjectFamily(q.Subject)]++
	}
}
