package paper

import "time"

// SetPatience sets how long the command may take for one file, until the end of the
// returned function.
func SetPatience(d time.Duration) (back func()) {
	before := patience
	patience = d
	return func() { patience = before }
}
