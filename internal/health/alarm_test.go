package health_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/health"
	"inquiryd/internal/register"
)

func TestNothingRingsWhenAllIsWell(t *testing.T) {
	h := newHouse(t)
	h.receiveDaily(72 * time.Hour)
	h.wantTold(0)
	if ok, text := h.care.Ready(); !ok || strings.Contains(text, "alarm") {
		t.Errorf("ready %v:\n%s", ok, text)
	}
}

// Each thing that is wrong or missing rings, with its figures.
func TestAlarms(t *testing.T) {
	const day = 24 * time.Hour
	tests := []struct {
		name   string
		change func(*health.Options)
		wrong  func(*house)
		says   []string
	}{
		{"poll", nil, func(h *house) { h.pass(15*time.Minute, "poll") },
			[]string{"- poll: The mailbox INBOX has not been read since 2026-03-09 10:00."}},
		{"silence", nil, func(h *house) { h.receive(1, register.Ignored); h.pass(2*day + time.Hour) },
			[]string{"- silence: No mail has come since 2026-03-09 10:00."}},
		{"outbox", nil, func(h *house) { h.letter("acknowledgement"); h.letter("forwarding"); h.pass(32 * time.Minute) },
			[]string{"- outbox: 2 letters have not gone out. The first has been due since 2026-03-09 10:00."}},
		{"refused", nil, func(h *house) {
			h.do(func(ctx context.Context, tx *register.Tx) error {
				l := register.Letter{Key: "notice", Kind: "notice", Recipient: "fordeler@kk.example", Role: "registrar", MessageID: "notice@kk.example",
					Raw: []byte("Til orientering"), Due: h.now()}
				_, err := tx.AddLetter(ctx, &l)
				return errors.Join(err, tx.LetterFailed(ctx, l.ID, register.GaveUp, "550 no such sender"))
			})
			h.pass(time.Minute)
		}, []string{"- refused: 1 letters to the registrar were refused or came back, the first of 2026-03-09 10:00."}},
		{"held", nil, func(h *house) { h.hold(); h.receiveDaily(2*day + time.Hour) },
			[]string{"- held: 1 cases wait for the registrar, the first since 2026-03-09 10:00."}},
		{"task", nil, func(h *house) {
			h.do(func(ctx context.Context, tx *register.Tx) error {
				return tx.AddTask(ctx, &register.Task{What: "Kanariekvidder", At: h.now()})
			})
			h.receiveDaily(5*day + time.Hour)
		}, []string{"- task: 1 tasks wait for a person, the first since 2026-03-09 10:00"}},
		{"stuck", nil, func(h *house) { h.stick(); h.pass(17 * time.Minute) },
			[]string{"- stuck: 1 mails cannot be taken in, the first since 2026-03-09 10:00"}},
		{"folder", nil, func(h *house) { h.hinder("INBOX", "Filed", 130*time.Minute) },
			[]string{"- folder: The mail server puts nothing into the folder Filed since 2026-03-09 10:00"}},
		{"folder", nil, func(h *house) { h.hinder(register.SentFolder, "Sendt", 130*time.Minute) },
			[]string{"- folder: The mail server puts nothing into the folder Sendt since 2026-03-09 10:00"}},
		{"clock", nil, func(h *house) { h.pass(time.Minute); h.shift(3*time.Hour+time.Minute, 0); h.pass(time.Minute) },
			[]string{"- clock: The clock of the machine differs by 3 hours 1 minute from"}},
		{"clock", nil, func(h *house) { h.pass(time.Minute); h.shift(-10*time.Minute, 0); h.pass(time.Minute) },
			[]string{"- clock: The clock of the machine differs by -10 minutes from"}},
		{"clock", nil, func(h *house) { // it was set back while the daemon did not run
			h.receive(1, register.Ignored)
			h.shift(-2*day, time.Minute)
			h.start()
			h.pass(time.Minute)
		}, []string{"- clock: The clock of the machine differs by -1 day 23 hours from"}},
		{"ledger", nil, func(h *house) { h.receive(1, register.Received); h.pass(time.Minute) },
			[]string{"- ledger: The ledger does not balance by 1 mails"}},
		{"register", nil, func(h *house) {
			h.away()
			h.shift(4*time.Minute, 4*time.Minute)
			h.care.Beat(0)
			h.care.Look(h.t.Context())
		},
			[]string{"- register: The register can be neither read nor written since 2026-03-09 10:00."}},
		{"secret", func(o *health.Options) {
			o.Secrets = []health.Secret{{Mailbox: "INBOX", Expires: time.Date(2026, 4, 1, 0, 0, 0, 0, copenhagen)}, {Mailbox: "b", Expires: time.Date(2027, 4, 1, 0, 0, 0, 0, copenhagen)}}
		}, func(h *house) { h.pass(time.Minute) }, []string{"- secret: The secret for logging in to the mailbox INBOX ends on 2026-04-01 00:00."}},
		{"canary", func(o *health.Options) { o.Canaries = o.Polls }, func(h *house) {
			h.do(func(ctx context.Context, tx *register.Tx) error {
				return tx.AddCanary(ctx, register.Canary{MessageID: "c@kk.example", WrittenAt: h.now()})
			})
			h.pass(32 * time.Minute)
		}, []string{"- canary: The canary of 2026-03-09 10:00 has not come back"}},
		{"canary", func(o *health.Options) { o.Canaries = o.Polls }, func(h *house) { h.pass(34 * time.Minute) }, // not even written
			[]string{"- canary: The canary of 2026-03-09 10:02 has not come back"}},
		{"hung", nil, func(h *house) { h.care.Begin(health.Poll); h.pass(37 * time.Minute) },
			[]string{"- hung: The work does not turn"}},
		{"hung", nil, func(h *house) { // the bell does not ring
			h.pass(time.Minute)
			h.shift(2*time.Minute, 2*time.Minute)
			h.care.Look(h.t.Context())
		}, []string{"- hung: The work does not turn"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := newHouse(t)
			if test.change != nil {
				test.change(&h.options)
				h.start()
			}
			test.wrong(h)
			h.wantTold(1, append(test.says, "New:\n- "+test.name+": ")...)
			if text := h.metrics(); !strings.Contains(text, `inquiryd_alarm{name="`+test.name+`"} 1`) || strings.Count(text, "} 1\ninquiryd_alarm") > 1 {
				t.Errorf("the metric does not show it:\n%s", text)
			}
		})
	}
}

