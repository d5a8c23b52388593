package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"inquiryd/internal/catchup"
	"inquiryd/internal/register"
)

// restoreVerb puts a backup in the register's place.
type restoreVerb struct {
	File string `arg:"" optional:"" help:"The copy that inquiryd backup made."`
	Mark bool   `help:"Only mark the register as restored: it was put back by other means, as a PostgreSQL database."`
}

// Help is the page of this verb.
func (restoreVerb) Help() string {
	return `The copy is checked first and stays as it is; the register of before is kept
beside it under another name. Stop the daemon before.

What happened since the copy was made comes back from the mailbox at the next
start, before anything else: the letters in the folder of sent mail tell which
numbers were given, and by them the mails in the folders of their outcomes are
filed again as they were. No letter goes out a second time. What cannot be
joined for sure is held, or is a task for a person.

A PostgreSQL database is restored with its own tools, as pg_restore, and then
marked with --mark.

Examples:

    inquiryd restore /var/backups/inquiryd-2026-11-22.db

    inquiryd restore --mark`
}

// Run restores, or marks.
func (v restoreVerb) Run(ctx context.Context, c *cli, s *streams) error {
	config, err := c.load()
	if err != nil {
		return err
	}
	switch {
	case v.Mark == (v.File != ""):
		return used(errors.New("name a copy, or give --mark"), "inquiryd restore --help tells which")
	case v.File != "" && config.Register.URL != "":
		return used(register.ErrBackup, "restore the database with pg_restore, then run: inquiryd restore --mark")
	case config.Register.URL == "":
		locked, err := lockRegister(config.Register.Path)
		if errors.Is(err, errLocked) {
			return found(errors.New("an inquiryd runs on this register"), "stop it first")
		}
		if err != nil {
			return err
		}
		defer locked.Close()
	}
	if v.Mark {
		return v.mark(ctx, config, s)
	}
	now := time.Now()
	aside, err := register.Restore(ctx, v.File, config.Register.Path, now, func(tx *register.Tx) error { return catchup.Restored(ctx, tx, now) })
	switch {
	case errors.Is(err, register.ErrCorrupt):
		return found(err, "nothing was changed: take another copy")
	case errors.Is(err, fs.ErrNotExist) && !exists(v.File):
		return used(fmt.Errorf("there is no file %s", v.File), "name the copy that inquiryd backup made")
	case err != nil:
		return fmt.Errorf("restore %s: %w", v.File, err)
	}
	if aside != "" {
		s.say("the register of before is %s", aside)
	}
	s.say("the register is now that of %s: the next inquiryd run recovers from the mailbox what it lacks", v.File)
	return nil
}

func (restoreVerb) mark(ctx context.Context, config *configuration, s *streams) error {
	err := config.withRegister(ctx, func(r *register.Register) error {
		return r.Update(ctx, func(tx *register.Tx) error { return catchup.Restored(ctx, tx, time.Now()) })
	})
	if err != nil {
		return err
	}
	s.say("the register is marked: the next inquiryd run recovers from the mailbox what it lacks")
	return nil
}
