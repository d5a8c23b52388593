package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"inquiryd/internal/mailtest"
)

// F04: the program is asked to stop, by SIGTERM or an interrupt, in the middle
// of its work. It does within ten seconds.
func TestProgramSignalsInTheMiddle(t *testing.T) {
	c := newCrash(t, 0, 0)
	for n := range 8 {
		c.deliver(c.delivered + 3)
		var asked time.Time
		c.attempt(nil, func(process *os.Process) {
			time.AfterFunc(time.Duration(40*(n+1))*time.Millisecond, func() {
				asked = time.Now()
				process.Signal([]os.Signal{syscall.SIGTERM, os.Interrupt}[n%2])
			})
		})
		if took := time.Since(asked); !asked.IsZero() && took > 10*time.Second {
			t.Errorf("it stopped after %v", took)
		}
	}
	c.settle()
}

// F04: signals that mean something to other programs, as to begin a new log, end no
// round.
func TestProgramOutlivesTheSignalsOfOthers(t *testing.T) {
	c := newCrash(t, 0, 0)
	c.deliver(3)
	var process atomic.Pointer[os.Process]
	hit := atomic.Bool{}
	c.imap.SetFail(func(step, _ string) error {
		if step == "FETCH" && !hit.Swap(true) {
			for _, s := range []syscall.Signal{syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGALRM, syscall.SIGVTALRM, syscall.SIGIO, syscall.SIGPIPE} {
				process.Load().Signal(s)
			}
			time.Sleep(100 * time.Millisecond)
		}
		return nil
	})
	if log, status := c.attempt(nil, process.Store); !hit.Load() || status != statusDone {
		t.Errorf("status %d:\n%s", status, log)
	}
	c.imap.SetFail(nil)
	c.settle()
}

// F12: the program is frozen in the middle of a dialogue for longer than the
// servers have patience, and thawed.
func TestProgramFrozenForLong(t *testing.T) {
	for _, step := range []string{"SELECT", "FETCH", "MOVE", "APPEND", "mail", "data", "dot"} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			c := newCrash(t, 0, 0)
			c.deliver(3)
			var process atomic.Pointer[os.Process]
			frozen := make(chan bool, 1)
			left := atomic.Int32{}
			left.Store(2)
			if step == "MOVE" { // there is one for all
				left.Store(1)
			}
			hook := func(at, _ string) error {
				if at != step || left.Add(-1) != 0 {
					return nil
				}
				p := process.Load()
				p.Signal(syscall.SIGSTOP)
				time.AfterFunc(300*time.Millisecond, func() { p.Signal(syscall.SIGCONT) })
				frozen <- true
				return mailtest.ErrClose
			}
			c.imap.SetFail(hook)
			c.smtp.SetFail(hook)
			log, status := c.attempt(nil, process.Store)
			select {
			case <-frozen:
			default:
				t.Fatalf("it was not frozen: status %d:\n%s", status, log)
			}
			c.imap.SetFail(nil)
			c.smtp.SetFail(nil)
			if step == "dot" {
				c.at["dot"]++ // the judge allows a letter again for this
			} else {
				c.at["random"]++
			}
			c.makeDue()
			c.settle()
		})
	}
}

// T25: a daemon that is made to dump its memory leaves none of it, whatever the
// limits that it was started with.
func TestProgramLeavesNoCore(t *testing.T) {
	c := newCrash(t, 0, 0)
	c.deliver(3)
	hit := atomic.Bool{}
	var process atomic.Pointer[os.Process]
	c.imap.SetFail(func(step, _ string) error {
		if p := process.Load(); step == "FETCH" && p != nil && !hit.Swap(true) {
			limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", p.Pid))
			if err != nil || !regexp.MustCompile(`Max core file size +[01] +[01] `).Match(limits) {
				t.Errorf("%v\n%s", err, limits)
			}
			p.Signal(syscall.SIGABRT)
			time.Sleep(100 * time.Millisecond)
		}
		return nil
	})
	log, status := c.attempt(limited("-c unlimited; export GOTRACEBACK=crash"), process.Store)
	if !hit.Load() || !strings.Contains(log, "SIGABRT") || strings.Contains(log, "core dumped") {
		t.Errorf("status %d:\n%.2000s", status, log)
	}
	if left, _ := filepath.Glob(filepath.Join(c.dir, "core*")); len(left) > 0 {
		t.Errorf("%v is left", left)
	}
}
