package clerk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// sentCopy is a letter of ours in the folder of sent mail.
type sentCopy struct {
	id       string // Message-ID
	claim    notify.Claim
	to       string // its one recipient
	reply    string // Message-ID that it replies to, or ""
	written  time.Time
	sent     time.Time
	subject  string
	text     string // of the kinds that show questions
	original string // digest of the mail of ours that it carries, or ""
	entry    intake.Entry
}

// past is what the folder of sent mail tells. The letters themselves stay on
// the server until they are needed.
type past struct {
	box        *intake.Mailbox // nil: there is no such folder
	limits     intake.Limits
	skipped    bool        // numbers, for cases that no letter tells of
	copies     []*sentCopy // by the time of writing
	byID       map[string]*sentCopy
	byOriginal map[string][]*sentCopy
	byReply    map[string][]*sentCopy
	byCase     map[string][]*sentCopy
	digests    []string // of the letters that approvers were asked about
}

// readPast reads the letters that were sent since a time.
func (d *Desk) readPast(ctx context.Context, since time.Time) (*past, error) {
	p := &past{limits: d.Intake.Limits, byID: map[string]*sentCopy{}, byOriginal: map[string][]*sentCopy{},
		byReply: map[string][]*sentCopy{}, byCase: map[string][]*sentCopy{}}
	var err error
	if p.box, err = d.openSent(ctx); err != nil || p.box == nil {
		return p, err
	}
	entries, err := p.box.List(ctx, 0)
	if err != nil {
		return p, fmt.Errorf("list sent letters: %w", err)
	}
	for _, e := range entries {
		if !e.ArrivedAt.IsZero() && e.ArrivedAt.Before(since) {
			continue
		}
		c, err := d.readCopy(ctx, p, e, d.Intake.Limits.Size)
		if err != nil {
			if errors.Is(err, intake.ErrConnection) || ctx.Err() != nil {
				return p, err
			}
			d.Log.Warn("a sent letter cannot be read", "uid", e.UID, "err", err)
		}
		if c != nil && p.byID[c.id] == nil {
			p.add(c)
		}
	}
	slices.SortStableFunc(p.copies, func(a, b *sentCopy) int { return a.written.Compare(b.written) })
	return p, nil
}

func (p *past) add(c *sentCopy) {
	p.copies = append(p.copies, c)
	p.byID[c.id] = c
	p.byCase[c.claim.Case] = append(p.byCase[c.claim.Case], c)
	if c.original != "" {
		p.byOriginal[c.original] = append(p.byOriginal[c.original], c)
	}
	if c.reply != "" {
		p.byReply[c.reply] = append(p.byReply[c.reply], c)
	}
}

func (p *past) close() {
	if p.box != nil {
		p.box.Close()
	}
}

// tellsOfOther says whether a letter in reply to a mail is about another mail
// under the same Message-ID: what was written with it carries that one.
func (p *past) tellsOfOther(c *sentCopy, digest string) bool {
	other := false
	for _, with := range p.byCase[c.claim.Case] {
		if with.original == "" || !with.written.Equal(c.written) {
			continue
		}
		if with.original == digest {
			return false
		}
		other = true
	}
	return other
}

// sure says whether letters leave a trace at all.
func (p *past) sure() bool { return p.box != nil }

// last is when the youngest letter was written.
func (p *past) last() time.Time {
	if len(p.copies) == 0 {
		return time.Time{}
	}
	return p.copies[len(p.copies)-1].written
}

// readCopy reads a mail in the folder of sent mail; nil when nothing proves
// that it is a letter of ours.
func (d *Desk) readCopy(ctx context.Context, p *past, e intake.Entry, limit int64) (*sentCopy, error) {
	raw, _, err := p.box.Fetch(ctx, e, limit)
	if errors.Is(err, intake.ErrGone) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("fetch sent letter: %w", err)
	}
	m := intake.Parse(raw, d.Intake.Limits)
	claim, ok := d.Signer.Read(m.MessageID)
	if !ok || claim.Kind == "" || len(m.To) != 1 {
		return nil, nil
	}
	if claim.Kind == notify.Approval {
		for _, a := range m.Attachments {
			p.digests = append(p.digests, a.SHA256)
		}
	}
	if !d.provesCopy(claim, m.To[0].Address) && !p.provesApproval(d.Signer, claim, m.To[0].Address) {
		return nil, nil
	}
	c := &sentCopy{id: m.MessageID, claim: claim, to: m.To[0].Address, written: m.Date, sent: e.ArrivedAt, subject: m.Subject, entry: e}
	if c.written.IsZero() {
		c.written = e.ArrivedAt
	}
	if len(m.InReplyTo) > 0 {
		c.reply = m.InReplyTo[0]
	}
	switch claim.Kind {
	case notify.Forwarding, notify.HeldNotice, notify.Acknowledgement, notify.TooBig:
		c.text = strings.Join(strings.Fields(m.Text), " ")
	}
	switch claim.Kind {
	case notify.Forwarding, notify.HeldNotice, notify.Notice:
		for _, a := range m.Attachments {
			if a.Name == originalName {
				c.original = a.SHA256
			}
		}
	}
	return c, nil
}

