package mailtest

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"sync"
)

// Script is a server that does on each connection what a function says. It
// plays the servers that no library would: those that lie, stall or break off.
type Script struct {
	ln      *listener
	serving sync.WaitGroup
}

// StartScript starts a server that calls handle for each connection, each in
// its own goroutine, and closes the connection when handle returns.
func StartScript(handle func(*Lines)) (*Script, error) {
	ln, err := listen()
	if err != nil {
		return nil, err
	}
	s := &Script{ln: ln}
	s.serving.Go(func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			s.serving.Go(func() {
				defer conn.Close()
				handle(NewLines(conn))
			})
		}
	})
	return s, nil
}

// Addr is host:port.
func (s *Script) Addr() string { return s.ln.Addr().String() }

// Connections is how many there have been.
func (s *Script) Connections() int { return s.ln.accepted() }

// Close stops listening, breaks off every connection and waits for the
// functions to return.
func (s *Script) Close() error {
	err := s.ln.Close()
	s.serving.Wait()
	return err
}

// Lines is a connection spoken in lines.
type Lines struct {
	Conn net.Conn
	in   *bufio.Reader
}

// NewLines speaks in lines on a connection.
func NewLines(conn net.Conn) *Lines { return &Lines{Conn: conn, in: bufio.NewReader(conn)} }

// Say writes each line with CRLF. Errors are left for Hear to find.
func (l *Lines) Say(lines ...string) {
	for _, line := range lines {
		fmt.Fprintf(l.Conn, "%s\r\n", line)
	}
}

// Hear reads a line, without its CRLF; ok is false when the connection is over.
func (l *Lines) Hear() (line string, ok bool) {
	line, err := l.in.ReadString('\n')
	return strings.TrimRight(line, "\r\n"), err == nil
}

// Waiting is how many bytes behind the last line were received with it.
func (l *Lines) Waiting() int { return l.in.Buffered() }

// Command reads one line of IMAP: its tag, its name in upper case ("UID FETCH"
// is one name) and the rest.
func (l *Lines) Command() (tag, name, rest string, ok bool) {
	line, ok := l.Hear()
	if !ok {
		return "", "", "", false
	}
	tag, rest, _ = strings.Cut(line, " ")
	name, rest, _ = strings.Cut(rest, " ")
	name = strings.ToUpper(name)
	if name == "UID" {
		var what string
		what, rest, _ = strings.Cut(rest, " ")
		name += " " + strings.ToUpper(what)
	}
	return tag, name, rest, true
}

// WaitClosed reads and forgets until the other side closes.
func (l *Lines) WaitClosed() {
	for {
		if _, ok := l.Hear(); !ok {
			return
		}
	}
}
