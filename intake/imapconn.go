package intake

import (
	"errors"
	"net"
	"os"
	"sync"
	"time"
)

// deadlineConn gives up on a server that shows no sign of life. go-imap clears
// its read deadline whenever it waits for an answer, so its deadlines are
// ignored, and a deadline is held here for as long as a command is under way.
type deadlineConn struct {
	net.Conn
	timeout time.Duration
	mutex   sync.Mutex
	busy    int  // commands under way
	silent  bool // the deadline passed
}

// begin starts the clock for a command.
func (c *deadlineConn) begin() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.busy++
	c.Conn.SetReadDeadline(time.Now().Add(c.timeout))
}

// end stops the clock when no other command is under way.
func (c *deadlineConn) end() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.busy--; c.busy == 0 {
		c.Conn.SetReadDeadline(time.Time{})
	}
}

func (c *deadlineConn) Read(p []byte) (int, error) {
	c.alive(1) // the time since the last read was ours, not the server's
	n, err := c.Conn.Read(p)
	c.alive(n)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		c.mutex.Lock()
		c.silent = true
		c.mutex.Unlock()
	}
	return n, err
}

// gaveUp says whether a deadline has passed.
func (c *deadlineConn) gaveUp() bool {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.silent
}

func (c *deadlineConn) Write(p []byte) (int, error) {
	c.Conn.SetWriteDeadline(time.Now().Add(c.timeout))
	n, err := c.Conn.Write(p)
	c.alive(n)
	return n, err
}

// alive puts the clock back when n bytes passed: a long upload is no silence.
func (c *deadlineConn) alive(n int) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if n > 0 && c.busy > 0 {
		c.Conn.SetReadDeadline(time.Now().Add(c.timeout))
	}
}

func (c *deadlineConn) SetDeadline(time.Time) error      { return nil }
func (c *deadlineConn) SetReadDeadline(time.Time) error  { return nil }
func (c *deadlineConn) SetWriteDeadline(time.Time) error { return nil }
