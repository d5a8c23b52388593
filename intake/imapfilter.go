package intake

import "bytes"

// lineFilter keeps from go-imap the responses that it does not know, at which it would
// give the connection up. A client must be prepared for any of them, at any time (RFC
// 9051, 7): extensions that nobody asked for, and what a server's makers thought of.
type lineFilter struct {
	begun    bool // the greeting was passed on, whatever it is
	dropping bool // the line under way is one of those
}

// maxKind is how long a response may be without saying what it is.
const maxKind = 64

// known are the untagged responses that go-imap reads.
var known = func() map[string]bool {
	all := map[string]bool{}
	for _, name := range bytes.Fields([]byte("OK NO BAD BYE PREAUTH ID CAPABILITY ENABLED NAMESPACE FLAGS EXISTS RECENT LIST STATUS FETCH EXPUNGE " +
		"SEARCH ESEARCH SORT THREAD METADATA QUOTA QUOTAROOT MYRIGHTS ACL")) {
		all[string(name)] = true
	}
	return all
}()

// undecided says whether more of a line is needed to see what it is.
func (f *lineFilter) undecided(line []byte) bool {
	return f.begun && line[0] == '*' && len(line) < maxKind && kind(line) == ""
}

// begin decides on a line.
func (f *lineFilter) begin(line []byte) {
	f.dropping = f.begun && line[0] == '*' && !known[kind(line)]
	f.begun = true
}

// kind is what an untagged response is, in capital letters: its first word behind a
// number; "" when the line does not say it yet.
func kind(line []byte) string {
	rest := bytes.TrimPrefix(line[1:], []byte(" "))
	for {
		end := bytes.IndexAny(rest, " \r\n")
		if end < 0 {
			return ""
		}
		word := rest[:end]
		if rest[end] != ' ' || len(word) == 0 || word[0] < '0' || word[0] > '9' {
			return string(bytes.ToUpper(word))
		}
		rest = rest[end+1:]
	}
}
