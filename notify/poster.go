package notify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/emersion/go-smtp"
)

// Poster hands mails to a submission server, one recipient in each
// transaction, so that one refused recipient never fails another. It keeps a
// few connections for some seconds and dials anew when they died. It is safe
// for concurrent use.
type Poster struct {
	cfg   SMTPConfig
	log   *slog.Logger
	door  door
	slots chan struct{} // one for each connection that may be open

	single atomic.Int64 // until when commands go one at a time, in nanoseconds of Unix time

	mu     sync.Mutex
	idle   []*wire
	closed bool
}

// NewPoster checks the configuration; it does not connect.
func NewPoster(cfg SMTPConfig, log *slog.Logger) (*Poster, error) {
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("make poster: %w", err)
	}
	n := cfg.Connections
	if n == 0 {
		n = 2
	}
	return &Poster{cfg: cfg, log: log, slots: make(chan struct{}, n)}, nil
}

// Post hands one mail to the server for one recipient and returns the
// server's last word, which often holds its queue id. An empty from is the
// null return path. Errors are asked with [Temporary] and [Ambiguous].
func (p *Poster) Post(ctx context.Context, from, to string, raw []byte) (response string, err error) {
	env, err := newEnvelope(from, to, raw)
	if err != nil {
		return "", permanent("check mail", err)
	}
	ctx, cancel := context.WithTimeout(ctx, p.cfg.limit())
	defer cancel()
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-ctx.Done():
		return "", connecting("wait for a connection", context.Cause(ctx))
	}
	response, err = p.post(ctx, env)
	if ctx.Err() != nil && err != nil {
		return "", fmt.Errorf("%w (%w)", err, context.Cause(ctx))
	}
	return response, err
}

// post uses a kept connection, and a new one when that had died before the
// server heard of this letter.
func (p *Poster) post(ctx context.Context, env envelope) (string, error) {
	for {
		l, err := p.take(ctx)
		if err != nil {
			return "", err
		}
		reused := l.used
		response, err := p.transact(ctx, l, env)
		if errors.Is(err, errDead) && reused && ctx.Err() == nil {
			p.log.Debug("kept connection had died", "err", err)
			continue
		}
		return response, err
	}
}

// errDead marks a connection that failed on the first command of a letter.
var errDead = errors.New("the connection had died")

// transact runs one mail transaction (RFC 5321 section 3.3) and keeps or ends
// the connection.
func (p *Poster) transact(ctx context.Context, l *wire, env envelope) (response string, err error) {
	stop := context.AfterFunc(ctx, l.hangUp)
	defer func() {
		if clean := stop(); clean && reusable(err) && !l.over.heard.more() && (err == nil || l.client.Reset() == nil) {
			p.keep(l)
		} else {
			l.hangUp()
		}
	}()
	if err := env.fits(l.client); err != nil {
		return "", permanent("check size", err)
	}
	if err := l.begin(env); err != nil {
		return "", p.alone(l, err)
	}
	return p.data(l, env.raw)
}

// alone follows an error at the beginning of a mail. A server that offers to take
// several commands at once and then has lost those behind the first gets one at a
// time for an hour.
func (p *Poster) alone(l *wire, err error) error {
	if _, answered := errors.AsType[*smtp.SMTPError](err); l.many && !answered && !errors.Is(err, errDead) {
		p.log.Warn("the outgoing server seems to lose commands that come together: it gets one at a time")
		p.single.Store(time.Now().Add(time.Hour).UnixNano())
	}
	return err
}

// begin names sender and recipient. A server that takes several commands at once
// gets DATA with them, and says three times what it thinks.
func (l *wire) begin(env envelope) error {
	if l.many {
		l.over.sendAhead("RCPT TO:<" + env.to + ">\r\nDATA\r\n")
	}
	if err := l.client.Mail(env.from, &smtp.MailOptions{Size: int64(len(env.raw)), UTF8: env.utf8}); err != nil {
		if dead(err) {
			err = fmt.Errorf("%w: %w", errDead, explain(err))
		} else if l.many {
			l.unsay(env, true)
		}
		return refused("name sender", err)
	}
	if err := l.client.Rcpt(env.to, nil); err != nil {
		if l.many && !dead(err) {
			l.unsay(env, false)
		}
		return refused("name recipient", err)
	}
	return nil
}

