package register_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"

	"inquiryd/internal/register"
)

// wire is what lies between us and a server. It can stand still: it takes all
// that it is given and passes nothing on.
type wire struct {
	to    string
	mutex sync.Mutex
	still chan struct{} // nil: it works; closed when it does again
}

// newWire lays a wire to the server of a register, and says where it begins.
func newWire(t *testing.T, cfg *register.Config) *wire {
	t.Helper()
	where, err := url.Parse(cfg.URL)
	if err != nil {
		t.Fatal(err)
	}
	begin, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{to: where.Host}
	where.Host = begin.Addr().String()
	cfg.URL = where.String()
	var all sync.WaitGroup
	t.Cleanup(func() { begin.Close(); w.stand(false); all.Wait() })
	all.Go(func() {
		for {
			near, err := begin.Accept()
			if err != nil {
				return
			}
			all.Go(func() { w.join(near) })
		}
	})
	return w
}

// join carries one connection until one end closes it.
func (w *wire) join(near net.Conn) {
	defer near.Close()
	far, err := net.Dial("tcp", w.to)
	if err != nil {
		return
	}
	defer far.Close()
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{near, far}, {far, near}} {
		both.Go(func() {
			io.Copy(passing{w, way[1]}, way[0])
			near.Close()
			far.Close()
		})
	}
	both.Wait()
}

// passing is a way of a wire.
type passing struct {
	*wire
	net.Conn
}

func (p passing) Write(b []byte) (int, error) {
	p.mutex.Lock()
	still := p.still
	p.mutex.Unlock()
	if still != nil {
		<-still
	}
	return p.Conn.Write(b)
}

// stand makes the wire stand still, or work again.
func (w *wire) stand(still bool) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	switch {
	case still && w.still == nil:
		w.still = make(chan struct{})
	case !still && w.still != nil:
		close(w.still)
		w.still = nil
	}
}

// A server that is silent for good, though the wire to it confirms all that is
// sent, is away: no statement waits for it without end. When it answers again, so
// does the register.
func TestASilentServerIsAway(t *testing.T) {
	cfg := newSchema(t)
	w := newWire(t, &cfg)
	r := open(t, cfg)
	r.SetSilence(time.Second)
	note := func(ctx context.Context, tx *register.Tx) error { return tx.SetNote(ctx, "a", "b", now) }
	do(t, r, note)
	time.Sleep(1500 * time.Millisecond) // nothing is asked meanwhile: that is no silence
	do(t, r, note)
	do(t, r, func(ctx context.Context, tx *register.Tx) error {
		time.Sleep(1500 * time.Millisecond)
		return tx.SetNote(ctx, "a", "c", now)
	})
	began := time.Now()
	err := r.Update(t.Context(), func(tx *register.Tx) error {
		if err := tx.SetNote(t.Context(), "a", "lost", now); err != nil {
			return err
		}
		w.stand(true)
		_, _, err := tx.Note(t.Context(), "a")
		return err
	})
	if took := time.Since(began); !errors.Is(err, register.ErrAway) || took > 10*time.Second {
		t.Errorf("within a transaction: %v after %v", err, took)
	}
	began = time.Now()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := r.View(ctx, func(tx *register.Tx) error { _, _, err := tx.Note(ctx, "a"); return err }); !errors.Is(err, register.ErrAway) || time.Since(began) > 20*time.Second {
		t.Errorf("a new transaction: %v after %v", err, time.Since(began))
	}
	w.stand(false)
	look(t, r, func(ctx context.Context, tx *register.Tx) error {
		text, _, err := tx.Note(ctx, "a")
		if text != "c" {
			t.Errorf("the note says %q", text)
		}
		return err
	})
}

// What is known to last is waited for.
func TestALongStatementIsNoSilence(t *testing.T) {
	r := open(t, server.make(t))
	r.SetSilence(500 * time.Millisecond)
	sleep := func(tx *register.Tx) error { return tx.Run(t.Context(), "SELECT pg_sleep(1.2)") }
	if err := r.Update(t.Context(), sleep); !errors.Is(err, register.ErrAway) {
		t.Errorf("a statement that hangs: %v", err)
	}
	defer r.Lasts()()
	if err := r.Update(t.Context(), sleep); err != nil {
		t.Errorf("one that lasts: %v", err)
	}
}
