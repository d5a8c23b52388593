package intake

import (
	"testing"
	"time"
)

func TestTheDoorStaysShutForLongerEachTime(t *testing.T) {
	now := time.Date(2026, 3, 9, 10, 0, 0, 0, time.UTC)
	var d door
	for n, want := range []time.Duration{1, 2, 4, 8, 16, 32, 60, 60} {
		d.refuse(now)
		if got := d.until.Sub(now); got < want*time.Minute*4/5 || got > want*time.Minute*6/5 {
			t.Errorf("after refusal %d the door stays shut for %v, want about %d minutes", n+1, got, want)
		}
	}
}