// unsay hears the replies to what was sent along with a command that the server
// refused. One that wants a mail all the same gets none (RFC 2920 section 3.1): the
// connection ends, so that nothing can be taken for one.
func (l *wire) unsay(env envelope, recipient bool) {
	if recipient {
		if err := l.client.Rcpt(env.to, nil); err != nil && dead(err) {
			l.hangUp()
			return
		}
	}
	if _, err := l.client.Data(); err == nil || dead(err) {
		l.hangUp()
	}
}

// data sends the mail itself. Only what happens after the final dot is
// ambiguous; before it the server has nothing whole to accept.
func (p *Poster) data(l *wire, raw []byte) (string, error) {
	w, err := l.client.Data()
	if err != nil {
		return "", p.alone(l, refused("begin mail", err))
	}
	if err := l.write(w, raw); err != nil {
		return "", refused("send mail", err)
	}
	l.conn.read.Store(int64(p.cfg.DotTimeout.or(10 * time.Minute)))
	reply, err := w.CloseWithResponse()
	l.conn.read.Store(int64(p.cfg.Timeout.or(time.Minute)))
	if err == nil {
		return oneLine(reply.StatusText, 500), nil
	}
	if l.over.cut {
		return "", refused("send mail", err)
	}
	if said, ok := errors.AsType[*smtp.SMTPError](err); ok {
		switch said.Code / 100 {
		case 2: // RFC 5321 section 4.2.1: the first digit says it all
			return oneLine(said.Message, 500), nil
		case 4, 5:
			return "", refused("end mail", err)
		}
	}
	return "", &postError{step: "wait for the reply to the mail", temporary: true, ambiguous: true, err: explain(err)}
}

// dead tells a lost connection, 421, which announces one, a login that is no
// longer known, and a reply that is none to what was asked, from a refusal of the
// letter.
func dead(err error) bool {
	s, ok := errors.AsType[*smtp.SMTPError](err)
	return !ok || s.Code == 421 || aboutLogin(s.Code) || s.Code < 400 || s.Code > 599
}

// reusable reports whether the connection is in step after err.
func reusable(err error) bool {
	return err == nil || !dead(err) || errors.Is(err, ErrTooBig)
}

// take returns a kept connection or a new one.
func (p *Poster) take(ctx context.Context) (*wire, error) {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return nil, connecting("dial", errClosed)
	}
	for len(p.idle) > 0 {
		l := p.idle[len(p.idle)-1]
		p.idle = p.idle[:len(p.idle)-1]
		if l.idle.Stop() {
			p.mu.Unlock()
			return l, nil
		}
	}
	p.mu.Unlock()
	if wait := p.door.shut(time.Now()); wait > 0 {
		return nil, connecting("log in", fmt.Errorf("%w: next try in %v", ErrLogin, wait.Round(time.Second)))
	}
	return p.dial(ctx)
}

// keep puts a connection aside for the next letter.
func (p *Poster) keep(l *wire) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		l.hangUp()
		return
	}
	l.used = true
	l.idle = time.AfterFunc(p.cfg.Idle.or(10*time.Second), func() { p.drop(l) })
	p.idle = append(p.idle, l)
}

// drop says goodbye on a connection that nobody used for a while.
func (p *Poster) drop(l *wire) {
	p.mu.Lock()
	for i, other := range p.idle {
		if other == l {
			p.idle = append(p.idle[:i], p.idle[i+1:]...)
			break
		}
	}
	p.mu.Unlock()
	_ = l.client.Quit()
	l.hangUp()
}

// Close ends the kept connections. Letters under way are finished first by
// whoever posts them.
func (p *Poster) Close() error {
	p.mu.Lock()
	p.closed = true
	idle := p.idle
	p.idle = nil
	p.mu.Unlock()
	for _, l := range idle {
		if l.idle.Stop() {
			_ = l.client.Quit()
			l.hangUp()
		}
	}
	return nil
}
