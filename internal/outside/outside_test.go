package outside_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/outside"
)

func shell(script string, more ...string) outside.Command {
	return outside.Command{Words: append([]string{"/bin/sh", "-c", script, "sh"}, more...), Limit: 20 * time.Second, Room: 1 << 10}
}

func TestRun(t *testing.T) {
	for _, c := range []struct{ name, script, out, want string }{
		{"takes input", "tr a-z A-Z", "HELLO", ""},
		{"fails", "echo half; echo 'no font\tat all' >&2; exit 3", "half\n", `exit status 3: it says "no font at all"`},
		{"does not read its input", "echo no", "no\n", ""},
		{"writes without end", "yes", "", "it wrote more than 1024 bytes"},
		{"complains without end", "yes >&2 & sleep 0.2; kill $!; exit 1", "", "it says"},
	} {
		out, err := shell(c.script).Run(t.Context(), strings.NewReader("hello"))
		if c.out != "" && string(out) != c.out || (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) || len(out) > 1<<10 {
			t.Errorf("%s: %d bytes %.40q, %v", c.name, len(out), out, err)
		}
	}
	if _, err := (outside.Command{Words: []string{"/not-there"}, Limit: time.Second}).Run(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "run /not-there:") {
		t.Errorf("a program that is not there: %v", err)
	}
}

// What a command started is killed with it, and keeps nobody waiting: when it
// hangs, when it ends itself before what it started, and when we are to stop.
func TestNothingOutlivesACommand(t *testing.T) {
	for name, end := range map[string]string{"hangs": "sleep 1000", "ends before": "sleep 0.2"} {
		file := filepath.Join(t.TempDir(), "pid")
		c := shell(`sleep 1000 & echo $! >"$1"; `+end, file)
		c.Limit = 2 * time.Second
		began := time.Now()
		_, err := c.Run(t.Context(), strings.NewReader(strings.Repeat("x", 1<<20)))
		if err == nil || errors.Is(err, outside.ErrLate) != (name == "hangs") {
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("%s: it took %v", name, took)
		}
		gone(t, name, file)
	}
	file := filepath.Join(t.TempDir(), "pid")
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	if _, err := shell(`sleep 1000 & echo $! >"$1"; wait`, file).Run(ctx, nil); !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, outside.ErrLate) {
		t.Errorf("told to stop: %v", err)
	}
	gone(t, "told to stop", file)
}

// gone demands that the process in a file has ended.
func gone(t *testing.T, name, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(name, err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(name, err)
	}
	for range 100 {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil || strings.Contains(string(stat), ") Z ") {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	if process, err := os.FindProcess(pid); err == nil {
		process.Kill()
	}
	t.Errorf("%s: what the command started lives on", name)
}
