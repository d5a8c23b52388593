package notify

import (
	"bytes"
	"io"
)

// lineClip is how much of a line of a reply is kept: longer than RFC 5321 section
// 4.5.3.1.5 lets one be, and short enough for go-smtp, which breaks off at 2000.
const lineClip = 1000

// replies reads what a server says and gives it on a reply at a time, so that it
// shows when more was said than was asked. It also mends what RFC 5321 allows and
// go-smtp does not: a code without text (section 4.2), extensions in small letters
// (section 4.1.1.1), and lines that are too long, of which only the code counts.
type replies struct {
	line  []byte // the beginning of a line that has not ended
	whole []byte // lines that were heard and not given on
	given int    // of whole
	upper bool   // extensions come: their names are given on in capitals
	buf   []byte
}

// more says whether something was heard that nobody has asked for yet.
func (r *replies) more() bool { return r.given < len(r.whole) || len(r.line) > 0 }

// read gives on lines to the end of a reply at most.
func (r *replies) read(from io.Reader, p []byte) (int, error) {
	for r.given == len(r.whole) {
		if r.buf == nil {
			r.buf = make([]byte, 4<<10)
		}
		r.whole, r.given = r.whole[:0], 0
		n, err := from.Read(r.buf)
		r.take(r.buf[:n])
		if err != nil && len(r.whole) == 0 {
			return 0, err
		}
	}
	n := copy(p, r.whole[r.given:r.given+endOfReply(r.whole[r.given:])])
	r.given += n
	return n, nil
}

// take cuts what was heard into lines.
func (r *replies) take(heard []byte) {
	for len(heard) > 0 {
		part, rest, ended := bytes.Cut(heard, []byte("\n"))
		r.line = append(r.line, part[:min(len(part), lineClip-len(r.line))]...)
		if ended {
			r.end()
		}
		heard = rest
	}
}

// end is the end of a line.
func (r *replies) end() {
	line := bytes.TrimRight(r.line, "\r")
	if len(line) == len("250") {
		line = append(line, ' ')
	}
	if r.upper && bytes.HasPrefix(line, []byte("250")) && len(line) > len("250-") {
		name, _, _ := bytes.Cut(line[len("250-"):], []byte(" "))
		copy(name, bytes.ToUpper(name))
	}
	r.whole = append(append(r.whole, line...), "\r\n"...)
	r.line = r.line[:0]
}

// endOfReply is how long the first reply is: to the first line that is none to be
// continued.
func endOfReply(lines []byte) int {
	n := 0
	for line := range bytes.Lines(lines) {
		n += len(line)
		if len(line) <= len("250") || line[len("250")] != '-' {
			break
		}
	}
	return n
}
