package clerk

import (
	"context"

	"inquiryd/intake"
	"inquiryd/internal/belt"
	"inquiryd/internal/paper"
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

// takeAll takes mails in, in their order. When the connection is lost, those
// that had come are filed before the error is returned.
func (r *round) takeAll(ctx context.Context, entries []intake.Entry) error {
	r.many = len(entries) > manyAtOnce
	b := belt.Belt[taking]{Box: r.box, Limit: r.Intake.Limits.Size, Read: r.readOne, File: r.fileNext}
	if err := b.Run(ctx, entries); err != nil {
		return err
	}
	if len(entries) > 0 {
		r.state.LastUID = max(r.state.LastUID, entries[len(entries)-1].UID)
	}
	return nil
}

// readOne reads a mail: what it says needs no register.
func (r *round) readOne(ctx context.Context, t *taken) error {
	t.Read.mail = intake.Parse(t.Raw, r.Intake.Limits)
	t.Read.mail.Truncated = t.Read.mail.Truncated || t.Truncated
	intake.Screen(t.Read.mail, r.own())
	m := t.Read.mail
	t.ArrivedAt = r.arrived(t.Entry, m)
	t.Read.receipt = register.Receipt{
		Mailbox: r.cfg.Name, UIDValidity: r.state.UIDValidity, UID: t.UID, Content: m.Content(),
		MessageID: m.MessageID, Subject: m.Subject, Nature: string(m.Nature), Size: t.Size, ArrivedAt: t.ArrivedAt, Raw: t.Raw,
	}
	if len(m.From) > 0 {
		t.Read.receipt.From = m.From[0].Address
	}
	if err := r.Register.Prepare(&t.Read.receipt, r.many); err != nil {
		return err
	}
	if len(m.From) == 1 && len(m.Attachments) > 0 && len(r.identify(m.From[0].Address, t.ArrivedAt).administrations) > 0 {
		t.Read.papers = readPapers(ctx, paper.Reader{PDFCommand: r.Config.PDFTextCommand, Door: r.door}, m)
	}
	t.Read.auth, t.Read.authWhy = intake.Authenticate(ctx, t.Read.mail, r.Intake.Auth)
	r.askAhead(t)
	return nil
}

// askAhead asks the rules about a mail that looks like a new inquiry, so that
// the filing, which is one for all, finds it done. What it turns out to be is
// said there.
func (r *round) askAhead(t *taken) {
	m := t.Read.mail
	if m.Nature != intake.Person || len(m.From) != 1 || len(m.InReplyTo) > 0 {
		return
	}
	if p := r.identify(m.From[0].Address, t.ArrivedAt); p.member != nil {
		a := r.ask(m, p, r.cfg.Kind)
		a.wished = r.reader.WishedDay(m.Subject, readable(m), t.ArrivedAt.In(r.Place))
		t.Read.asked = &a
	}
}
