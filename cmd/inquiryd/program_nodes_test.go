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
	server, err := pgtest.Start(context.WithoutCancel(t.Context()))
	if errors.Is(err, pgtest.ErrMissing) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Stop() })
	n := &nodes{crash: newCrash(t, setting("INQUIRYD_CRASH_MAILS", 90), 0), done: map[string]int{}}
	n.place = register.Config{URL: server.URL}
	n.write("config.toml", strings.Replace(n.configuration(), "[clerk]", fmt.Sprintf("[register]\nurl = %q\n\n[clerk]\npoll = \"@every 2s\"\npost = \"@every 2s\"", server.URL), 1))
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
		if err := r.View(n.t.Context(), func(tx *register.Tx) (err error) {
			waiting, err = tx.Waiting(n.t.Context())
			return err
		}); err != nil {
			n.t.Fatal(err)
		}
		state = fmt.Sprintf("%d mails in INBOX, %d letters wait", len(left), len(waiting))
		return len(left) == 0 && len(waiting) == 0
	}
	for end := time.Now().Add(5 * time.Minute); !rest(); time.Sleep(200 * time.Millisecond) {
		if time.Now().After(end) {
			n.t.Fatalf("seed %d: not settled: %s\n%s", n.seed, state, n.text.String())
		}
	}
}

// A daemon whose machine stands still is not waited for: another one reads its
// mailbox and posts its letters within a minute and a half, whatever it held.
func TestProgramNodeThatStandsStill(t *testing.T) {
	server, err := pgtest.Start(context.WithoutCancel(t.Context()))
	if errors.Is(err, pgtest.ErrMissing) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Stop() })
	n := &nodes{crash: newCrash(t, 0, 0), done: map[string]int{}}
	n.place = register.Config{URL: server.URL}
	n.write("config.toml", strings.Replace(n.configuration(), "[clerk]", fmt.Sprintf("[register]\nurl = %q\n\n[clerk]", server.URL), 1))
	frozen := make(chan struct{})
	first := n.start(0)
	var once sync.Once
	n.smtp.SetFail(func(step, arg string) error { // it stands still with a letter on its way
		if step == "data" {
			once.Do(func() {
				n.signal(first, syscall.SIGSTOP)
				close(frozen)
			})
		}
		return nil
	})
	n.deliver(1)
	<-frozen
	n.start(1)
	began := time.Now()
	n.deliver(2)
	n.settled()
	took := time.Since(began)
	t.Logf("taken over within %v", took.Round(time.Second))
	if took > 150*time.Second {
		t.Errorf("taking over took %v", took)
	}
	n.signal(first, syscall.SIGCONT)
	n.end(first)
	n.at["random"]++
	n.check()
}