// An alarm is told when it begins, after the repeat, and when its cause has
// been gone for a while; also when the daemon starts anew each time.
func TestAnAlarmIsToldOnce(t *testing.T) {
	for name, restart := range map[string]bool{"without restarts": false, "with restarts": true} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			again := func() {
				if restart {
					h.start()
				}
			}
			h.stick()
			h.pass(20 * time.Minute)
			h.wantTold(1, "New:\n- stuck:")
			again()
			h.pass(23 * time.Hour)
			h.wantTold(0)
			h.receive(9, register.Ignored) // else silence would ring too
			again()
			h.pass(time.Hour)
			h.wantTold(1, "Still:\n- stuck:")
			h.unstick()
			again()
			h.pass(9 * time.Minute)
			h.wantTold(0)
			again()
			h.pass(4 * time.Minute)
			h.wantTold(1, "Over:\n- stuck: it began at 2026-03-09 10:1")
			again()
			h.pass(time.Hour)
			h.wantTold(0)
		})
	}
}

// What was told while the daemon is being stopped is not told again by the next
// one.
func TestAnAlarmThatIsToldWhileItStopsIsToldOnce(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	h := newHouse(t, func(o *health.Options) { o.Poster = stopper{o.Poster, stop} })
	h.stick()
	h.shift(20*time.Minute, 20*time.Minute)
	h.care.Look(ctx)
	h.wantTold(1, "- stuck:")
	h.start()
	h.care.Look(t.Context())
	h.wantTold(0)
}

// stopper stops the daemon when an alarm is taken.
type stopper struct {
	health.Poster
	stop func()
}

