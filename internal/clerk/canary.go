package clerk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"inquiryd/internal/register"
	"inquiryd/notify"
)

// CanaryConfig says whether a mail of ours to ourselves shows, once a day, that
// the whole way is open: table [clerk.canary].
type CanaryConfig struct {
	// From is its author: an address that the outgoing server lets us write as,
	// and no member's. Default: no canary is sent.
	From string `toml:"from"`
	// Schedule says when one is sent. Default "30 6 * * *".
	Schedule string `toml:"schedule"`
}

func (c CanaryConfig) faults() (faults []error) {
	if c.From != "" {
		if err := checkAddress(c.From); err != nil {
			faults = append(faults, fmt.Errorf("canary.from: %w", err))
		}
	}
	if err := CheckSchedule(c.schedule()); err != nil {
		faults = append(faults, fmt.Errorf("canary.schedule: %w", err))
	}
	return faults
}

func (c CanaryConfig) schedule() string {
	if c.Schedule == "" {
		return "30 6 * * *"
	}
	return c.Schedule
}

// CanarySchedule is the cron line of the canaries; "" when none are sent.
func (c Config) CanarySchedule() string {
	if c.Canary.From == "" {
		return ""
	}
	return c.Canary.schedule()
}

// canaryCase stands in a canary's Message-ID where that of a letter names its
// case.
const canaryCase = "canary"

// canaryWhy is the reason in the ledger of a canary that has come.
const canaryWhy = "the canary: the whole way is open"

// Canary puts a canary into the outbox: a mail to our own mailbox that is
// recognised by its signed Message-ID when it comes back, makes no case and is
// answered by nobody. At most one is written a minute, by however many daemons.
func (d *Desk) Canary(ctx context.Context) error {
	now := d.Now().In(d.Place)
	minute := now.Unix() / 60
	id := d.Signer.MessageID(canaryCase, notify.Canary, int(minute), notify.Registrar, d.Office.Mailbox)
	raw, err := d.Writer.Plain(notify.Plain{
		From: notify.Address{Address: d.Config.Canary.From}, To: notify.Address{Name: d.Office.Name, Address: d.Office.Mailbox},
		Subject: "inquiryd: " + now.Format("2006-01-02 15:04"), Text: d.tongue.Letters.Canary + "\n", MessageID: id, Date: now, Canary: true,
	})
	if err != nil {
		return fmt.Errorf("write a canary: %w", err)
	}
	return d.Register.Update(ctx, func(tx *register.Tx) error {
		letter := register.Letter{Key: fmt.Sprintf("canary/%d", minute), Kind: string(notify.Canary), Recipient: d.Office.Mailbox,
			Sender: d.Config.Canary.From, MessageID: id, Raw: raw, Status: register.Written, WrittenAt: now, Due: now, FiledSent: true}
		if _, err := tx.AddLetter(ctx, &letter); err != nil {
			return fmt.Errorf("keep a canary: %w", err)
		}
		return tx.AddCanary(ctx, register.Canary{MessageID: id, WrittenAt: now})
	})
}

// canary says whether the mail on the desk is a canary of ours, and settles it
// if so. A letter about a canary, as a bounce, is none.
func (w *work) canary(ctx context.Context) (bool, error) {
	if w.Signer == nil {
		return false, nil
	}
	for _, id := range []string{w.mail.MessageID, w.mail.Header.Get(notify.CanaryField)} {
		claim, ok := w.Signer.Read(id)
		if !ok || claim.Case != canaryCase || claim.Kind != notify.Canary || !w.Signer.Proves(claim, w.Office.Mailbox) {
			continue
		}
		c, err := w.tx.SeeCanary(ctx, strings.Trim(id, " \t<>"), w.line.ID, w.now)
		if errors.Is(err, register.ErrNotFound) {
			continue
		}
		if err != nil {
			return false, fmt.Errorf("look for the canary: %w", err)
		}
		w.Log.Info("the canary came back", "mail", w.line.ID, "after", c.SeenAt.Sub(c.WrittenAt).Round(time.Second).String())
		return true, w.settle(ctx, register.Ignored, canaryWhy, 0, "")
	}
	return false, nil
}
