package health_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"inquiryd/internal/health"
	"inquiryd/internal/register"
)

func TestHealthz(t *testing.T) {
	h := newHouse(t)
	want := func(code int, says string) {
		t.Helper()
		if got, text := h.get("/healthz"); got != code || !strings.Contains(text, says) {
			t.Errorf("status %d: %s", got, text)
		}
	}
	want(200, "the work turns")
	h.shift(47*time.Second, 47*time.Second)
	want(503, "the bell has not rung for 47s")
	h.care.Beat(time.Minute)
	h.shift(3*time.Minute, 3*time.Minute)
	want(200, "the work turns")
	h.care.Beat(time.Hour)
	end := h.care.Begin(health.Poll)
	h.shift(36*time.Minute, 36*time.Minute)
	want(503, "a poll has been running for 36m")
	end(nil)
	want(200, "the work turns")
}

func TestReadyz(t *testing.T) {
	h := newHouse(t, func(o *health.Options) { o.Mailboxes = []string{"INBOX", "udvalg"} })
	want := func(code int, says ...string) {
		t.Helper()
		got, text := h.get("/readyz")
		if got != code {
			t.Errorf("status %d, want %d", got, code)
		}
		for _, s := range says {
			if !strings.Contains(text, s) {
				t.Errorf("it does not say %q:\n%s", s, text)
			}
		}
	}
	want(503, "wrong look: nothing was looked at yet")
	h.care.Look(t.Context())
	want(503, "wrong mailbox INBOX: not read yet")
	h.pass(time.Minute)
	want(503, "ok    mailbox INBOX: read at 2026-03-09 10:01", "wrong mailbox udvalg: not read yet")
	udvalg := func() {
		h.do(func(ctx context.Context, tx *register.Tx) error {
			return tx.SetMailbox(ctx, register.MailboxState{Mailbox: "udvalg", PolledAt: h.now()})
		})
	}
	udvalg()
	h.pass(time.Minute)
	want(200, "ok    register: can be read and written", "ok    outbox: 0 letters are due", "ok    mailbox udvalg")
	h.pass(10 * time.Minute) // only the other one is read
	want(503, "ok    mailbox INBOX", "wrong mailbox udvalg: read at 2026-03-09 10:01")
	udvalg()
	h.letter("acknowledgement")
	h.stick()
	h.pass(time.Minute)
	want(200, "ok    outbox: 1 letters are due, the first since 2026-03-09 10:12")
	h.pass(20 * time.Minute)
	udvalg()
	h.pass(time.Minute)
	want(200, "alarm stuck: 1 mails cannot be taken in") // work for a person, the daemon works
	h.pass(12 * time.Minute)
	want(503, "wrong outbox: 1 letters are due")
	h.shift(5*time.Minute, 5*time.Minute)
	want(503, "wrong look: the last look is 5m0s old")
}

func TestStatusIsOneLine(t *testing.T) {
	h := newHouse(t)
	if s := h.care.Status(); s != "nothing was looked at yet" {
		t.Error(s)
	}
	h.hold()
	h.letter("acknowledgement")
	h.pass(time.Minute)
	if s := h.care.Status(); s != "mailbox read at 2026-03-09 10:01; 1 letters wait; 1 cases held, 0 open" {
		t.Error(s)
	}
	h.pass(40*time.Minute, "poll")
	if s := h.care.Status(); !strings.HasSuffix(s, "; alarms: poll, outbox") || strings.Contains(s, "\n") {
		t.Error(s)
	}
}

// The metrics that are promised, by name and kind; an operator's rules rest on
// them.
func TestMetricNames(t *testing.T) {
	h := newHouse(t, func(o *health.Options) {
		o.Secrets = []health.Secret{{Mailbox: "INBOX", Expires: h2027}}
	})
	h.do(func(ctx context.Context, tx *register.Tx) error {
		return tx.AddCanary(ctx, register.Canary{MessageID: "c@kk.example", WrittenAt: h.now()})
	})
	h.pass(time.Minute)
	var got []string
	for _, m := range regexp.MustCompile(`(?m)^# TYPE (inquiryd_\S+ \S+)$`).FindAllStringSubmatch(h.metrics(), -1) {
		got = append(got, m[1])
	}
	want := strings.Split(strings.TrimSpace(metricNames), "\n")
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	for _, name := range []string{"go_goroutines", "process_resident_memory_bytes"} {
		if !strings.Contains(h.metrics(), name) {
			t.Errorf("no %s", name)
		}
	}
	problems, err := promlint.New(strings.NewReader(h.metrics())).Lint()
	for _, p := range problems {
		if strings.HasPrefix(p.Metric, "inquiryd_") {
			t.Errorf("%s: %s", p.Metric, p.Text)
		}
	}
	if err != nil {
		t.Error(err)
	}
}

// An operator finds every alarm and metric in the handbook.
func TestHandbookNamesAll(t *testing.T) {
	text, err := os.ReadFile("../../docs/operation.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range health.Alarms() {
		if !strings.Contains(string(text), "\n| `"+name+"` |") {
			t.Errorf("docs/operation.md does not tell of the alarm %s", name)
		}
	}
	for line := range strings.Lines(strings.TrimSpace(metricNames)) {
		if name, _, _ := strings.Cut(line, " "); !strings.Contains(string(text), "`"+name) {
			t.Errorf("docs/operation.md does not tell of %s", name)
		}
	}
}

var h2027 = time.Date(2027, 1, 1, 0, 0, 0, 0, copenhagen)

