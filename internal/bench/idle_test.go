package bench

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// BenchmarkIdle is a daemon that has filed a few mails and waits for more by
// IDLE: its memory, and the share of one core that it takes within a minute.
func BenchmarkIdle(b *testing.B) {
	w := newWorld(b, 20)
	box := w.mailbox()
	dir := w.configure(configuration(box, w.sink.addr, ""), box.Password)
	cmd := exec.Command(w.program, "run", "--all", "-c", filepath.Join(dir, "config.toml"))
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	w.sink.expect(w.answers)
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	defer func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	}()
	select {
	case <-w.sink.done:
	case <-time.After(2 * time.Minute):
		b.Fatalf("the mails were not acknowledged:\n%s", out.String())
	}
	time.Sleep(10 * time.Second) // until the last letter is posted and copied
	const watched = time.Minute
	before := ticks(b, cmd.Process.Pid)
	time.Sleep(watched)
	share := 100 * float64(ticks(b, cmd.Process.Pid)-before) / 100 / watched.Seconds()
	memory := resident(b, cmd.Process.Pid)
	fmt.Fprintf(os.Stderr, "\nidle: %.1f MiB, %.2f %% of a core\n", memory, share)
	b.ReportMetric(memory, "MiB")
	b.ReportMetric(share, "%cpu")
	b.ReportMetric(0, "ns/op")
}

// ticks are the hundredths of a second that a process has run for.
func ticks(b *testing.B, pid int) (sum int) {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		b.Fatal(err)
	}
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	for _, f := range fields[11:13] { // utime and stime
		n, err := strconv.Atoi(f)
		if err != nil {
			b.Fatal(err)
		}
		sum += n
	}
	return sum
}

// resident is the memory that a process has in use, in MiB.
func resident(b *testing.B, pid int) float64 {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	_, after, _ := strings.Cut(string(text), "VmRSS:")
	kib, err := strconv.ParseFloat(strings.Fields(after)[0], 64)
	if err != nil {
		b.Fatal(err)
	}
	return kib / 1024
}
