package notify

import (
	"bytes"
	"errors"
	"net"
)

// gatherConn sends together what go-smtp writes one piece at a time: the commands
// that begin a mail, where the server takes several at once (RFC 2920), and the
// mail with its final dot. Each piece would cost a wait for the server, and both
// sides a call to the system.
type gatherConn struct {
	net.Conn
	held  []byte // goes before the next Write
	next  []byte // goes behind it
	ahead []byte // was sent already: the next Writes say it once more
	cut   bool   // a Write did not come to its end
	buf   []byte
	heard replies
}

var (
	errOutOfStep = errors.New("other commands are written than were sent ahead")
	errUnasked   = errors.New("the server says more than it was asked: its replies cannot be told apart")
)

// Read gives on one reply at a time.
func (c *gatherConn) Read(p []byte) (int, error) { return c.heard.read(c.Conn, p) }

// hold keeps what is to be sent with the next Write. It is not copied before.
func (c *gatherConn) hold(body []byte) { c.held = body }

// sendAhead lets commands go behind the next one: who writes them later only
// waits for their replies. Nothing is sent ahead when that next one is not written.
func (c *gatherConn) sendAhead(commands string) { c.next = append(c.next[:0], commands...) }

// Write sends what was held, and p, and what goes ahead, in one piece.
func (c *gatherConn) Write(p []byte) (int, error) {
	if len(c.ahead) > 0 {
		rest, ok := bytes.CutPrefix(c.ahead, p)
		if !ok {
			return 0, errOutOfStep
		}
		c.ahead = rest
		return len(p), nil
	}
	c.heard.upper = bytes.HasPrefix(p, []byte("EHLO "))
	if c.heard.more() { // what is read next would be taken for the reply to this
		c.cut = true
		return 0, errUnasked
	}
	whole := p
	if len(c.held) > 0 {
		c.buf = append(append(c.buf[:0], c.held...), p...)
		whole, c.held = c.buf, nil
	}
	if len(c.next) > 0 && bytes.HasSuffix(p, []byte("\r\n")) { // not amid a command that is written in pieces
		c.buf = append(append(c.buf[:0], whole...), c.next...)
		whole = c.buf
		c.ahead, c.next = append(c.ahead[:0], c.next...), c.next[:0]
	}
	if _, err := c.Conn.Write(whole); err != nil {
		c.cut = true
		return 0, err
	}
	return len(p), nil
}
