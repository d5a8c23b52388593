package mailtest

import (
	"crypto/tls"
	"io"
	"math"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Break is what a [Proxy] does to a connection when enough bytes have passed.
type Break int

// The ways to break a connection.
const (
	Cut   Break = iota // close both sides
	Reset              // close both sides with RST
	Stall              // pass no more, but stay connected
)

// Damage is what a [Proxy] does to the bytes of one direction.
type Damage struct {
	After int64         // bytes of each connection that pass before Then happens; below 0: never
	Then  Break         // what happens then
	Slow  time.Duration // the pause before each single byte; 0: none
}

// Proxy passes bytes between clients and one server, and damages what it
// passes. A new damage holds for connections made after it was set.
type Proxy struct {
	target   string
	ln       *listener
	serving  sync.WaitGroup
	over     chan struct{}
	once     sync.Once
	mutex    sync.Mutex
	down, up Damage
	heard    func([]byte)
	mute     func([]byte) bool
	passed   atomic.Int64
}

// StartProxy starts a proxy to target (host:port) that does no damage yet.
func StartProxy(target string) (*Proxy, error) {
	ln, err := listen()
	if err != nil {
		return nil, err
	}
	p := &Proxy{target: target, ln: ln, over: make(chan struct{})}
	p.Heal()
	p.serving.Go(p.accept)
	return p, nil
}

// Addr is host:port, for clients.
func (p *Proxy) Addr() string { return p.ln.Addr().String() }

// Connections is how many there have been.
func (p *Proxy) Connections() int { return p.ln.accepted() }

// Passed is how many bytes the server has sent to clients through the proxy,
// all connections together.
func (p *Proxy) Passed() int64 { return p.passed.Load() }

// Down damages what the server says.
func (p *Proxy) Down(d Damage) { p.mutex.Lock(); p.down = d; p.mutex.Unlock() }

// Up damages what the client says.
func (p *Proxy) Up(d Damage) { p.mutex.Lock(); p.up = d; p.mutex.Unlock() }

// Hear lets heard see what clients say before it is passed, on connections made
// from now on. It may be called by several at once.
func (p *Proxy) Hear(heard func([]byte)) { p.mutex.Lock(); p.heard = heard; p.mutex.Unlock() }

// Mute lets when see what the server says, on connections made from now on. Once
// it has said yes nothing more of that connection comes through to the client,
// which stays connected and is heard: so a connection dies that a router forgot.
func (p *Proxy) Mute(when func(said []byte) bool) { p.mutex.Lock(); p.mute = when; p.mutex.Unlock() }

// Heal ends all damage for new connections.
func (p *Proxy) Heal() {
	p.Down(Damage{After: -1})
	p.Up(Damage{After: -1})
}

// Close ends the proxy and its connections and waits for both.
func (p *Proxy) Close() error {
	p.once.Do(func() { close(p.over) })
	err := p.ln.Close()
	p.serving.Wait()
	return err
}

func (p *Proxy) accept() {
	for {
		client, err := p.ln.Accept()
		if err != nil {
			return
		}
		p.serving.Go(func() { p.pass(client) })
	}
}

func (p *Proxy) pass(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", p.target)
	if err != nil {
		return
	}
	defer server.Close()
	p.mutex.Lock()
	down, up, heard, mute := p.down, p.up, p.heard, p.mute
	p.mutex.Unlock()
	if heard == nil {
		heard = func([]byte) {}
	}
	if mute == nil {
		mute = func([]byte) bool { return false }
	}
	var both sync.WaitGroup
	both.Go(func() { p.copy(client, server, down, &p.passed, func([]byte) {}, mute) })
	both.Go(func() { p.copy(server, client, up, new(atomic.Int64), heard, func([]byte) bool { return false }) })
	both.Wait()
}

// copy passes bytes until either side ends or the damage bites.
func (p *Proxy) copy(to, from net.Conn, d Damage, passed *atomic.Int64, heard func([]byte), mute func([]byte) bool) {
	defer to.Close()
	defer from.Close()
	left := d.After
	if left < 0 {
		left = math.MaxInt64
	}
	buf := make([]byte, 32<<10)
	for left > 0 {
		n, err := from.Read(buf[:min(int64(len(buf)), left)])
		heard(buf[:n])
		if !p.write(to, buf[:n], d.Slow, passed) || err != nil {
			return
		}
		if mute(buf[:n]) {
			io.Copy(io.Discard, from)
			return
		}
		left -= int64(n)
	}
	p.bite(d.Then, to, from)
}

func (p *Proxy) write(to net.Conn, b []byte, slow time.Duration, passed *atomic.Int64) bool {
	for step := b; len(b) > 0; b = b[len(step):] {
		step = b
		if slow > 0 {
			step = b[:1]
			if !p.pause(slow) {
				return false
			}
		}
		n, err := to.Write(step)
		passed.Add(int64(n))
		if err != nil {
			return false
		}
	}
	return true
}

// pause waits, and says whether the proxy still runs.
func (p *Proxy) pause(d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-p.over:
		return false
	}
}

func (p *Proxy) bite(how Break, to, from net.Conn) {
	switch how {
	case Reset:
		reset(to)
		reset(from)
	case Stall:
		<-p.over
	}
}

// reset makes the coming Close send RST.
func reset(conn net.Conn) {
	if secure, ok := conn.(*tls.Conn); ok {
		conn = secure.NetConn()
	}
	if tracked, ok := conn.(*trackedConn); ok {
		conn = tracked.Conn
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
}
