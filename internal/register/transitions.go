package register

import (
	"fmt"
	"slices"
	"time"
)

// At sets the time of the transition that follows, as in
//
//	event, err := c.At(now).Assign("kultur", due, "registrar")
//
// It is the case's UpdatedAt, and becomes the event's At and the ClosedAt of a
// case that ends.
func (c *Case) At(now time.Time) *Case {
	c.UpdatedAt = now
	return c
}

// Ended says whether nothing more is expected of the case.
func (s State) Ended() bool {
	return slices.Contains([]State{StateClosed, StateRedirected, StateRefused, StateWithdrawn, StateDuplicate}, s)
}

// Assign gives the case to an administration, which may be another than before,
// to be answered by due (zero: no deadline): held or open → open.
func (c *Case) Assign(administration string, due time.Time, who string) (Event, error) {
	if administration == "" {
		return Event{}, fmt.Errorf("assign case %s: no administration is named", c.Number)
	}
	detail := map[string]string{"administration": administration}
	if c.Administration != administration && c.Administration != "" {
		detail["before"] = c.Administration
	}
	if !due.IsZero() {
		detail["due"] = due.UTC().Format(time.RFC3339)
	}
	event, err := c.become(StateOpen, "assigned", who, detail, StateHeld, StateOpen)
	if err == nil {
		c.Administration, c.Due, c.HeldWhy = administration, due, ""
	}
	return event, err
}

// Hold leaves the case to the registrar: held or open → held.
func (c *Case) Hold(why, who string) (Event, error) {
	event, err := c.become(StateHeld, "held", who, reason(why), StateHeld, StateOpen)
	if err == nil {
		c.HeldWhy = why
	}
	return event, err
}

// Answered says that every question has its answer: open → answered.
func (c *Case) Answered(who string) (Event, error) {
	return c.become(StateAnswered, "answered", who, nil, StateOpen)
}

// Reopen asks the administration again: answered, approved, closed, refused or
// withdrawn → open.
func (c *Case) Reopen(who string) (Event, error) {
	event, err := c.become(StateOpen, "reopened", who, nil, StateAnswered, StateApproved, StateClosed, StateRefused, StateWithdrawn, StateDuplicate)
	if err == nil {
		c.ClosedAt, c.Successor = time.Time{}, ""
	}
	return event, err
}

// Revise takes an answer back before its letter went: answered → open. what
// says how, as "returned" by an approver or "changed" by the official.
func (c *Case) Revise(what, why, who string) (Event, error) {
	event, err := c.become(StateOpen, what, who, reason(why), StateAnswered)
	if err == nil {
		c.Successor = ""
	}
	return event, err
}

// Continue waits for the answers that the letter just sent does not hold:
// approved → open.
func (c *Case) Continue(who string) (Event, error) {
	return c.become(StateOpen, "answered in part", who, nil, StateApproved)
}

// Correct takes up an answer that was sent and is wrong: closed or duplicate →
// open.
func (c *Case) Correct(who string) (Event, error) {
	event, err := c.become(StateOpen, "correction", who, nil, StateClosed, StateDuplicate)
	if err == nil {
		c.ClosedAt, c.Successor = time.Time{}, ""
	}
	return event, err
}

// Approve lets the answer letter go: answered → approved.
func (c *Case) Approve(who string) (Event, error) {
	return c.become(StateApproved, "approved", who, nil, StateAnswered)
}

// Close ends the case: approved → closed when its letter was accepted, or held,
// open or answered → closed when it ends without one; why says so.
func (c *Case) Close(who, why string) (Event, error) {
	return c.become(StateClosed, "closed", who, reason(why), StateHeld, StateOpen, StateAnswered, StateApproved)
}

// Redirect lets another case take over: held, open or answered → redirected.
func (c *Case) Redirect(successor, who string) (Event, error) {
	return c.succeeded(StateRedirected, "redirected", successor, who, StateHeld, StateOpen, StateAnswered)
}

// Withdraw ends the case since the member no longer asks: held, open or
// answered → withdrawn.
func (c *Case) Withdraw(who string) (Event, error) {
	return c.become(StateWithdrawn, "withdrawn", who, nil, StateHeld, StateOpen, StateAnswered)
}

// Refuse ends the case without an answer: held, open or answered → refused.
func (c *Case) Refuse(why, who string) (Event, error) {
	return c.become(StateRefused, "refused", who, reason(why), StateHeld, StateOpen, StateAnswered)
}

// Duplicate ends the case since another asks the same: held, open, answered or,
// when its letter has said so, approved → duplicate.
func (c *Case) Duplicate(of, who string) (Event, error) {
	return c.succeeded(StateDuplicate, "duplicate", of, who, StateHeld, StateOpen, StateAnswered, StateApproved)
}

func (c *Case) succeeded(to State, what, successor, who string, from ...State) (Event, error) {
	if successor == "" || successor == c.Number {
		return Event{}, fmt.Errorf("%s case %s: %q is no other case", what, c.Number, successor)
	}
	event, err := c.become(to, what, who, map[string]string{"successor": successor}, from...)
	if err == nil {
		c.Successor = successor
	}
	return event, err
}

// become changes the state, if it is one of from, and returns the event that
// says so. On an error the case is as it was.
func (c *Case) become(to State, what, who string, detail map[string]string, from ...State) (Event, error) {
	if !slices.Contains(from, c.State) {
		how := ""
		if what != string(to) {
			how = " (" + what + ")"
		}
		return Event{}, fmt.Errorf("%w: case %s is %s and cannot become %s%s", ErrTransition, c.Number, c.State, to, how)
	}
	c.State = to
	if to.Ended() {
		c.ClosedAt = c.UpdatedAt
	}
	return Event{Case: c.Number, At: c.UpdatedAt, Who: who, What: what, Detail: detail}, nil
}

func reason(why string) map[string]string {
	if why == "" {
		return nil
	}
	return map[string]string{"reason": why}
}
