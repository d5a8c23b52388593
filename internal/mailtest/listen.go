package mailtest

import (
	"crypto/tls"
	"fmt"
	"net"
	"sync"
)

// listener accepts on a free loopback port and remembers its connections, so
// that they can be broken off.
type listener struct {
	net.Listener
	tls     *tls.Config              // nil: plain
	refuse  func(conn net.Conn) bool // says whether the connection is turned away; nil: never
	mutex   sync.Mutex
	conns   map[net.Conn]struct{}
	total   int
	closing bool

	accepting chan struct{} // closed when Accept is called the first time
	first     sync.Once
}

func listen() (*listener, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen on loopback: %w", err)
	}
	return &listener{Listener: ln, conns: make(map[net.Conn]struct{}), accepting: make(chan struct{})}, nil
}

// Accept waits for a connection that is not turned away.
func (l *listener) Accept() (net.Conn, error) {
	l.first.Do(func() { close(l.accepting) })
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		tracked := &trackedConn{Conn: conn, from: l}
		if !l.add(tracked) {
			conn.Close()
			continue
		}
		var served net.Conn = tracked
		if l.tls != nil {
			served = tls.Server(tracked, l.tls)
		}
		if l.refuse != nil && l.refuse(served) {
			continue
		}
		return served, nil
	}
}

func (l *listener) add(conn net.Conn) bool {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.closing {
		return false
	}
	l.conns[conn] = struct{}{}
	l.total++
	return true
}

// drop breaks off every connection; later ones are accepted.
func (l *listener) drop() {
	l.mutex.Lock()
	conns := l.conns
	l.conns = make(map[net.Conn]struct{})
	l.mutex.Unlock()
	for conn := range conns {
		conn.Close()
	}
}

// Close stops listening and breaks off every connection.
func (l *listener) Close() error {
	l.mutex.Lock()
	l.closing = true
	l.mutex.Unlock()
	err := l.Listener.Close()
	l.drop()
	return err
}

// accepted is the number of connections so far.
func (l *listener) accepted() int {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.total
}

type trackedConn struct {
	net.Conn
	from *listener
}

func (c *trackedConn) Close() error {
	c.from.mutex.Lock()
	delete(c.from.conns, c)
	c.from.mutex.Unlock()
	return c.Conn.Close()
}
