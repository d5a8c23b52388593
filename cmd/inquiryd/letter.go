package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"inquiryd/internal/register"
)

// letterVerb looks at our letters.
type letterVerb struct {
	List letterListVerb `cmd:"" default:"withargs" help:"List letters, newest first."`
	Send letterSendVerb `cmd:"" help:"Put a letter that was given up back into the outbox, as it is."`
}

// Help is the page of these verbs.
func (letterVerb) Help() string {
	return `A letter that the outgoing server refused for good is given up, and so is one
of which a restored register cannot tell whether it was sent. Send it again when
the reason is gone: its bytes and its Message-ID stay the same.

Examples:

    inquiryd letter list --status "gave up"

    inquiryd letter send 17`
}

type letterListVerb struct {
	Status string `enum:"any,written,unknown,accepted,bounced,gave up" default:"any" help:"Only letters with this status: ${enum}."`
	Limit  int    `default:"100" help:"At most so many."`
	JSON   bool   `name:"json" help:"Print a JSON list."`
}

// Run prints a line for each letter.
func (v letterListVerb) Run(ctx context.Context, c *cli, s *streams) error {
	return c.view(ctx, func(config *configuration, tx *register.Tx) error {
		status := register.LetterStatus(v.Status)
		if v.Status == "any" {
			status = ""
		}
		letters, err := tx.LettersIn(ctx, status, v.Limit)
		if err != nil {
			return err
		}
		if v.JSON {
			return s.printJSON(letterRows(letters, config.zone))
		}
		if len(letters) == 0 {
			s.say("no such letters")
			return nil
		}
		w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "LETTER\tWRITTEN\tCASE\tKIND\tROLE\tSTATUS\tTRIES\tWHY")
		for _, l := range letters {
			fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\t%s\t%d\t%s\n", l.ID, day(l.WrittenAt, config.zone), cmp.Or(l.Case, "-"), l.Kind, l.Role,
				l.Status, l.Attempts, cmp.Or(l.LastError, "-"))
		}
		return w.Flush()
	})
}

type letterSendVerb struct {
	Letter int64 `arg:"" name:"LETTER" help:"Its number, as letter list shows it."`
}

// Run makes the letter due.
func (v letterSendVerb) Run(ctx context.Context, c *cli, s *streams) error {
	config, err := c.load()
	if err != nil {
		return err
	}
	err = config.withRegister(ctx, func(r *register.Register) error {
		return r.Update(ctx, func(tx *register.Tx) error { return tx.PostAgain(ctx, v.Letter, time.Now()) })
	})
	if errors.Is(err, register.ErrNotFound) {
		return used(fmt.Errorf("there is no letter %d that was given up", v.Letter), `see inquiryd letter list --status "gave up"`)
	}
	if err != nil {
		return err
	}
	s.say("letter %d is in the outbox: the daemon posts it", v.Letter)
	return nil
}
