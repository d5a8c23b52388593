package register

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const (
	// mostSilence is how long a server may say nothing to a statement. One that
	// waits for a lock gives up within 25 seconds, see postgresConfig.
	mostSilence = 2 * time.Minute
	// dialTime is how long it takes at most to connect to one address, with TLS and
	// login.
	dialTime = 30 * time.Second
	// A machine that is gone without a word is found by the system within a minute,
	// also by a connection that nobody uses: pgx's own dialer asks every 5 minutes.
	probeAfter = 15 * time.Second
	probes     = 3
)

// patience bounds how long a server may be silent. Its machine, or one between it
// and us, may still answer for it on the wire when it hangs: a statement would
// wait for it until its job's time is over.
type patience struct {
	silence time.Duration
	lasting atomic.Int32 // statements that may take as long as they like
	server  atomic.Value // which one answered last: a string
}

func newPatience() *patience { return &patience{silence: mostSilence} }

// lasts says that what begins now may take long; over ends that. SQLite has no
// server that could be silent.
func (p *patience) lasts() (over func()) {
	if p == nil {
		return func() {}
	}
	p.lasting.Add(1)
	return func() { p.lasting.Add(-1) }
}

// bound sets the bounds of the connections that conf makes.
func (p *patience) bound(conf *pgx.ConnConfig) {
	d := net.Dialer{
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: probeAfter, Interval: probeAfter, Count: probes},
		Control:         unheard((probes + 1) * probeAfter),
	}
	conf.DialFunc = d.DialContext
	if conf.ConnectTimeout == 0 {
		conf.ConnectTimeout = dialTime
	}
	conf.AfterNetConnect = func(_ context.Context, _ *pgconn.Config, conn net.Conn) (net.Conn, error) {
		return &patientConn{Conn: conn, patience: p}, nil
	}
}

// patientConn is a connection whose server may be silent for so long while
// something is asked of it.
type patientConn struct {
	net.Conn
	*patience
	mutex sync.Mutex
	asked bool
	last  []byte    // of what it said
	end   time.Time // set by the driver, before which ours does not count
}

// ready is how a server says that it has answered: the message ReadyForQuery of
// the protocol, without its last byte.
var ready = []byte{'Z', 0, 0, 0, 5}

// Write asks something of the server.
func (c *patientConn) Write(p []byte) (int, error) {
	c.mutex.Lock()
	c.asked = true
	c.await()
	if c.end.IsZero() {
		c.Conn.SetWriteDeadline(time.Now().Add(c.silence))
	}
	c.mutex.Unlock()
	n, err := c.Conn.Write(p)
	return n, c.why(err)
}

// Read takes what the server says.
func (c *patientConn) Read(p []byte) (int, error) {
	c.mutex.Lock()
	c.await()
	c.mutex.Unlock()
	n, err := c.Conn.Read(p)
	c.mutex.Lock()
	if c.heard(p[:n]) {
		c.asked = false
	}
	c.mutex.Unlock()
	return n, c.why(err)
}

// await sets the end of the reads that go on and begin: none while nothing is
// asked.
func (c *patientConn) await() {
	switch {
	case !c.end.IsZero():
	case c.asked && c.lasting.Load() == 0:
		c.Conn.SetReadDeadline(time.Now().Add(c.silence))
	default:
		c.Conn.SetReadDeadline(time.Time{})
	}
}

// heard says whether the server has answered when it has said some more.
func (c *patientConn) heard(more []byte) bool {
	if len(more) == 0 {
		return false
	}
	const tail = 6
	c.last = append(c.last, more[max(0, len(more)-tail):]...)
	c.last = append(c.last[:0], c.last[max(0, len(c.last)-tail):]...)
	return len(c.last) == tail && bytes.HasPrefix(c.last, ready)
}

// why says what it means that our end has passed.
func (c *patientConn) why(err error) error {
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		return err
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if !c.end.IsZero() {
		return err
	}
	return fmt.Errorf("the server has not answered for %v: %w", c.silence, err)
}

// SetDeadline sets the end of reads and writes.
func (c *patientConn) SetDeadline(t time.Time) error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.end = t
	return c.Conn.SetDeadline(t)
}
