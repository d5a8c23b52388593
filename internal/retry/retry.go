// Package retry says how long to wait before something is tried again that
// another system did not take: a letter, a delivery.
package retry

import (
	"math/rand/v2"
	"time"
)

// Longest is a time that no pause reaches: what waits longer was put off by a
// wrong clock.
const Longest = 6 * time.Hour

// Pause is the time before the next try: a minute, doubled each time, at most
// four hours, a fifth more or less so that not all come at once.
func Pause(attempts int) time.Duration {
	p := time.Minute << min(max(attempts-1, 0), 8)
	p = min(p, 4*time.Hour)
	return p*4/5 + rand.N(p*2/5)
}
