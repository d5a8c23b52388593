package clerk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"inquiryd/classify"
	"inquiryd/intake"
	"inquiryd/internal/announce"
	"inquiryd/internal/catchup"
	"inquiryd/internal/deadline"
	"inquiryd/internal/language"
	"inquiryd/internal/outbox"
	"inquiryd/internal/paper"
	"inquiryd/internal/poll"
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
	Adopt           poll.Adopt
	Receivers       []announce.Receiver // optional: other systems that are told of cases
	PostAtOnce      bool                // acknowledgements go out while a mailbox is still being read; else PostDue posts all
	Log             *slog.Logger
	Now             func() time.Time // optional: time.Now
	Holder          string           // optional: who this daemon is among others on one register
	CheckClock      bool             // do nothing while the clock differs from that of a shared register's server
	Silence         time.Duration    // optional: how long a daemon may be silent before others take its mailboxes over; 45 s
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
	poller     *poll.Poller
	copier     *sentmail.Copier
	teller     *announce.Teller
	precedents *precedent.Finder
	hindered   *sync.Map   // by mailbox: whether this desk has met folders that take nothing
	door       *paper.Door // of the command that reads PDFs
	outbox     *outbox.Outbox
	prints     sync.Mutex // held by who prints
}

// withDefaults are the options with what may be left out.
func (o Options) withDefaults() Options {
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
	o.Holder = cmp.Or(o.Holder, "inquiryd")
	o.Silence = cmp.Or(o.Silence, silence)
	o.Language = cmp.Or(o.Language, "da")
	return o
}

// New checks the options and makes a desk.
func New(o Options) (*Desk, error) {
	if err := o.Config.Validate(); err != nil {
		return nil, fmt.Errorf("clerk: %w", err)
	}
	o = o.withDefaults()
	if o.Classifier == nil || o.Roster == nil {
		return nil, errors.New("clerk: rules and a roster are needed")
	}
	if o.Signer != nil && !o.Config.PlainReplyAddress {
		if err := o.Signer.Fits(); err != nil {
			return nil, fmt.Errorf("clerk: %w: take a shorter mailbox, or set plain_reply_address", err)
		}
	}
	tongue := o.Languages.Of(o.Language)
	if tongue == nil {
		return nil, fmt.Errorf("clerk: there is no language %q", o.Language)
	}
	d := &Desk{Options: o, tongue: tongue, reader: reply.New(o.Languages, tongue), byID: map[string]Administration{}, mailboxes: o.Intake.Mailboxes(), hindered: &sync.Map{}, door: &paper.Door{}}
	for _, a := range o.Administrations {
		d.byID[a.ID] = a
	}
	if err := errors.Join(d.readTerms(), ValidateAdministrations(o.Administrations), o.Config.Numbers.ValidateWords(o.Languages, o.Language)); err != nil {
		return nil, fmt.Errorf("clerk: %w", err)
	}
	d.furnish()
	return d, nil
}

// readTerms reads what the configuration says of days and times.
func (d *Desk) readTerms() error {
	var errs [5]error
	d.followUp, errs[0] = deadline.ParseTerm(d.Config.FollowUp)
	d.remind, errs[1] = deadline.ParseTerms(d.Config.RemindBefore)
	d.escalate, errs[2] = deadline.ParseTerms(d.Config.EscalateAfter)
	d.giveUp, errs[3] = time.ParseDuration(d.Config.GiveUp)
	d.calendar, errs[4] = deadline.NewCalendar(d.Config.Counting, d.Place)
	d.reckoner = newReckoner(d.calendar, d.Config, d.Administrations)
	return errors.Join(errs[:]...)
}

// furnish makes what the rooms below do for the desk.
func (d *Desk) furnish() {
	if d.Register != nil && d.Register.Shared() {
		d.presence = &presence.Presence{Register: d.Register, Holder: d.Holder, Silence: d.Silence, CheckClock: d.CheckClock, Log: d.Log, Now: d.Now}
	}
	d.teller = &announce.Teller{Receivers: d.Receivers, Register: d.Register, Place: d.Place, Holder: d.Holder, GiveUp: d.giveUp, Log: d.Log, Now: d.Now}
	d.outbox, d.copier, d.watch, d.precedents = d.newOutbox(), d.newCopier(), d.newWatch(), d.newPrecedents()
	d.poller = d.newPoller()
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
