package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"inquiryd/internal/mailtest"
	"inquiryd/internal/mailtest/realmail"
)

// What wakes the program, with Dovecot: IDLE while the bell would be silent for
// an hour, and the bell where there is no IDLE, or one that died unseen.
func TestProgramIsWoken(t *testing.T) {
	t.Run("by IDLE", func(t *testing.T) {
		w := newWaking(t, realmail.Options{}, "@every 1h")
		w.start(false)
		w.waitFor(w.idling, "that it idles")
		w.isAcknowledged(2) // the second one by a new IDLE
	})
	t.Run("by the bell, without IDLE", func(t *testing.T) {
		w := newWaking(t, realmail.Options{WithoutIdle: true}, "@every 1s")
		w.start(true)
		w.isAcknowledged(1)
		select {
		case <-w.idling:
			t.Error("it said IDLE to a server that does not offer it")
		default:
		}
	})
	t.Run("by the bell, over an IDLE that is dead", func(t *testing.T) {
		w := newWaking(t, realmail.Options{}, "@every 1s")
		dead := make(chan struct{})
		var once sync.Once
		w.proxy.Mute(func(said []byte) bool {
			if !bytes.Contains(said, []byte("+ idling")) {
				return false
			}
			once.Do(func() { close(dead) })
			return true
		})
		w.start(true)
		w.waitFor(dead, "for an IDLE to die")
		w.isAcknowledged(1)
	})
}

// An account that may have one connection has it for reading the mailbox: the one that
// listens gives way.
func TestProgramTheListenerGivesWay(t *testing.T) {
	w := newWaking(t, realmail.Options{Connections: 1, SentFolder: "Sendt"}, "@every 1s")
	w.start(true)
	w.isAcknowledged(2)
}

// waking is a daemon whose mailbox is behind a proxy that tells when it idles.
type waking struct {
	*hall
	dovecot *realmail.Server
	proxy   *mailtest.Proxy
	idling  chan struct{} // holds a token when the program has said IDLE
}

func newWaking(t *testing.T, options realmail.Options, bell string) *waking {
	t.Helper()
	t.Parallel()
	w := &waking{dovecot: realmail.Dovecot(t, options), idling: make(chan struct{}, 1)}
	var err error
	if w.proxy, err = mailtest.StartProxy(w.dovecot.Addr); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.proxy.Close() })
	w.proxy.Hear(func(said []byte) {
		if bytes.Contains(said, []byte(" IDLE\r\n")) {
			select {
			case w.idling <- struct{}{}:
			default:
			}
		}
	})
	w.hall = newHall(t, w.proxy.Addr(), "none", nil, w.dovecot.User, w.dovecot.Password)
	config, err := os.ReadFile(filepath.Join(w.dir, "config.toml"))
	if err != nil {
		t.Fatal(err)
	}
	w.write("config.toml", strings.Replace(string(config), `poll = "@every 1s"`, fmt.Sprintf("poll = %q", bell), 1))
	w.mustOnce() // so that the daemon's first round is nobody's first start
	select {
	case <-w.idling:
		t.Error("a single round waits for news")
	default:
	}
	return w
}

// start starts the daemon, and lets it come to rest: there are five connections
// only if a bell rings, since the start needs one to listen and three to read at
// most.
func (w *waking) start(rung bool) {
	w.t.Helper()
	before := w.proxy.Connections()
	run, log := w.inquiryd("run")
	if err := run.Start(); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		run.Process.Signal(syscall.SIGTERM)
		if err := run.Wait(); err != nil {
			w.t.Errorf("told to stop it ends with %v:\n%s", err, log)
		}
	})
	for deadline := time.Now().Add(time.Minute); rung && w.proxy.Connections() < before+5; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			w.t.Fatal("no bell rings for the mailbox")
		}
	}
}

func (w *waking) waitFor(c <-chan struct{}, what string) {
	w.t.Helper()
	select {
	case <-c:
	case <-time.After(time.Minute):
		w.t.Fatalf("waited in vain %s", what)
	}
}

// isAcknowledged delivers mails, each when the one before is acknowledged.
func (w *waking) isAcknowledged(mails int) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), time.Minute) // the bell of an hour is far
	defer cancel()
	for n := range mails {
		w.dovecot.Deliver(fmt.Appendf(nil, question, fmt.Sprint("w", n)), time.Now())
		if _, err := w.smtp.Wait(ctx, 2*(n+1)); err != nil {
			w.t.Fatal(err)
		}
		w.letter("anna.holm@medlem.example")
	}
}
