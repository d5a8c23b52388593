package register

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"inquiryd/internal/objects"
)

// ErrStrangeStore: a register knows nothing of what is in the object store.
var ErrStrangeStore = errors.New("register: none of the objects in the store is this register's")

// UnknownObjects tells the names of objects in the store that are nothing of this
// register, and counts those that are: a backup from before they were moved was
// restored, so erasing a case does not reach them, or a daemon was killed while it
// wrote one. What is in the store beside mails and letters is not looked at. An
// error of tell ends it. Errors: [ErrOutside].
func (r *Register) UnknownObjects(ctx context.Context, tell func(name string) error) (known int, err error) {
	defer name(&err, "look for unknown objects")
	if r.outside.store == nil {
		return 0, nil
	}
	var some []string
	look := func() error {
		unknown, err := r.unknownOf(ctx, some)
		known, some = known+len(some)-len(unknown), some[:0]
		for _, name := range unknown {
			if err == nil {
				err = tell(name)
			}
		}
		return err
	}
	// Whether an object is known is asked after it was seen: each is written down
	// before it is made.
	err = r.outside.store.List(ctx, func(name string) error {
		if strings.HasPrefix(name, "mails/") || strings.HasPrefix(name, "letters/") {
			some = append(some, name)
		}
		if len(some) < moveGroup {
			return nil
		}
		return look()
	})
	if err == nil {
		err = look()
	}
	if errors.Is(err, objects.ErrAway) {
		err = fmt.Errorf("%w: %w", ErrOutside, err)
	}
	return known, err
}

// unknownOf are those of some names that no row of objects has.
func (r *Register) unknownOf(ctx context.Context, some []string) (unknown []string, err error) {
	if len(some) == 0 {
		return nil, nil
	}
	args, known := make([]any, len(some)), map[string]bool{}
	for i, name := range some {
		args[i] = name
	}
	err = r.View(ctx, func(tx *Tx) error {
		names, err := many(ctx, tx, value[string], `SELECT name FROM objects WHERE name IN (`+placeholders(1, len(args))+`)`, args...)
		for _, name := range names {
			known[name] = true
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, name := range some {
		if !known[name] {
			unknown = append(unknown, name)
		}
	}
	return unknown, nil
}

// RemoveUnknownObjects removes what [Register.UnknownObjects] tells, and tells each
// when it is gone. Where all of the store is unknown it removes nothing, since that
// may be another register's: [ErrStrangeStore].
func (r *Register) RemoveUnknownObjects(ctx context.Context, tell func(name string) error) (err error) {
	defer name(&err, "remove unknown objects")
	unknown := 0
	known, err := r.UnknownObjects(ctx, func(string) error { unknown++; return nil })
	if err == nil && known == 0 && unknown > 0 {
		err = ErrStrangeStore
	}
	if err != nil {
		return err
	}
	_, err = r.UnknownObjects(ctx, func(name string) error {
		if err := r.outside.store.Delete(ctx, name); err != nil {
			return fmt.Errorf("object %s: %w", name, err)
		}
		return tell(name)
	})
	return err
}
