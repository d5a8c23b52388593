package health_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/robfig/cron/v3"

	"inquiryd/internal/health"
	"inquiryd/internal/register"
)

var copenhagen = func() *time.Location {
	l, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		panic(err)
	}
	return l
}()

// house is a caretaker with a register, two clocks that the test moves, and a
// server that takes its mails.
type house struct {
	t       *testing.T
	reg     *register.Register
	options health.Options
	care    *health.Health

	mutex   sync.Mutex
	wall    time.Time
	running time.Duration
	broken  error // of the second channel
	mails   []string
}

// newHouse is one on Monday 9 March 2026, 10 o'clock. Working time is from 8 to
// 16 on any day.
func newHouse(t *testing.T, change ...func(*health.Options)) *house {
	t.Helper()
	h := &house{t: t, wall: time.Date(2026, 3, 9, 10, 0, 0, 0, copenhagen)}
	var err error
	if h.reg, err = register.Open(t.Context(), register.Config{Path: register.Memory}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.reg.Close() })
	polls, err := cron.ParseStandard("*/2 * * * *")
	if err != nil {
		t.Fatal(err)
	}
	h.options = health.Options{
		Alarm: health.AlarmConfig{Command: []string{"true"}}, Register: h.reg, Name: "Købing Kommune", Language: "en", Place: copenhagen, Holder: "a",
		Version: "1.0", Mailboxes: []string{"INBOX"}, Polls: polls, WorkingTime: workingTime, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
		Now: h.now, Running: func() time.Duration { h.mutex.Lock(); defer h.mutex.Unlock(); return h.running },
	}
	h.options.Alarm = health.AlarmConfig{To: []string{"vagt@it.example"}}
	h.options.Alarm.SMTP.Address, h.options.Alarm.SMTP.TLS = "127.0.0.1:25", "none"
	h.options.Poster = h
	for _, c := range change {
		c(&h.options)
	}
	h.start()
	return h
}

func workingTime(from, to time.Time) (sum time.Duration) {
	for t := from; t.Before(to); t = t.Add(time.Minute) {
		if hour := t.In(copenhagen).Hour(); hour >= 8 && hour < 16 {
			sum += time.Minute
		}
	}
	return sum
}

// start starts the daemon anew: all that it knows is in the register.
func (h *house) start() {
	h.t.Helper()
	var err error
	if h.care, err = health.New(h.options); err != nil {
		h.t.Fatal(err)
	}
}

// Post takes an alarm.
func (h *house) Post(_ context.Context, _, to string, raw []byte) (string, error) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if h.broken != nil {
		return "", h.broken
	}
	if to != "vagt@it.example" {
		return "", errors.New("not ours")
	}
	_, body, _ := strings.Cut(strings.ReplaceAll(string(raw), "\r\n", "\n"), "\n\n")
	h.mails = append(h.mails, strings.ReplaceAll(body, "=\n", ""))
	return "250", nil
}

func (h *house) now() time.Time {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	return h.wall
}

// pass lets time pass, and looks each minute as the daemon does, or less often
// when much time passes. The mailbox is read meanwhile, but not when told so.
func (h *house) pass(d time.Duration, but ...string) {
	h.t.Helper()
	step := time.Minute
	if d > 2*time.Hour {
		step *= 10
	}
	for left := d; left > 0; left -= step {
		h.shift(min(left, step), min(left, step))
		h.care.Beat(0)
		h.do(func(ctx context.Context, tx *register.Tx) error {
			if strings.Contains(strings.Join(but, " "), "poll") {
				return nil
			}
			return tx.SetMailbox(ctx, register.MailboxState{Mailbox: "INBOX", PolledAt: h.now()})
		})
		h.care.Look(h.t.Context())
	}
}

// shift moves the clock that people set, and that which only runs.
func (h *house) shift(wall, running time.Duration) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.wall, h.running = h.wall.Add(wall), h.running+running
}

func (h *house) do(f func(context.Context, *register.Tx) error) {
	h.t.Helper()
	if err := h.reg.Update(h.t.Context(), func(tx *register.Tx) error { return f(h.t.Context(), tx) }); err != nil {
		h.t.Fatal(err)
	}
}

// told are the mails since it was asked last.
func (h *house) told() []string {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	mails := h.mails
	h.mails = nil
	return mails
}

// wantTold demands so many mails, and that the last one says all words.
func (h *house) wantTold(n int, words ...string) {
	h.t.Helper()
	mails := h.told()
	if len(mails) != n {
		h.t.Fatalf("%d mails, want %d:\n%s", len(mails), n, strings.Join(mails, "\n---\n"))
	}
	for _, w := range words {
		if !strings.Contains(mails[n-1], w) {
			h.t.Errorf("the mail does not say %q:\n%s", w, mails[n-1])
		}
	}
}

// receive writes the ledger line of a mail at now, and settles it.
func (h *house) receive(uid uint32, outcome register.Outcome) {
	h.t.Helper()
	h.do(func(ctx context.Context, tx *register.Tx) error {
		line, _, err := tx.Receive(ctx, register.Receipt{Mailbox: "INBOX", UIDValidity: 1, UID: uid, From: "kanarie@medlem.example",
			Subject: "Kanariekvidder", Nature: "person", Raw: []byte("Subject: Kanariekvidder\r\n\r\nKanariekvidder?\r\n")}, h.now())
		if err != nil || outcome == register.Received {
			return err
		}
		return tx.Settle(ctx, line.ID, outcome, "because", 0, "")
	})
}
