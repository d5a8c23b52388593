package main

import (
	"context"

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
	if err != nil {
		return err
	}
	s.say("the register stands in %s, checked", v.File)
	return nil
}
