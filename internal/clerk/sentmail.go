package clerk

import (
	"context"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/register"
	"inquiryd/internal/sentmail"
)

// sentLetters opens the folder of sent mail; it is empty where letters are not
// copied to it.
func (d *Desk) sentLetters(ctx context.Context) (*sentmail.Folder, error) {
	if d.Config.NoSentCopies || d.Signer == nil {
		return sentmail.None(), nil
	}
	r := &sentmail.Reader{Account: d.sentAccount(), Signer: d.Signer, Limits: d.Intake.Limits, Log: d.Log, Recipients: d.recipients, Original: originalName}
	return r.Open(ctx)
}

// sentAccount has the folder of sent mail.
func (d *Desk) sentAccount() sentmail.Account {
	return sentmail.Account{Folder: d.Intake.SentFolder, Dial: func(ctx context.Context) (*intake.Mailbox, error) { return d.Dial(ctx, d.mailboxes[0].IMAPConfig) }}
}

// recipients are the addresses of the configuration that a letter may have been
// signed for.
func (d *Desk) recipients(to string) []string {
	all := []string{d.Config.Registrar}
	if m, ok := d.Roster.Find(to); ok {
		all = append(all, m.Address)
	}
	for _, a := range d.Administrations {
		all = append(all, a.Address)
	}
	return all
}

// newCopier makes the copier of sent letters.
func (d *Desk) newCopier() *sentmail.Copier {
	return &sentmail.Copier{Register: d.Register, Account: d.sentAccount(), Silence: d.Silence, Log: d.Log, Now: d.Now,
		Hold: func(ctx context.Context, long time.Duration) (bool, error) { return d.hold(ctx, "sent copies", long) },
		Hindered: func(ctx context.Context, folder string, why error) error {
			return d.hears(ctx, register.SentFolder, folder, why)
		}}
}

// CopySent puts copies of accepted letters into the folder of sent mail, where
// people look for them, and where a register that is lost is recovered from. What
// it leaves, also after an error, is left for the next call.
func (d *Desk) CopySent(ctx context.Context) (copied int, err error) {
	switch {
	case d.Config.NoSentCopies:
		return 0, d.unhinder(ctx, register.SentFolder)
	case d.Dial == nil:
		return 0, nil
	}
	return d.copier.Copy(ctx)
}
