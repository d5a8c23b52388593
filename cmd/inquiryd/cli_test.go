package main

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// The program under test is the test binary itself.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"inquiryd": main})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script"})
}
