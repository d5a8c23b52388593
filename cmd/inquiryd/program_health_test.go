package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/mailtest"
)

// service is the program as it runs, with systemd's socket beside it.
type service struct {
	*hall
	imap    *mailtest.IMAP
	systemd *net.UnixConn
	run     *exec.Cmd

	mutex  sync.Mutex
	log    bytes.Buffer
	states []string // what systemd was told
}

// newService starts a daemon; more is added to its configuration, which change
// may alter before.
func newService(t *testing.T, more string, change ...func(string) string) *service {
	t.Helper()
	imap, err := mailtest.StartIMAP(mailtest.IMAPOptions{Password: "hush-hush"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { imap.Close() })
	d := &service{hall: newHall(t, imap.Addr(), "none", nil, imap.User(), imap.Password()), imap: imap}
	text, err := os.ReadFile(filepath.Join(d.dir, "config.toml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range change {
		text = []byte(c(string(text)))
	}
	d.write("config.toml", string(text)+"\n[operation]\nlisten = \"127.0.0.1:0\"\nlook = \"1s\"\n"+more)
	socket := filepath.Join(t.TempDir(), "notify")
	if d.systemd, err = net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.systemd.Close() })
	go d.listen()
	d.start(socket)
	return d
}

func (d *service) listen() {
	buffer := make([]byte, 4096)
	for {
		n, err := d.systemd.Read(buffer)
		if err != nil {
			return
		}
		d.mutex.Lock()
		d.states = append(d.states, string(buffer[:n]))
		d.mutex.Unlock()
	}
}

// Write takes the log.
func (d *service) Write(p []byte) (int, error) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return d.log.Write(p)
}

func (d *service) start(socket string) {
	d.t.Helper()
	d.run = exec.Command("inquiryd", "run", "--all", "-c", filepath.Join(d.dir, "config.toml"))
	d.run.Env = append(os.Environ(), "NOTIFY_SOCKET="+socket, "WATCHDOG_USEC=2000000")
	d.run.Stdout, d.run.Stderr = d, d
	if err := d.run.Start(); err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { d.run.Process.Kill() })
}

// stop ends the daemon as systemd would.
func (d *service) stop() {
	d.t.Helper()
	if err := d.run.Process.Signal(syscall.SIGTERM); err != nil {
		d.t.Fatal(err)
	}
	if err := d.run.Wait(); err != nil {
		d.t.Errorf("told to stop it ends with %v:\n%s", err, d.logged())
	}
}

func (d *service) again() {
	d.t.Helper()
	d.stop()
	d.mutex.Lock()
	d.log.Reset()
	d.mutex.Unlock()
	d.start(d.systemd.LocalAddr().String())
}

func (d *service) logged() string {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return d.log.String()
}

func (d *service) told(prefix string) (n int) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	for _, s := range d.states {
		if strings.HasPrefix(s, prefix) {
			n++
		}
	}
	return n
}

// until waits for something to become so.
func (d *service) until(what string, so func() bool) {
	d.t.Helper()
	eventually(d.t, so, func() string {
		d.mutex.Lock()
		defer d.mutex.Unlock()
		return fmt.Sprintf("%s\nsystemd was told %q\n%s", what, d.states, d.log.String())
	})
}

var shownAt = regexp.MustCompile(`address=(127\.0\.0\.1:\d+)`)

