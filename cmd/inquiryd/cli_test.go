package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// The program under test is the test binary itself.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"inquiryd": func() {
		if shorter, err := time.ParseDuration(os.Getenv("INQUIRYD_SILENCE")); err == nil {
			longestSilence = shorter
		}
		main()
	}})
}

func TestScripts(t *testing.T) {
	path, err := filepath.Abs(example)
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{Dir: "testdata/script", Setup: func(e *testscript.Env) error {
		e.Setenv("EXAMPLE", path)
		return nil
	}})
}
