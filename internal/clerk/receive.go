package clerk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"inquiryd/intake"
	"inquiryd/internal/register"
	"inquiryd/internal/threading"
	"inquiryd/notify"
)

// receive takes the mail on the desk in: the ledger line first, then what it
// means and the letters it causes. A mail that has a line already is done.
func (w *work) receive(ctx context.Context, r register.Receipt, authWhy string) (_ register.LedgerLine, err error) {
	var fresh bool
	if w.line, fresh, err = w.tx.Receive(ctx, r, w.now); err != nil {
		return w.line, fmt.Errorf("receive mail (UID %d): write the ledger line: %w", r.UID, err)
	}
	if fresh {
		err = w.handle(ctx, w.auth, authWhy)
	}
	if err != nil {
		return w.line, fmt.Errorf("receive mail (UID %d): %w", r.UID, err)
	}
	return w.line, nil
}

// handle decides what the mail on the desk means and does it.
func (w *work) handle(ctx context.Context, auth intake.Authentication, authWhy string) error {
	if canary, err := w.canary(ctx); canary || err != nil {
		return err
	}
	p := w.sender()
	l, err := threading.Finder{Signer: w.Signer}.Find(ctx, w.tx, w.mail, p.memberAddress(), w.now)
	if err != nil {
		return err
	}
	if l.Found() && w.past == nil {
		if err := w.forwardFirst(ctx, l.Inquiry.ID); err != nil {
			return err
		}
	}
	j := w.judge(w.mail, auth, authWhy, p, l)
	earlier, err := w.tx.Earlier(ctx, w.line)
	if err != nil && !errors.Is(err, register.ErrNotFound) {
		return fmt.Errorf("look for copies: %w", err)
	}
	if err == nil && !w.supersedes(j, auth, earlier) {
		return w.settle(ctx, register.Ignored, copyOf(earlier), earlier.Inquiry, earlier.Case)
	}
	switch j.verdict {
	case VerdictInquiry:
		return w.fileInquiry(ctx, j, "")
	case VerdictFollowUp:
		return w.followUpCase(ctx, j)
	case VerdictAnswer:
		return w.takeAnswer(ctx, j)
	case VerdictDecision:
		return w.takeDecision(ctx, j)
	case VerdictApproval:
		return w.takeApproval(ctx, j)
	case VerdictContribution:
		return w.takeContribution(ctx, j)
	case VerdictBounce:
		return w.bounced(ctx, j)
	case VerdictHeld:
		return w.hold(ctx, j)
	default:
		return w.ignore(ctx, j)
	}
}

// copyWhy begins the reason of a mail that is in the ledger already.
const copyWhy = "a copy of mail "

// heldCopy ends it when that one is held.
const heldCopy = ", which is held"

// copyOf is the reason of a copy of a mail.
func copyOf(earlier register.LedgerLine) string {
	why := fmt.Sprintf("%s%d", copyWhy, earlier.ID)
	if earlier.Outcome == register.Held || strings.HasSuffix(earlier.Reason, heldCopy) {
		why += heldCopy
	}
	return why
}

// supersedes says whether a mail counts although the ledger has the same one:
// when that one was put aside, and this one is to be acted upon. So it is when
// a person added its sender to the roster and moved it back, and when a forged
// mail came before the genuine one.
func (w *work) supersedes(j judgement, auth intake.Authentication, earlier register.LedgerLine) bool {
	switch j.verdict {
	case VerdictInquiry, VerdictFollowUp, VerdictAnswer, VerdictDecision, VerdictApproval, VerdictContribution:
	default:
		return false
	}
	if earlier.Outcome != register.Ignored && earlier.Outcome != register.Held {
		return false
	}
	forged := strings.HasPrefix(earlier.Reason, string(ReasonUnverified)) && earlier.Digest != w.line.Digest && w.believed(auth)
	return forged || earlier.Case == "" && !strings.HasPrefix(earlier.Reason, copyWhy)
}

// sender is whose mail it claims to be.
func (w *work) sender() party {
	if len(w.mail.From) == 0 {
		return party{}
	}
	return w.identify(w.mail.From[0].Address, w.line.ArrivedAt)
}

// hold leaves a mail to a person: as a held case when a member asks, else as
// a notice that shows it.
func (w *work) hold(ctx context.Context, j judgement) error {
	if j.unverified && j.party.member != nil && j.reason == ReasonUnverified && !j.link.Found() && j.link.Contradiction == "" {
		return w.fileInquiry(ctx, j, "")
	}
	if w.formerly(j) {
		return w.takeFormer(ctx, j)
	}
	number := ""
	var inquiry int64
	if j.link.Found() {
		number, inquiry = j.link.Case.Number, j.link.Inquiry.ID
		if err := w.event(ctx, register.Event{Case: number, Who: "system", What: "mail held", Detail: map[string]string{"reason": string(j.reason)}}); err != nil {
			return err
		}
	}
	if err := w.noticeOfMail(ctx, j.reason); err != nil {
		return err
	}
	return w.settle(ctx, register.Held, j.why, inquiry, number)
}

