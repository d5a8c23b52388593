//go:build !race

package intake_test

// slowness is how much longer things may take than they should.
const slowness = 1
