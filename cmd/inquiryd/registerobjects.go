package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"inquiryd/internal/register"
)

// registerObjectsVerb moves large values into the object store, or back.
type registerObjectsVerb struct {
	Back    bool `xor:"way" help:"Move all of them back into the register, for one that is to do without the store."`
	Unknown bool `xor:"way" help:"Move nothing; list the objects in the store that are nothing of this register."`
	Remove  bool `help:"With --unknown: remove them."`
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
folder after the register.

After a backup was restored the store may hold objects that this register never
moved, and that erasing a case does not reach. Give the verb once without flags:
what is in the register is moved again, under the same names. --unknown lists
what is left, and --unknown --remove removes it.`
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
	switch {
	case v.Unknown:
		return config.withRegister(ctx, func(r *register.Register) error { return v.unknown(ctx, r, s) })
	case v.Remove:
		return used(errors.New("--remove alone says not what to remove"), "write --unknown --remove")
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

// unknown lists or removes what is nothing of the register.
func (v registerObjectsVerb) unknown(ctx context.Context, r *register.Register, s *streams) (err error) {
	n, what := 0, "unknown to the register"
	tell := func(name string) error {
		n++
		_, err := fmt.Fprintln(s.out, name)
		return err
	}
	if v.Remove {
		what = "removed"
		err = r.RemoveUnknownObjects(ctx, tell)
	} else {
		_, err = r.UnknownObjects(ctx, tell)
	}
	if errors.Is(err, register.ErrStrangeStore) {
		return found(err, "nothing was removed; if it is, inquiryd register objects without flags moves its mails and letters again first")
	}
	if err != nil {
		return found(err, "the same command goes on")
	}
	s.say("%s %s", count(n, "object"), what)
	return nil
}
