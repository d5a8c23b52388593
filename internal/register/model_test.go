package register_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"inquiryd/internal/register"
)

// model is what a register must hold: the plainest program that says the same.
type model struct {
	outcomes map[int]register.Outcome // by UID
	tries    map[int]int
	cases    []string
	letters  map[string]*modelLetter // by key
}

type modelLetter struct {
	status   register.LetterStatus
	due      time.Time
	attempts int
}

// clone is what the model was, for the day when a transaction is rolled back.
func (m *model) clone() *model {
	c := &model{outcomes: map[int]register.Outcome{}, tries: map[int]int{}, cases: append([]string(nil), m.cases...), letters: map[string]*modelLetter{}}
	for uid, outcome := range m.outcomes {
		c.outcomes[uid] = outcome
	}
	for uid, n := range m.tries {
		c.tries[uid] = n
	}
	for key, l := range m.letters {
		copied := *l
		c.letters[key] = &copied
	}
	return c
}

// machine does the same to a register and to its model.
type machine struct {
	ctx   context.Context
	tx    *register.Tx
	model *model
	clock time.Time
}

// TestRegisterDoesWhatItsModelDoes makes random transactions of receiving,
// sticking, filing, claiming, posting and bouncing; some are given up at the
// end. After each one the register holds what the model holds.
func TestRegisterDoesWhatItsModelDoes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r, err := register.Open(t.Context(), register.Config{Path: register.Memory})
		if err != nil {
			rt.Fatal(err)
		}
		defer r.Close()
		m := &machine{ctx: t.Context(), model: (&model{}).clone(), clock: now}
		steps := []func(*rapid.T) error{m.receive, m.stick, m.file, m.claim, m.post}
		for range rapid.IntRange(1, 8).Draw(rt, "transactions") {
			before := m.model.clone()
			gives := rapid.IntRange(0, 3).Draw(rt, "given up") == 0
			err := r.Update(m.ctx, func(tx *register.Tx) error {
				m.tx = tx
				for range rapid.IntRange(1, 6).Draw(rt, "steps") {
					if err := rapid.SampledFrom(steps).Draw(rt, "step")(rt); err != nil {
						return err
					}
				}
				if gives {
					return errOurs
				}
				return nil
			})
			if gives {
				m.model = before
			}
			if err != nil && !errors.Is(err, errOurs) {
				rt.Fatal(err)
			}
			if err := r.View(m.ctx, func(tx *register.Tx) error { m.tx = tx; return m.compare(rt) }); err != nil {
				rt.Fatal(err)
			}
			m.clock = m.clock.Add(time.Minute)
		}
	})
}

func (m *machine) receive(t *rapid.T) error {
	uid := rapid.IntRange(1, 6).Draw(t, "uid")
	_, fresh, err := m.tx.Receive(m.ctx, receipt(uid), m.clock)
	outcome, known := m.model.outcomes[uid]
	if want := !known || outcome == register.Stuck; fresh != want {
		t.Fatalf("mail %d fresh: %v, want %v", uid, fresh, want)
	}
	if fresh {
		m.model.outcomes[uid] = register.Received
	}
	return err
}

func (m *machine) stick(t *rapid.T) error {
	uid := rapid.IntRange(1, 6).Draw(t, "uid")
	tries, err := m.tx.Stick(m.ctx, receipt(uid), "cut", m.clock)
	m.model.tries[uid]++
	if _, known := m.model.outcomes[uid]; !known {
		m.model.outcomes[uid] = register.Stuck
	}
	if tries != m.model.tries[uid] {
		t.Fatalf("mail %d: %d tries, want %d", uid, tries, m.model.tries[uid])
	}
	return err
}

// file files the first mail that waits, as one case and one letter.
func (m *machine) file(t *rapid.T) error {
	waiting, err := m.tx.Lines(m.ctx, register.LedgerFilter{Outcome: register.Received, Limit: 1})
	if err != nil || len(waiting) == 0 {
		return err
	}
	line := waiting[0]
	inquiry := register.Inquiry{Ledger: line.ID, Member: line.From}
	if err := m.tx.AddInquiry(m.ctx, &inquiry); err != nil {
		return err
	}
	c := register.Case{Inquiry: inquiry.ID, State: register.StateOpen}
	if err := m.tx.AddCase(m.ctx, &c, 2026); err != nil {
		return err
	}
	l := letter(int(line.UID))
	l.Key, l.Case, l.Due = c.Number+"/acknowledgement", c.Number, m.clock
	added, err := m.tx.AddLetter(m.ctx, &l)
	if err != nil || !added {
		return fmt.Errorf("letter %s added: %v: %w", l.Key, added, err)
	}
	again := l
	if added, err := m.tx.AddLetter(m.ctx, &again); err != nil || added || again.ID != l.ID {
		return fmt.Errorf("letter %s again: %v, ID %d: %w", l.Key, added, again.ID, err)
	}
	m.model.cases = append(m.model.cases, c.Number)
	m.model.outcomes[int(line.UID)] = register.Filed
	m.model.letters[l.Key] = &modelLetter{status: register.Written, due: m.clock}
	return m.tx.Settle(m.ctx, line.ID, register.Filed, "", inquiry.ID, c.Number)
}