func (d *service) get(path string) (int, string) {
	d.t.Helper()
	d.until("the log names the address", func() bool { return shownAt.MatchString(d.logged()) })
	response, err := http.Get("http://" + shownAt.FindStringSubmatch(d.logged())[1] + path)
	if err != nil {
		d.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

// status is what /healthz or /readyz answers.
func (d *service) status(path string, want int) func() bool {
	return func() bool { code, _ := d.get(path); return code == want }
}

func TestProgramTellsSystemd(t *testing.T) {
	d := newService(t, "")
	d.until("it is ready", func() bool { return d.told("READY=1") == 1 })
	d.until("the watchdog hears of it", func() bool { return d.told("WATCHDOG=1") > 3 })
	if _, err := d.imap.Deliver("INBOX", fmt.Appendf(nil, question, "1"), time.Now()); err != nil {
		t.Fatal(err)
	}
	d.until("it says how it is", func() bool { return d.told("STATUS=mailbox read at 2") > 0 })
	d.until("it says what came", func() bool {
		d.mutex.Lock()
		defer d.mutex.Unlock()
		return strings.Contains(strings.Join(d.states, "\n"), "0 letters wait; 0 cases held, 1 open")
	})
	d.until("/readyz", d.status("/readyz", 200))
	_, ready := d.get("/readyz")
	if !strings.Contains(ready, "ok    mailbox INBOX: read at") {
		t.Errorf("/readyz says\n%s", ready)
	}
	if code, text := d.get("/healthz"); code != 200 {
		t.Errorf("/healthz: %d %s", code, text)
	}
	_, metrics := d.get("/metrics")
	for _, want := range []string{`inquiryd_mails_total{outcome="filed"} 1`, `inquiryd_letters_posted_total{result="accepted"} 2`,
		`inquiryd_ledger_mails{day="today",outcome="filed"} 1`, "inquiryd_ledger_imbalance 0", `inquiryd_cases{state="open"} 1`} {
		if !strings.Contains(metrics, want+"\n") {
			t.Errorf("/metrics has no %s", want)
		}
	}
	d.stop()
	d.until("it says that it stops", func() bool { return d.told("STOPPING=1") == 1 })
}

// F12, F22: the mailbox's server falls silent within a poll. The watchdog hears
// no more, until the work turns again.
func TestProgramThatHangsIsToldToNobody(t *testing.T) {
	d := newService(t, "hang = \"2s\"\n")
	d.until("the watchdog hears of it", func() bool { return d.told("WATCHDOG=1") > 1 })
	release := make(chan struct{})
	d.imap.SetFail(func(step, _ string) error {
		if step == "SELECT" {
			<-release
		}
		return nil
	})
	running := func(least time.Duration) func() bool { // as /healthz tells it
		return func() bool {
			code, text := d.get("/healthz")
			_, said, _ := strings.Cut(text, "a poll has been running for ")
			long, _ := time.ParseDuration(strings.TrimSpace(said))
			return code == 503 && long >= least
		}
	}
	d.until("/healthz", running(4*time.Second)) // a ping of before has come
	before := d.told("WATCHDOG=1")
	d.until("/healthz", running(8*time.Second)) // longer than WATCHDOG_USEC: systemd would start it anew
	if after := d.told("WATCHDOG=1"); after != before {
		t.Errorf("the watchdog was told %d times that the work turns", after-before)
	}
	if _, text := d.get("/healthz"); !strings.Contains(text, "a poll has been running for") {
		t.Errorf("/healthz says %q", text)
	}
	close(release)
	d.until("/healthz again", d.status("/healthz", 200))
	d.until("the watchdog hears of it again", func() bool { return d.told("WATCHDOG=1") > before+1 })
	d.stop()
}

// An alarm goes through another server than the letters, once, also over a
// restart, and its end is told.
func TestProgramRings(t *testing.T) {
	second, err := mailtest.StartSMTP(mailtest.SMTPOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { second.Close() })
	d := newService(t, fmt.Sprintf("\n[alarm]\nto = [\"vagt@it.example\"]\npolls = 2\nquiet = \"1s\"\ngap = \"1s\"\n[alarm.smtp]\naddress = %q\ntls = \"none\"\n", second.Addr()))
	d.until("/readyz", d.status("/readyz", 200))
	d.imap.SetFail(func(step, _ string) error {
		if step == "SELECT" {
			return mailtest.ErrClose
		}
		return nil
	})
	d.until("an alarm", func() bool { return len(second.Messages()) == 1 })
	alarm := intake.Parse(second.Messages()[0].Raw, intake.Limits{})
	if alarm.Subject != "Købing Kommune: Nyt poll" || !strings.Contains(alarm.Text, "- poll: Postkassen INBOX er ikke læst siden 2") || second.Messages()[0].To != "vagt@it.example" {
		t.Errorf("the alarm is %q to %s:\n%s", alarm.Subject, second.Messages()[0].To, alarm.Text)
	}
	if alarm.Header.Get("Auto-Submitted") == "" {
		t.Error("the alarm does not say that a program wrote it")
	}
	if code, ready := d.get("/readyz"); code != 503 || !strings.Contains(ready, "wrong mailbox INBOX: read at") {
		t.Errorf("/readyz: %d\n%s", code, ready)
	}
	d.again()
	d.until("some polls fail", func() bool { return strings.Count(d.logged(), `msg="poll INBOX"`) > 3 }) // each is followed by a look
	if n := len(second.Messages()); n != 1 {
		t.Errorf("after a restart %d alarms were told, want the one from before", n)
	}
	d.imap.SetFail(nil)
	d.until("its end", func() bool { return len(second.Messages()) == 2 })
	if over := intake.Parse(second.Messages()[1].Raw, intake.Limits{}); over.Subject != "Købing Kommune: Ovre poll" {
		t.Errorf("its end is %q", over.Subject)
	}
	d.until("/readyz again", d.status("/readyz", 200))
	d.stop()
	if n := len(d.smtp.Messages()); n != 0 {
		t.Errorf("%d alarms went the way of the letters", n)
	}
}

// The canary goes out through the server of the letters, comes back to the
// mailbox, and is known; a missing one rings.
func TestProgramSendsACanary(t *testing.T) {
	out := filepath.Join(t.TempDir(), "alarm")
	d := newService(t, fmt.Sprintf("\n[alarm]\ncommand = [\"tee\", \"-a\", %q]\ncanary = \"3s\"\nquiet = \"1s\"\ngap = \"1s\"\n[clerk.canary]\nfrom = \"kanarie@koebing.example\"\nschedule = \"@every 1s\"\n", out))
	d.until("a canary", func() bool { return len(d.smtp.Messages()) > 0 })
	canary := d.smtp.Messages()[0]
	late, _ := os.ReadFile(out) // a slow machine writes it when it is missed already
	if canary.From != "kanarie@koebing.example" || canary.To != "council@koebing.example" {
		t.Errorf("the canary went from %s to %s", canary.From, canary.To)
	}
	alarms := func() string { text, _ := os.ReadFile(out); return string(text) }
	d.until("it is missed", func() bool { return strings.Contains(alarms(), "- canary: Kanariefuglen fra 2") })
	for _, c := range d.smtp.Messages() {
		if _, err := d.imap.Deliver("INBOX", c.Raw, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	d.until("it came back", func() bool { return strings.Contains(d.logged(), "the canary came back") })
	d.until("the alarm is over", func() bool { return strings.Contains(alarms(), "Ovre:\n- canary: ") })
	_, metrics := d.get("/metrics")
	travel := regexp.MustCompile(`inquiryd_canary_travel_seconds (\d+)`).FindStringSubmatch(metrics)
	if travel == nil || len(late) == 0 && travel[1] < "3" && len(travel[1]) == 1 {
		t.Errorf("it travelled %q seconds", travel)
	}
	d.stop()
	for _, m := range d.smtp.Messages() {
		if m.To != "council@koebing.example" {
			t.Errorf("a letter went to %s", m.To)
		}
	}
	balance, err := exec.Command("inquiryd", "ledger", "--balance", "-c", filepath.Join(d.dir, "config.toml")).CombinedOutput()
	if err != nil || !regexp.MustCompile(`\n +\d{4}-\d\d-\d\d +[12] +0 +0 +0 +0 +[12] +0 +0 *\n`).Match(balance) {
		t.Errorf("the balance is %v\n%s", err, balance)
	}
	cases, err := exec.Command("inquiryd", "case", "list", "--state", "all", "-c", filepath.Join(d.dir, "config.toml")).CombinedOutput()
	if err != nil || strings.Contains(string(cases), "2026") {
		t.Errorf("it made cases: %v\n%s", err, cases)
	}
}
