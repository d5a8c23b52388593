package clerk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"inquiryd/classify"
	"inquiryd/intake"
	"inquiryd/internal/announce"
	"inquiryd/internal/catchup"
	"inquiryd/internal/deadline"
	"inquiryd/internal/language"
	"inquiryd/internal/outbox"
	"inquiryd/internal/paper"
	"inquiryd/internal/precedent"
	"inquiryd/internal/presence"
	"inquiryd/internal/register"
	"inquiryd/internal/reply"
	"inquiryd/internal/sentmail"
	"inquiryd/notify"
)

// Options are what a desk works with. Everything but the zero-able fields
// named optional must be there for Poll and PostDue; Explain needs neither
// Register, Writer, Signer, Poster nor Dial.
type Options struct {
	Config          Config
	Office          notify.Office
	Language        string         // of letters: code of one of Languages; default "da"
	Languages       *language.Set  // optional: those that are built in
	Place           *time.Location // the installation's time zone
	Administrations []Administration
	Roster          *intake.Roster
	Intake          intake.Config
	Classifier      *classify.Classifier
	Register        *register.Register
	Writer          *notify.Writer
	Signer          *notify.Signer
	Poster          outbox.Poster
	Dial            func(context.Context, intake.IMAPConfig) (*intake.Mailbox, error)
	Adopt           Adopt
	Receivers       []announce.Receiver // optional: other systems that are told of cases
	PostAtOnce      bool                // acknowledgements go out while a mailbox is still being read; else PostDue posts all
	Log             *slog.Logger
	Now             func() time.Time // optional: time.Now
	Holder          string           // optional: who this daemon is among others on one register
	CheckClock      bool             // do nothing while the clock differs from that of a shared register's server
	Silence         time.Duration    // optional: how long a daemon may be silent before others take its mailboxes over; 45 s
}

// Adopt says what becomes of mail that lay in a mailbox before the first
// start. The zero value leaves it alone: it is neither filed nor answered.
type Adopt struct {
	All  bool      // file it like new mail
	From time.Time // file what arrived since; zero: nothing
}

// Desk is the clerk at work. It is safe for concurrent use; its state is the
// register's.
type Desk struct {
	Options
	reader     *reply.Reader
	tongue     *language.Language // that of letters
	calendar   *deadline.Calendar
	reckoner   *deadline.Reckoner
	followUp   deadline.Term
	remind     []deadline.Term // before the deadline, the longest first
	escalate   []deadline.Term // after it, the shortest first
	giveUp     time.Duration
	byID       map[string]Administration
	mailboxes  []intake.MailboxConfig
	watch      *catchup.Watch
	presence   *presence.Presence // nil: this daemon is alone
	copier     *sentmail.Copier
	teller     *announce.Teller
	precedents *precedent.Finder
	hindered   *hindered
	door       *paper.Door // of the command that reads PDFs
	outbox     *outbox.Outbox
	sweeps     sweeps
	survived   survived
	retired    atomic.Bool
	prints     sync.Mutex // held by who prints
}

