package clerk

import (
	"context"

	"inquiryd/intake"
	"inquiryd/internal/belt"
	"inquiryd/internal/outbox"
	"inquiryd/internal/paper"
	"inquiryd/internal/poll"
	"inquiryd/internal/register"
)

// A round takes new mails in along a belt (package belt): they are read on all
// cores while others are fetched, filed in groups, and acknowledged (package
// outbox) while the next ones come. When one mail of a group fails, nothing stays
// of its group, and each of the group is filed by itself: the one that fails then
// goes on the stuck list, the others are none the worse. Mails are moved when all
// of the round are filed: it is work for the mail server, which members would wait
// for.

// bagged is how many acknowledgements may be with the courier: those of some
// groups, since what became of letters is noted between two groups.
const bagged = 6 * belt.Group

// taken is a mail on the belt.
type taken = belt.Mail[taking]

// taking is what is known of a mail before it is filed.
type taking struct {
	mail    *intake.Mail
	receipt register.Receipt // what the ledger says of it
	auth    intake.Authentication
	authWhy string
	papers  []readPaper // the files of an official
	asked   *asked      // what the rules say of it, if they were asked
}

// taker takes in what a round finds.
type taker struct {
	*Desk
	round   *poll.Round
	courier *outbox.Courier // nil: PostDue posts all letters
	many    bool            // so many mails came that forwardings are put off
	looked  int             // mails of a backlog for which earlier questions were looked up
	tally   *tally          // what the caps rest on
}

// begin begins to take in what a round finds.
func (d *Desk) begin(ctx context.Context, r *poll.Round) poll.Taker {
	k := &taker{Desk: d, round: r}
	if d.PostAtOnce {
		k.courier = d.outbox.SendCourier(ctx, bagged)
	}
	return k
}

// End waits until the courier is back.
func (k *taker) End(ctx context.Context, err error) error {
	if err == nil {
		err = k.tellUnread(ctx)
	}
	k.round.Polled.Posted, err = k.courier.Back(err)
	return err
}

// Take takes mails in, in their order. When the connection is lost, those
// that had come are filed before the error is returned.
func (k *taker) Take(ctx context.Context, entries []intake.Entry) error {
	k.many = len(entries) > manyAtOnce
	b := belt.Belt[taking]{Box: k.round.Box, Limit: k.Intake.Limits.Size, Read: k.readOne, File: k.fileNext}
	if err := b.Run(ctx, entries); err != nil {
		return err
	}
	if len(entries) > 0 {
		k.round.State.LastUID = max(k.round.State.LastUID, entries[len(entries)-1].UID)
	}
	return nil
}

// readOne reads a mail: what it says needs no register.
func (k *taker) readOne(ctx context.Context, t *taken) error {
	t.Read.mail = intake.Parse(t.Raw, k.Intake.Limits)
	t.Read.mail.Truncated = t.Read.mail.Truncated || t.Truncated
	intake.Screen(t.Read.mail, k.own())
	m := t.Read.mail
	t.ArrivedAt = k.arrived(t.Entry, m)
	t.Read.receipt = register.Receipt{
		Mailbox: k.round.Mailbox.Name, UIDValidity: k.round.State.UIDValidity, UID: t.UID, Content: m.Content(),
		MessageID: m.MessageID, Subject: m.Subject, Nature: string(m.Nature), Size: t.Size, ArrivedAt: t.ArrivedAt, Raw: t.Raw,
	}
	if len(m.From) > 0 {
		t.Read.receipt.From = m.From[0].Address
	}
	if err := k.Register.Prepare(&t.Read.receipt, k.many); err != nil {
		return err
	}
	if len(m.From) == 1 && len(m.Attachments) > 0 && len(k.identify(m.From[0].Address, t.ArrivedAt).administrations) > 0 {
		t.Read.papers = readPapers(ctx, paper.Reader{PDFCommand: k.Config.PDFTextCommand, Door: k.door}, m)
	}
	t.Read.auth, t.Read.authWhy = intake.Authenticate(ctx, t.Read.mail, k.Intake.Auth)
	k.askAhead(t)
	return nil
}

// askAhead asks the rules about a mail that looks like a new inquiry, so that
// the filing, which is one for all, finds it done. What it turns out to be is
// said there.
func (k *taker) askAhead(t *taken) {
	m := t.Read.mail
	if m.Nature != intake.Person || len(m.From) != 1 || len(m.InReplyTo) > 0 {
		return
	}
	if p := k.identify(m.From[0].Address, t.ArrivedAt); p.member != nil {
		a := k.ask(m, p, k.round.Mailbox.Kind)
		a.wished = k.reader.WishedDay(m.Subject, readable(m), t.ArrivedAt.In(k.Place))
		t.Read.asked = &a
	}
}
