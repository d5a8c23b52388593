package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// All that inquiryd says to its user passes through this file. Everything but
// data goes to standard error with the prefix "inquiryd: ", begins in lower
// case and has no full stop. An error says what, where and what to do.

// The exit statuses.
const (
	statusDone   = 0
	statusFound  = 1 // something was found wrong
	statusUsed   = 2 // the program was used wrong
	statusLocked = 3 // another inquiryd runs on the same register
)

// streams are the three files of a process, and whether a person watches.
type streams struct {
	in       io.Reader
	out, err io.Writer
	inTerm   bool // standard input is a terminal
	outTerm  bool // standard output is a terminal
	errTerm  bool // standard error is a terminal
}

func standard() *streams {
	return &streams{
		in: os.Stdin, out: os.Stdout, err: os.Stderr,
		inTerm:  term.IsTerminal(int(os.Stdin.Fd())),
		outTerm: term.IsTerminal(int(os.Stdout.Fd())),
		errTerm: term.IsTerminal(int(os.Stderr.Fd())),
	}
}

// trouble is an error with an exit status and a hint.
type trouble struct {
	error
	status int
	hint   string
}

func (t trouble) Unwrap() error { return t.error }

// found says that something was found wrong.
func found(err error, hint string) error { return trouble{err, statusFound, hint} }

// used says that the program was used wrong.
func used(err error, hint string) error { return trouble{err, statusUsed, hint} }

// errLocked says that another inquiryd runs on the same register.
var errLocked = errors.New("another inquiryd runs on this register")

// errFound ends a verb that has already told what is wrong.
var errFound = errors.New("found wrong")

// report tells an error to the user and returns the exit status.
func (s *streams) report(err error) int {
	if err == nil {
		return statusDone
	}
	if errors.Is(err, errFound) {
		return statusFound
	}
	if errors.Is(err, errLocked) {
		s.say("%v", err)
		return statusLocked
	}
	if f, ok := errors.AsType[*faults](err); ok {
		fmt.Fprintln(s.err, f)
		s.say("%s in %s", count(len(f.all), "mistake"), f.file)
		return statusFound
	}
	for line := range strings.Lines(strings.TrimRight(err.Error(), "\n")) {
		s.say("%s", strings.TrimRight(line, "\n"))
	}
	if t, ok := errors.AsType[trouble](err); ok {
		if t.hint != "" {
			fmt.Fprintf(s.err, "  %s\n", t.hint)
		}
		return t.status
	}
	return statusFound
}

// say writes one line for people.
func (s *streams) say(format string, args ...any) {
	fmt.Fprintf(s.err, "inquiryd: "+format+"\n", args...)
}

// count is "1 mistake", "2 mistakes".
func count(n int, noun string) string {
	return plural(n, noun, noun+"s")
}

// plural is n with what stands for one, or for several.
func plural(n int, one, several string) string {
	if n == 1 {
		several = one
	}
	return fmt.Sprintf("%d %s", n, several)
}
