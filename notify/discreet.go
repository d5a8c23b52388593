package notify

import (
	"errors"

	"inquiryd/internal/outside"
)

// Discreet is what a log may say of an error of posting: the step, and the
// server's code without its words, which often name the recipient. The whole
// error stays with the letter. Of a command that failed it leaves out the words
// too, which may repeat the letter.
func Discreet(err error) string {
	step := ""
	if p, ok := errors.AsType[*postError](err); ok {
		step = p.step + ": "
	}
	if reply, ok := errors.AsType[*replyError](err); ok {
		return step + "the server says " + reply.code
	}
	if errors.Is(err, ErrBadMail) {
		return step + ErrBadMail.Error()
	}
	if failure, ok := errors.AsType[*outside.Failure](err); ok {
		return failure.Discreet()
	}
	return err.Error()
}