// acknowledges says whether the letter told the member that an inquiry was
// filed: the first of those about a mail too large stands for it.
func (c *sentCopy) acknowledges() bool {
	return c.claim.Kind == notify.Acknowledgement || strings.Contains(c.id, "."+string(notify.TooBig)+".1.")
}

// provesCopy says whether a letter was signed for its recipient. The address on
// the letter may be the one of the configuration in its wire form.
func (d *Desk) provesCopy(c notify.Claim, to string) bool {
	candidates := []string{to, d.Config.Registrar}
	if m, ok := d.Roster.Find(to); ok {
		candidates = append(candidates, m.Address)
	}
	for _, a := range d.Administrations {
		candidates = append(candidates, a.Address)
	}
	return slices.ContainsFunc(candidates, func(a string) bool { return d.Signer.Proves(c, a) })
}

// provesApproval says whether a letter to an approver was signed for its
// recipient and one of the letters that were to be approved.
func (p *past) provesApproval(s *notify.Signer, c notify.Claim, to string) bool {
	return c.Role == notify.Approver && slices.ContainsFunc(p.digests, func(digest string) bool { return s.Bound(digest).Proves(c, to) })
}

// letter makes what the register keeps of a copy. l is the letter as it would
// be written now; of it stay the key, the kind and the case.
func (p *past) letter(ctx context.Context, c *sentCopy, l register.Letter, now time.Time) (register.Letter, error) {
	raw, _, err := p.box.Fetch(ctx, c.entry, p.limits.Size)
	if err != nil {
		return l, fmt.Errorf("fetch sent letter: %w", err)
	}
	m := intake.Parse(raw, p.limits)
	l.Raw, l.Text, l.PDF, l.Subject, l.MessageID, l.Recipient = raw, m.Text, nil, m.Subject, c.id, cmp.Or(l.Recipient, c.to)
	for _, a := range m.Attachments {
		if l.Kind == string(notify.Answer) && l.PDF == nil && a.MediaType == "application/pdf" {
			l.PDF = a.Content
		}
	}
	l.WrittenAt = c.written
	if now.After(l.WrittenAt) { // clocks differ; a letter is not older than what caused it
		l.WrittenAt = now
	}
	l.Due, l.Status, l.SentAt, l.FiledSent = l.WrittenAt, register.Accepted, c.sent, true
	if l.SentAt.IsZero() {
		l.SentAt = l.WrittenAt
	}
	l.Response = "recovered from the folder of sent mail"
	return l, nil
}

// recall turns a letter that is written while the past is recovered into the
// one that was sent then. One without a copy is not sent: whether it was cannot
// be known, and a person is asked.
func (w *work) recall(ctx context.Context, l register.Letter) (register.Letter, error) {
	c, err := w.copyOf(ctx, l)
	if err != nil {
		return l, err
	}
	if c != nil {
		return w.past.letter(ctx, c, l, w.now)
	}
	if l.Kind == string(notify.Answer) {
		return l, nil // it is not posted before it is let go, see letGo
	}
	l.Status, l.LastError = register.GaveUp, unknownFate
	return l, w.fateUnknown(ctx, l)
}

// recallAnswer does for an answer that is let go what recall does for the other
// letters when they are written.
func (w *work) recallAnswer(ctx context.Context, l register.Letter) error {
	switch {
	case w.past == nil:
		return nil
	case l.Status == register.Accepted:
		w.answers = append(w.answers, l)
		return nil
	}
	if err := w.tx.LetterFailed(ctx, l.ID, register.GaveUp, unknownFate); err != nil {
		return fmt.Errorf("leave the answer of case %s to a person: %w", l.Case, err)
	}
	return w.fateUnknown(ctx, l)
}

// fateUnknown leaves it to a person to find out whether a letter was sent.
func (w *work) fateUnknown(ctx context.Context, l register.Letter) error {
	return w.task(ctx, l.Case, fmt.Sprintf("the register was restored, and whether the %s to the %s was sent is not known: look, and send it with \"inquiryd letter send\" if it was not", l.Kind, l.Role))
}

// unknownFate is the last error of letters that were not posted since nobody
// knows whether they were before.
const unknownFate = "the register was restored: no copy lies in the folder of sent mail, so it may or may not have been sent"

// copyOf finds the letter of the past that l is: by its Message-ID, or, for a
// notice of a mail without a case, by the mail that it carries.
func (w *work) copyOf(ctx context.Context, l register.Letter) (*sentCopy, error) {
	if c := w.past.byID[l.MessageID]; c != nil || l.Case != "" {
		return c, nil
	}
	for _, c := range w.past.byOriginal[w.line.Digest] {
		if string(c.claim.Kind) != l.Kind || c.ofCase() {
			continue
		}
		_, err := w.tx.LetterByMessageID(ctx, c.id)
		if errors.Is(err, register.ErrNotFound) {
			return c, nil
		}
		if err != nil {
			return nil, fmt.Errorf("look up letter by Message-ID: %w", err)
		}
	}
	return nil, nil
}

// closeAnswered closes the cases whose answer letters were recalled, as they
// were closed when those were accepted.
func (w *work) closeAnswered(ctx context.Context) error {
	for _, l := range w.answers {
		at := *w
		if at.now = l.SentAt; w.now.After(at.now) {
			at.now = w.now
		}
		if err := at.endCases(ctx, l); err != nil {
			return err
		}
	}
	return nil
}
