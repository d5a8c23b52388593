package poll

import "testing"

// Of a mailbox in which mail stays only the last ten thousand UIDs are looked at.
func TestOnlyTheLastAreSwept(t *testing.T) {
	for last, want := range map[uint32]uint32{0: 1, 7: 1, 10_000: 1, 10_001: 2, 1_000_000: 990_001} {
		if first := sweptFrom(last); first != want {
			t.Errorf("up to UID %d it begins with %d, want %d", last, first, want)
		}
	}
}
