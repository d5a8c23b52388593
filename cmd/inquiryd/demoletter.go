package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"inquiryd/internal/register"
	"inquiryd/notify"
)

// answer lets the officials of two administrations answer the first inquiry.
func (d *demo) answer(ctx context.Context) error {
	first, err := d.find(ctx, notify.Forwarding, "TMF", "Cykelsti")
	if err != nil {
		return err
	}
	second, err := d.find(ctx, notify.Forwarding, "BUF")
	if err != nil {
		return err
	}
	d.heading("Two administrations answer by reply")
	text := `Cykelstien på Vestvejen er færdig den 12. juni. Indtil da sørger entreprenøren
for lyset.

Mvh Iben Toft`
	if err := d.answerBy(ctx, first, "Iben Toft", "iben.toft@tmf.example", text); err != nil {
		return err
	}
	if err := d.tellLetters(ctx, notify.Received); err != nil {
		return err
	}
	receipt, err := d.find(ctx, notify.Received, "")
	if err != nil {
		return err
	}
	d.excerpt(receipt.mail.Text, 5)
	text = `Svar 2:
Der står 214 børn på venteliste til en vuggestueplads i Valby den 1. november.
61 af dem får plads inden nytår.

Svar 3:
Ja. Den nye legeplads åbner den 1. maj, og den gamle lukker først derefter.

Venlig hilsen
Lone Vang
Børne- og Ungdomsforvaltningen`
	if err := d.answerBy(ctx, second, "Lone Vang", "lone.vang@buf.example", text); err != nil {
		return err
	}
	return d.tellLetters(ctx, notify.Approval, notify.Received)
}

// approve lets the approver see the letter that both answers are in, and let
// it go.
func (d *demo) approve(ctx context.Context) error {
	approval, err := d.find(ctx, notify.Approval, "")
	if err != nil {
		return err
	}
	d.heading("An approver gets the letter before it goes")
	d.excerpt(approval.mail.Text, 14)
	if err := d.answerBy(ctx, approval, "Birgit Aaen", "birgit.aaen@buf.example", "Godkend"); err != nil {
		return err
	}
	if err := d.tellLetters(ctx, notify.Answer, notify.Confirmation); err != nil {
		return err
	}
	answer, err := d.find(ctx, notify.Answer, "")
	if err != nil {
		return err
	}
	digest := sha256.Sum256(answer.raw)
	sum := hex.EncodeToString(digest[:])
	if !strings.Contains(approval.mail.Text, sum) {
		return fmt.Errorf("the letter has the digest %s, which the approver was not shown", sum)
	}
	d.line("What was posted has the SHA-256 that was approved: %s…", sum[:16])
	return nil
}

// answerBy delivers somebody's reply to a letter, and the daemon reads it.
func (d *demo) answerBy(ctx context.Context, to posted, name, address, text string) error {
	if len(to.mail.ReplyTo) != 1 {
		return fmt.Errorf("the %s letter has no reply address", to.letter.Kind)
	}
	d.line("%s <%s> replies to the %s letter of case %s:", name, address, to.letter.Kind, to.letter.Case)
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
	answer, err := d.find(ctx, notify.Answer, "")
	if err != nil {
		return err
	}
	if answer.to != "signe.wulff@medlem.example" || len(answer.letter.PDF) == 0 {
		return fmt.Errorf("the answer went to %s with a PDF of %d bytes", answer.to, len(answer.letter.PDF))
	}
	for _, must := range []string{"214 børn", "1. maj", "12. juni", "Hvor mange børn står på venteliste", "Hvornår er cykelstien"} {
		if !strings.Contains(answer.mail.Text, must) {
			return fmt.Errorf("the answer letter does not hold %q", must)
		}
	}
	d.answered = answer.letter.Case
	d.heading("The letter to the member")
	d.page(answer.mail.Text)
	pdf := filepath.Join(d.dir, answer.letter.Case+".pdf")
	if err := os.WriteFile(pdf, answer.letter.PDF, 0o600); err != nil {
		return err
	}
	d.line("As PDF: %s (%d bytes)", pdf, len(answer.letter.PDF))
	return nil
}

// due is the deadline of a case.
func (d *demo) due(ctx context.Context, number string) (due time.Time) {
	_ = d.register.View(ctx, func(tx *register.Tx) error {
		c, err := tx.Case(ctx, number)
		due = c.Due.In(d.config.zone)
		return err
	})
	return due
}
