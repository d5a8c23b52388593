package clerk_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"inquiryd/classify"
	"inquiryd/intake"
	"inquiryd/internal/clerk"
	"inquiryd/internal/deadline"
	"inquiryd/internal/mailtest"
	"inquiryd/internal/poll"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

var copenhagen = func() *time.Location {
	l, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		panic(err)
	}
	return l
}()

// clock is a time that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// office is a desk with everything around it: a mailbox, an outgoing server
// and a register, all real and all in the process.
type office struct {
	t        testing.TB
	desk     *clerk.Desk
	options  clerk.Options
	reg      *register.Register
	imap     *mailtest.IMAP
	smtp     *mailtest.SMTP
	clock    *clock
	refused  []string
	seenLine int64
	seenTask int64
	seenMail int
}

const mailbox = "politikersvar@kk.example"

// letterWriter is one for all offices: reading the templates takes long, and a
// writer keeps nothing of its letters.
var letterWriter = sync.OnceValues(func() (*notify.Writer, error) {
	return notify.NewWriter(notify.Config{Language: "da", From: notify.Address{Name: "Københavns Kommune", Address: mailbox}, Zone: copenhagen})
})

// newOffice opens an office on Monday 9 March 2026, 10 o'clock; change may
// alter its options before.
func newOffice(t testing.TB, change ...func(*clerk.Options)) *office {
	t.Helper()
	return newOfficeOn(t, register.Config{Path: register.Memory}, change...)
}

// newOfficeOn is newOffice with its register in some place.
func newOfficeOn(t testing.TB, place register.Config, change ...func(*clerk.Options)) *office {
	t.Helper()
	o := &office{t: t, clock: &clock{now: time.Date(2026, 3, 9, 10, 0, 0, 0, copenhagen)}}
	var err error
	o.imap, err = mailtest.StartIMAP(mailtest.IMAPOptions{SentFolder: "Sendt"})
	o.must(err)
	t.Cleanup(func() { o.imap.Close() })
	o.smtp, err = mailtest.StartSMTP(mailtest.SMTPOptions{Fail: o.fail})
	o.must(err)
	t.Cleanup(func() { o.smtp.Close() })
	o.reg, err = register.Open(t.Context(), place)
	o.must(err)
	t.Cleanup(func() { o.reg.Close() })
	o.options = o.newOptions()
	for _, c := range change {
		c(&o.options)
	}
	o.desk, err = clerk.New(o.options)
	o.must(err)
	return o
}

func (o *office) fail(step, arg string) error {
	if step == "rcpt" && slices.ContainsFunc(o.refused, func(r string) bool { return strings.Contains(arg, r) }) {
		return mailtest.Reply(550, "5.1.1 no such mailbox")
	}
	return nil
}

func (o *office) newOptions() clerk.Options {
	t := o.t
	roster, err := intake.NewRoster([]intake.Member{
		{Name: "Anna Holm", Title: "MB", Address: "anna.holm@medlem.example", Committees: []string{"TMU"}},
		{Name: "Bo Krogh", Title: "MB", Address: "bo.krogh@medlem.example"},
	})
	o.must(err)
	administrations := []clerk.Administration{
		{ID: "TMF", Name: "Teknik- og Miljøforvaltningen", Address: "svar@tmf.kk.example", Officials: []string{"*@tmf.kk.example"}, Signatory: "Tove Mark", SignatoryTitle: "Direktør"},
		{ID: "BUF", Name: "Børne- og Ungdomsforvaltningen", Address: "svar@buf.kk.example", Officials: []string{"*@buf.kk.example"}, Terms: deadline.Terms{Deadline: "14 days"}},
	}
	classifier, err := classify.Compile(classify.Config{Language: "da", Administrations: []classify.Administration{
		{ID: "TMF", Name: "Teknik- og Miljøforvaltningen", Keywords: []string{"cykelsti*^3", "fortov*^3", "parkering*^3", "træ^2"}},
		{ID: "BUF", Name: "Børne- og Ungdomsforvaltningen", Keywords: []string{"skole*^3", "daginstitution*^3", "børnehave*^3"}},
	}})
	o.must(err)
	writer, err := letterWriter()
	o.must(err)
	signer, err := notify.NewSigner(bytes.Repeat([]byte("k"), 32), mailbox)
	o.must(err)
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelInfo}))
	poster, err := notify.NewPoster(notify.SMTPConfig{Address: o.smtp.Addr(), TLS: "none"}, log)
	o.must(err)
	t.Cleanup(func() { poster.Close() })
	password := filepath.Join(t.TempDir(), "password")
	o.must(os.WriteFile(password, []byte(o.imap.Password()), 0o600))
	in := intake.Config{IMAP: intake.IMAPConfig{Address: o.imap.Addr(), TLS: "none", Username: o.imap.User(), PasswordFile: password}}
	return clerk.Options{
		Config:          clerk.Config{Registrar: "fordeler@kk.example", RegistrarName: "Fordeleren"},
		Office:          notify.Office{Name: "Københavns Kommune", Mailbox: mailbox, Registrar: "fordeler@kk.example", Web: "www.kk.example", Telephone: "33 66 00 00"},
		Language:        "da",
		Place:           copenhagen,
		Administrations: administrations,
		Roster:          roster,
		Intake:          in,
		Classifier:      classifier,
		Register:        o.reg,
		Writer:          writer,
		Signer:          signer,
		Poster:          poster,
		Dial:            intake.NewDialer(log).Dial,
		Adopt:           poll.Adopt{All: true},
		Log:             log,
		Now:             o.clock.Now,
	}
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// deliver puts a mail into the mailbox, as the municipality's server would.
func (o *office) deliver(raw []byte) {
	o.t.Helper()
	_, err := o.imap.Deliver("INBOX", raw, o.clock.Now())
	o.must(err)
}

