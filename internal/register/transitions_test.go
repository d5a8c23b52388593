package register_test

import (
	"errors"
	"testing"
	"time"

	"inquiryd/internal/register"
)

// transitions are all of them, by name.
var transitions = map[string]func(*register.Case) (register.Event, error){
	"assign":   func(c *register.Case) (register.Event, error) { return c.Assign("kultur", now, "registrar") },
	"hold":     func(c *register.Case) (register.Event, error) { return c.Hold("two administrations", "system") },
	"answered": func(c *register.Case) (register.Event, error) { return c.Answered("official a@kk.example") },
	"reopen":   func(c *register.Case) (register.Event, error) { return c.Reopen("member") },
	"approve":  func(c *register.Case) (register.Event, error) { return c.Approve("registrar") },
	"close":    func(c *register.Case) (register.Event, error) { return c.Close("system", "sent") },
	"redirect": func(c *register.Case) (register.Event, error) { return c.Redirect("2026-0002", "official") },
	"withdraw": func(c *register.Case) (register.Event, error) { return c.Withdraw("member") },
	"refuse": func(c *register.Case) (register.Event, error) {
		return c.Refuse("no councillor's business", "registrar")
	},
	"duplicate": func(c *register.Case) (register.Event, error) { return c.Duplicate("2026-0002", "registrar") },
	"revise":    func(c *register.Case) (register.Event, error) { return c.Revise("returned", "too long", "approver") },
	"continue":  func(c *register.Case) (register.Event, error) { return c.Continue("system") },
	"correct":   func(c *register.Case) (register.Event, error) { return c.Correct("official") },
}

// allowed says what each state may become, and by what.
var allowed = map[register.State]map[string]register.State{
	register.StateHeld: {"assign": register.StateOpen, "hold": register.StateHeld, "close": register.StateClosed, "redirect": register.StateRedirected,
		"withdraw": register.StateWithdrawn, "refuse": register.StateRefused, "duplicate": register.StateDuplicate},
	register.StateOpen: {"assign": register.StateOpen, "hold": register.StateHeld, "answered": register.StateAnswered, "close": register.StateClosed,
		"redirect": register.StateRedirected, "withdraw": register.StateWithdrawn, "refuse": register.StateRefused, "duplicate": register.StateDuplicate},
	register.StateAnswered: {"reopen": register.StateOpen, "revise": register.StateOpen, "approve": register.StateApproved, "close": register.StateClosed,
		"redirect": register.StateRedirected, "withdraw": register.StateWithdrawn, "refuse": register.StateRefused, "duplicate": register.StateDuplicate},
	register.StateApproved:   {"reopen": register.StateOpen, "continue": register.StateOpen, "close": register.StateClosed, "duplicate": register.StateDuplicate},
	register.StateClosed:     {"reopen": register.StateOpen, "correct": register.StateOpen},
	register.StateRefused:    {"reopen": register.StateOpen},
	register.StateWithdrawn:  {"reopen": register.StateOpen},
	register.StateRedirected: {},
	register.StateDuplicate:  {"reopen": register.StateOpen, "correct": register.StateOpen},
}

func TestTransitions(t *testing.T) {
	for from, to := range allowed {
		for name, move := range transitions {
			c := register.Case{Number: "2026-0001", State: from}
			if from.Ended() {
				c.ClosedAt = now
			}
			before := c
			at := now.Add(time.Hour)
			event, err := move(c.At(at))
			want, ok := to[name]
			if !ok {
				before.UpdatedAt = at
				same(t, "case after a refused "+name, c, before)
				if !errors.Is(err, register.ErrTransition) {
					t.Errorf("%s → %s: %v, want ErrTransition", from, name, err)
				}
				continue
			}
			if err != nil || c.State != want || event.Case != c.Number || !event.At.Equal(at) || event.Who == "" || event.What == "" {
				t.Errorf("%s → %s: %s, want %s; event %+v; %v", from, name, c.State, want, event, err)
			}
			if want.Ended() != c.ClosedAt.Equal(at) || want.Ended() == c.ClosedAt.IsZero() {
				t.Errorf("%s → %s: closed at %v", from, name, c.ClosedAt)
			}
		}
	}
}

func TestTransitionsSayWhatMatters(t *testing.T) {
	c := register.Case{Number: "2026-0001", State: register.StateHeld, HeldWhy: "no rule", Administration: "teknik"}
	event, err := c.At(now).Assign("kultur", now.AddDate(0, 0, 9), "registrar")
	if err != nil || c.HeldWhy != "" || c.Administration != "kultur" || !c.Due.Equal(now.AddDate(0, 0, 9)) {
		t.Errorf("assigned: %+v, %v", c, err)
	}
	same(t, "detail", event.Detail, map[string]string{"administration": "kultur", "before": "teknik", "due": "2026-03-11T08:30:00Z"})
	if _, err := c.Duplicate(c.Number, "registrar"); err == nil || c.State != register.StateOpen {
		t.Errorf("a case is its own duplicate: %v", err)
	}
	if _, err := c.Assign("", now, "registrar"); err == nil {
		t.Error("assigned to nobody")
	}
	if _, err := c.Redirect("2026-0007", "official"); err != nil || c.Successor != "2026-0007" {
		t.Errorf("successor %q, %v", c.Successor, err)
	}
}
