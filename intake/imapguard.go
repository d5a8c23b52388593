package intake

import (
	"bytes"
	"errors"
	"net"
	"sync"
)

const (
	// slack is how much a server may say beyond what was asked for: flags that
	// others change, warnings, new arrivals.
	slack = 1 << 20
	// maxParens is how many "(" may follow each other outside of literals:
	// go-imap reads nested lists by recursion, and a stack overflow cannot be
	// recovered from.
	maxParens = 1000
)

var (
	errTooMuch = errors.New("the server sends more than it was asked for")
	errNesting = errors.New("the server sends lists nested beyond all reason")
	errListed  = errors.New("the server names a list as what it can do") // which go-imap reads for ever
)

// guardConn watches what a server says, above TLS: how much, how deeply
// nested, with which words it says goodbye, and what go-imap does not know, which it
// leaves out. Close cuts the wire at once.
type guardConn struct {
	net.Conn          // plain text
	wire     net.Conn // below TLS

	ready []byte // what go-imap is to read next
	held  []byte // the beginning of a line of which it cannot be told yet what it is
	err   error  // what comes after that

	mutex sync.Mutex
	left  int64 // bytes that may still come
	busy  int
	lines lineScanner
	only  lineFilter
	bye   string // the server's last words
	fault error  // why the guard cut the wire

	idling    chan struct{} // closed when the server ends the IDLE under way; nil: it has, or none is
	idleEnded bool          // by the server itself
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
	c.parted()
}

// parted cuts the wire after a goodbye that no command is under way to tell of: the
// server may leave it open.
func (c *guardConn) parted() {
	if c.bye != "" && c.busy == 0 {
		c.Close()
	}
}

func (c *guardConn) Read(p []byte) (int, error) {
	for len(c.ready) == 0 {
		if c.err != nil {
			return 0, c.err
		}
		room := p
		if least := len(c.held) + maxKind; len(p) < least {
			room = make([]byte, least)
		}
		n := copy(room, c.held)
		more, err := c.Conn.Read(room[n:])
		c.err = err
		kept, fault := c.inspect(room[:n+more], more)
		if fault != nil {
			c.Close()
			return 0, fault
		}
		if len(room) == len(p) && len(kept) > 0 {
			return len(kept), nil
		}
		c.ready = kept
	}
	n := copy(p, c.ready)
	c.ready = c.ready[n:]
	return n, nil
}

// idle says that an IDLE begins. The channel is closed when the server ends it by
// itself.
func (c *guardConn) idle() <-chan struct{} {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.idling, c.idleEnded = make(chan struct{}), false
	return c.idling
}

// Write leaves out the word that ends an IDLE which the server has ended: it would be
// a command that is none.
func (c *guardConn) Write(p []byte) (int, error) {
	if string(p) == "DONE\r\n" {
		c.mutex.Lock()
		ended := c.idleEnded
		c.idling = nil
		c.mutex.Unlock()
		if ended {
			return len(p), nil
		}
	}
	return c.Conn.Write(p)
}

func (c *guardConn) Close() error { return c.wire.Close() }

// inspect looks at what the server says, of which so many bytes are new, and returns
// what go-imap is to read of it, in the same place.
func (c *guardConn) inspect(p []byte, added int) (kept []byte, fault error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.left -= int64(added); c.left < 0 {
		c.fault = errTooMuch
	}
	c.held, kept = nil, p[:0]
	for len(p) > 0 {
		if c.lines.begins() {
			if c.err == nil && c.only.undecided(p) {
				c.held = bytes.Clone(p)
				break
			}
			c.only.begin(p)
		}
		rest := c.lines.scan(p)
		if !c.only.dropping {
			kept = append(kept, p[:len(p)-len(rest)]...)
		}
		p = rest
		if c.lines.parens > maxParens {
			c.fault = errNesting
		}
		if c.lines.listed {
			c.fault = errListed
		}
		if words, ok := c.lines.bye(); ok {
			c.bye = words
			c.parted()
		}
		if c.idling != nil && c.lines.tagged() {
			close(c.idling)
			c.idling, c.idleEnded = nil, true
		}
	}
	return kept, c.fault
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
