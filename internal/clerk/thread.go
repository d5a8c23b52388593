package clerk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"inquiryd/intake"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// link is the case that a mail names, and how surely.
type link struct {
	Case          register.Case
	Inquiry       register.Inquiry
	role          notify.Role // of the token that names it; "" without one
	contradiction string      // why the signs cannot be believed
	draft         string      // of an approver's token: digest of the letter that it is bound to
	recipient     string      // of an approver's token: whom it was signed for
}

func (l link) found() bool { return l.Case.ID != 0 }

var caseNumber = expression(`\b\d{4}-\d{4,9}\b`)

// addressFields may hold the signed reply address that a mail was sent to;
// mail servers write the others when they deliver.
var addressFields = []string{"Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To"}

// thread finds the case that a mail belongs to by the three signs: the signed
// reply address, the signed Message-ID of the mail it replies to, and the
// number in its subject. The first two are proved by their signature; a number
// proves nothing. Signs that name different inquiries contradict each other.
func (w *work) thread(ctx context.Context, p party) (link, error) {
	l, err := w.threaded(ctx, p)
	if err == nil && !l.Inquiry.ErasedAt.IsZero() {
		return link{}, nil // nothing is known any more of whose case it was
	}
	return l, err
}

func (w *work) threaded(ctx context.Context, p party) (link, error) {
	proved, err := w.proved(ctx)
	if err != nil || proved.contradiction != "" {
		return proved, err
	}
	named, err := w.named(ctx)
	if err != nil {
		return link{}, err
	}
	if proved.found() {
		for _, n := range named {
			if n.Inquiry.ID != proved.Inquiry.ID {
				return link{contradiction: "the subject names another case than the mail replies to"}, nil
			}
			if n.Case.ID != proved.Case.ID && len(named) == 1 && proved.role == notify.Member {
				proved.Case = n.Case // an acknowledgement covers all cases of its inquiry; the subject picks one
			}
		}
		return proved, nil
	}
	for _, n := range named[min(1, len(named)):] {
		if n.Inquiry.ID != named[0].Inquiry.ID {
			return link{contradiction: "the subject names cases of different inquiries"}, nil
		}
	}
	if len(named) > 0 {
		return named[0], nil
	}
	return w.ownThread(ctx, p)
}

// claims are the signed addresses and Message-IDs in a mail. The mail it
// replies to counts; the older ones of the thread only where that is unknown.
func (d *Desk) claims(m *intake.Mail) []notify.Claim {
	if d.Signer == nil {
		return nil
	}
	var texts []string
	for _, a := range slices.Concat(m.To, m.Cc) {
		texts = append(texts, a.Address)
	}
	for _, f := range addressFields {
		texts = append(texts, m.Header.Values(f)...)
	}
	var claims []notify.Claim
	read := func(texts []string) {
		for _, t := range texts {
			if c, ok := d.Signer.Read(t); ok && !slices.Contains(claims, c) {
				claims = append(claims, c)
			}
		}
	}
	read(texts)
	before := len(claims)
	read(m.InReplyTo)
	if len(claims) == before {
		older := slices.Clone(m.References)
		slices.Reverse(older)
		read(older[:min(len(older), 10)])
	}
	return claims
}

func (w *work) proved(ctx context.Context) (link, error) {
	var first link
	for _, c := range w.claims(w.mail) {
		if strings.Trim(c.Case, "0123456789-") != "" {
			continue // a letter about no case, as a notice
		}
		l, err := w.lookUp(ctx, c.Case)
		if err != nil {
			return link{}, err
		}
		if !l.found() {
			return link{contradiction: "it names a case that is not in the register"}, nil
		}
		if !l.Inquiry.ErasedAt.IsZero() {
			continue // nothing is known any more of whom we wrote to
		}
		if l.role = c.Role; c.Role == notify.Approver {
			err = w.provesDraft(ctx, &l, c)
		} else {
			l.recipient, err = w.proves(ctx, l, c)
		}
		if err != nil {
			return link{}, err
		}
		if l.recipient == "" {
			return link{contradiction: "the signature of the reply address or Message-ID does not hold"}, nil
		}
		switch {
		case !first.found():
			first = l
		case l.Inquiry.ID != first.Inquiry.ID:
			return link{contradiction: "it replies to letters of different inquiries"}, nil
		case l.role != first.role, l.draft != first.draft:
			return link{contradiction: "it replies to letters that were sent to different people"}, nil
		}
	}
	return first, nil
}