// round is one ring of cron: poll, print, post, and the copies of what was sent.
func (o *office) round() {
	o.t.Helper()
	_, err := o.desk.Poll(o.t.Context())
	o.must(err)
	_, err = o.desk.PrintDue(o.t.Context())
	o.must(err)
	o.post()
	o.clock.Add(time.Minute)
}

// post posts what is due, and copies what was sent.
func (o *office) post() {
	o.t.Helper()
	_, err := o.desk.PostDue(o.t.Context())
	o.must(err)
	_, err = o.desk.CopySent(o.t.Context())
	o.must(err)
}

func (o *office) remind() {
	o.t.Helper()
	_, err := o.desk.Remind(o.t.Context())
	o.must(err)
	_, err = o.desk.PrintDue(o.t.Context())
	o.must(err)
	_, err = o.desk.PostDue(o.t.Context())
	o.must(err)
}

func (o *office) view(look func(context.Context, *register.Tx) error) {
	o.t.Helper()
	o.must(o.reg.View(o.t.Context(), func(tx *register.Tx) error { return look(o.t.Context(), tx) }))
}

// letters are all letters of all cases and of none, in the order of writing.
func (o *office) letters() []register.Letter {
	o.t.Helper()
	var all []register.Letter
	for _, m := range o.smtp.Messages() {
		all = append(all, o.letterOf(m.Raw))
	}
	return all
}

// letterOf is the register's letter that a mail at the outgoing server is.
func (o *office) letterOf(raw []byte) (l register.Letter) {
	o.t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	o.must(err)
	id := strings.Trim(m.Header.Get("Message-Id"), "<>")
	o.view(func(ctx context.Context, tx *register.Tx) (err error) {
		l, err = tx.LetterByMessageID(ctx, id)
		return err
	})
	return l
}

// verify checks what must hold at any moment: every mail of the mailbox has a
// ledger line with an outcome, and the events of every case chain.
func (o *office) verify() {
	o.t.Helper()
	o.view(func(ctx context.Context, tx *register.Tx) error {
		lines, err := tx.Lines(ctx, register.LedgerFilter{Limit: 10000})
		if err != nil {
			return err
		}
		for _, l := range lines {
			if l.Outcome == register.Received {
				o.t.Errorf("mail %d has no outcome", l.ID)
			}
		}
		cases, err := tx.Cases(ctx, register.CaseFilter{Limit: 10000})
		if err != nil {
			return err
		}
		for _, c := range cases {
			if err := tx.VerifyEvents(ctx, c.Number); err != nil {
				return err
			}
		}
		return nil
	})
	left, err := o.imap.Messages(o.t.Context(), "INBOX")
	o.must(err)
	if len(left) > 0 {
		o.t.Errorf("%d mails are left in INBOX", len(left))
	}
}
