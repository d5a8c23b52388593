package intake

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

var (
	// ErrGone says that no message with that UID is in the mailbox any more.
	ErrGone = errors.New("the message is no longer in the mailbox")
	// ErrCopied says that messages were put into a folder, but the server does not
	// let us remove them where they were: they are in both.
	ErrCopied = errors.New("copied, but not removed where it was")
	// ErrAuth says that the login was refused: trying again at once could lock
	// the account, so the caller backs off.
	ErrAuth = errors.New("login refused")
	// ErrConnection says that the connection cannot be used any more, or could
	// not be made: dial again.
	ErrConnection = errors.New("connection lost")
)

// Mailbox is one connection to an IMAP server with one mailbox selected.
//
// It never sets \Seen and asks for nothing that a server could answer with
// structure: sizes, dates and bytes only. What it returned is whole: lengths
// are checked and a connection that broke in between is an error. Every call
// ends: when its context does, when the server shows no sign of life for
// IMAPConfig.Timeout, or after IMAPConfig.Operation. A call that ends so costs
// the connection, and this and all further calls return [ErrConnection]; after
// that, and whenever UIDVALIDITY differs, dial anew and list again. Errors of
// the server alone (a full quota, a mailbox in use) leave the connection good.
//
// Several Fetch calls may run at once, for different messages; the other
// methods wait for each other and for them.
type Mailbox struct {
	cfg    IMAPConfig
	log    *slog.Logger
	client *imapclient.Client
	wire   *deadlineConn
	guard  *guardConn
	caps   imap.CapSet // after the login

	commands sync.RWMutex  // held shared by Fetch, alone by the others
	arrived  chan struct{} // holds one token when the server told of new mail
	folders  folders
	undated  *atomic.Bool // INTERNALDATE is not asked for: see list

	mutex    sync.Mutex
	selected imap.SelectData
}

// Dial connects, logs in and selects the mailbox. It refuses a connection
// without TLS off loopback, a server that a move could lose mail on (neither
// MOVE, RFC 6851, nor UIDPLUS, RFC 4315), and one without UIDVALIDITY. The
// error is [ErrAuth] or [ErrConnection] where one of them fits; others need a
// person. A nil log is silent.
func Dial(ctx context.Context, cfg IMAPConfig, log *slog.Logger) (*Mailbox, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	b, err := dial(ctx, cfg, log)
	if err != nil {
		return nil, fmt.Errorf("mailbox %s at %s: %w", cfg.mailbox(), cfg.Address, err)
	}
	return b, nil
}

func dial(ctx context.Context, cfg IMAPConfig, log *slog.Logger) (*Mailbox, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, cfg.operation(), errOperation)
	defer cancel()
	who, err := newLogin(cfg)
	if err != nil {
		return nil, err
	}
	b, err := dialAs(ctx, cfg, log, who)
	if who.mechanism == "" || !errors.Is(err, ErrAuth) {
		return b, err
	}
	// The token may have been revoked between the endpoint and the server: one
	// new token, one more try, no loop.
	log.Info("the access token was not accepted: trying once with a new one", "mailbox", cfg.mailbox())
	if who, err = newLogin(cfg); err != nil {
		return nil, err
	}
	return dialAs(ctx, cfg, log, who)
}

// dialAs is dial with a login at hand.
func dialAs(ctx context.Context, cfg IMAPConfig, log *slog.Logger, who login) (*Mailbox, error) {
	guard, wire, err := connect(ctx, cfg)
	if err != nil {
		return nil, err
	}
	b := &Mailbox{cfg: cfg, log: log, guard: guard, wire: wire, arrived: make(chan struct{}, 1), undated: new(atomic.Bool)}
	b.client = imapclient.New(guard, &imapclient.Options{UnilateralDataHandler: &imapclient.UnilateralDataHandler{Mailbox: b.hear}})
	var greeted atomic.Bool
	err = b.do(ctx, slack, func() error {
		if err := b.client.WaitGreeting(); err != nil {
			return err
		}
		greeted.Store(true)
		return b.enter(who)
	})
	guard.done() // connect began it
	wire.end()
	if err != nil {
		b.cut()
		if bye, _ := guard.lastWords(); !greeted.Load() && bye == "" && !errors.Is(err, context.Canceled) {
			err = fmt.Errorf("%w: check address, port and tls", err)
		}
		return nil, err
	}
	return b, nil
}

