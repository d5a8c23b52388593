package clerk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"inquiryd/intake"
	"inquiryd/internal/poll"
	"inquiryd/internal/register"
)

// newPoller makes who reads the mailboxes for the desk.
func (d *Desk) newPoller() *poll.Poller {
	return &poll.Poller{Register: d.Register, Dial: d.Dial, Presence: d.presence, Watch: d.watch, Holder: d.Holder, Silence: d.Silence,
		Adopt: d.Adopt, Tries: d.Config.Tries, InPlace: d.Config.KeepInPlace, Log: d.Log, Now: d.Now,
		Begin: d.begin, Folder: folder, Hindered: d.hears,
		Task: func(ctx context.Context, tx *register.Tx, what string, why error) error {
			if why != nil {
				what += ": " + firstWords(why)
			}
			w := &work{Desk: d, tx: tx, now: d.Now()}
			return w.task(ctx, "", what)
		}}
}

// Mailboxes are the names of the mailboxes that the desk reads, the first one
// first.
func (d *Desk) Mailboxes() []string {
	names := make([]string, len(d.mailboxes))
	for i, m := range d.mailboxes {
		names[i] = m.Name
	}
	return names
}

// Poll reads what is new in all mailboxes: see [poll.Poller.All].
func (d *Desk) Poll(ctx context.Context) (poll.Polled, error) {
	return d.poller.All(ctx, d.mailboxes)
}

// PollMailbox reads what is new in one mailbox: see [poll.Poller.Poll].
func (d *Desk) PollMailbox(ctx context.Context, name string) (poll.Polled, error) {
	i := slices.Index(d.Mailboxes(), name)
	if i < 0 {
		return poll.Polled{}, fmt.Errorf("poll %s: there is no such mailbox", name)
	}
	return d.poller.Poll(ctx, d.mailboxes[i])
}

// own is what tells our own letters, when they come back.
func (d *Desk) own() intake.Ours {
	own := intake.Ours{Addresses: []string{d.Office.Mailbox}}
	for _, m := range d.mailboxes {
		own.Addresses = append(own.Addresses, m.Addresses...)
	}
	if d.Signer != nil {
		own.MessageID = func(id string) bool {
			_, ok := d.Signer.Read(id)
			return ok
		}
	}
	return own
}

// firstWords keeps an error for a person within a line.
func firstWords(err error) string {
	s := strings.ReplaceAll(err.Error(), "\n", " ")
	return s[:min(len(s), 200)]
}

// strangerWhy begins the reason of mail from somebody nobody knows; it goes to
// a folder of its own.
const strangerWhy = "a stranger"

// folder is where a mail belongs after its outcome; "" leaves it.
func folder(f intake.Folders, l register.LedgerLine) string {
	switch l.Outcome {
	case register.Filed, register.FollowedUp, register.Answered:
		return f.Filed
	case register.Held:
		return f.Held
	case register.Ignored:
		switch {
		case strings.HasPrefix(l.Reason, strangerWhy):
			return f.Rejected
		case strings.HasPrefix(l.Reason, copyWhy) && l.Case != "":
			if strings.HasSuffix(l.Reason, heldCopy) {
				return f.Held
			}
			return f.Filed // beside the mail that it is a copy of
		}
		return f.Ignored
	}
	return ""
}
