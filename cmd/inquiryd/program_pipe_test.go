package main

import (
	"bufio"
	"context"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"inquiryd/internal/mailtest"
)

// F56: whoever reads the log through a pipe dies, and the daemon works on.
func TestProgramOutlivesTheReaderOfItsLog(t *testing.T) {
	t.Parallel()
	server, err := mailtest.StartIMAP(mailtest.IMAPOptions{Password: "hush-hush"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	h := newHall(t, server.Addr(), "none", nil, server.User(), server.Password())
	daemon, _ := h.inquiryd("run", "--all", "--debug")
	daemon.Stdout, daemon.Stderr = nil, nil
	log, err := daemon.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := daemon.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { daemon.Process.Kill() })
	for lines := bufio.NewScanner(log); lines.Scan() && !strings.Contains(lines.Text(), "msg=running"); {
	}
	log.Close()
	raw := strings.ReplaceAll(fmt.Sprintf(question, "pipe"), "\n", "\r\n")
	if _, err := server.Deliver("INBOX", []byte(raw), time.Now()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if _, err := h.smtp.Wait(ctx, 2); err != nil {
		t.Fatal(err)
	}
	if err := daemon.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := daemon.Wait(); err != nil {
		t.Errorf("told to stop it ends with %v", err)
	}
}
