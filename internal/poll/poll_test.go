package poll_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/catchup"
	"inquiryd/internal/mailtest"
	"inquiryd/internal/poll"
	"inquiryd/internal/register"
	"inquiryd/internal/sentmail"
)

var errBroken = errors.New("nobody can read that")

// world is a mailbox, a register and a poller of both, with somebody who takes all
// mail in.
type world struct {
	t       *testing.T
	imap    *mailtest.IMAP
	reg     *register.Register
	mailbox intake.MailboxConfig
	now     time.Time

	taken []string // what was taken in: subjects
	tasks []string
	full  []string      // folders of which was heard that they take nothing
	bad   string        // what nobody can read: a subject
	ended int           // rounds
	held  chan struct{} // not nil: taking begins by sending and then receiving
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, now: time.Now()}
	var err error
	w.imap, err = mailtest.StartIMAP(mailtest.IMAPOptions{})
	w.must(err)
	t.Cleanup(func() { w.imap.Close() })
	w.reg, err = register.Open(t.Context(), register.Config{Path: register.Memory})
	w.must(err)
	t.Cleanup(func() { w.reg.Close() })
	password := filepath.Join(t.TempDir(), "password")
	w.must(os.WriteFile(password, []byte("secret\n"), 0o600))
	w.mailbox = intake.MailboxConfig{Name: "INBOX", IMAPConfig: intake.IMAPConfig{Address: w.imap.Addr(), TLS: "none", Username: "council", PasswordFile: password},
		Folders: intake.Folders{}.WithDefaults()}
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) deliver(subjects ...string) {
	w.t.Helper()
	for _, s := range subjects {
		_, err := w.imap.Deliver("INBOX", fmt.Appendf(nil, "Subject: %s\r\n\r\nHej\r\n", s), w.now.Add(time.Minute))
		w.must(err)
	}
}

// poller is one of a daemon's.
func (w *world) poller(holder string) *poll.Poller {
	dial := func(ctx context.Context, cfg intake.IMAPConfig) (*intake.Mailbox, error) {
		return intake.Dial(ctx, cfg, nil)
	}
	now, log := func() time.Time { return w.now }, slog.New(slog.DiscardHandler)
	return &poll.Poller{
		Register: w.reg, Dial: dial, Holder: holder, Silence: 45 * time.Second, Tries: 2, Log: log, Now: now,
		Watch:  &catchup.Watch{Register: w.reg, Log: log, Now: now, Sent: func(context.Context) (*sentmail.Folder, error) { return sentmail.None(), nil }},
		Begin:  func(_ context.Context, r *poll.Round) poll.Taker { return taker{w, r, w.held} },
		Folder: func(f intake.Folders, l register.LedgerLine) string { return f.Filed },
		Task: func(_ context.Context, _ *register.Tx, what string, why error) error {
			w.tasks = append(w.tasks, fmt.Sprint(what, " (", why, ")"))
			return nil
		},
		Hindered: func(_ context.Context, _, folder string, why error) error {
			if why != nil {
				w.full = append(w.full, folder)
			}
			return nil
		},
	}
}

// taker takes in all mail but the bad one.
type taker struct {
	w    *world
	r    *poll.Round
	held chan struct{}
}

func (k taker) Take(ctx context.Context, entries []intake.Entry) error {
	if k.held != nil {
		k.held <- struct{}{}
		<-k.held
	}
	for _, e := range entries {
		raw, _, err := k.r.Box.Fetch(ctx, e, 1<<20)
		if errors.Is(err, intake.ErrGone) {
			err = k.r.Gone(ctx, e)
		}
		if err != nil {
			return err
		}
		if raw == nil {
			continue
		}
		subject, _, _ := strings.Cut(strings.TrimPrefix(string(raw), "Subject: "), "\r\n")
		if subject == k.w.bad {
			if err := k.r.Stick(ctx, e, errBroken); err != nil {
				return err
			}
			continue
		}
		err = k.r.Register.Update(ctx, func(tx *register.Tx) error {
			if err := k.r.Keep(ctx, tx, k.r.Now()); err != nil {
				return err
			}
			line, fresh, err := tx.Receive(ctx, register.Receipt{Mailbox: k.r.Mailbox.Name, UIDValidity: k.r.State.UIDValidity, UID: e.UID, Raw: raw, ArrivedAt: e.ArrivedAt}, k.r.Now())
			if err == nil && fresh {
				k.w.taken = append(k.w.taken, subject)
				err = tx.Settle(ctx, line.ID, register.Filed, "a test", 0, "")
			}
			return err
		})
		if err != nil {
			return err
		}
		k.r.State.LastUID = max(k.r.State.LastUID, e.UID)
	}
	return nil
}

func (k taker) End(_ context.Context, err error) error {
	k.w.ended++
	return err
}

