package notify

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strings"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// wire is one connection to the server, logged in.
type wire struct {
	client *smtp.Client
	conn   *deadlineConn
	over   *gatherConn // what client writes on: conn, or TLS over it
	idle   *time.Timer
	used   bool // has carried a letter before
	many   bool // the server takes several commands at once (RFC 2920)
	dotted []byte
}

// hang up ends the connection without a word: nothing half-written may be
// taken for a whole mail.
func (l *wire) hangUp() { _ = l.conn.Close() }

// chunk is how much of a mail is written with one deadline.
const chunk = 64 << 10

// write sends a mail whose lines end in CRLF, as they all do here, with dots
// doubled (RFC 5321 section 4.5.2). go-smtp's own writer looks at each byte of a
// mail and sends 4 KB at a time; it gets the last line's end only, so that it
// writes the final dot where it belongs. The end of the mail waits for that dot.
func (l *wire) write(end io.Writer, raw []byte) error {
	body, last := raw[:len(raw)-len("\r\n")], raw[len(raw)-len("\r\n"):]
	body = l.doubled(body)
	for len(body) > chunk {
		if _, err := l.over.Write(body[:chunk]); err != nil {
			return err
		}
		body = body[chunk:]
	}
	l.over.hold(body)
	_, err := end.Write(last)
	return err
}

// doubled is a mail with the dots at the beginnings of its lines doubled. It holds
// until the next mail.
func (l *wire) doubled(body []byte) []byte {
	l.dotted = l.dotted[:0]
	if bytes.HasPrefix(body, []byte(".")) {
		l.dotted = append(l.dotted, '.')
	}
	for {
		at := bytes.Index(body, []byte("\n."))
		if at < 0 && len(l.dotted) == 0 {
			return body
		}
		if at < 0 {
			l.dotted = append(l.dotted, body...)
			return l.dotted
		}
		l.dotted = append(append(l.dotted, body[:at+len("\n.")]...), '.')
		body = body[at+len("\n."):]
	}
}

// dial connects, greets, secures and logs in. An access token that is refused
// may have been revoked a moment ago: it is tried once more with a new one.
// A refusal closes the door for a while, so that a wrong password does not lock
// the account.
func (p *Poster) dial(ctx context.Context) (*wire, error) {
	l, err := p.dialOnce(ctx)
	if p.cfg.OAuth && errors.Is(err, ErrLogin) {
		p.log.Info("the access token was not accepted: trying once with a new one")
		l, err = p.dialOnce(ctx)
	}
	if errors.Is(err, ErrLogin) {
		p.door.refuse(time.Now())
	}
	return l, err
}

func (p *Poster) dialOnce(ctx context.Context) (*wire, error) {
	each := p.cfg.Timeout.or(time.Minute)
	dialer := net.Dialer{Timeout: each}
	raw, err := dialer.DialContext(ctx, "tcp", p.cfg.Address)
	if err != nil {
		return nil, connecting("dial "+p.cfg.Address, err)
	}
	conn := newDeadlineConn(raw, each)
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	client, over, err := p.greet(ctx, conn)
	if err == nil {
		err = p.login(client)
	}
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	many, _ := client.Extension("PIPELINING")
	many = many && time.Now().UnixNano() >= p.single.Load()
	return &wire{client: client, conn: conn, over: over, many: many}, nil
}

// greet makes the connection a secure one and says hello on it.
func (p *Poster) greet(ctx context.Context, conn *deadlineConn) (*smtp.Client, *gatherConn, error) {
	over := &gatherConn{Conn: conn}
	mode := p.cfg.mode()
	if tcp, ok := conn.RemoteAddr().(*net.TCPAddr); mode == tlsNone && (!ok || !tcp.IP.IsLoopback()) {
		return nil, nil, connecting("dial", fmt.Errorf("%s is not this machine: nothing is sent in the clear: set tls to implicit or starttls", conn.RemoteAddr()))
	}
	if mode != tlsNone {
		cfg, err := p.cfg.tlsConfig()
		if err != nil {
			return nil, nil, connecting("prepare TLS", err)
		}
		if mode == tlsStart {
			if err := startTLS(conn, p.cfg.hello()); err != nil {
				return nil, nil, connecting("start TLS", err)
			}
		}
		secure := tls.Client(conn, cfg)
		if err := secure.HandshakeContext(ctx); err != nil {
			return nil, nil, connecting("shake hands over TLS", err)
		}
		over.Conn = secure
		if mode == tlsStart {
			over.Conn = &greetedConn{Conn: secure, greeting: bytes.NewReader([]byte("220 after STARTTLS\r\n"))}
		}
	}
	client := smtp.NewClient(over)
	client.SubmissionTimeout = p.cfg.DotTimeout.or(10 * time.Minute)
	if err := client.Hello(p.cfg.hello()); err != nil {
		return nil, nil, connecting("greet", err)
	}
	return client, over, nil
}

