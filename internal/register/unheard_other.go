//go:build !linux

package register

import (
	"syscall"
	"time"
)

// unheard does nothing: only Linux can be told.
func unheard(time.Duration) func(network, address string, conn syscall.RawConn) error { return nil }
