package mailtest

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
)

// TLS says how a server encrypts.
type TLS string

// The ways to encrypt.
const (
	Plain    TLS = ""         // not at all
	Implicit TLS = "implicit" // from the first byte
	StartTLS TLS = "starttls" // after STARTTLS; logging in before it is refused
)

// IMAPOptions shape an [IMAP] server. The zero value is a plain server that
// knows MOVE and UIDPLUS.
type IMAPOptions struct {
	User     string // default "council"
	Password string // default "secret"
	// Token accepts an OAuth 2.0 token. When it is set the server offers
	// XOAUTH2 and OAUTHBEARER and no password.
	Token func(user, token string) bool

	TLS TLS
	CA  *CA // issues the server's certificate; made when TLS asks for one and this is nil

	WithoutMove    bool // MOVE is not offered
	WithoutUIDPlus bool // UIDPLUS is not offered

	SentFolder string // a mailbox that exists and carries \Sent; "": none
	// Fail is asked before each command with its name ("FETCH", "MOVE",
	// "SELECT" …; "greeting" for a new connection) and its mailbox or its
	// message numbers. [No] makes a refusal.
	Fail Fail
}

// IMAP is an IMAP server with one user and mailboxes in memory.
type IMAP struct {
	options IMAPOptions
	memory  *imapmemserver.Server
	user    *imapmemserver.User
	fault   *fault

	public, private   *listener // private: for Messages, never at fault
	servers           []*imapserver.Server
	sessions, serving sync.WaitGroup

	mutex sync.Mutex
	names map[string][]imap.MailboxAttr
	odd   map[oddKey]oddMessage
}

// StartIMAP starts a server with an empty INBOX.
func StartIMAP(options IMAPOptions) (*IMAP, error) {
	options.User = cmp.Or(options.User, "council")
	options.Password = cmp.Or(options.Password, "secret")
	s := &IMAP{
		options: options,
		memory:  imapmemserver.New(),
		user:    imapmemserver.NewUser(options.User, options.Password),
		fault:   newFault(options.Fail),
		names:   make(map[string][]imap.MailboxAttr),
		odd:     make(map[oddKey]oddMessage),
	}
	s.memory.AddUser(s.user)
	if err := s.createAll(); err != nil {
		return nil, err
	}
	return s, s.listen()
}

func (s *IMAP) createAll() error {
	if err := s.CreateMailbox("INBOX"); err != nil || s.options.SentFolder == "" {
		return err
	}
	if err := s.CreateMailbox(s.options.SentFolder); err != nil {
		return err
	}
	s.names[s.options.SentFolder] = []imap.MailboxAttr{imap.MailboxAttrSent}
	return nil
}

func (s *IMAP) listen() (err error) {
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
	if s.public, err = listen(); err != nil {
		return err
	}
	if s.private, err = listen(); err != nil {
		return err
	}
	if s.options.TLS == Implicit {
		s.public.tls = config
	}
	s.serve(s.public, &imapserver.Options{TLSConfig: config, InsecureAuth: s.options.TLS == Plain}, s.fault)
	s.serve(s.private, &imapserver.Options{InsecureAuth: true}, newFault(nil))
	return nil
}

func (s *IMAP) serve(ln *listener, options *imapserver.Options, faults *fault) {
	options.Caps = s.caps()
	options.Logger = log.New(io.Discard, "", 0)
	options.NewSession = func(conn *imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
		return s.newSession(conn, faults)
	}
	server := imapserver.New(options)
	s.servers = append(s.servers, server)
	s.serving.Go(func() { server.Serve(ln) })
	<-ln.accepting // a server must not be closed while it begins to serve
}

// caps names what the sessions can do. IMAP4rev2 includes MOVE and UIDPLUS, so
// it is offered only together with both.
func (s *IMAP) caps() imap.CapSet {
	caps := imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapNamespace: {}, imap.CapESearch: {},
		imap.CapListExtended: {}, imap.CapListStatus: {}, imap.CapStatusSize: {}, imap.CapSpecialUse: {}}
	if !s.options.WithoutMove {
		caps[imap.CapMove] = struct{}{}
	}
	if !s.options.WithoutUIDPlus {
		caps[imap.CapUIDPlus] = struct{}{}
	}
	if !s.options.WithoutMove && !s.options.WithoutUIDPlus {
		caps[imap.CapIMAP4rev2] = struct{}{}
	}
	return caps
}

// Addr is host:port.
func (s *IMAP) Addr() string { return s.public.Addr().String() }

// User and Password log in.
func (s *IMAP) User() string     { return s.options.User }
func (s *IMAP) Password() string { return s.options.Password }

// CA issued the server's certificate; nil without TLS.
func (s *IMAP) CA() *CA { return s.options.CA }

// SetFail changes the fault hook; nil ends all faults.
func (s *IMAP) SetFail(fail Fail) { s.fault.set(fail) }

// Drop breaks off every connection, as a restarting server does.
func (s *IMAP) Drop() { s.public.drop() }

// Connections is how many there have been.
func (s *IMAP) Connections() int { return s.public.accepted() }

// CreateMailbox makes an empty mailbox; "/" separates levels. It is an error
// when it exists.
func (s *IMAP) CreateMailbox(name string) error {
	if err := s.user.Create(name, nil); err != nil {
		return fmt.Errorf("create mailbox %s: %w", name, err)
	}
	s.remember(name)
	return nil
}

// Deliver puts a message into a mailbox as a mail server does and returns its
// UID. A zero time means now. Waiting IDLE commands wake up.
func (s *IMAP) Deliver(mailbox string, raw []byte, at time.Time) (uid uint32, err error) {
	data, err := s.user.Append(mailbox, bytes.NewReader(raw), &imap.AppendOptions{Time: at})
	if err != nil {
		return 0, fmt.Errorf("deliver to %s: %w", mailbox, err)
	}
	s.keepOdd(data, raw, at)
	return uint32(data.UID), nil
}

// Close ends the server and its connections and waits for both.
func (s *IMAP) Close() error {
	s.fault.end()
	s.public.Close()
	s.private.Close()
	for _, server := range s.servers {
		server.Close()
	}
	s.serving.Wait()
	s.sessions.Wait()
	return nil
}

// look logs in on the private listener, where nothing is at fault.
func (s *IMAP) look(ctx context.Context, do func(*imapclient.Client) error) error {
	client, err := imapclient.DialInsecure(s.private.Addr().String(), nil)
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { client.Close() })
	defer stop()
	defer client.Close()
	if err := client.Login(s.options.User, s.options.Password).Wait(); err != nil {
		return err
	}
	return do(client)
}
