package mailtest

import (
	"errors"
	"net"
	"sync"
)

// What a fault hook may return besides an error of the protocol.
var (
	// ErrClose breaks the connection off without a reply.
	ErrClose = errors.New("break off without a reply")
	// ErrReset breaks the connection off by RST, without a reply.
	ErrReset = errors.New("reset without a reply")
	// ErrStall never replies; the connection stays open until the server closes.
	ErrStall = errors.New("never reply")
	// ErrPretend says that it was done, and does nothing: of a MOVE.
	ErrPretend = errors.New("say that it was done")
)

// Fail is asked before each step of a dialogue. A nil error lets the step
// happen; [ErrClose], [ErrReset] and [ErrStall] end the dialogue; any other error is the
// server's reply, and the step does not happen. It may be called from many
// goroutines at once.
type Fail func(step, arg string) error

// fault holds the hook of one server; it can be changed while it runs.
type fault struct {
	mutex sync.Mutex
	fail  Fail
	over  chan struct{} // closed when the server is
	once  sync.Once
}

func newFault(fail Fail) *fault { return &fault{fail: fail, over: make(chan struct{})} }

func (f *fault) set(fail Fail) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.fail = fail
}

func (f *fault) end() { f.once.Do(func() { close(f.over) }) }

// peek returns what the hook says.
func (f *fault) peek(step, arg string) error {
	f.mutex.Lock()
	fail := f.fail
	f.mutex.Unlock()
	if fail == nil {
		return nil
	}
	return fail(step, arg)
}

// ask is peek and obey.
func (f *fault) ask(step, arg string, conn net.Conn) error {
	return f.obey(f.peek(step, arg), conn)
}

// obey breaks off or stalls if err says so, and returns err.
func (f *fault) obey(err error, conn net.Conn) error {
	switch {
	case errors.Is(err, ErrStall):
		<-f.over
		conn.Close()
	case errors.Is(err, ErrReset):
		reset(conn)
		conn.Close()
	case errors.Is(err, ErrClose):
		conn.Close()
	}
	return err
}
