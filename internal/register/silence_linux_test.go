package register

import (
	"net"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// The system gives a connection up within a minute whose other end confirms
// nothing.
func TestWhatIsSentMustBeConfirmed(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	conf, err := postgresConfig(Config{URL: "postgres://a@" + l.Addr().String() + "/b"}, newPatience())
	if err != nil {
		t.Fatal(err)
	}
	conn, err := conf.DialFunc(t.Context(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	raw, err := conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var limit int
	if failed := raw.Control(func(fd uintptr) { limit, err = unix.GetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT) }); failed != nil || err != nil {
		t.Fatal(failed, err)
	}
	if got := time.Duration(limit) * time.Millisecond; got != time.Minute {
		t.Errorf("it is given up after %v", got)
	}
	if conf.ConnectTimeout == 0 || conf.ConnectTimeout > time.Minute {
		t.Errorf("a server may take %v to let us in", conf.ConnectTimeout)
	}
}
