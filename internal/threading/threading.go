// Package threading finds the case that a mail belongs to, by three signs: the
// signed reply address, the signed Message-ID of the mail it replies to, and the
// number in its subject. The first two are proved by their signature; a number
// proves nothing. Signs that contradict each other are no sign: the [Link] says so,
// and a person decides.
package threading

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// Link is the case that a mail names, and how surely.
type Link struct {
	Case          register.Case
	Inquiry       register.Inquiry
	Role          notify.Role // of the token that names it; "" without one
	Contradiction string      // why the signs cannot be believed
	Draft         string      // of an approver's token: digest of the letter that it is bound to
	Recipient     string      // whom the token was signed for
}

// Found says whether there is a case.
func (l Link) Found() bool { return l.Case.ID != 0 }

// caseNumber is compiled when it is asked for: most starts need none.
var caseNumber = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\b\d{4}-\d{4,9}\b`) })

// Numbers are what looks like case numbers in a text, so many at most; all for -1.
func Numbers(text string, most int) []string { return caseNumber().FindAllString(text, most) }

// addressFields may hold the signed reply address that a mail was sent to;
// mail servers write the others when they deliver.
var addressFields = []string{"Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To"}

// Finder reads the signatures of an installation.
type Finder struct{ Signer *notify.Signer } // nil: nothing is signed

// Find finds the case that a mail belongs to. Signs that name different inquiries
// contradict each other. member is the address, as the roster has it, of the member
// who wrote the mail; "" when it was no member.
func (f Finder) Find(ctx context.Context, tx *register.Tx, m *intake.Mail, member string, now time.Time) (Link, error) {
	l, err := (&search{f, tx, m, now}).find(ctx, member)
	if err == nil && !l.Inquiry.ErasedAt.IsZero() {
		return Link{}, nil // nothing is known any more of whose case it was
	}
	return l, err
}

// search is the search for the case of one mail.
type search struct {
	Finder
	tx   *register.Tx
	mail *intake.Mail
	now  time.Time
}

func (s *search) find(ctx context.Context, member string) (Link, error) {
	proved, err := s.proved(ctx)
	if err != nil || proved.Contradiction != "" {
		return proved, err
	}
	named, err := s.named(ctx)
	if err != nil {
		return Link{}, err
	}
	if proved.Found() {
		for _, n := range named {
			if n.Inquiry.ID != proved.Inquiry.ID {
				return Link{Contradiction: "the subject names another case than the mail replies to"}, nil
			}
			if n.Case.ID != proved.Case.ID && len(named) == 1 && proved.Role == notify.Member {
				proved.Case = n.Case // an acknowledgement covers all cases of its inquiry; the subject picks one
			}
		}
		return proved, nil
	}
	for _, n := range named[min(1, len(named)):] {
		if n.Inquiry.ID != named[0].Inquiry.ID {
			return Link{Contradiction: "the subject names cases of different inquiries"}, nil
		}
	}
	if len(named) > 0 {
		return named[0], nil
	}
	return s.ownThread(ctx, member)
}

// Claims are the signed addresses and Message-IDs in a mail. The mail it
// replies to counts; the older ones of the thread only where that is unknown.
func (f Finder) Claims(m *intake.Mail) []notify.Claim {
	if f.Signer == nil {
		return nil
	}
	var texts []string
	for _, a := range slices.Concat(m.To, m.Cc) {
		texts = append(texts, a.Address)
	}
	for _, field := range addressFields {
		texts = append(texts, m.Header.Values(field)...)
	}
	var claims []notify.Claim
	read := func(texts []string) {
		for _, t := range texts {
			if c, ok := f.Signer.Read(t); ok && !slices.Contains(claims, c) {
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

func (s *search) proved(ctx context.Context) (Link, error) {
	var first Link
	for _, c := range s.Claims(s.mail) {
		if strings.Trim(c.Case, "0123456789-") != "" {
			continue // a letter about no case, as a notice
		}
		l, err := LookUp(ctx, s.tx, c.Case, s.now)
		if err != nil {
			return Link{}, err
		}
		if !l.Found() {
			return Link{Contradiction: "it names a case that is not in the register"}, nil
		}
		if !l.Inquiry.ErasedAt.IsZero() {
			continue // nothing is known any more of whom we wrote to
		}
		if l.Role = c.Role; c.Role == notify.Approver {
			err = s.provesDraft(ctx, &l, c)
		} else {
			l.Recipient, err = s.proves(ctx, l, c)
		}
		if err != nil {
			return Link{}, err
		}
		if l.Recipient == "" {
			return Link{Contradiction: "the signature of the reply address or Message-ID does not hold"}, nil
		}
		switch {
		case !first.Found():
			first = l
		case l.Inquiry.ID != first.Inquiry.ID:
			return Link{Contradiction: "it replies to letters of different inquiries"}, nil
		case l.Role != first.Role, l.Draft != first.Draft:
			return Link{Contradiction: "it replies to letters that were sent to different people"}, nil
		}
	}
	return first, nil
}

// proves is the recipient whom we wrote to in that role about that case and
// for whom the claim was signed; "" when there is none.
func (s *search) proves(ctx context.Context, l Link, c notify.Claim) (string, error) {
	letters, err := s.tx.LettersOfInquiry(ctx, l.Inquiry.ID)
	if err != nil {
		return "", fmt.Errorf("read letters of case %s: %w", c.Case, err)
	}
	for _, t := range letters {
		if t.Role == string(c.Role) && s.Signer.Proves(c, t.Recipient) {
			return t.Recipient, nil
		}
	}
	return "", nil
}

// provesDraft finds the answer letter that an approver's claim is bound to, and
// the approver whom we asked about it.
func (s *search) provesDraft(ctx context.Context, l *Link, c notify.Claim) error {
	letters, err := s.tx.LettersOfInquiry(ctx, l.Inquiry.ID)
	if err != nil {
		return fmt.Errorf("read letters of case %s: %w", c.Case, err)
	}
	for _, answer := range letters {
		if answer.Kind != string(notify.Answer) {
			continue
		}
		digest := answer.Digest()
		signer := s.Signer.Bound(digest)
		for _, t := range letters {
			if t.Role == string(notify.Approver) && signer.Proves(c, t.Recipient) {
				l.Draft, l.Recipient = digest, t.Recipient
				return nil
			}
		}
	}
	return nil
}

// named are the cases whose numbers stand in the subject.
func (s *search) named(ctx context.Context) ([]Link, error) {
	var all []Link
	for _, n := range Numbers(s.mail.Subject, 10) {
		l, err := LookUp(ctx, s.tx, n, s.now)
		if err != nil {
			return nil, err
		}
		if l.Found() {
			all = append(all, l)
		}
	}
	return all, nil
}

// ownThread finds the case by the Message-ID of a mail that the same member
// sent before: somebody who replies to their own mail.
func (s *search) ownThread(ctx context.Context, member string) (Link, error) {
	if member == "" {
		return Link{}, nil
	}
	for _, id := range slices.Concat(s.mail.InReplyTo, s.mail.References) {
		q, err := s.tx.InquiryByMessageID(ctx, member, id)
		if errors.Is(err, register.ErrNotFound) {
			continue
		}
		if err != nil {
			return Link{}, fmt.Errorf("look up inquiry by Message-ID: %w", err)
		}
		cases, err := s.tx.CasesOf(ctx, q.ID)
		if err != nil {
			return Link{}, fmt.Errorf("read cases of inquiry %d: %w", q.ID, err)
		}
		if len(cases) > 0 {
			cases[0].At(s.now)
			return Link{Case: cases[0], Inquiry: q}, nil
		}
	}
	return Link{}, nil
}

// LookUp is the case with a number, if there is one.
func LookUp(ctx context.Context, tx *register.Tx, number string, now time.Time) (Link, error) {
	c, err := tx.Case(ctx, number)
	if errors.Is(err, register.ErrNotFound) {
		return Link{}, nil
	}
	if err != nil {
		return Link{}, fmt.Errorf("read case %s: %w", number, err)
	}
	q, err := tx.Inquiry(ctx, c.Inquiry)
	if err != nil {
		return Link{}, fmt.Errorf("read inquiry of case %s: %w", number, err)
	}
	c.At(now)
	return Link{Case: c, Inquiry: q}, nil
}
