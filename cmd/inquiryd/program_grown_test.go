package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"inquiryd/internal/mailtest"
	"inquiryd/internal/plot"
	"inquiryd/internal/register"
	"inquiryd/internal/register/growth"
)

// On a grown register the program starts, and tries rules on all questions.
// INQUIRYD_GROWTH="1000 10000" measures several sizes and prints a table; a
// register at INQUIRYD_GROW_FILE is taken as the last of them, as it is.
func TestProgramGrown(t *testing.T) {
	sizes := strings.Fields(os.Getenv("INQUIRYD_GROWTH"))
	if len(sizes) == 0 {
		sizes = []string{"1000"}
	}
	curves := make([]plot.Curve, 4)
	for i, size := range sizes {
		n, err := strconv.Atoi(size)
		if err != nil {
			t.Fatal(err)
		}
		c := &copied{t: t, dir: t.TempDir()}
		file := filepath.Join(c.dir, "register.db")
		if made := os.Getenv("INQUIRYD_GROW_FILE"); made != "" && i == len(sizes)-1 && len(sizes) > 1 {
			file = made
		} else if err := growth.Grow(t.Context(), register.Config{Path: file}, n, time.Now()); err != nil {
			t.Fatal(err)
		}
		for k, f := range append(startOn(c, file), backtestOn(c, file)...) {
			curves[k].Name = f.name
			curves[k].Add(float64(n), f.value)
		}
	}
	if len(sizes) > 1 {
		fmt.Print(plot.Plot{X: "cases", Y: "the program", Curves: curves}.Table())
	}
}

// startOn is how long the daemon takes until it opens its mailbox; the best of
// three.
func startOn(c *copied, file string) []figure {
	c.t.Helper()
	server, err := mailtest.StartIMAP(mailtest.IMAPOptions{Password: "hush"})
	if err != nil {
		c.t.Fatal(err)
	}
	defer server.Close()
	opened := make(chan time.Time, 100)
	server.SetFail(func(step, _ string) error {
		if step == "SELECT" {
			opened <- time.Now()
		}
		return nil
	})
	best := time.Hour
	for range 3 {
		cmd := c.commandAt(server.Addr(), server.User(), fmt.Sprintf("path = %q", file), "run")
		began := time.Now()
		if err := cmd.Start(); err != nil {
			c.t.Fatal(err)
		}
		select {
		case at := <-opened:
			best = min(best, at.Sub(began))
		case <-time.After(2 * time.Minute):
			c.t.Error("the daemon does not open its mailbox")
		}
		_ = cmd.Process.Signal(syscall.SIGTERM)
		if err := cmd.Wait(); err != nil {
			c.t.Error(err)
		}
		for len(opened) > 0 {
			<-opened
		}
	}
	return []figure{{"start until the mailbox is opened, ms", float64(best.Microseconds()) / 1000}}
}

// backtestOn is what trying the rules on every question costs.
func backtestOn(c *copied, file string) []figure {
	c.t.Helper()
	cmd := c.command(fmt.Sprintf("path = %q", file), "rules", "backtest")
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	began := time.Now()
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	memory := 0.0 // what the kernel tells after the end has this process in it too
	for processState(cmd.Process.Pid) != "Z" {
		memory = max(memory, peakMemory(cmd.Process.Pid))
		time.Sleep(5 * time.Millisecond)
	}
	if err := cmd.Wait(); err != nil || !strings.Contains(out.String(), "question") {
		c.t.Fatalf("rules backtest: %v\n%s", err, out.String())
	}
	used, took := cmd.ProcessState, time.Since(began)
	return []figure{{"rules backtest over all questions, s", took.Seconds()}, {"processor time of it, s", (used.UserTime() + used.SystemTime()).Seconds()}, {"memory of it, MiB", memory}}
}

// peakMemory is the most that a process has had in memory, in MiB.
func peakMemory(pid int) (most float64) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			_, _ = fmt.Sscan(rest, &most)
		}
	}
	return float64(int(most) >> 10)
}
