package mailtest

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// SMTPOptions shape an [SMTP] server. The zero value is a plain server that
// takes everything from everybody.
type SMTPOptions struct {
	User, Password string // a login is demanded when User is set
	// Token accepts an OAuth 2.0 token. When it is set the server demands a
	// login by XOAUTH2 or OAUTHBEARER.
	Token     func(user, token string) bool
	Mechanism string // the only one of the two that is offered; default both

	TLS     TLS
	CA      *CA   // issues the server's certificate; made when TLS asks for one and this is nil
	MaxSize int64 // bytes of a message, told by SIZE; 0: any
	// Fail is asked at the steps "greeting", "ehlo" (the client's name),
	// "auth" (mechanism), "mail" (sender), "rcpt" (recipient), "data" (the
	// message is about to come: 354 was said) and "dot" (it has come whole and
	// is kept; [ErrClose], [ErrReset] and [ErrStall] leave the client without a
	// reply).
	// [Reply] makes a refusal; at "dot" a refused message is not kept.
	Fail Fail
}

// Message is what one recipient got.
type Message struct {
	From, To string // of the envelope; From "" is the null reverse path
	Raw      []byte
	At       time.Time
}

// SMTP is a submission server that keeps what it takes.
type SMTP struct {
	options  SMTPOptions
	ln       *listener
	server   *smtp.Server
	fault    *fault
	serving  sync.WaitGroup
	mutex    sync.Mutex
	messages []Message
	arrived  chan struct{} // closed, and replaced, at each arrival
}

// Reply is a refusal for a fault hook of an [SMTP] server, such as 451.
func Reply(code int, text string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCodeNotSet, Message: text}
}

// StartSMTP starts a server.
func StartSMTP(options SMTPOptions) (*SMTP, error) {
	s := &SMTP{options: options, fault: newFault(options.Fail), arrived: make(chan struct{})}
	s.server = smtp.NewServer(smtp.BackendFunc(s.newSession))
	s.server.Domain = "mailtest.example"
	s.server.MaxMessageBytes = options.MaxSize
	s.server.AllowInsecureAuth = options.TLS == Plain
	s.server.EnableSMTPUTF8 = true
	s.server.ErrorLog = log.New(io.Discard, "", 0)
	if err := s.listen(); err != nil {
		return nil, err
	}
	s.serving.Go(func() { s.server.Serve(s.ln) })
	return s, nil
}

func (s *SMTP) listen() (err error) {
	var config *tls.Config
	if s.options.TLS != Plain {
		if s.options.CA == nil {
			if s.options.CA, err = NewCA(); err != nil {
				return err
			}
		}
		if config, err = s.options.CA.ServerConfig(); err != nil {
			return err
		}
	}
	if s.ln, err = listen(); err != nil {
		return err
	}
	s.ln.refuse = s.refuse
	if s.options.TLS == Implicit {
		s.ln.tls = config
	} else {
		s.server.TLSConfig = config
	}
	return nil
}

// refuse is the fault at the greeting, which the server itself cannot make.
func (s *SMTP) refuse(conn net.Conn) bool {
	err := s.fault.peek("greeting", conn.RemoteAddr().String())
	if err == nil {
		return false
	}
	s.serving.Go(func() {
		defer conn.Close()
		if errors.Is(err, ErrStall) {
			<-s.fault.over
		}
		if reply, ok := errors.AsType[*smtp.SMTPError](err); ok {
			fmt.Fprintf(conn, "%d %s\r\n", reply.Code, reply.Message)
		}
	})
	return true
}

// Addr is host:port.
func (s *SMTP) Addr() string { return s.ln.Addr().String() }

// CA issued the server's certificate; nil without TLS.
func (s *SMTP) CA() *CA { return s.options.CA }

// SetFail changes the fault hook; nil ends all faults.
func (s *SMTP) SetFail(fail Fail) { s.fault.set(fail) }

// Drop breaks off every connection, as a restarting server does.
func (s *SMTP) Drop() { s.ln.drop() }

// Connections is how many there have been.
func (s *SMTP) Connections() int { return s.ln.accepted() }

// Messages are those taken so far, in the order of their arrival; a mail to
// two recipients is two messages.
func (s *SMTP) Messages() []Message {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return slices.Clone(s.messages)
}

// Wait returns the messages as soon as there are n of them or more, or with
// the context's error those that came in time.
func (s *SMTP) Wait(ctx context.Context, n int) ([]Message, error) {
	for {
		s.mutex.Lock()
		messages, arrived := slices.Clone(s.messages), s.arrived
		s.mutex.Unlock()
		if len(messages) >= n {
			return messages, nil
		}
		select {
		case <-arrived:
		case <-ctx.Done():
			return messages, fmt.Errorf("wait for %s, got %d: %w", plural(n, "message"), len(messages), context.Cause(ctx))
		}
	}
}

func (s *SMTP) keep(messages []Message) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.messages = append(s.messages, messages...)
	close(s.arrived)
	s.arrived = make(chan struct{})
}

// Close ends the server and its connections and waits for both.
func (s *SMTP) Close() error {
	s.fault.end()
	s.ln.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	err := s.server.Shutdown(ctx)
	s.serving.Wait()
	if errors.Is(err, net.ErrClosed) || errors.Is(err, smtp.ErrServerClosed) {
		return nil
	}
	return err
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
