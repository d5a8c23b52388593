package intake

import (
	"bytes"
	"strconv"
)

// maxStart is how much of each line is kept.
const maxStart = 300

// lineScanner follows what a server says line by line, just closely enough to
// pass over the literals of FETCH answers: a mail may contain anything.
type lineScanner struct {
	start   []byte // the beginning of the line
	tail    []byte // its last few bytes
	ended   bool   // the line is over
	literal int64  // bytes of a literal that are still to come
	run     int    // "(" without anything between them, at the end
	parens  int    // the longest such run of the line
	closed  bool   // a "]" was in the line
	listed  bool   // a list stands among the capabilities of the line
}

// scan takes the next line, or what there is of it, and returns the rest.
func (s *lineScanner) scan(p []byte) (rest []byte) {
	if s.literal > 0 {
		n := min(s.literal, int64(len(p)))
		s.literal -= n
		return p[n:]
	}
	if s.ended {
		s.start, s.tail, s.ended, s.run, s.parens = s.start[:0], s.tail[:0], false, 0, 0
		s.closed, s.listed = false, false
	}
	line := p
	if end := bytes.IndexByte(p, '\n'); end >= 0 {
		line, s.ended = p[:end+1], true
	}
	s.keep(line)
	if s.ended {
		s.announce()
	}
	return p[len(line):]
}

// begins says whether what comes next begins a line.
func (s *lineScanner) begins() bool { return s.literal == 0 && (s.ended || len(s.start) == 0) }

func (s *lineScanner) keep(line []byte) {
	if room := maxStart - len(s.start); room > 0 {
		s.start = append(s.start, line[:min(room, len(line))]...)
	}
	s.tail = append(s.tail, line[max(0, len(line)-32):]...)
	s.tail = s.tail[max(0, len(s.tail)-32):]
	for _, b := range line {
		switch b {
		case '(':
			s.run++
			s.parens = max(s.parens, s.run)
			s.listed = s.listed || !s.closed && s.isCapability()
			continue
		case ']':
			s.closed = true
		}
		s.run = 0
	}
}

// announce begins a literal when the line of a FETCH ends in {n}; the line
// goes on after it.
func (s *lineScanner) announce() {
	line := bytes.TrimRight(s.tail, "\r\n")
	at := bytes.LastIndexByte(line, '{')
	if at < 0 || !bytes.HasSuffix(line, []byte("}")) || !s.isFetch() {
		return
	}
	if n, err := strconv.ParseInt(string(line[at+1:len(line)-1]), 10, 63); err == nil && n >= 0 {
		s.literal, s.ended, s.tail = n, false, s.tail[:0]
	}
}

func (s *lineScanner) isFetch() bool {
	words := bytes.Fields(s.start)
	return len(words) >= 3 && string(words[0]) == "*" && bytes.EqualFold(words[2], []byte("FETCH"))
}

// isCapability says whether capabilities are told, by a response or by a code
// (RFC 3501, 7.2.1 and 7.1).
func (s *lineScanner) isCapability() bool {
	words := bytes.Fields(s.start)
	return len(words) >= 2 && bytes.EqualFold(words[1], []byte("CAPABILITY")) || len(words) >= 3 && bytes.EqualFold(words[2], []byte("[CAPABILITY"))
}

// bye is what an untagged BYE says.
func (s *lineScanner) bye() (words string, ok bool) {
	rest, ok := bytes.CutPrefix(s.start, []byte("* BYE"))
	if !ok || !s.ended {
		return "", false
	}
	return clip(string(rest), 200), true
}

// tagged says whether the line is the end of a command.
func (s *lineScanner) tagged() bool {
	return s.ended && s.start[0] != '*' && s.start[0] != '+'
}
