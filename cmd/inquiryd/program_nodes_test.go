package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"inquiryd/internal/register"
	"inquiryd/internal/register/pgtest"
)

// node is one of several daemons on one register.
type node struct {
	number  int
	process *exec.Cmd
	ended   chan error
	stopped bool // by SIGSTOP
}

// nodes are the daemons of a test, the world around them and what was done to
// them.
type nodes struct {
	*crash
	all  []*node
	env  []string
	done map[string]int
	logs sync.Mutex
	text strings.Builder
}

// TestProgramNodes runs the real program three times on one PostgreSQL and one
// mailbox, while mail keeps arriving: one after the other is killed, stopped
// with SIGSTOP, or restarted. Nothing is lost and nothing done twice, numbers
// have no gaps, and what one left behind another takes over.
// INQUIRYD_CRASH_MAILS and INQUIRYD_CRASH_KILLS make it longer.
func TestProgramNodes(t *testing.T) {
	n := newNodes(t, pgtest.Own(t), "many", setting("INQUIRYD_CRASH_MAILS", 90))
	for i := range 3 {
		n.all = append(n.all, n.start(i))
	}
	deeds := setting("INQUIRYD_CRASH_KILLS", 15)
	for i := range deeds {
		n.deliver(n.wantMails * (i + 1) / deeds)
		n.hurt(n.all[n.random.IntN(3)])
		time.Sleep(time.Duration(n.random.IntN(1500)) * time.Millisecond)
	}
	for _, one := range n.all {
		n.wake(one)
	}
	n.settled()
	for _, one := range n.all {
		n.end(one)
	}
	n.check()
	t.Logf("seed %d: %d mails, done to them: %v; %d letters at the server, %d of them again", n.seed, n.delivered, n.done, len(n.smtp.Messages()), n.again)
}

// newNodes makes a world for daemons that share a register, in a schema of its
// own.
func newNodes(t *testing.T, server *pgtest.Server, schema string, mails int) *nodes {
	t.Helper()
	n := &nodes{crash: newCrash(t, mails, 0), done: map[string]int{}}
	n.place = register.Config{URL: server.URL, Schema: schema}
	n.write("config.toml", strings.Replace(n.configuration(), "[clerk]", fmt.Sprintf("[register]\nurl = %q\nschema = %q\n\n[clerk]\npoll = \"@every 2s\"\npost = \"@every 2s\"", server.URL, schema), 1))
	return n
}

// Write takes the logs.
func (n *nodes) Write(b []byte) (int, error) {
	n.logs.Lock()
	defer n.logs.Unlock()
	return n.text.Write(b)
}

func (n *nodes) start(number int) *node {
	n.t.Helper()
	one := &node{number: number, ended: make(chan error, 1)}
	one.process = exec.Command("inquiryd", "run", "--all", "-c", filepath.Join(n.dir, "config.toml"))
	one.process.Stderr = n
	one.process.Env = append(os.Environ(), n.env...)
	if err := one.process.Start(); err != nil {
		n.t.Fatal(err)
	}
	go func() { one.ended <- one.process.Wait() }()
	n.t.Cleanup(func() { one.process.Process.Kill() })
	return one
}

func (n *nodes) signal(one *node, s syscall.Signal) {
	n.t.Helper()
	if err := one.process.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		n.t.Fatal(err)
	}
}

// hurt does something to a daemon.
func (n *nodes) hurt(one *node) {
	n.t.Helper()
	n.wake(one)
	switch n.random.IntN(4) {
	case 0, 1:
		n.done["killed"]++
		n.at["random"]++ // for what the judge allows to be sent again
		n.signal(one, syscall.SIGKILL)
		<-one.ended
		*one = *n.start(one.number)
	case 2:
		n.done["restarted"]++
		n.end(one)
		*one = *n.start(one.number)
	default:
		n.done["stopped"]++
		n.signal(one, syscall.SIGSTOP)
		one.stopped = true
	}
}

// wake lets a daemon go on that was stopped.
func (n *nodes) wake(one *node) {
	n.t.Helper()
	if one.stopped {
		n.signal(one, syscall.SIGCONT)
		one.stopped = false
	}
}

// end stops a daemon gracefully.
func (n *nodes) end(one *node) {
	n.t.Helper()
	n.signal(one, syscall.SIGTERM)
	select {
	case err := <-one.ended:
		if err != nil && !strings.Contains(err.Error(), "terminated") { // as it is told so while it starts
			n.logs.Lock()
			defer n.logs.Unlock()
			n.t.Errorf("told to stop a daemon ends with %v:\n%s", err, n.text.String())
		}
	case <-time.After(2 * time.Minute):
		n.t.Fatal("a daemon did not end")
	}
}

