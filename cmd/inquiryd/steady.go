package main

import (
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// steady is a log's writer that holds nobody up: when whoever reads the log stands
// still, as a pager or a pipe into a stopped program, lines are lost and counted,
// and the work goes on. Lines that are taken are written before Write returns.
type steady struct {
	to    io.Writer
	mutex sync.Mutex
	done  chan struct{} // of the write under way; nil: there is none
	lost  int
}

// logPatience is how long one line may take.
const logPatience = 2 * time.Second

// Write never fails: there is nowhere to tell it.
func (s *steady) Write(p []byte) (int, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.done != nil {
		select {
		case <-s.done:
		default:
			s.lost++
			return len(p), nil
		}
	}
	line := append([]byte(nil), p...)
	if s.lost > 0 {
		line = append(fmt.Appendf(nil, "%d lines of the log were lost here: whoever reads it stood still\n", s.lost), line...)
		s.lost = 0
	}
	done := make(chan struct{})
	s.done = done
	go func() {
		defer close(done)
		_, _ = s.to.Write(line)
	}()
	late := time.NewTimer(logPatience)
	defer late.Stop()
	select {
	case <-done:
		s.done = nil
	case <-late.C:
	}
	return len(p), nil
}

// outliveReaders lets the process live when whoever reads its log is gone: by
// itself the next line would end it.
func outliveReaders() { signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) }
