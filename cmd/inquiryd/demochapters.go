package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
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

// answer lets an official answer by mail.
func (d *demo) answer(ctx context.Context) error {
	forwarding, err := d.find(ctx, notify.Forwarding, "BUF")
	if err != nil {
		return err
	}
	d.heading("An official answers by reply")
	text := `Svar 2:
Der står 214 børn på venteliste til en vuggestueplads i Valby den 1. november.
61 af dem får plads inden nytår.

Svar 3:
Ja. Den nye legeplads åbner den 1. maj, og den gamle lukker først derefter.

Venlig hilsen
Lone Vang
Børne- og Ungdomsforvaltningen`
	if err := d.answerBy(ctx, forwarding, "Lone Vang", "lone.vang@buf.example", text); err != nil {
		return err
	}
	d.answered = forwarding.letter.Case
	return d.tellLetters(ctx, notify.Answer, notify.Received)
}

// answerBy delivers somebody's reply to a letter, and the daemon reads it.
func (d *demo) answerBy(ctx context.Context, to posted, name, address, text string) error {
	if len(to.mail.ReplyTo) != 1 {
		return fmt.Errorf("the %s letter has no reply address", to.letter.Kind)
	}
	d.line("%s <%s> replies to the letter about case %s:", name, address, to.letter.Case)
	d.quote(text)
	if err := d.deliver("reply.eml", reply(to, name, address, text, time.Now().In(d.config.zone))); err != nil {
		return err
	}
	if err := d.watch.round(ctx); err != nil {
		return err
	}
	lines, err := d.tellLedger(ctx)
	if err == nil && (len(lines) != 1 || lines[0].Case != to.letter.Case) {
		return fmt.Errorf("the reply about case %s was not understood: %v", to.letter.Case, lines)
	}
	return err
}

// letter shows the finished letter, as the member got it.
func (d *demo) letter(ctx context.Context) error {
	answer, err := d.find(ctx, notify.Answer, "BUF")
	if err != nil {
		return err
	}
	if answer.to != "signe.wulff@medlem.example" || len(answer.letter.PDF) == 0 {
		return fmt.Errorf("the answer went to %s with a PDF of %d bytes", answer.to, len(answer.letter.PDF))
	}
	for _, must := range []string{"214 børn", "1. maj", "Hvor mange børn står på venteliste"} {
		if !strings.Contains(answer.mail.Text, must) {
			return fmt.Errorf("the answer letter does not hold %q", must)
		}
	}
	d.heading("The letter to the member")
	d.page(answer.mail.Text)
	pdf := filepath.Join(d.dir, answer.letter.Case+".pdf")
	if err := os.WriteFile(pdf, answer.letter.PDF, 0o600); err != nil {
		return err
	}
	d.line("As PDF: %s (%d bytes)", pdf, len(answer.letter.PDF))
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
