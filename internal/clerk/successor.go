package clerk

import (
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"slices"

	"inquiryd/internal/register"
	"inquiryd/notify"
)

// Successor is the desk that takes over from d when the configuration has
// changed: o says anew who asks, who answers, by which rules and in which
// words. The register, the servers, the signatures, the log and the clock stay
// d's. d may still be at work on a round that it began: all state is the
// register's, so the two are no more to each other than two daemons.
func (d *Desk) Successor(o Options) (*Desk, error) {
	o.Register, o.Signer, o.Poster, o.Dial = d.Register, d.Signer, d.Poster, d.Dial
	o.Receivers, o.Adopt, o.Log, o.Now, o.Holder = d.Receivers, d.Adopt, d.Log, d.Now, d.Holder
	next, err := New(o)
	if err == nil {
		next.presence, next.hindered = d.presence, d.hindered
		next.outbox, next.poller = next.newOutbox(), next.newPoller()
		next.outbox.Continues(d.outbox)
		if slices.Equal(next.Config.PDFTextCommand, d.Config.PDFTextCommand) {
			next.door = d.door
		}
	}
	return next, err
}

// Retire lets a desk take in no more mail than it has listed: a mail that comes
// after Retire returned is its successor's to file, by the changed rules. Rounds
// that began too late for that say so in what they counted.
func (d *Desk) Retire() { d.poller.Retire() }

// RulesRefused tells the owner of the rules, by mail, why a changed
// configuration was not taken over. content is the digest of what was refused:
// the same content is told once, also by several daemons and after a restart.
func (d *Desk) RulesRefused(ctx context.Context, content [32]byte, faults string) error {
	err := d.Register.Update(ctx, func(tx *register.Tx) error {
		w := &work{Desk: d, tx: tx, now: d.Now()}
		return w.write(ctx, draft{
			kind: notify.Notice, n: int(content[0])<<16 | int(content[1])<<8 | int(content[2]),
			key: "rules/" + hex.EncodeToString(content[:]), to: notify.Address{Address: d.rulesOwner()},
			role: notify.Registrar, auto: "auto-generated", model: notify.Model{Reason: string(ReasonRules), Text: faults},
		})
	})
	if err != nil {
		return fmt.Errorf("tell the owner of the rules: %w", err)
	}
	return nil
}

func (d *Desk) rulesOwner() string { return cmp.Or(d.Config.RulesOwner, d.Config.Registrar) }