// settled waits until all mail is filed and moved, and all letters are sent.
func (n *nodes) settled() {
	n.t.Helper()
	r, err := register.Open(n.t.Context(), n.place)
	if err != nil {
		n.t.Fatal(err)
	}
	defer r.Close()
	var state string
	rest := func() bool {
		left, err := n.imap.Messages(n.t.Context(), "INBOX")
		if err != nil {
			n.t.Fatal(err)
		}
		var waiting []register.Letter
		var outbox int // with the forwardings that are not written yet
		if err := r.View(n.t.Context(), func(tx *register.Tx) (err error) {
			if waiting, err = tx.Waiting(n.t.Context()); err == nil {
				outbox, _, err = tx.OutboxDepth(n.t.Context(), time.Now())
			}
			return err
		}); err != nil {
			n.t.Fatal(err)
		}
		state = fmt.Sprintf("%d mails in INBOX, %d letters wait, %d with forwardings", len(left), len(waiting), outbox)
		return len(left) == 0 && len(waiting)+outbox == 0
	}
	for end := time.Now().Add(5 * time.Minute); !rest(); time.Sleep(200 * time.Millisecond) {
		if time.Now().After(end) {
			n.t.Fatalf("seed %d: not settled: %s\n%s", n.seed, state, n.text.String())
		}
	}
}

// F12: a daemon whose machine stands still in the middle of a round is not
// waited for: another one reads its mailbox and posts its letters when its
// leases have run out, which are shortened here. Thawed, it does nothing a
// second time, and works on beside the other.
func TestProgramNodeThatStandsStill(t *testing.T) {
	server := pgtest.Own(t)
	for _, step := range []string{"FETCH", "MOVE", "APPEND", "data", "dot"} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			n := newNodes(t, server, strings.ToLower(step), 0)
			n.env = []string{"INQUIRYD_SILENCE=3s"}
			first := n.start(0)
			frozen := make(chan struct{})
			var once sync.Once
			hook := func(at, arg string) error {
				if at == step && !strings.Contains(arg, "*") { // which only a listing has
					once.Do(func() {
						n.signal(first, syscall.SIGSTOP)
						close(frozen)
					})
				}
				return nil
			}
			n.imap.SetFail(hook)
			n.smtp.SetFail(hook)
			n.deliver(3)
			select {
			case <-frozen:
			case <-time.After(time.Minute):
				t.Fatalf("it was not frozen:\n%s", n.logged())
			}
			second := n.start(1)
			began := time.Now()
			n.deliver(4)
			n.settled()
			took := time.Since(began)
			n.signal(first, syscall.SIGCONT)
			n.deliver(6)
			n.settled()
			n.end(second)
			n.deliver(7)
			n.settled() // by the first, which is none the worse
			n.end(first)
			n.at["random"]++
			n.check()
			t.Logf("taken over within %v; %d letters went out again", took.Round(time.Second), n.again)
		})
	}
}

func (n *nodes) logged() string {
	n.logs.Lock()
	defer n.logs.Unlock()
	return n.text.String()
}

// PostgreSQL crashes again and again in the middle of what a daemon does, and
// comes back a moment later. The daemon lives through it, and does everything
// once.
func TestProgramPostgreSQLComesAndGoes(t *testing.T) {
	t.Parallel()
	server := pgtest.Own(t)
	n := newNodes(t, server, "comes", 0)
	daemon := n.start(0)
	for i, step := range []string{"FETCH", "MOVE", "data", "dot"} {
		crashed := make(chan error, 1)
		var once sync.Once
		hook := func(at, arg string) error {
			if at == step && !strings.Contains(arg, "*") {
				once.Do(func() { crashed <- server.Crash(context.WithoutCancel(t.Context())) })
			}
			return nil
		}
		n.imap.SetFail(hook)
		n.smtp.SetFail(hook)
		n.deliver(3 * (i + 1))
		select {
		case err := <-crashed:
			if err != nil {
				t.Fatal(err)
			}
		case <-time.After(time.Minute):
			t.Fatalf("%s did not come:\n%s", step, n.logged())
		}
		n.at["random"]++ // what was accepted and not noted goes out again
		if err := server.Again(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	n.deliver(13)
	n.settled()
	n.end(daemon)
	n.check()
	t.Logf("%d letters went out again", n.again)
}
