package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"inquiryd/internal/register"
	"inquiryd/notify"
)

// arrive delivers the six mails, and the daemon reads them.
func (d *demo) arrive(ctx context.Context) error {
	d.heading("Six mails arrive")
	if err := d.deliverAll(); err != nil {
		return err
	}
	if err := d.watch.round(ctx); err != nil {
		return err
	}
	lines, err := d.tellLedger(ctx)
	if err != nil {
		return err
	}
	by := map[register.Outcome]int{}
	for _, l := range lines {
		by[l.Outcome]++
	}
	if len(lines) != 6 || by[register.Filed]+by[register.Held] != 4 || by[register.Ignored] != 2 {
		return fmt.Errorf("six mails became %v", by)
	}
	d.heading("Letters go out")
	return d.tellLetters(ctx, notify.Acknowledgement, notify.Forwarding, notify.HeldNotice)
}

// decide lets the registrar file what the rules could not, by mail.
func (d *demo) decide(ctx context.Context) error {
	notice, err := d.find(ctx, notify.HeldNotice, "")
	if err != nil {
		return err
	}
	d.heading("The registrar decides what the rules could not")
	registrar := d.config.Clerk.Registrar
	if err := d.answerBy(ctx, notice, d.config.Clerk.RegistrarName, registrar, "KFF"); err != nil {
		return err
	}
	if with := d.with(ctx, notice.letter.Case); with != "KFF" {
		return fmt.Errorf("case %s is with %q after the registrar's decision", notice.letter.Case, with)
	}
	return d.tellLetters(ctx, notify.Forwarding, notify.Redirected)
}

// redirect lets an administration send a case on that is not its own.
func (d *demo) redirect(ctx context.Context) error {
	forwarding, err := d.find(ctx, notify.Forwarding, "KFF")
	if err != nil {
		return err
	}
	d.heading("»Not ours«: an administration sends a case on")
	if err := d.answerBy(ctx, forwarding, "Jonas Riis", "jonas.riis@kff.example", "Ikke vores, send til TMF"); err != nil {
		return err
	}
	if with := d.with(ctx, forwarding.letter.Case); with != "TMF" {
		return fmt.Errorf("case %s is with %q after it was sent on to TMF", forwarding.letter.Case, with)
	}
	return d.tellLetters(ctx, notify.Forwarding, notify.Redirected, notify.Confirmation)
}

// postpone lets an official ask for more time; the member gets an interim
// answer.
func (d *demo) postpone(ctx context.Context) error {
	forwarding, err := d.find(ctx, notify.Forwarding, "SUF")
	if err != nil {
		return err
	}
	d.heading("»More time«: the member gets an interim answer")
	until := d.due(ctx, forwarding.letter.Case).AddDate(0, 0, 14)
	word := until.Format("Frist: 2.1.2006") + " fordi vi henter vagtplanerne fra hvert plejehjem"
	if err := d.answerBy(ctx, forwarding, "Tage Krog", "tage.krog@suf.example", word); err != nil {
		return err
	}
	if due := d.due(ctx, forwarding.letter.Case); due.Format(time.DateOnly) != until.Format(time.DateOnly) {
		return fmt.Errorf("case %s is due %s, not %s", forwarding.letter.Case, due, until)
	}
	if err := d.tellLetters(ctx, notify.Interim, notify.Confirmation); err != nil {
		return err
	}
	interim, err := d.find(ctx, notify.Interim, "SUF")
	if err != nil {
		return err
	}
	if interim.to != "mogens.dyhr@medlem.example" || !strings.Contains(interim.mail.Text, "vagtplanerne") {
		return fmt.Errorf("the interim answer to %s gives no reason", interim.to)
	}
	d.excerpt(interim.mail.Text, 8)
	return nil
}

// look checks that nothing is left undone, and shows where everything lies.
func (d *demo) look(ctx context.Context) error {
	d.heading("What is in the register now")
	if err := d.tellCases(ctx); err != nil {
		return err
	}
	return d.register.View(ctx, func(tx *register.Tx) error {
		lines, err := tx.Lines(ctx, register.LedgerFilter{})
		if err != nil {
			return err
		}
		depth, _, err := tx.OutboxDepth(ctx, time.Now())
		if err != nil {
			return err
		}
		if len(lines) != len(d.mails) || depth != 0 {
			return fmt.Errorf("%d of %d mails are in the ledger, %d letters in the outbox", len(lines), len(d.mails), depth)
		}
		for _, l := range lines {
			if l.MovedTo == "" {
				return fmt.Errorf("mail %d was not moved", l.ID)
			}
		}
		d.line("%d mails in the ledger, %d letters sent, none waiting; the register is %s", len(lines), len(d.sent), d.config.Register.Path)
		return tx.VerifyEvents(ctx, d.answered)
	})
}
