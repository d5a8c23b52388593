package export

// Safe is for tests of names.
func Safe(name string) string { return safe(name) }