// New checks the options and makes a desk.
func New(o Options) (*Desk, error) {
	if err := o.Config.Validate(); err != nil {
		return nil, fmt.Errorf("clerk: %w", err)
	}
	o.Config = o.Config.withDefaults()
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Place == nil {
		o.Place = time.UTC
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Holder == "" {
		o.Holder = "inquiryd"
	}
	o.Silence = cmp.Or(o.Silence, silence)
	if o.Classifier == nil || o.Roster == nil {
		return nil, errors.New("clerk: rules and a roster are needed")
	}
	if o.Signer != nil && !o.Config.PlainReplyAddress {
		if err := o.Signer.Fits(); err != nil {
			return nil, fmt.Errorf("clerk: %w: take a shorter mailbox, or set plain_reply_address", err)
		}
	}
	o.Language = cmp.Or(o.Language, "da")
	tongue := o.Languages.Of(o.Language)
	if tongue == nil {
		return nil, fmt.Errorf("clerk: there is no language %q", o.Language)
	}
	d := &Desk{Options: o, tongue: tongue, reader: reply.New(o.Languages, tongue), byID: map[string]Administration{}, mailboxes: o.Intake.Mailboxes(), hindered: &hindered{}, door: &paper.Door{}}
	d.copier, d.watch = d.newCopier(), d.newWatch()
	if o.Register != nil && o.Register.Shared() {
		d.presence = &presence.Presence{Register: o.Register, Holder: o.Holder, Silence: o.Silence, CheckClock: o.CheckClock, Log: o.Log, Now: o.Now}
	}
	var errs []error
	var err error
	d.followUp, err = deadline.ParseTerm(o.Config.FollowUp)
	errs = append(errs, err)
	d.remind, err = deadline.ParseTerms(o.Config.RemindBefore)
	errs = append(errs, err)
	d.escalate, err = deadline.ParseTerms(o.Config.EscalateAfter)
	errs = append(errs, err)
	d.giveUp, err = time.ParseDuration(o.Config.GiveUp)
	errs = append(errs, err)
	d.calendar, err = deadline.NewCalendar(o.Config.Counting, o.Place)
	errs = append(errs, err, ValidateAdministrations(o.Administrations), o.Config.Numbers.ValidateWords(o.Languages, o.Language))
	d.reckoner = newReckoner(d.calendar, o.Config, o.Administrations)
	for _, a := range o.Administrations {
		d.byID[a.ID] = a
	}
	d.outbox = d.newOutbox()
	d.precedents = d.newPrecedents()
	d.teller = &announce.Teller{Receivers: o.Receivers, Register: o.Register, Place: o.Place, Holder: o.Holder, GiveUp: d.giveUp, Log: o.Log, Now: o.Now}
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("clerk: %w", err)
	}
	return d, nil
}

// DeliverDue tells other systems what waits for them.
func (d *Desk) DeliverDue(ctx context.Context) (announce.Delivered, error) {
	return d.teller.DeliverDue(ctx)
}

// work is the desk inside one transaction.
type work struct {
	*Desk
	tx   *register.Tx
	now  time.Time
	line register.LedgerLine // the mail on the desk; zero when a person decides
	mail *intake.Mail        // nil when a person decides
	why  string              // the person's reason, kept with the decision; "" none is given
	auth intake.Authentication

	tally     *tally             // of letters; nil: they are counted each time
	backlog   bool               // so many mails come at once that earlier questions are not looked up
	later     bool               // so many that forwardings are written when all are acknowledged
	waited    bool               // the forwarding that is written was put off: nobody has written it before
	asked     *asked             // what the rules say of the mail; nil: not asked yet
	decisions []keptDecision     // what was decided on the questions of cases that were opened: letters need not read it back
	papers    []readPaper        // its files; nil: not looked into yet
	courier   *outbox.Courier    // who takes letters along at once; nil: nobody
	out       []*register.Letter // for the courier, once this is committed
	scribes   *scribes           // who compose letters beside the transaction; nil: they are composed in it
	print     *notify.Print      // of the answer letter that is written; nil: it is printed later

	mailbox string            // that the mail came to
	past    *past             // while a restored register is recovered
	answers []register.Letter // recalled from it

	tookBack bool // the mail on the desk changed an answer that waited
}

// event writes down what happened to a case.
func (w *work) event(ctx context.Context, e register.Event) error {
	_, err := w.written(ctx, e)
	return err
}

// transition writes down a transition of a case, which is kept already, and
// tells other systems of it.
func (w *work) transition(ctx context.Context, e register.Event) error {
	e, err := w.written(ctx, e)
	if err != nil {
		return err
	}
	if w.past != nil {
		return nil // what is recovered was told before
	}
	return w.teller.Announce(ctx, w.tx, e, w.now)
}

func (w *work) written(ctx context.Context, e register.Event) (register.Event, error) {
	e.At = w.now
	e.Ledger = w.line.ID
	if err := w.tx.AddEvent(ctx, &e); err != nil {
		return e, fmt.Errorf("write event %s of case %s: %w", e.What, e.Case, err)
	}
	return e, nil
}

// task leaves work for a person.
func (w *work) task(ctx context.Context, caseNumber, what string) error {
	t := register.Task{Case: caseNumber, Ledger: w.line.ID, What: what, At: w.now}
	if err := w.tx.AddTask(ctx, &t); err != nil {
		return fmt.Errorf("leave a task: %w", err)
	}
	return nil
}
