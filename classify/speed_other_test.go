//go:build !linux

package classify

import "time"

var started = time.Now()

// spent is the time since the start.
func spent() time.Duration { return time.Since(started) }
