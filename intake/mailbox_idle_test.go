package intake_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/mailtest"
)

// Servers that make something of IDLE that it is not. Whatever they say, without end
// or never, the wait ends within bounds, with their words where they say some.
func TestIdleOnHostileServers(t *testing.T) {
	endless := func(lines ...string) func(*mailtest.Lines, string) {
		return func(l *mailtest.Lines, _ string) {
			l.Say("+ idling")
			text := strings.Repeat(strings.Join(lines, "\r\n")+"\r\n", 1+4096/len(lines[0]))
			for sent := 0; sent < 64<<20; sent += len(text) {
				if _, err := l.Conn.Write([]byte(text)); err != nil {
					return
				}
			}
			l.WaitClosed()
		}
	}
	const tooMuch = "more than it was asked for"
	for name, c := range map[string]struct {
		idle func(*mailtest.Lines, string)
		want string
	}{
		"flags without end":     {endless(`* 1 FETCH (FLAGS (\Seen))`, `* 4294967295 FETCH (FLAGS (\Seen))`), tooMuch},
		"removals without end":  {endless("* 1 EXPUNGE"), tooMuch},
		"a mail comes and goes": {endless("* 1 EXPUNGE", "* 1 EXISTS"), tooMuch},
		"remarks without end":   {endless("* OK still here", `* LIST () "/" INBOX`, "* SEARCH 1 2 3"), tooMuch},
		"a line without end":    {endless("* OK " + strings.Repeat("x", 1<<20)), tooMuch},
		"no line at all":        {endless("\x00\x01\x02"), "connection lost"},
		"goodbye, and it stays": {saying("+ idling", "* BYE Autologout; idle for too long"), "BYE Autologout; idle for too long"},
		"goodbye": {func(l *mailtest.Lines, tag string) {
			saying("+ idling", "* BYE Server shutting down")(l, tag)
			l.Conn.Close()
		}, "BYE Server shutting down"},
		"goodbye in the place of it": {func(l *mailtest.Lines, tag string) { saying("* BYE Too many connections")(l, tag); l.Conn.Close() }, "BYE Too many connections"},
		"it is refused":              {saying("TAG NO [CANNOT] not here"), "not here"},
		"it is not known":            {saying("TAG BAD what?"), "what?"},
		"it never begins":            {func(l *mailtest.Lines, _ string) { l.WaitClosed() }, "connection lost"},
	} {
		t.Run(name, func(t *testing.T) {
			script := badServer{list: quiet, idle: c.idle}.start(t)
			box := dial(t, impatient(t, script.Addr()))
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			err := box.Idle(ctx)
			for err == nil && ctx.Err() == nil { // it told of news
				err = box.Idle(ctx)
			}
			runtime.ReadMemStats(&after)
			if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 256 {
				t.Errorf("it took %d MiB", used)
			}
			if strings.Contains(c.want, "BYE") && ctx.Err() != nil {
				t.Error("it goes on waiting after a goodbye")
			}
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(c.want, tooMuch) && !errors.Is(err, intake.ErrConnection) {
				t.Errorf("Idle = %v; want %q", err, c.want)
			}
		})
	}
}

// What a server says as it goes is told, also when our own words were still on their
// way and could not be written.
func TestLastWordsAreTold(t *testing.T) {
	for range 5 {
		script := badServer{caps: "IMAP4rev1 UIDPLUS MOVE LITERAL+", appends: func(l *mailtest.Lines, tag string) {
			saying("* BYE Disk quota exceeded, closing")(l, tag)
			l.Conn.Close()
		}}.start(t)
		box := dial(t, impatient(t, script.Addr()))
		err := box.Append(t.Context(), "INBOX", intake.Outgoing{Raw: make([]byte, 8<<20), At: time.Now()}, true)
		if !errors.Is(err, intake.ErrConnection) || !strings.Contains(err.Error(), "BYE Disk quota exceeded") {
			t.Fatalf("Append = %v", err)
		}
	}
}

// A server that offers LITERAL+ and does not know it refuses the command, and takes
// each line of the message for a command of its own. Nothing of that is taken for a
// message that it has.
func TestLiteralsThatAreNotKnown(t *testing.T) {
	script := badServer{caps: "IMAP4rev1 UIDPLUS MOVE LITERAL+", appends: func(l *mailtest.Lines, tag string) {
		l.Say(tag + " BAD Invalid literal")
		for {
			word, _, _, ok := l.Command()
			if !ok {
				return
			}
			l.Say(word + " BAD Unknown command")
		}
	}}.start(t)
	box := dial(t, impatient(t, script.Addr()))
	message := intake.Outgoing{Raw: []byte(strings.Repeat("Subject: x\r\n", 100) + "\r\nA1 DELETE INBOX\r\nHej\r\n"), At: time.Now()}
	for i, err := range box.AppendMany(t.Context(), "INBOX", []intake.Outgoing{message, message, message}, true) {
		if err == nil {
			t.Errorf("message %d is taken for there", i)
		}
	}
	if err := box.Append(t.Context(), "INBOX", message, true); err == nil {
		t.Error("a message is taken for there")
	}
}

// An IDLE that the server ends by itself is over at once, and the connection is good
// for the next one.
func TestIdleThatTheServerEnds(t *testing.T) {
	begun := 0
	script := badServer{list: quiet, idle: func(l *mailtest.Lines, tag string) {
		begun++
		saying("+ idling", "* OK still here", "TAG OK IDLE terminated (time is up)")(l, tag)
	}}.start(t)
	box := dial(t, impatient(t, script.Addr()))
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	for range 3 {
		if err := box.Idle(ctx); err != nil {
			t.Fatalf("Idle = %v", err)
		}
		if _, err := box.List(ctx, 0); err != nil {
			t.Fatalf("List after it = %v", err)
		}
	}
	if begun != 3 || script.Connections() != 1 {
		t.Errorf("%d times, %d connections", begun, script.Connections())
	}
}