// proves is the recipient whom we wrote to in that role about that case and
// for whom the claim was signed; "" when there is none.
func (w *work) proves(ctx context.Context, l link, c notify.Claim) (string, error) {
	letters, err := w.tx.LettersOfInquiry(ctx, l.Inquiry.ID)
	if err != nil {
		return "", fmt.Errorf("read letters of case %s: %w", c.Case, err)
	}
	for _, t := range letters {
		if t.Role == string(c.Role) && w.Signer.Proves(c, t.Recipient) {
			return t.Recipient, nil
		}
	}
	return "", nil
}

// provesDraft finds the answer letter that an approver's claim is bound to, and
// the approver whom we asked about it.
func (w *work) provesDraft(ctx context.Context, l *link, c notify.Claim) error {
	letters, err := w.tx.LettersOfInquiry(ctx, l.Inquiry.ID)
	if err != nil {
		return fmt.Errorf("read letters of case %s: %w", c.Case, err)
	}
	for _, answer := range letters {
		if answer.Kind != string(notify.Answer) {
			continue
		}
		digest := answer.Digest()
		signer := w.Signer.Bound(digest)
		for _, t := range letters {
			if t.Role == string(notify.Approver) && signer.Proves(c, t.Recipient) {
				l.draft, l.recipient = digest, t.Recipient
				return nil
			}
		}
	}
	return nil
}

// named are the cases whose numbers stand in the subject.
func (w *work) named(ctx context.Context) ([]link, error) {
	var all []link
	numbers := caseNumber().FindAllString(w.mail.Subject, 10)
	for _, n := range numbers {
		l, err := w.lookUp(ctx, n)
		if err != nil {
			return nil, err
		}
		if l.found() {
			all = append(all, l)
		}
	}
	return all, nil
}

// ownThread finds the case by the Message-ID of a mail that the same member
// sent before: somebody who replies to their own mail.
func (w *work) ownThread(ctx context.Context, p party) (link, error) {
	if p.member == nil {
		return link{}, nil
	}
	for _, id := range slices.Concat(w.mail.InReplyTo, w.mail.References) {
		q, err := w.tx.InquiryByMessageID(ctx, p.member.Address, id)
		if errors.Is(err, register.ErrNotFound) {
			continue
		}
		if err != nil {
			return link{}, fmt.Errorf("look up inquiry by Message-ID: %w", err)
		}
		cases, err := w.tx.CasesOf(ctx, q.ID)
		if err != nil {
			return link{}, fmt.Errorf("read cases of inquiry %d: %w", q.ID, err)
		}
		if len(cases) > 0 {
			cases[0].At(w.now)
			return link{Case: cases[0], Inquiry: q}, nil
		}
	}
	return link{}, nil
}

func (w *work) lookUp(ctx context.Context, number string) (link, error) {
	c, err := w.tx.Case(ctx, number)
	if errors.Is(err, register.ErrNotFound) {
		return link{}, nil
	}
	if err != nil {
		return link{}, fmt.Errorf("read case %s: %w", number, err)
	}
	q, err := w.tx.Inquiry(ctx, c.Inquiry)
	if err != nil {
		return link{}, fmt.Errorf("read inquiry of case %s: %w", number, err)
	}
	c.At(w.now)
	return link{Case: c, Inquiry: q}, nil
}
