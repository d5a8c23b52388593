package notify

import (
	"errors"
	"net"
	"sync/atomic"
	"time"
)

// replyLimit bounds what a server may say between two commands of ours, and
// so the memory that a babbling one can take.
const replyLimit = 1 << 20

var errBabble = errors.New("the server's reply is longer than 1 MiB")

// deadlineConn gives every single Read and Write its own deadline. go-smtp
// sets none while it writes DATA and clears those that it finds, so what it
// asks for is ignored.
type deadlineConn struct {
	net.Conn
	write time.Duration
	read  atomic.Int64 // a time.Duration: longer after the final dot
	heard atomic.Int64 // bytes since the last Write
}

func newDeadlineConn(conn net.Conn, each time.Duration) *deadlineConn {
	d := &deadlineConn{Conn: conn, write: each}
	d.read.Store(int64(each))
	return d
}

// Read fails with a net.Error when nothing comes in time.
func (d *deadlineConn) Read(p []byte) (int, error) {
	if d.heard.Load() > replyLimit {
		return 0, errBabble
	}
	if err := d.Conn.SetReadDeadline(time.Now().Add(time.Duration(d.read.Load()))); err != nil {
		return 0, err
	}
	n, err := d.Conn.Read(p)
	d.heard.Add(int64(n))
	return n, err
}

// Write fails with a net.Error when the peer does not take the bytes in time.
func (d *deadlineConn) Write(p []byte) (int, error) {
	d.heard.Store(0)
	if err := d.Conn.SetWriteDeadline(time.Now().Add(d.write)); err != nil {
		return 0, err
	}
	return d.Conn.Write(p)
}

// SetDeadline does nothing: every Read and Write sets its own.
func (d *deadlineConn) SetDeadline(time.Time) error { return nil }

// SetReadDeadline does nothing, like SetDeadline.
func (d *deadlineConn) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline does nothing, like SetDeadline.
func (d *deadlineConn) SetWriteDeadline(time.Time) error { return nil }
