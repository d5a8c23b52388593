package realmail

import "testing"

// A port is one test's until it ends, also when nobody listens on it yet.
func TestNoPortTwice(t *testing.T) {
	seen := map[int]bool{}
	for range 500 {
		port := freePort(t)
		if seen[port] {
			t.Fatalf("port %d twice", port)
		}
		seen[port] = true
	}
}