func (s stopper) Post(ctx context.Context, from, to string, raw []byte) (string, error) {
	defer s.stop()
	return s.Poster.Post(ctx, from, to, raw)
}

// After a stop of some hours a mailbox that was not read meanwhile is no cause for
// an alarm before this process has had its turn at it, though another one was
// read.
func TestAStopIsNoAlarmOfAMailboxThatIsReadNext(t *testing.T) {
	h := newHouse(t, func(o *health.Options) { o.Mailboxes = []string{"INBOX", "udvalg"} })
	read := func(mailbox string) {
		h.do(func(ctx context.Context, tx *register.Tx) error {
			return tx.SetMailbox(ctx, register.MailboxState{Mailbox: mailbox, PolledAt: h.now()})
		})
	}
	read("INBOX")
	read("udvalg")
	h.shift(3*time.Hour, 3*time.Hour)
	h.start()
	read("udvalg")
	h.care.BeginPoll("udvalg")(nil)
	h.care.Look(t.Context())
	if ok, text := h.care.Ready(); !ok || strings.Contains(text, "alarm") {
		t.Errorf("it rings before INBOX had its turn: %v\n%s", ok, text)
	}
	h.care.BeginPoll("INBOX")(errors.New("login refused"))
	h.care.Look(t.Context())
	if ok, text := h.care.Ready(); ok || !strings.Contains(text, "wrong mailbox INBOX") {
		t.Errorf("it does not ring when INBOX cannot be read:\n%s", text)
	}
}

// What comes and goes is one alarm, and several at a time are one mail.
func TestAlarmsAreNoStorm(t *testing.T) {
	h := newHouse(t)
	for n := range 20 {
		h.receive(uint32(n+1), register.Received)
		h.pass(time.Minute)
		h.settle(int64(n + 1))
		h.pass(time.Minute)
	}
	h.wantTold(1, "- ledger:")
	h.pass(15 * time.Minute)
	h.wantTold(1, "Over:\n- ledger:")

	h = newHouse(t)
	h.receive(1, register.Received)
	h.pass(time.Minute)
	h.wantTold(1, "- ledger:")
	h.do(func(ctx context.Context, tx *register.Tx) error { return h.stickAt(ctx, tx, h.now().Add(-time.Hour)) })
	h.letterAt("acknowledgement", h.now().Add(-time.Hour))
	h.pass(4 * time.Minute)
	h.wantTold(0)
	h.pass(2 * time.Minute)
	h.wantTold(1, "- outbox:", "- stuck:")
}

// While nobody can be told it is tried again; what is over by then was never
// said and needs no end.
func TestAnAlarmThatCannotBeToldWaits(t *testing.T) {
	h := newHouse(t)
	h.broken = errors.New("nobody there")
	h.stick()
	h.receive(1, register.Received)
	h.pass(30 * time.Minute)
	h.settle(2)
	h.pass(15 * time.Minute)
	h.broken = nil
	h.pass(time.Minute)
	h.wantTold(1, "New:\n- stuck:")
	h.unstick()
	h.pass(20 * time.Minute)
	if mails := h.told(); len(mails) != 1 || strings.Contains(mails[0], "- ledger") {
		t.Errorf("told %q", mails)
	}
}

// Of two daemons on one register one rings; the other takes over.
func TestOneOfTwoDaemonsRings(t *testing.T) {
	h := newHouse(t)
	h.pass(time.Minute)
	options := h.options
	options.Holder = "b"
	other, err := health.New(options)
	if err != nil {
		t.Fatal(err)
	}
	h.stick()
	h.pass(15 * time.Minute)
	h.shift(time.Minute, time.Minute)
	other.Beat(0)
	other.Look(t.Context()) // sees it first, and leaves it to the one that rings
	h.wantTold(0)
	h.pass(time.Minute)
	h.wantTold(1)
	h.shift(24*time.Hour, 24*time.Hour) // the first has died
	h.receive(9, register.Ignored)
	h.do(func(ctx context.Context, tx *register.Tx) error {
		return tx.SetMailbox(ctx, register.MailboxState{Mailbox: "INBOX", PolledAt: h.now()})
	})
	other.Beat(0)
	other.Look(t.Context())
	h.wantTold(1, "Still:\n- stuck:")
}

