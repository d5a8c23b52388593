package intake

import "errors"

var (
	// ErrGone says that no message with that UID is in the mailbox any more.
	ErrGone = errors.New("the message is no longer in the mailbox")
	// ErrAuth says that the login was refused: trying again at once could lock
	// the account, so the caller backs off.
	ErrAuth = errors.New("login refused")
	// ErrConnection says that the connection cannot be used any more, or could
	// not be made: dial again.
	ErrConnection = errors.New("connection lost")
)