// ignore does nothing with a mail but says so: in the ledger, on the case it
// names, and, for a stranger, to a person.
func (w *work) ignore(ctx context.Context, j judgement) error {
	if j.stranger {
		refused, sent, err := w.refusal(ctx)
		if err != nil {
			return err
		}
		if sent {
			j.reason = ReasonRefused
		}
		if err := w.noticeOfMail(ctx, j.reason); err != nil {
			return err
		}
		return w.settle(ctx, register.Ignored, j.why+refused, 0, "")
	}
	if j.link.Found() && j.link.Role != "" {
		if err := w.event(ctx, register.Event{Case: j.link.Case.Number, Who: "system", What: "automatic mail",
			Detail: map[string]string{"nature": string(w.mail.Nature)}}); err != nil {
			return err
		}
		return w.settle(ctx, register.Ignored, j.why, j.link.Inquiry.ID, j.link.Case.Number)
	}
	return w.settle(ctx, register.Ignored, j.why, 0, "")
}

// bounced marks the letter that came back, and gives the case to a person. A
// notice of delay changes nothing.
func (w *work) bounced(ctx context.Context, j judgement) error {
	letter, found, err := w.returned(ctx, j.link)
	if err != nil {
		return err
	}
	if !found {
		if err := w.noticeOfMail(ctx, ReasonBounced); err != nil {
			return err
		}
		return w.settle(ctx, register.Ignored, "a bounce that no letter of ours matches", 0, "")
	}
	status := w.mail.Bounce
	if status != nil && (status.Action == "delayed" || status.Action == "delivered" || status.Action == "relayed" || status.Action == "expanded") {
		return w.settle(ctx, register.Ignored, "a notice that a letter is "+status.Action, letter.Inquiry, letter.Case)
	}
	if letter.Status == register.Bounced { // it was told; some servers say it without end
		return w.settle(ctx, register.Ignored, "one more bounce of our "+letter.Kind, letter.Inquiry, letter.Case)
	}
	code := ""
	if status != nil {
		code = status.Status
	}
	if err := w.tx.LetterFailed(ctx, letter.ID, register.Bounced, "came back: "+code); err != nil {
		return fmt.Errorf("mark letter %d as bounced: %w", letter.ID, err)
	}
	if err := w.undelivered(ctx, letter, "bounced", code); err != nil {
		return err
	}
	return w.settle(ctx, register.Ignored, "a bounce of our "+letter.Kind, letter.Inquiry, letter.Case)
}

// returned finds the letter of ours that a bounce is about: by the Message-ID
// in it, else by the signed address that it came back to and the recipient
// that it names.
func (w *work) returned(ctx context.Context, l threading.Link) (register.Letter, bool, error) {
	status := w.mail.Bounce
	if status != nil && status.MessageID != "" {
		letter, err := w.tx.LetterByMessageID(ctx, status.MessageID)
		if err == nil {
			return letter, true, nil
		}
		if !errors.Is(err, register.ErrNotFound) {
			return letter, false, fmt.Errorf("look up letter by Message-ID: %w", err)
		}
	}
	if !l.Found() || l.Role == "" {
		return register.Letter{}, false, nil
	}
	letters, err := w.tx.LettersOfInquiry(ctx, l.Inquiry.ID)
	if err != nil {
		return register.Letter{}, false, fmt.Errorf("read letters of case %s: %w", l.Case.Number, err)
	}
	var last, named register.Letter
	for _, t := range letters {
		if t.Role != string(l.Role) || t.Case != l.Case.Number || t.Status != register.Accepted && t.Status != register.Unknown {
			continue
		}
		last = t
		if status != nil && slices.ContainsFunc(status.Recipients, func(r string) bool { return strings.EqualFold(r, t.Recipient) }) {
			named = t
		}
	}
	if named.ID != 0 {
		last = named
	}
	return last, last.ID != 0, nil
}

// undelivered makes a letter that did not arrive into work for a person: on
// the case, as a task, and as a notice, unless it was the registrar's own.
func (w *work) undelivered(ctx context.Context, letter register.Letter, how, code string) error {
	if letter.Role == string(notify.Stranger) {
		return nil // a courtesy
	}
	if err := w.task(ctx, letter.Case, fmt.Sprintf("the %s did not arrive (%s): reach the recipient another way", letter.Kind, strings.TrimSpace(how+" "+code))); err != nil {
		return err
	}
	if letter.Case == "" {
		return nil
	}
	if err := w.event(ctx, register.Event{Case: letter.Case, Who: "system", What: "not delivered",
		Detail: map[string]string{"kind": letter.Kind, "how": how, "status": code}}); err != nil {
		return err
	}
	if letter.Role == string(notify.Registrar) {
		return nil
	}
	l, err := w.lookUp(ctx, letter.Case)
	if err != nil || !l.Found() {
		return err
	}
	return w.notice(ctx, l.Case, l.Inquiry, ReasonBounced, strings.TrimSpace(letter.Subject+"\n"+letter.Recipient+"\n"+code))
}
