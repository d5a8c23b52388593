package main

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

// The pages of the program's file go when they are not needed, and the program
// works on.
func TestLeavePages(t *testing.T) {
	mapped := func() int {
		status, err := os.ReadFile("/proc/self/status")
		if err != nil {
			t.Fatal(err)
		}
		_, after, _ := strings.Cut(string(status), "RssFile:")
		kib, err := strconv.Atoi(strings.Fields(after)[0])
		if err != nil {
			t.Fatal(err)
		}
		return kib
	}
	before := mapped()
	if err := leavePages(); err != nil {
		t.Fatal(err)
	}
	if after := mapped(); before < 5_000 || after > before/2 {
		t.Errorf("%d KiB of the program's file are mapped, %d before", after, before)
	}
}
