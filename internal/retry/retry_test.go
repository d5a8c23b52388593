package retry

import (
	"testing"
	"time"
)

func TestPausesGrow(t *testing.T) {
	for _, test := range []struct {
		attempts int
		about    time.Duration
	}{{0, time.Minute}, {1, time.Minute}, {2, 2 * time.Minute}, {5, 16 * time.Minute}, {8, 128 * time.Minute}, {9, 4 * time.Hour}, {1000, 4 * time.Hour}} {
		if p := Pause(test.attempts); p < test.about*4/5 || p > test.about*6/5 || p >= Longest {
			t.Errorf("after %d attempts a pause of %v, want about %v", test.attempts, p, test.about)
		}
	}
}
