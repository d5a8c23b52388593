//go:build race

package intake_test

// slowness is how much longer things may take under the race detector.
const slowness = 20
