package intake

import (
	"bytes"
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

const (
	// slack is how much a server may say beyond what was asked for: flags that
	// others change, warnings, new arrivals.
	slack = 1 << 20
	// maxParens is how many "(" may follow each other: go-imap reads nested
	// lists by recursion, and a stack overflow cannot be recovered from.
	maxParens = 100_000
)

var (
	errTooMuch = errors.New("the server sends more than it was asked for")
	errNesting = errors.New("the server sends lists nested beyond all reason")
)

// guardConn watches what a server says, above TLS: how much, how deeply
// nested, and with which words it says goodbye. Close cuts the wire at once.
type guardConn struct {
	net.Conn          // plain text
	wire     net.Conn // below TLS
	greeting []byte   // what is read first: the greeting heard before STARTTLS

	mutex  sync.Mutex
	left   int64 // bytes that may still come
	busy   int
	parens int
	bye    string // the server's last words
	fault  error  // why the guard cut the wire
}

// allow lets n more bytes come while a command is under way.
func (c *guardConn) allow(n int64) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.busy == 0 {
		c.left = slack
	}
	c.busy++
	c.left += n
}

func (c *guardConn) done() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.busy--
}

func (c *guardConn) Read(p []byte) (int, error) {
	if len(c.greeting) > 0 {
		n := copy(p, c.greeting)
		c.greeting = c.greeting[n:]
		return n, nil
	}
	n, err := c.Conn.Read(p)
	if fault := c.inspect(p[:n]); fault != nil {
		c.Close()
		return 0, fault
	}
	return n, err
}

func (c *guardConn) Close() error { return c.wire.Close() }

func (c *guardConn) inspect(p []byte) error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.left -= int64(len(p)); c.left < 0 {
		c.fault = errTooMuch
	}
	for _, b := range p {
		if b != '(' {
			c.parens = 0
		} else if c.parens++; c.parens > maxParens {
			c.fault = errNesting
		}
	}
	c.hearBye(p)
	return c.fault
}

// hearBye keeps the words of an untagged BYE, which go-imap drops. A mail that
// contains such a line does no harm: the words are only shown when the
// connection breaks.
func (c *guardConn) hearBye(p []byte) {
	bye := []byte("* BYE")
	at := 0
	if !bytes.HasPrefix(p, bye) {
		if at = bytes.Index(p, []byte("\n* BYE")) + 1; at == 0 {
			return
		}
	}
	line, _, _ := bytes.Cut(p[at+len(bye):], []byte("\r"))
	c.bye = clip(string(line[:min(len(line), 300)]), 200)
}

// refuse cuts the wire for a reason.
func (c *guardConn) refuse(reason error) {
	c.mutex.Lock()
	if c.fault == nil {
		c.fault = reason
	}
	c.mutex.Unlock()
	c.Close()
}

// lastWords are the words of the server's BYE and the guard's own reason.
func (c *guardConn) lastWords() (bye string, fault error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.bye, c.fault
}
