// Package outside runs the commands of an installation: those that print a
// letter, read a file or tell an alarm. Such a command may hang, never stop
// writing, or leave processes behind that keep its output open. So each has its
// time and its room, and when it goes past them it is killed with all that it
// started. It gets its input on stdin and no word of ours as an argument.
package outside

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"
)

// ErrLate says that a command did not end within its time.
var ErrLate = errors.New("it was ended, with all that it had started")

// Failure is why a command failed. What the command itself says may repeat what
// it was given.
type Failure struct {
	Program string
	Why     error
	Says    string // on its stderr, on one line
}

// Error names the program, and ends with what it says.
func (f *Failure) Error() string {
	if f.Says == "" {
		return f.Discreet()
	}
	return fmt.Sprintf("%s: it says %q", f.Discreet(), f.Says)
}

// Discreet is Error without what the command says.
func (f *Failure) Discreet() string { return fmt.Sprintf("run %s: %v", f.Program, f.Why) }

// Unwrap is why.
func (f *Failure) Unwrap() error { return f.Why }

// Command is a command and its bounds.
type Command struct {
	Words []string      // the program and its arguments
	Env   []string      // its environment; nil: ours
	Limit time.Duration // how long it may take
	Room  int           // how many bytes it may write to stdout; 0: that is thrown away
}

// drain is how long its output may stay open after its end.
const drain = time.Second

// complaintRoom is how much of its stderr an error repeats.
const complaintRoom = 500

// Run gives the command its input, and returns what it wrote, also when it
// failed, with a [Failure]. Its time is over with that of ctx; only of its own it is
// [ErrLate].
func (c Command) Run(ctx context.Context, in io.Reader) ([]byte, error) {
	limited, cancel := context.WithTimeoutCause(ctx, c.Limit, fmt.Errorf("it took longer than %v: %w", c.Limit, ErrLate))
	defer cancel()
	out, complaint := &bounded{room: c.Room}, &bounded{room: complaintRoom, rest: true}
	cmd := exec.CommandContext(limited, c.Words[0], c.Words[1:]...)
	cmd.Stdin, cmd.Stderr, cmd.Env, cmd.WaitDelay = in, complaint, c.Env, drain
	if c.Room > 0 {
		cmd.Stdout = out
	}
	end := together(cmd)
	err := cmd.Run()
	switch {
	case err == nil:
		return out.kept.Bytes(), nil
	case limited.Err() != nil:
		err = context.Cause(limited)
	case out.full:
		err = fmt.Errorf("it wrote more than %d bytes", c.Room)
	case errors.Is(err, exec.ErrWaitDelay):
		end()
		err = errors.New("it ended, but what it had started kept its output open")
	}
	says := strings.Join(strings.Fields(strings.ToValidUTF8(complaint.kept.String(), "?")), " ")
	return out.kept.Bytes(), &Failure{c.Words[0], err, says}
}

// bounded keeps bytes up to a bound. Past it, it fails; or leaves out the rest.
type bounded struct {
	kept bytes.Buffer
	room int
	rest bool // is left out
	full bool
}

// Write keeps what there is room for.
func (b *bounded) Write(p []byte) (int, error) {
	left := b.room - b.kept.Len()
	if len(p) <= left {
		return b.kept.Write(p)
	}
	b.full = true
	if !b.rest {
		return 0, io.ErrShortBuffer
	}
	b.kept.Write(p[:left])
	return len(p), nil
}
