//go:build !race

package classify

const slow = false
