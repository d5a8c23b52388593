package intake

import (
	"bytes"
	"errors"
	"strings"
)

var errResults = errors.New("it is not written as RFC 8601 says")

// parseResults reads the value of an Authentication-Results field (RFC 8601
// section 2.2): id [version]; method[/version]=value [reason=…] [ptype.property=value…]; …
// Comments and quoted strings are honoured: the sender has a hand in what
// stands inside them. Microsoft's form has no id and begins with a result; it
// is read as id "".
func parseResults(value string) (id string, results []methodResult, err error) {
	clauses, err := splitClauses(value)
	if err != nil {
		return "", nil, err
	}
	for i, words := range clauses {
		if i == 0 && len(words) > 0 && len(words) <= 2 && !strings.Contains(words[0].text, "=") {
			if len(words) == 2 && words[1].text != "1" {
				return words[0].text, nil, errResults
			}
			id = words[0].text
			continue
		}
		if len(words) == 0 || words[0].text == "none" {
			continue
		}
		result, ok := readResult(words)
		if !ok {
			return id, nil, errResults
		}
		results = append(results, result)
	}
	return id, results, nil
}

// word is a run of characters of a clause without comments; quoted text has
// lost its quotes.
type word struct {
	text   string
	quoted bool // begins with a quote, so it names nothing
}

func readResult(words []word) (r methodResult, ok bool) {
	method, value, found := strings.Cut(words[0].text, "=")
	if !found || words[0].quoted {
		return r, false
	}
	method, _, _ = strings.Cut(method, "/") // method-version
	r = methodResult{strings.ToLower(method), strings.ToLower(value), make(map[string]string)}
	for _, w := range words[1:] {
		name, value, found := strings.Cut(w.text, "=")
		name = strings.ToLower(name)
		if _, twice := r.properties[name]; !found || w.quoted || twice {
			continue // the first counts
		}
		r.properties[name] = value
	}
	return r, true
}

// splitClauses cuts at semicolons and blanks outside of quotes and comments.
// Blanks around "=" are dropped.
func splitClauses(value string) (clauses [][]word, err error) {
	s := clauseScanner{in: value}
	for s.step() {
	}
	if s.quoted || s.depth > 0 {
		return nil, errResults
	}
	s.endWord()
	return append(s.clauses, s.clause), nil
}

type clauseScanner struct {
	in      string
	quoted  bool
	depth   int
	now     word   // without its text
	text    []byte // of now
	any     bool   // whether now has begun
	clause  []word
	clauses [][]word
}

func (s *clauseScanner) step() bool {
	if s.in == "" {
		return false
	}
	c := s.in[0]
	s.in = s.in[1:]
	switch {
	case c == '\\' && (s.quoted || s.depth > 0) && s.in != "":
		if s.quoted {
			s.add(s.in[0])
		}
		s.in = s.in[1:]
	case s.quoted:
		if s.quoted = c != '"'; s.quoted {
			s.add(c)
		}
	case c == '(':
		s.depth++
	case c == ')' && s.depth > 0:
		s.depth--
	case s.depth > 0:
	case c == '"':
		s.quoted = true
		s.now.quoted = s.now.quoted || !s.any
		s.any = true
	case c == ';':
		s.endWord()
		s.clauses, s.clause = append(s.clauses, s.clause), nil
	case c == ' ' || c == '\t' || c == '\r' || c == '\n':
		s.blank()
	default:
		s.add(c)
	}
	return true
}

func (s *clauseScanner) add(c byte) {
	s.text = append(s.text, c)
	s.any = true
}

// blank ends a word unless a "=" stands before or after it.
func (s *clauseScanner) blank() {
	s.in = strings.TrimLeft(s.in, " \t\r\n")
	if bytes.HasSuffix(s.text, []byte("=")) && !s.now.quoted || s.any && strings.HasPrefix(s.in, "=") {
		return
	}
	s.endWord()
}

func (s *clauseScanner) endWord() {
	if s.any {
		s.now.text = string(s.text)
		s.clause = append(s.clause, s.now)
	}
	s.now, s.text, s.any = word{}, s.text[:0], false
}
