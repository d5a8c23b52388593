package mailtest

import (
	"io"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// smtpSession is one connection after its EHLO.
type smtpSession struct {
	server *SMTP
	conn   *smtp.Conn
	known  bool // logged in, or no need to
	from   string
	to     []string
}

func (s *SMTP) newSession(conn *smtp.Conn) (smtp.Session, error) {
	session := &smtpSession{server: s, conn: conn, known: s.options.User == "" && s.options.Token == nil}
	if err := session.ask("ehlo", conn.Hostname()); err != nil {
		return nil, err
	}
	return session, nil
}

func (s *smtpSession) ask(step, arg string) error {
	return s.server.fault.ask(step, arg, s.conn.Conn())
}

func (s *smtpSession) AuthMechanisms() []string {
	switch {
	case s.server.options.Token != nil && s.server.options.Mechanism != "":
		return []string{s.server.options.Mechanism}
	case s.server.options.Token != nil:
		return []string{"XOAUTH2", sasl.OAuthBearer}
	case s.server.options.User != "":
		return []string{sasl.Plain}
	}
	return nil
}

func (s *smtpSession) Auth(mechanism string) (sasl.Server, error) {
	if err := s.ask("auth", mechanism); err != nil {
		return nil, err
	}
	if server, ok := tokenServer(mechanism, s.acceptToken); ok && s.server.options.Token != nil {
		return final{server}, nil
	}
	if mechanism != sasl.Plain {
		return nil, smtp.ErrAuthUnknownMechanism
	}
	return sasl.NewPlainServer(func(_, user, password string) error { return s.login(user, password) }), nil
}

// final makes every refusal one for good, 535, as the real servers do.
type final struct{ sasl.Server }

func (f final) Next(response []byte) (challenge []byte, done bool, err error) {
	challenge, done, err = f.Server.Next(response)
	if err != nil {
		err = smtp.ErrAuthFailed
	}
	return challenge, done, err
}

func (s *smtpSession) login(user, password string) error {
	options := s.server.options
	if options.User == "" || user != options.User || password != options.Password {
		return smtp.ErrAuthFailed
	}
	s.known = true
	return nil
}

func (s *smtpSession) acceptToken(user, token string) bool {
	s.known = s.server.options.Token(user, token)
	return s.known
}

func (s *smtpSession) Mail(from string, _ *smtp.MailOptions) error {
	if err := s.ask("mail", from); err != nil {
		return err
	}
	if !s.known {
		return smtp.ErrAuthRequired
	}
	s.from = from
	return nil
}

func (s *smtpSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	if err := s.ask("rcpt", to); err != nil {
		return err
	}
	s.to = append(s.to, to)
	return nil
}

func (s *smtpSession) Data(r io.Reader) error {
	if err := s.ask("data", s.from); err != nil {
		return err
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	var messages []Message
	for _, to := range s.to {
		messages = append(messages, Message{From: s.from, To: to, Raw: raw, At: time.Now()})
	}
	return s.dot(messages)
}

// dot keeps the messages unless they are refused: breaking off and stalling
// come after they were kept.
func (s *smtpSession) dot(messages []Message) error {
	err := s.server.fault.peek("dot", s.from)
	if _, refused := err.(*smtp.SMTPError); !refused {
		s.server.keep(messages)
	}
	return s.server.fault.obey(err, s.conn.Conn())
}

func (s *smtpSession) Reset() { s.from, s.to = "", nil }

func (s *smtpSession) Logout() error { return nil }