// look holds what was taken in, and what is where, against what should be.
func (w *world) look(what string, taken, inbox, filed []string) {
	w.t.Helper()
	if !slices.Equal(w.taken, taken) {
		w.t.Errorf("%s: taken in were %q, want %q", what, w.taken, taken)
	}
	for folder, want := range map[string][]string{"INBOX": inbox, "Filed": filed} {
		var got []string
		if slices.Contains(w.imap.Mailboxes(), folder) {
			stored, err := w.imap.Messages(w.t.Context(), folder)
			w.must(err)
			for _, m := range stored {
				subject, _, _ := strings.Cut(strings.TrimPrefix(string(m.Raw), "Subject: "), "\r\n")
				got = append(got, subject)
			}
		}
		if !slices.Equal(got, want) {
			w.t.Errorf("%s: in %s are %q, want %q", what, folder, got, want)
		}
	}
}

// What lies in the mailbox at the first start is left alone; what comes after that is
// taken in once, in its order, and moved. What cannot be taken in stays, is tried so
// often, and is a task then.
func TestRounds(t *testing.T) {
	w := newWorld(t)
	p := w.poller("one")
	round := func() {
		t.Helper()
		if _, err := p.Poll(t.Context(), w.mailbox); err != nil {
			t.Error(err)
		}
	}
	w.now = w.now.Add(-time.Hour) // the old ones arrived before the first start
	w.deliver("old")
	w.now = w.now.Add(time.Hour)
	round()
	w.look("at the first start", nil, []string{"old"}, nil)
	w.bad = "bad"
	w.deliver("a", "bad", "b")
	round()
	w.look("later", []string{"a", "b"}, []string{"old", "bad"}, []string{"a", "b"})
	if len(w.tasks) != 0 {
		t.Errorf("after one try: %q", w.tasks)
	}
	round()
	if len(w.tasks) != 1 || !strings.Contains(w.tasks[0], "after 2 tries") || !strings.Contains(w.tasks[0], errBroken.Error()) {
		t.Errorf("after two tries: %q", w.tasks)
	}
	w.bad = ""
	w.deliver("c")
	round()
	w.look("at once", []string{"a", "b", "c"}, []string{"old", "bad"}, []string{"a", "b", "c"})
	w.now = w.now.Add(2 * time.Hour) // once an hour it is tried all the same
	round()
	w.look("when it can be read", []string{"a", "b", "c", "bad"}, []string{"old"}, []string{"a", "b", "c", "bad"})
	if w.ended != 5 || len(w.full) != 0 {
		t.Errorf("%d rounds ended; folders that take nothing: %q", w.ended, w.full)
	}
}

// Of two pollers one reads a mailbox at a time; the other goes on with it once the
// first has been silent for too long, and that one stops in its tracks when it wakes.
func TestTwoPollersOfOneMailbox(t *testing.T) {
	w := newWorld(t)
	one, two := w.poller("one"), w.poller("two")
	_, err := one.Poll(t.Context(), w.mailbox)
	w.must(err)
	w.deliver("a")
	if polled, err := two.Poll(t.Context(), w.mailbox); err != nil || !polled.Skipped {
		t.Errorf("while the first holds the mailbox: %+v, %v", polled, err)
	}
	held := make(chan struct{})
	w.held = held
	type result struct {
		polled poll.Polled
		err    error
	}
	ended := make(chan result)
	go func() {
		polled, err := one.Poll(t.Context(), w.mailbox)
		ended <- result{polled, err}
	}()
	<-held // it has the new mail in its hands
	w.held, w.now = nil, w.now.Add(time.Minute)
	if polled, err := two.Poll(t.Context(), w.mailbox); err != nil || polled.Skipped || polled.Moved != 1 {
		t.Errorf("when the first is silent: %+v, %v", polled, err)
	}
	held <- struct{}{}
	if got := <-ended; got.err != nil || !got.polled.Skipped {
		t.Errorf("when it wakes: %+v, %v", got.polled, got.err)
	}
	w.look("in the end", []string{"a"}, nil, []string{"a"})
}

// A poller that was retired leaves what is new to another.
func TestRetired(t *testing.T) {
	w := newWorld(t)
	p := w.poller("one")
	_, err := p.Poll(t.Context(), w.mailbox)
	w.must(err)
	p.Retire()
	w.deliver("a")
	if polled, err := p.All(t.Context(), []intake.MailboxConfig{w.mailbox}); err != nil || !polled.Retired {
		t.Errorf("%+v, %v", polled, err)
	}
	w.look("retired", nil, []string{"a"}, nil)
	_, err = w.poller("one").Poll(t.Context(), w.mailbox)
	w.must(err)
	w.look("its successor", []string{"a"}, nil, []string{"a"})
}
