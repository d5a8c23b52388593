package main

import (
	"errors"
	"time"

	"github.com/schollz/progressbar/v3"

	"inquiryd/internal/register"
)

// progress shows a bar on a terminal and nothing elsewhere. The first function
// counts one, the second ends the bar.
func (s *streams) progress(n int, what string) (one, done func()) {
	if !s.errTerm || s.outTerm || n < 20 {
		return func() {}, func() {}
	}
	b := s.bar(int64(n), what)
	return func() { _ = b.Add(1) }, func() { _ = end(b) }
}

// steps shows a bar for each step of long work on a terminal and nothing
// elsewhere. done ends the last one.
func (s *streams) steps() (tell func(register.Progress), done func()) {
	if !s.errTerm {
		return func(register.Progress) {}, func() {}
	}
	var b *progressbar.ProgressBar
	step := ""
	done = func() {
		if b != nil {
			_ = end(b)
		}
	}
	return func(now register.Progress) {
		if now.Step != step {
			done()
			step, b = now.Step, s.bar(now.Of, now.Step)
		}
		_ = b.Set64(min(now.Done, b.GetMax64()))
	}, done
}

// bar is one that tells how many of n are done, and how long it takes yet.
func (s *streams) bar(n int64, what string) *progressbar.ProgressBar {
	return progressbar.NewOptions64(max(n, 1),
		progressbar.OptionSetWriter(s.err),
		progressbar.OptionSetDescription(what),
		progressbar.OptionSetWidth(30),
		progressbar.OptionShowCount(),
		progressbar.OptionThrottle(150*time.Millisecond),
		progressbar.OptionUseANSICodes(true),
		progressbar.OptionClearOnFinish())
}

// end takes a bar off the terminal.
func end(b *progressbar.ProgressBar) error { return errors.Join(b.Clear(), b.Exit()) }
