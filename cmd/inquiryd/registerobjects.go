package main

import (
	"context"
	"errors"
	"time"

	"inquiryd/internal/register"
)

// registerObjectsVerb moves large values into the object store, or back.
type registerObjectsVerb struct {
	Back bool `help:"Move all of them back into the register, for one that is to do without the store."`
}

// Help is the page of this verb.
func (registerObjectsVerb) Help() string {
	return `With [register.objects] in the configuration the daemon moves mails and letters
that are large and have lain for a month into an object store, each hour. This
does it now, for all that the register holds, and goes on where it was when it is
interrupted. The daemon may go on meanwhile.

With --back everything comes back into the register. Stop the daemon before, or
it moves them out again; then remove [register.objects].

The store needs a backup of its own: "inquiryd backup" copies the register, in
which only the names of the objects stand. Keep what the store loses and the
register's backup may still name: turn on the bucket's versions, or copy the
folder after the register.`
}

// Run moves.
func (v registerObjectsVerb) Run(ctx context.Context, c *cli, s *streams) error {
	config, err := c.load()
	if err != nil {
		return err
	}
	if config.Register.Objects.IsZero() {
		return used(errors.New("no object store is configured"), "write [register.objects] with its url; config.example.toml shows how")
	}
	step, to := "move out", "went into the object store"
	if v.Back {
		step, to = "move back", "came back into the register"
	}
	steps, done := s.steps()
	defer done()
	tell := func(m register.Moved) { steps(register.Progress{Step: step, Done: int64(m.Objects), Of: -1}) }
	var moved register.Moved
	err = config.withRegister(ctx, func(r *register.Register) (err error) {
		if v.Back {
			moved, err = r.MoveBack(ctx, time.Now(), tell)
		} else {
			moved, err = r.MoveOut(ctx, true, time.Now(), tell)
		}
		return err
	})
	done()
	if err != nil {
		return found(err, "nothing is lost; the same command goes on")
	}
	s.say("%s, %d bytes, %s", plural(moved.Objects, "mail or letter", "mails and letters"), moved.Bytes, to)
	return nil
}
