package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
)

// leavePages lets go of the pages of the program's file that are mapped: most
// were needed to start, or to work off a backlog, and those that are needed again
// come back from the file, which the system has in its cache. Only parts that
// cannot be written are let go, so nothing is lost.
func leavePages() error {
	maps, err := os.Open("/proc/self/maps")
	if err != nil {
		return fmt.Errorf("find the program's pages: %w", err)
	}
	defer maps.Close()
	program, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return fmt.Errorf("find the program's file: %w", err)
	}
	var errs []error
	for lines := bufio.NewScanner(maps); lines.Scan(); {
		var from, to uintptr
		var rights, offset, device string
		var inode uint64
		line := lines.Text()
		if !strings.HasSuffix(line, " "+program) {
			continue
		}
		if _, err := fmt.Sscanf(line, "%x-%x %s %s %s %d", &from, &to, &rights, &offset, &device, &inode); err != nil || strings.Contains(rights, "w") {
			continue
		}
		if _, _, no := syscall.Syscall(syscall.SYS_MADVISE, from, to-from, syscall.MADV_DONTNEED); no != 0 {
			errs = append(errs, fmt.Errorf("let go of the program's pages: %w", no))
		}
	}
	return errors.Join(errs...)
}
