package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The command that prints letters hangs, and what it started keeps its output
// open. The answer goes out all the same, a person is told, nothing of the
// command is left, and a second answer does not wait for it again.
func TestProgramPrinterHangs(t *testing.T) {
	started := filepath.Join(t.TempDir(), "started")
	r := startDaemon(t, func(c string) string {
		command := fmt.Sprintf("pdf_command = [\"/bin/sh\", \"-c\", \"sleep 1000 & echo $! $$ >>%s; sleep 1000\"]\npdf_timeout = \"2s\"\n", started)
		return strings.Replace(c, "[notify]\n", "[notify]\n"+command, 1)
	})
	for n := range 2 {
		r.asks("Hvornår bliver cykelstien færdig?", "svar@tmf.example")
		text := fmt.Sprintf("Den er færdig om %d måneder.", n+3)
		if _, err := r.imap.Deliver("INBOX", reply(posted{mail: r.letter("svar@tmf.example")}, "Lone Vang", "svar@tmf.example", text, time.Now()), time.Now()); err != nil {
			t.Fatal(err)
		}
		r.until("the answer is sent", func() bool { return r.got("anna.holm@medlem.example", text) })
	}
	list, err := exec.Command("inquiryd", "task", "list", "-c", filepath.Join(r.dir, "config.toml")).CombinedOutput()
	if err != nil || strings.Count(string(list), "notify.pdf_command") != 1 {
		t.Errorf("%v: a person is told\n%s", err, list)
	}
	r.end()
	text, err := os.ReadFile(started)
	if err != nil || strings.Count(string(text), "\n") != 1 {
		t.Fatalf("%v: it was started so often: %q", err, text)
	}
	for _, pid := range strings.Fields(string(text)) {
		if stat, err := os.ReadFile("/proc/" + pid + "/stat"); err == nil && !strings.Contains(string(stat), ") Z ") {
			t.Errorf("a process of the command lives on: %s", stat)
		}
	}
}

// Told to stop while a letter is being printed, the daemon stops at once, and
// prints it when it runs again.
func TestProgramStopsWhileALetterIsPrinted(t *testing.T) {
	started := filepath.Join(t.TempDir(), "started")
	r := startDaemon(t, func(c string) string {
		command := fmt.Sprintf("pdf_command = [\"/bin/sh\", \"-c\", \"echo $$ >>%s; sleep 1000\"]\npdf_timeout = \"5m\"\n", started)
		return strings.Replace(c, "[notify]\n", "[notify]\n"+command, 1)
	})
	r.asks("Hvornår bliver cykelstien færdig?", "svar@tmf.example")
	if _, err := r.imap.Deliver("INBOX", reply(posted{mail: r.letter("svar@tmf.example")}, "Lone Vang", "svar@tmf.example", "I juni.", time.Now()), time.Now()); err != nil {
		t.Fatal(err)
	}
	r.until("it prints", func() bool { _, err := os.Stat(started); return err == nil })
	began := time.Now()
	if err := r.process.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := r.process.Wait(); err != nil || time.Since(began) > 10*time.Second {
		t.Errorf("%v: it stopped after %v", err, time.Since(began))
	}
	r.write("config.toml", strings.Replace(r.configuration(), "sleep 1000", "printf '%%PDF-1.7 own %%%%EOF'", 1))
	r.mustOnce()
	if !r.got("anna.holm@medlem.example", "I juni.") {
		t.Error("the answer was not sent")
	}
}
