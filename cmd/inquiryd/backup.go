package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"inquiryd/internal/register"
)

// backupVerb copies the register while the daemon runs.
type backupVerb struct {
	File string `arg:"" help:"The copy; it must not be there yet."`
}

// Help is the page of this verb.
func (backupVerb) Help() string {
	return `The copy is the register as it is at one moment, checked before it gets its
name. The daemon may go on. Keep the secret file with it: without the secret no
reply to a letter of before can be recognised.

"inquiryd restore" puts the copy back.

Example:

    inquiryd backup /var/backups/inquiryd-$(date +%F).db`
}

// Run makes the copy.
func (v backupVerb) Run(ctx context.Context, c *cli, s *streams) error {
	config, err := c.load()
	if err != nil {
		return err
	}
	err = config.withRegister(ctx, func(r *register.Register) error { return r.Backup(ctx, v.File) })
	switch {
	case errors.Is(err, fs.ErrExist):
		return used(fmt.Errorf("%s is there already", v.File), "name a file that is not there yet")
	case errors.Is(err, fs.ErrNotExist) && !exists(filepath.Dir(v.File)):
		return used(fmt.Errorf("there is no folder %s", filepath.Dir(v.File)), "make it, or name another place")
	case err != nil:
		return err
	}
	s.say("the register stands in %s, checked", v.File)
	return nil
}