// The register is away, the daemon rings from memory, and tells the end.
func TestAlarmsWhileTheRegisterIsAway(t *testing.T) {
	h := newHouse(t)
	path := filepath.Join(t.TempDir(), "register.db")
	var err error
	if h.reg, err = register.Open(t.Context(), register.Config{Path: path}); err != nil {
		t.Fatal(err)
	}
	h.options.Register = h.reg
	h.start()
	h.stick()
	h.pass(20 * time.Minute)
	h.wantTold(1, "- stuck:")
	h.away()
	for range 30 {
		h.shift(time.Minute, time.Minute)
		h.care.Beat(0)
		h.care.Look(t.Context())
	}
	h.wantTold(1, "New:\n- register:")
	if ok, text := h.care.Ready(); ok || !strings.Contains(text, "wrong register: out of reach since") {
		t.Errorf("ready %v:\n%s", ok, text)
	}
	if text := h.metrics(); !strings.Contains(text, "inquiryd_register_up 0") || strings.Contains(text, "inquiryd_stuck_mails") {
		t.Errorf("the metrics show old figures:\n%s", text)
	}
}

// The command gets the text on its standard input, no shell reads it, and no
// secret of the environment reaches it.
func TestAlarmByCommand(t *testing.T) {
	t.Setenv("INQUIRYD_SECRET", "kanarie-hemmelig")
	out := filepath.Join(t.TempDir(), "out")
	program := filepath.Join(t.TempDir(), "ring")
	if err := os.WriteFile(program, []byte("#!/bin/sh\n{ echo \"$1\"; env; cat; } >"+out+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, func(o *health.Options) {
		o.Alarm = health.AlarmConfig{Command: []string{program, "$(id) ; æ"}}
		o.Poster, o.Language = nil, "da"
	})
	h.stick()
	h.pass(20 * time.Minute)
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"$(id) ; æ\n", "Købing Kommune: Nyt stuck\n\n", "- stuck: 1 mails kan ikke tages ind, den første siden 2026-03-09 10:00"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("it does not say %q:\n%s", want, text)
		}
	}
	if strings.Contains(string(text), "kanarie") {
		t.Errorf("the command knows a secret:\n%s", text)
	}
}

// One way that works is enough, and a command that fails is told again.
func TestAlarmByTwoWays(t *testing.T) {
	h := newHouse(t, func(o *health.Options) { o.Alarm.Command = []string{"false"} })
	h.stick()
	h.pass(30 * time.Minute)
	h.wantTold(1)
	h = newHouse(t, func(o *health.Options) { o.Alarm.Command = []string{"true"} })
	h.broken = errors.New("nobody there")
	h.stick()
	h.pass(30 * time.Minute)
	h.broken = nil
	h.pass(30 * time.Minute)
	h.wantTold(0)
}

// A folder that takes mail again is over, also when nobody says so: whoever met it
// may have stopped.
func TestAFolderThatTakesMailAgain(t *testing.T) {
	for name, end := range map[string]func(*house){
		"said": func(h *house) {
			h.do(func(ctx context.Context, tx *register.Tx) error { return tx.Unhinder(ctx, "INBOX") })
			h.pass(15 * time.Minute)
		},
		"not said": func(h *house) { h.pass(200 * time.Minute) },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.hinder("INBOX", "Filed", 110*time.Minute)
			h.wantTold(0)
			h.hinder("INBOX", "Filed", 20*time.Minute)
			h.wantTold(1, "New:\n- folder:")
			end(h)
			h.wantTold(1, "Over:\n- folder: it began at 2026-03-09 12:0")
		})
	}
}

// hinder lets a folder take nothing for a while.
func (h *house) hinder(mailbox, folder string, long time.Duration) {
	for range long / (10 * time.Minute) {
		h.do(func(ctx context.Context, tx *register.Tx) error { return tx.Hinder(ctx, mailbox, folder, h.now()) })
		h.pass(10 * time.Minute)
	}
}