// startTLS speaks RFC 3207 by hand, up to the handshake: go-smtp would say
// EHLO localhost, and not notice replies that somebody slipped in after the
// server's last clear-text one.
func startTLS(conn net.Conn, hello string) error {
	over := &gatherConn{Conn: conn}
	in := bufio.NewReader(io.LimitReader(over, 64<<10))
	text := textproto.NewReader(in)
	if _, _, err := text.ReadResponse(220); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(conn, "EHLO %s\r\n", hello); err != nil {
		return err
	}
	_, offers, err := text.ReadResponse(250)
	if err != nil {
		return err
	}
	if !hasLine(offers, "STARTTLS") {
		return ErrNoTLS
	}
	if _, err := io.WriteString(conn, "STARTTLS\r\n"); err != nil {
		return err
	}
	if _, _, err := text.ReadResponse(220); err != nil {
		return err
	}
	if in.Buffered() > 0 || over.heard.more() {
		return errors.New("the server sent more before the handshake: somebody may be in between")
	}
	return nil
}

func hasLine(text, want string) bool {
	for line := range strings.Lines(text) {
		if strings.EqualFold(strings.TrimSpace(line), want) {
			return true
		}
	}
	return false
}

// greetedConn repeats a greeting that was read before TLS, since go-smtp
// waits for one.
type greetedConn struct {
	net.Conn
	greeting *bytes.Reader
}

// Read gives the greeting first.
func (g *greetedConn) Read(p []byte) (int, error) {
	if g.greeting.Len() > 0 {
		return g.greeting.Read(p)
	}
	return g.Conn.Read(p)
}

// login authenticates with the strongest that both sides know.
func (p *Poster) login(client *smtp.Client) error {
	if p.cfg.Username == "" {
		return nil
	}
	mechanism, err := p.mechanism(client)
	if err != nil {
		return connecting("log in", err)
	}
	err = client.Auth(mechanism)
	if denied(err) {
		return connecting("log in as "+p.cfg.Username, fmt.Errorf("%w: %w", ErrLogin, explain(err)))
	}
	if err != nil {
		return connecting("log in as "+p.cfg.Username, err)
	}
	p.door.open()
	return nil
}

// denied tells a refused login from one that could not be tried.
func denied(err error) bool {
	if _, ok := errors.AsType[*sasl.OAuthBearerError](err); ok {
		return true
	}
	reply, ok := errors.AsType[*smtp.SMTPError](err)
	return ok && !reply.Temporary()
}

func (p *Poster) mechanism(client *smtp.Client) (sasl.Client, error) {
	if p.cfg.OAuth {
		return p.bearer(client)
	}
	secret, err := p.cfg.password()
	if err != nil {
		return nil, err
	}
	switch {
	case client.SupportsAuth(sasl.Plain):
		return sasl.NewPlainClient("", p.cfg.Username, secret), nil
	case client.SupportsAuth(sasl.Login):
		return sasl.NewLoginClient(p.cfg.Username, secret), nil
	}
	return nil, errors.New("the server offers neither AUTH PLAIN nor LOGIN")
}

func (p *Poster) bearer(client *smtp.Client) (sasl.Client, error) {
	if p.cfg.Tokens == nil {
		return nil, errors.New("oauth is set, but there is no [intake.imap.oauth] to get tokens from")
	}
	token, err := p.cfg.Tokens.AccessToken()
	if err != nil {
		return nil, fmt.Errorf("get access token: %w", err)
	}
	if client.SupportsAuth(sasl.OAuthBearer) {
		return sasl.NewOAuthBearerClient(&sasl.OAuthBearerOptions{Username: p.cfg.Username, Token: token}), nil
	}
	return &xoauth2{user: p.cfg.Username, token: token}, nil
}

// xoauth2 is the login of Microsoft 365 and Google before RFC 7628.
type xoauth2 struct {
	user, token string
	told        bool
}

// Start sends user and token at once.
func (x *xoauth2) Start() (string, []byte, error) {
	return "XOAUTH2", []byte("user=" + x.user + "\x01auth=Bearer " + x.token + "\x01\x01"), nil
}

// Next gets the server's reason as JSON; an empty answer makes it say 535.
func (x *xoauth2) Next([]byte) ([]byte, error) {
	if x.told {
		return nil, errors.New("the server asks again and again for what it has")
	}
	x.told = true
	return []byte{}, nil
}
