package main

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// reloading is what sd_notify(3) wants to hear when a reload begins.
func reloading() string {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &t); err != nil {
		return "RELOADING=1"
	}
	return fmt.Sprintf("RELOADING=1\nMONOTONIC_USEC=%d", t.Nano()/1000)
}
