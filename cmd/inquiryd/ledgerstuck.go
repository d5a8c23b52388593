package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"inquiryd/internal/register"
)

// ledgerRetryVerb lets the daemon try a stuck mail again.
type ledgerRetryVerb struct {
	Mail int64 `arg:"" name:"MAIL" help:"Its number, as ledger --outcome stuck shows it."`
}

// Help is the page of this verb.
func (ledgerRetryVerb) Help() string {
	return `A mail that could not be fetched or kept is tried a few times and then left
alone; it still lies in the mailbox. When the reason is gone, as after an update
or with more memory, the next round of the daemon tries it again, as often as at
first.`
}

// Run gives the mail its tries back.
func (v ledgerRetryVerb) Run(ctx context.Context, c *cli, s *streams) error {
	err := c.changeStuck(ctx, v.Mail, func(tx *register.Tx, line register.LedgerLine) error {
		state, err := tx.Mailbox(ctx, line.Mailbox)
		if err != nil && !errors.Is(err, register.ErrNotFound) {
			return err
		}
		if err == nil && state.UIDValidity != line.UIDValidity {
			return found(fmt.Errorf("mail %d cannot be found again: the server has numbered the mailbox anew since, and all of it was read again", v.Mail),
				"see inquiryd ledger for what became of it, then inquiryd ledger give-up")
		}
		return tx.TryAgain(ctx, v.Mail)
	})
	if err == nil {
		s.say("mail %d is tried again in the next round", v.Mail)
	}
	return err
}

// ledgerGiveUpVerb settles a stuck mail that nobody can take in.
type ledgerGiveUpVerb struct {
	Mail   int64  `arg:"" name:"MAIL" help:"Its number, as ledger --outcome stuck shows it."`
	Reason string `required:"" placeholder:"WHY" help:"Why; it stands in the ledger."`
}

// Help is the page of this verb.
func (ledgerGiveUpVerb) Help() string {
	return `Read it with a mail program first: nobody else will. The mail stays where it
lies, counts as ignored from now on, and is not tried again. Nobody gets mail.`
}

// Run settles the mail.
func (v ledgerGiveUpVerb) Run(ctx context.Context, c *cli, s *streams) error {
	err := c.changeStuck(ctx, v.Mail, func(tx *register.Tx, _ register.LedgerLine) error {
		return tx.GiveUp(ctx, v.Mail, "given up: "+v.Reason, time.Now())
	})
	if err == nil {
		s.say("mail %d counts as ignored; it still lies in the mailbox", v.Mail)
	}
	return err
}

// changeStuck changes a mail that is stuck, in one transaction.
func (c *cli) changeStuck(ctx context.Context, mail int64, change func(*register.Tx, register.LedgerLine) error) error {
	config, err := c.load()
	if err != nil {
		return err
	}
	err = config.withRegister(ctx, func(r *register.Register) error {
		return r.Update(ctx, func(tx *register.Tx) error {
			line, err := tx.Line(ctx, mail)
			if err != nil {
				return err
			}
			if line.Outcome != register.Stuck {
				return used(fmt.Errorf("mail %d is not stuck: %s", mail, line.Outcome), "see inquiryd ledger --outcome stuck")
			}
			return change(tx, line)
		})
	})
	if errors.Is(err, register.ErrNotFound) {
		return used(fmt.Errorf("there is no mail %d in the ledger", mail), "see inquiryd ledger --outcome stuck")
	}
	return err
}
