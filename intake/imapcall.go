package intake

import (
	"context"
	"errors"
	"fmt"

	"github.com/emersion/go-imap/v2"
)

var errOperation = errors.New("the server takes too long")

// call is do with an error that names the mailbox and what was tried.
func (b *Mailbox) call(ctx context.Context, what string, bytes int64, f func() error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, b.cfg.operation(), errOperation)
	defer cancel()
	if err := b.do(ctx, bytes, f); err != nil {
		return fmt.Errorf("mailbox %s at %s: %s: %w", b.cfg.mailbox(), b.cfg.Address, what, err)
	}
	return nil
}

// do runs one exchange with the server, in which it may send so many bytes. An
// error that is neither the server's word nor one of ours means that the
// connection is lost.
func (b *Mailbox) do(ctx context.Context, bytes int64, f func() error) error {
	stop := context.AfterFunc(ctx, func() { b.guard.Close() })
	defer stop()
	b.wire.begin()
	defer b.wire.end()
	b.guard.allow(bytes)
	defer b.guard.done()
	return b.explain(ctx, f())
}

// finding is an error of ours that says nothing against the connection.
type finding string

func (f finding) Error() string { return string(f) }

func findf(format string, args ...any) error { return finding(fmt.Sprintf(format, args...)) }

// explain keeps errors of ours and puts the server's refusals into words.
// Whatever else go-imap reports means that the connection is lost; its errors
// do not unwrap, so they are told by what they are not.
func (b *Mailbox) explain(ctx context.Context, err error) error {
	if err == nil || errors.Is(err, ErrAuth) || errors.Is(err, ErrGone) || errors.Is(err, ErrCopied) {
		return err
	}
	if ctx.Err() == nil {
		if _, ok := errors.AsType[finding](err); ok {
			return err
		}
		if refused, ok := errors.AsType[*imap.Error](err); ok && refused.Type != imap.StatusResponseTypeBye {
			return fmt.Errorf("the server says %s", said(refused))
		}
	}
	b.guard.Close()
	return b.lost(ctx, err)
}

// lost says why the connection is, by the best evidence there is.
func (b *Mailbox) lost(ctx context.Context, err error) error {
	bye, fault := b.guard.lastWords()
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("%w: %w", ErrConnection, context.Cause(ctx))
	case fault != nil:
		return fmt.Errorf("%w: %w", ErrConnection, fault)
	case bye != "":
		return fmt.Errorf("%w: the server says BYE %s", ErrConnection, bye)
	case b.wire.gaveUp():
		return fmt.Errorf("%w: no sign of life of the server for %s", ErrConnection, b.wire.timeout)
	case errors.Is(err, ErrConnection):
		return err
	}
	return fmt.Errorf("%w: %s", ErrConnection, clip(err.Error(), 200))
}