func (m *machine) claim(t *rapid.T) error {
	n := rapid.IntRange(1, 4).Draw(t, "letters")
	claimed, err := m.tx.ClaimLetters(m.ctx, "holder", m.clock, 3*time.Minute, n)
	due := 0
	for _, l := range m.model.letters {
		if (l.status == register.Written || l.status == register.Unknown) && !l.due.After(m.clock) {
			due++
		}
	}
	if len(claimed) != min(n, due) {
		t.Fatalf("claimed %d, want %d of %d", len(claimed), n, due)
	}
	for _, l := range claimed {
		want := m.model.letters[l.Key]
		if want.due.After(m.clock) {
			t.Fatalf("claimed %s, which is due %v", l.Key, want.due)
		}
		want.due = m.clock.Add(3 * time.Minute)
		want.attempts++
	}
	return err
}

// post says of any letter what a server, or a bounce, may say at any time.
func (m *machine) post(t *rapid.T) error {
	if len(m.model.cases) == 0 {
		return nil
	}
	key := rapid.SampledFrom(m.model.cases).Draw(t, "case") + "/acknowledgement"
	l, err := m.tx.LettersOf(m.ctx, key[:len("2026-0001")])
	if err != nil || len(l) != 1 {
		return fmt.Errorf("%d letters: %w", len(l), err)
	}
	want := m.model.letters[key]
	waits := want.status == register.Written || want.status == register.Unknown
	switch rapid.IntRange(0, 3).Draw(t, "reply") {
	case 0:
		if want.status != register.Bounced {
			want.status = register.Accepted
		}
		return m.tx.LetterAccepted(m.ctx, l[0].ID, m.clock, "250")
	case 1:
		if waits {
			want.status, want.due = register.Unknown, m.clock.Add(2*time.Minute)
		}
		return m.tx.LetterDelayed(m.ctx, l[0].ID, register.Unknown, m.clock.Add(2*time.Minute), "no reply")
	case 2:
		want.status = register.Bounced
		return m.tx.LetterFailed(m.ctx, l[0].ID, register.Bounced, "5.1.1")
	default:
		if waits {
			want.status = register.GaveUp
		}
		return m.tx.LetterFailed(m.ctx, l[0].ID, register.GaveUp, "too old")
	}
}

// compare holds the register against the model.
func (m *machine) compare(t *rapid.T) error {
	balance, err := m.tx.Balance(m.ctx, time.Time{}, time.Time{})
	if err != nil {
		return err
	}
	want := map[register.Outcome]int{}
	for _, outcome := range m.model.outcomes {
		want[outcome]++
	}
	if fmt.Sprint(balance) != fmt.Sprint(want) {
		t.Fatalf("balance %v, want %v", balance, want)
	}
	list, err := m.tx.Cases(m.ctx, register.CaseFilter{})
	if err != nil {
		return err
	}
	if len(list) != len(m.model.cases) {
		t.Fatalf("%d cases, want %d", len(list), len(m.model.cases))
	}
	for i, c := range list { // newest first, and without a gap
		if number := fmt.Sprintf("2026-%04d", len(list)-i); c.Number != number {
			t.Fatalf("case %s, want %s", c.Number, number)
		}
		letters, err := m.tx.LettersOf(m.ctx, c.Number)
		if err != nil || len(letters) != 1 {
			return fmt.Errorf("%d letters: %w", len(letters), err)
		}
		l, want := letters[0], m.model.letters[letters[0].Key]
		if l.Status != want.status || l.Attempts != want.attempts || !l.Due.Equal(want.due) {
			t.Fatalf("letter %s is %s, due %v, %d attempts; want %+v", l.Key, l.Status, l.Due, l.Attempts, *want)
		}
	}
	return nil
}
