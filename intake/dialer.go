package intake

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

// The pause after a refused login, doubled at each further one.
const (
	doorPause = time.Minute
	doorLimit = time.Hour
)

// Dialer dials mailboxes, and keeps away for a while from an account whose
// login was refused: servers lock accounts that knock too often with a wrong
// password. All who log in to an account share its pause, so there should be
// one Dialer in a process. It is safe for concurrent use.
type Dialer struct {
	log *slog.Logger

	mutex sync.Mutex
	doors map[string]*door // by account
}

// door is the way into one account, for one at a time.
type door struct {
	turn  chan struct{} // holds a token while somebody logs in
	pause time.Duration // after the last refusal
	why   error         // of the last refusal
	until time.Time     // shut until then

	undated atomic.Bool // the server's INTERNALDATE cannot be read
}

// NewDialer makes a dialer to which every door is open. A nil log is silent.
func NewDialer(log *slog.Logger) *Dialer {
	return &Dialer{log: log, doors: map[string]*door{}}
}

// Dial is [Dial], but refuses with [ErrAuth] without asking the server while
// the account's pause lasts: a minute after the first refusal, then twice as
// long each time up to an hour, all a fifth more or less.
func (d *Dialer) Dial(ctx context.Context, cfg IMAPConfig) (*Mailbox, error) {
	door := d.door(cfg.account())
	select {
	case door.turn <- struct{}{}:
		defer func() { <-door.turn }()
	case <-ctx.Done():
		return nil, fmt.Errorf("mailbox %s at %s: wait for another login: %w: %w", cfg.mailbox(), cfg.Address, ErrConnection, context.Cause(ctx))
	}
	if wait := time.Until(door.until); wait > 0 {
		return nil, fmt.Errorf("mailbox %s at %s: log in as %q: %w: next try in %v, so that the account is not locked; the last one: %w",
			cfg.mailbox(), cfg.Address, cfg.Username, ErrAuth, wait.Round(time.Second), door.why)
	}
	box, err := Dial(ctx, cfg, d.log)
	switch {
	case err == nil:
		door.pause = 0
		box.undated = &door.undated
	case errors.Is(err, ErrAuth) && !tried(err): // nobody knocked
	case errors.Is(err, ErrAuth): // other errors say nothing about the account
		door.refuse(time.Now())
		door.why = err
	}
	return box, err
}

// tried says whether a server was asked.
func tried(err error) bool {
	_, not := errors.AsType[*unasked](err)
	return !not
}

// refuse shuts the door for longer than the last time.
func (d *door) refuse(now time.Time) {
	d.pause = min(max(2*d.pause, doorPause), doorLimit)
	d.until = now.Add(d.pause*4/5 + rand.N(d.pause*2/5))
}

func (d *Dialer) door(account string) *door {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.doors[account] == nil {
		d.doors[account] = &door{turn: make(chan struct{}, 1)}
	}
	return d.doors[account]
}
