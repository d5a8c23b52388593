package main

import (
	"bufio"
	"fmt"
	"io"
	"testing"
	"testing/synctest"
	"time"
)

// F56: a log that nobody reads holds the work up once, for two seconds; the lines
// that were lost are counted when somebody reads it again.
func TestALogThatNobodyReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out, in := io.Pipe()
		s := &steady{to: in}
		began := time.Now()
		for n := range 100 {
			if written, err := fmt.Fprintf(s, "line %d\n", n); err != nil || written == 0 {
				t.Fatal(written, err)
			}
		}
		if took := time.Since(began); took != logPatience {
			t.Errorf("100 lines took %v", took)
		}
		lines := bufio.NewScanner(out)
		next := func() string {
			lines.Scan()
			return lines.Text()
		}
		if got := next(); got != "line 0" {
			t.Errorf("first %q", got)
		}
		synctest.Wait()
		go fmt.Fprintln(s, "line 100")
		if got := next(); got != "99 lines of the log were lost here: whoever reads it stood still" {
			t.Error(got)
		}
		if got := next(); got != "line 100" {
			t.Error(got)
		}
		in.Close()
	})
}
