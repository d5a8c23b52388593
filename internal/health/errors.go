package health

import (
	"context"
	"crypto/tls"
	"errors"
	"net"

	"inquiryd/intake"
	"inquiryd/notify"
)

// The kinds of errors that metrics tell apart. They are few and fixed.
const (
	kindLogin      = "login"      // the server does not let us in
	kindTLS        = "tls"        // no encryption, or a certificate that cannot be trusted
	kindTimeout    = "timeout"    // no reply in time
	kindConnection = "connection" // nobody there, or the connection broke
	kindDelayed    = "delayed"    // a letter, for now
	kindRefused    = "refused"    // a letter, for good
	kindOther      = "other"
)

// kind sorts an error of a server. What is most certain decides first.
func kind(err error) string {
	_, verify := errors.AsType[*tls.CertificateVerificationError](err)
	_, record := errors.AsType[tls.RecordHeaderError](err)
	network, isNetwork := errors.AsType[net.Error](err)
	switch {
	case errors.Is(err, intake.ErrAuth), errors.Is(err, notify.ErrLogin):
		return kindLogin
	case verify, record, errors.Is(err, notify.ErrNoTLS):
		return kindTLS
	case errors.Is(err, context.DeadlineExceeded), isNetwork && network.Timeout():
		return kindTimeout
	case errors.Is(err, intake.ErrConnection), isNetwork:
		return kindConnection
	}
	return kindOther
}

// posted sorts an error of the outgoing server.
func posted(err error) string {
	k := kind(err)
	switch {
	case k != kindOther:
		return k
	case notify.Temporary(err):
		return kindDelayed
	}
	return kindRefused
}

// Watched is a poster whose letters are counted and timed. A nil Health
// watches nothing.
func (h *Health) Watched(p Poster) Poster {
	if h == nil {
		return p
	}
	return watched{p, h}
}

type watched struct {
	Poster
	h *Health
}

// Post posts, and notes how long it took and what came of it.
func (w watched) Post(ctx context.Context, from, to string, raw []byte) (string, error) {
	began := w.h.Running()
	response, err := w.Poster.Post(ctx, from, to, raw)
	w.h.counts.posted(w.h.Running()-began, err, w.h.Now())
	return response, err
}

// Mailbox counts what went wrong with a mailbox.
func (h *Health) Mailbox(err error) {
	if h != nil && err != nil {
		h.counts.errors("imap", kind(err)).Inc()
	}
}
