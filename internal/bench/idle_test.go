package bench

import (
	"bytes"
	"database/sql"
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

// BenchmarkIdle is a daemon that has filed a few mails, posted and copied what
// came of them, and waits for more by IDLE: its memory, and the share of one core
// that it takes within a minute.
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
	copied(b, filepath.Join(dir, "inquiryd.db"))
	time.Sleep(15 * time.Second) // until memory is given back
	watched := setting("INQUIRYD_BENCH_IDLE", 60)
	before := ticks(b, cmd.Process.Pid)
	var all, own, most float64 // the first two are means: what wakes it from time to time takes more for a moment
	for range watched {
		time.Sleep(time.Second)
		now := status(b, cmd.Process.Pid, "VmRSS")
		all += now / float64(watched)
		own += status(b, cmd.Process.Pid, "RssAnon") / float64(watched)
		most = max(most, now)
	}
	share := float64(ticks(b, cmd.Process.Pid)-before) / float64(watched)
	fmt.Fprintf(os.Stderr, "\nidle: %.1f MiB, %.1f of them its own and %.1f pages of the program's file; %.1f at most; %.2f %% of a core\n", all, own, all-own, most, share)
	b.ReportMetric(all, "MiB")
	b.ReportMetric(own, "own-MiB")
	b.ReportMetric(most, "most-MiB")
	b.ReportMetric(share, "%cpu")
	b.ReportMetric(0, "ns/op")
}

// copied waits until every letter of a register was accepted and copied to the
// folder of sent mail.
func copied(b *testing.B, path string) {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro&_pragma=busy_timeout(5000)")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	var left int
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if err := db.QueryRow(`SELECT COUNT(*) FROM letters WHERE status <> 'accepted' OR NOT filed_sent`).Scan(&left); err != nil {
			b.Fatal(err)
		}
		if left == 0 {
			return
		}
	}
	b.Fatalf("%d letters were not posted and copied", left)
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

// status is a line of what the system says of a process's memory, in MiB.
func status(b *testing.B, pid int, line string) float64 {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	if file := os.Getenv("INQUIRYD_BENCH_SMAPS"); file != "" {
		maps, _ := os.ReadFile(fmt.Sprintf("/proc/%d/smaps", pid))
		_ = os.WriteFile(file, maps, 0o644)
	}
	_, after, _ := strings.Cut(string(text), line+":")
	kib, err := strconv.ParseFloat(strings.Fields(after)[0], 64)
	if err != nil {
		b.Fatal(err)
	}
	return kib / 1024
}
