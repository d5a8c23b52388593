package main

import (
	"cmp"
	"context"
	"fmt"
	"mime"
	"slices"
	"strings"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// posted is a letter that the outgoing server really got.
type posted struct {
	letter register.Letter
	mail   *intake.Mail
	raw    []byte
	to     string
}

// letters are the letters that the outgoing server got since the last call.
func (d *demo) letters(ctx context.Context) ([]posted, error) {
	messages := d.smtp.Messages()[d.seen:]
	d.seen += len(messages)
	var all []posted
	err := d.register.View(ctx, func(tx *register.Tx) error {
		for _, m := range messages {
			mail := intake.Parse(m.Raw, d.config.Intake.Limits)
			l, err := tx.LetterByMessageID(ctx, mail.MessageID)
			if err != nil {
				return fmt.Errorf("find the letter %s to %s in the register: %w", mail.MessageID, m.To, err)
			}
			all = append(all, posted{l, mail, m.Raw, m.To})
		}
		return nil
	})
	slices.SortFunc(all, func(a, b posted) int { return cmp.Compare(a.letter.ID, b.letter.ID) })
	return all, err
}

// find is the letter of a kind, about the case of an administration and with
// words in its subject if they are given, that went out last.
func (d *demo) find(ctx context.Context, kind notify.Kind, administration string, subject ...string) (posted, error) {
	for _, p := range d.sent {
		if p.letter.Kind != string(kind) || !strings.Contains(p.mail.Subject, strings.Join(subject, " ")) {
			continue
		}
		if administration == "" || d.with(ctx, p.letter.Case) == administration {
			return p, nil
		}
	}
	return posted{}, fmt.Errorf("no %s letter %s was sent", kind, administration)
}

// with is the administration that a case is with.
func (d *demo) with(ctx context.Context, number string) (administration string) {
	_ = d.register.View(ctx, func(tx *register.Tx) error {
		c, err := tx.Case(ctx, number)
		administration = c.Administration
		return err
	})
	return administration
}

// reply is what a mail program makes of somebody's answer to a letter: below
// it the letter is quoted.
func reply(to posted, name, address, text string, now time.Time) []byte {
	var b strings.Builder
	field := func(key, value string) { fmt.Fprintf(&b, "%s: %s\n", key, value) }
	field("From", mime.QEncoding.Encode("utf-8", name)+" <"+address+">")
	field("To", "<"+to.mail.ReplyTo[0].Address+">")
	field("Subject", mime.QEncoding.Encode("utf-8", "SV: "+to.mail.Subject))
	field("Date", now.Format(time.RFC1123Z))
	field("Message-ID", fmt.Sprintf("<%d.%s>", now.UnixNano(), address))
	field("In-Reply-To", "<"+to.mail.MessageID+">")
	field("References", "<"+to.mail.MessageID+">")
	field("MIME-Version", "1.0")
	field("Content-Type", "text/plain; charset=utf-8")
	field("Content-Transfer-Encoding", "8bit")
	fmt.Fprintf(&b, "\n%s\n\nDen %s skrev %s:\n", text, now.Format("02.01.2006 15.04"), to.mail.From[0].Address)
	for line := range strings.Lines(to.mail.Text) {
		b.WriteString("> " + strings.TrimRight(line, "\r\n") + "\n")
	}
	return []byte(b.String())
}
