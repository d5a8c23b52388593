package register

import (
	"errors"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// unheard lets the system give up a connection whose other end has not confirmed
// for so long what was sent to it (RFC 5482): by itself it tries for a quarter of
// an hour. Keepalive asks only when nothing is on its way.
func unheard(d time.Duration) func(network, address string, conn syscall.RawConn) error {
	return func(network, _ string, conn syscall.RawConn) (err error) {
		if network == "unix" {
			return nil
		}
		failed := conn.Control(func(fd uintptr) {
			err = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(d.Milliseconds()))
		})
		return errors.Join(failed, err)
	}
}