const metricNames = `
inquiryd_alarm gauge
inquiryd_build_info gauge
inquiryd_canary_last_timestamp_seconds gauge
inquiryd_canary_travel_seconds gauge
inquiryd_cases gauge
inquiryd_cases_overdue gauge
inquiryd_configuration_changes_total counter
inquiryd_configuration_refused gauge
inquiryd_errors_total counter
inquiryd_held_oldest_age_seconds gauge
inquiryd_last_look_timestamp_seconds gauge
inquiryd_last_mail_timestamp_seconds gauge
inquiryd_last_poll_timestamp_seconds gauge
inquiryd_last_post_timestamp_seconds gauge
inquiryd_ledger_imbalance gauge
inquiryd_ledger_mails gauge
inquiryd_ledger_received_mails gauge
inquiryd_letters gauge
inquiryd_letters_posted_total counter
inquiryd_mails_total counter
inquiryd_oauth_secret_left_seconds gauge
inquiryd_outbox_letters gauge
inquiryd_outbox_oldest_age_seconds gauge
inquiryd_poll_duration_seconds histogram
inquiryd_post_duration_seconds histogram
inquiryd_register_up gauge
inquiryd_stuck_mails gauge
inquiryd_task_oldest_age_seconds gauge
inquiryd_tasks_open gauge
inquiryd_work_turns gauge
`

func TestMetricFigures(t *testing.T) {
	h := newHouse(t, func(o *health.Options) {
		o.Secrets = []health.Secret{{Mailbox: "INBOX", Expires: o.Now().Add(48 * time.Hour)}}
	})
	h.receive(1, register.Ignored)
	h.receive(2, register.Received)
	h.stick()
	h.hold()
	h.letter("acknowledgement")
	h.care.Took("ignored", 3)
	h.care.Mailbox(fmt.Errorf("poll: %w", context.DeadlineExceeded))
	end := h.care.Begin(health.Poll)
	h.shift(7*time.Second, 7*time.Second)
	end(nil)
	watched := h.care.Watched(h)
	if _, err := watched.Post(t.Context(), "", "vagt@it.example", nil); err != nil {
		t.Fatal(err)
	}
	h.broken = errors.New("no")
	if _, err := watched.Post(t.Context(), "", "vagt@it.example", nil); err == nil {
		t.Fatal("no error")
	}
	h.broken = nil
	h.pass(10 * time.Minute)
	text := h.metrics()
	for _, want := range []string{
		`inquiryd_build_info{go="go`, `version="1.0"} 1`,
		`inquiryd_ledger_received_mails{day="today"} 4`, `inquiryd_ledger_mails{day="today",outcome="ignored"} 1`,
		`inquiryd_ledger_mails{day="today",outcome="stuck"} 1`, `inquiryd_ledger_mails{day="today",outcome="held"} 1`,
		`inquiryd_ledger_received_mails{day="yesterday"} 0`, "inquiryd_ledger_imbalance 1\n", "inquiryd_stuck_mails 1\n",
		`inquiryd_cases{state="held"} 1`, "inquiryd_held_oldest_age_seconds 607\n", "inquiryd_outbox_oldest_age_seconds 607\n",
		`inquiryd_letters{status="written"} 1`, "inquiryd_outbox_letters 1\n", `inquiryd_mails_total{outcome="ignored"} 3`,
		`inquiryd_errors_total{kind="timeout",protocol="imap"} 1`, `inquiryd_errors_total{kind="refused",protocol="smtp"} 1`,
		`inquiryd_letters_posted_total{result="accepted"} 1`, `inquiryd_letters_posted_total{result="failed"} 1`,
		"inquiryd_poll_duration_seconds_sum 7\n", "inquiryd_post_duration_seconds_count 2\n", "inquiryd_register_up 1\n",
		`inquiryd_last_poll_timestamp_seconds{mailbox="INBOX"} 1.773047407e+09`, `inquiryd_oauth_secret_left_seconds{mailbox="INBOX"} 172193`,
		`inquiryd_alarm{name="ledger"} 1`, `inquiryd_alarm{name="clock"} 0`, "inquiryd_work_turns 1\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s", want)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
}

// Nothing that is shown or told holds what stands in a mail.
func TestNothingOfAMailIsShown(t *testing.T) {
	h := newHouse(t)
	h.receive(1, register.Received)
	h.stick()
	h.hold()
	h.letter("acknowledgement")
	h.do(func(ctx context.Context, tx *register.Tx) error {
		return tx.AddTask(ctx, &register.Task{What: "Kanariekvidder fra kanarie@medlem.example", At: h.now()})
	})
	h.pass(7 * 24 * time.Hour)
	_, ready := h.get("/readyz")
	mails := h.told()
	if len(mails) == 0 {
		t.Fatal("nothing was told")
	}
	for what, text := range map[string]string{"/metrics": h.metrics(), "/readyz": ready, "the status": h.care.Status(), "an alarm": strings.Join(mails, "\n")} {
		if strings.Contains(strings.ToLower(text), "kanarie") || strings.Contains(text, "medlem.example") {
			t.Errorf("%s shows a mail:\n%s", what, text)
		}
	}
}

// A configuration that was refused shows until one is taken over.
func TestMetricOfRefusedConfigurations(t *testing.T) {
	h := newHouse(t, func(*health.Options) {})
	shows := func(refused, taken, now string) {
		t.Helper()
		text := h.metrics()
		for _, want := range []string{`inquiryd_configuration_changes_total{result="refused"} ` + refused,
			`inquiryd_configuration_changes_total{result="taken"} ` + taken, "inquiryd_configuration_refused " + now} {
			if !strings.Contains(text, want+"\n") {
				t.Errorf("%s is not shown", want)
			}
		}
	}
	shows("0", "0", "0")
	h.care.Changed(false)
	h.care.Changed(false)
	shows("2", "0", "1")
	h.care.Changed(true)
	shows("2", "1", "0")
	var nobody *health.Health
	nobody.Changed(true) // without a caretaker nothing counts
}
