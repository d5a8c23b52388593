//go:build !unix

package main

import "os"

// others are the signals of other programs.
var others []os.Signal

// noCore does nothing where there are no core files.
func noCore() error { return nil }
