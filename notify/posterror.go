package notify

import (
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/emersion/go-smtp"
)

// Errors that a caller may want to tell apart from a server's refusal.
var (
	ErrLogin   = errors.New("the server refused the login")
	ErrNoTLS   = errors.New("the server does not offer STARTTLS: nothing is sent in the clear")
	ErrTooBig  = errors.New("the mail is larger than the server takes")
	ErrBadMail = errors.New("the mail breaks RFC 5322")
	errClosed  = errors.New("the poster is closed")
)

// postError is a letter that was not posted: at which step, and what that
// means for the next try.
type postError struct {
	step      string // dial, greet, log in, name the sender …
	temporary bool
	ambiguous bool
	server    bool // it came before the letter was mentioned
	err       error
}

func (e *postError) Error() string { return e.step + ": " + e.err.Error() }
func (e *postError) Unwrap() error { return e.err }

// Temporary reports whether posting the same bytes again may succeed: the
// network, TLS, DNS, a login or a 4xx reply stood in the way. What a server
// refused with 5xx, and what no server should be given, is permanent.
func Temporary(err error) bool {
	if p, ok := errors.AsType[*postError](err); ok {
		return p.temporary
	}
	if s, ok := errors.AsType[*smtp.SMTPError](err); ok {
		return s.Temporary()
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// Ambiguous reports whether the letter may have been accepted all the same:
// the final dot was sent and no reply came (RFC 5321 section 4.5.3.2.6). Such
// an error is temporary too, since a letter twice is better than none.
func Ambiguous(err error) bool {
	p, ok := errors.AsType[*postError](err)
	return ok && p.ambiguous
}

// connecting wraps an error from before the letter was mentioned. It says
// nothing about the letter, so the letter is tried again whatever it was.
func connecting(step string, err error) error {
	return &postError{step: step, temporary: true, server: true, err: explain(err)}
}

// ServerInTrouble reports whether the error says nothing about the letter: there is
// no way to the server, or it wants no mail now, as by 421 (RFC 5321 section 3.8).
// The next letter would fare no better.
func ServerInTrouble(err error) bool {
	if s, ok := errors.AsType[*smtp.SMTPError](err); ok && s.Code == 421 {
		return true
	}
	p, ok := errors.AsType[*postError](err)
	return ok && p.server
}

// refused wraps an error from a step that was about this letter.
func refused(step string, err error) error {
	s, ok := errors.AsType[*smtp.SMTPError](err)
	temporary := !ok || s.Code/100 != 5 || aboutLogin(s.Code)
	return &postError{step: step, temporary: temporary, err: explain(err)}
}

// permanent wraps what no retry will mend.
func permanent(step string, err error) error { return &postError{step: step, err: err} }

// aboutLogin tells replies that ask for a login or for TLS (RFC 4954 section
// 6): the letter is not to blame.
func aboutLogin(code int) bool { return code == 530 || code == 534 || code == 535 || code == 538 }

// explain puts the reply code and the enhanced status code (RFC 3463) into
// the text, which go-smtp leaves out.
func explain(err error) error {
	s, ok := err.(*smtp.SMTPError)
	if !ok {
		return err
	}
	code := fmt.Sprint(s.Code)
	if s.EnhancedCode != smtp.NoEnhancedCode && s.EnhancedCode != smtp.EnhancedCodeNotSet {
		code += fmt.Sprintf(" %d.%d.%d", s.EnhancedCode[0], s.EnhancedCode[1], s.EnhancedCode[2])
	}
	return &replyError{code: code, smtp: s}
}

// replyError is a server's refusal in its own words.
type replyError struct {
	code string
	smtp *smtp.SMTPError
}

func (e *replyError) Error() string { return e.code + " " + oneLine(e.smtp.Message, 500) }
func (e *replyError) Unwrap() error { return e.smtp }
