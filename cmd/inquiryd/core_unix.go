//go:build unix

package main

import (
	"fmt"
	"syscall"
)

// noCore lets a crash leave no image of the memory, where passwords and mails
// lie. A limit of 1 byte is too little for a file, and tells Linux not to hand
// the image to a program either, which a limit of 0 does not.
func noCore() error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_CORE, &limit); err != nil {
		return fmt.Errorf("read the limit of core files: %w", err)
	}
	limit.Cur = min(limit.Max, 1)
	limit.Max = limit.Cur
	if err := syscall.Setrlimit(syscall.RLIMIT_CORE, &limit); err != nil {
		return fmt.Errorf("allow no core file: %w", err)
	}
	return nil
}