// enter logs in after the greeting, looks at what the server can do, and selects the mailbox.
func (b *Mailbox) enter(who login) error {
	if b.client.State() == imap.ConnStateAuthenticated {
		return finding("refuse a server that says PREAUTH: it did not ask who we are")
	}
	before := b.client.Caps()
	if before == nil {
		return fmt.Errorf("%w: the server does not say what it can do", ErrConnection)
	}
	if err := who.into(b.client, before); err != nil {
		return fmt.Errorf("log in as %q: %w", who.user, loginError(err))
	}
	// Asked outright: right after the login, Caps may still tell what was
	// offered before it.
	after, err := b.client.Capability().Wait()
	if err != nil {
		return err
	}
	b.caps = after
	if !b.caps.Has(imap.CapMove) && !b.caps.Has(imap.CapUIDPlus) {
		return finding("the server knows neither MOVE nor UIDPLUS: mail cannot be moved without the risk of losing some: use another server or update it")
	}
	return b.selectMailbox()
}

func (b *Mailbox) selectMailbox() error {
	data, err := b.client.Select(b.cfg.mailbox(), nil).Wait()
	if refused, ok := errors.AsType[*imap.Error](err); ok {
		return findf("select: the server says %s: check mailbox, its permissions and the number of connections", said(refused))
	}
	if err != nil {
		return err
	}
	if data.UIDValidity == 0 {
		return finding("select: the server gives no UIDVALIDITY: messages could not be told apart")
	}
	if data.UIDNext == 0 {
		if data.UIDNext, err = b.uidNext(); err != nil {
			return err
		}
	}
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.selected = *data
	return nil
}

// uidNext asks for what RFC 3501, 6.3.1, wants said with each SELECT and some
// servers, as Courier, say by STATUS alone. Without it nobody could tell the mail
// that lies in a mailbox from what arrives.
func (b *Mailbox) uidNext() (imap.UID, error) {
	status, err := b.client.Status(b.cfg.mailbox(), &imap.StatusOptions{UIDNext: true}).Wait()
	if refused, ok := errors.AsType[*imap.Error](err); ok {
		return 0, findf("select: the server gives no UIDNEXT, and to STATUS it says %s", said(refused))
	}
	if err == nil && status.UIDNext == 0 {
		err = finding("select: the server gives no UIDNEXT: the mail that lies in the mailbox could not be told from what arrives")
	}
	if err != nil {
		return 0, err
	}
	return status.UIDNext, nil
}

// State is what the server said of the mailbox when it was last selected. A
// UID means a message only together with its uidValidity.
func (b *Mailbox) State() (uidValidity, uidNext, messages uint32) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.selected.UIDValidity, uint32(b.selected.UIDNext), b.selected.NumMessages
}

// Refresh selects the mailbox again, for a new State.
func (b *Mailbox) Refresh(ctx context.Context) error {
	b.commands.Lock()
	defer b.commands.Unlock()
	return b.call(ctx, "refresh", slack, b.selectMailbox)
}

// logoutTime is how long a goodbye may take.
const logoutTime = 2 * time.Second

// Close says goodbye, if the server listens, and ends the connection. Calls
// under way return [ErrConnection].
func (b *Mailbox) Close() error {
	if b.commands.TryLock() {
		ctx, cancel := context.WithTimeout(context.Background(), logoutTime)
		defer cancel()
		b.do(ctx, slack, func() error { return b.client.Logout().Wait() })
		b.commands.Unlock()
	}
	b.cut()
	return nil
}

// cut ends the connection at once and waits until nobody reads from it.
func (b *Mailbox) cut() {
	b.guard.Close()
	b.client.Close()
}
