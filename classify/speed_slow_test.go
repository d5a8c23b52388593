//go:build race

package classify

// slow says that the race detector makes times meaningless.
const slow = true
