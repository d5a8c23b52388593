package intake

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// A list among capabilities is found before go-imap reads it, and nowhere else.
func TestListsAmongCapabilities(t *testing.T) {
	for said, want := range map[string]bool{
		"* CAPABILITY IMAP4rev1 X=(a)\r\n":                                      true,
		"* capability IMAP4rev1 (":                                              true,
		"* OK [CAPABILITY IMAP4rev1 (a) IDLE] ready\r\n":                        true,
		"T1 OK [CAPABILITY " + strings.Repeat("X-LONG ", 100) + "(a)] in\r\n":   true,
		"* OK [CAPABILITY IMAP4rev1 IDLE] Courier (Debian) ready.\r\n":          false,
		"* CAPABILITY IMAP4rev1\r\n* FLAGS (\\Seen)\r\n":                        false,
		"* 1 FETCH (UID 1 BODY[] {30}\r\n* CAPABILITY (\r\n* CAPABILITY ()\r\n": false,
		"* LIST () \"/\" CAPABILITY\r\n":                                        false,
	} {
		for n := 1; n < 70; n++ {
			var s lineScanner
			got := false
			for rest := []byte(said); len(rest) > 0; {
				piece := rest[:min(n, len(rest))]
				rest = rest[len(piece):]
				for len(piece) > 0 {
					piece = s.scan(piece)
					got = got || s.listed
				}
			}
			if got != want {
				t.Fatalf("%q in pieces of %d: %v", said, n, got)
			}
		}
	}
}

// scanAll reads a server's words in pieces of n bytes.
func scanAll(said []byte, n int) (parens int, bye string) {
	var s lineScanner
	for len(said) > 0 {
		piece := said[:min(n, len(said))]
		said = said[len(piece):]
		for len(piece) > 0 {
			piece = s.scan(piece)
			parens = max(parens, s.parens)
			if words, ok := s.bye(); ok {
				bye = words
			}
		}
	}
	return parens, bye
}

func TestLineScanner(t *testing.T) {
	deep := strings.Repeat("(", 50)
	for name, c := range map[string]struct {
		said   string
		parens int
		bye    string
	}{
		"a list":                     {"* LIST () \"/\" x\r\n", 1, ""},
		"nested":                     {"* 1 FETCH (BODYSTRUCTURE " + deep + "\r\n", 50, ""},
		"in a literal":               {"* 1 FETCH (UID 1 BODY[] {50}\r\n" + deep + ")\r\n", 1, ""},
		"after a literal":            {"* 1 FETCH (UID 1 BODY[] {3}\r\nabc " + deep + "\r\n", 50, ""},
		"after two literals":         {"* 1 FETCH (BODY[HEADER] {1}\r\na BODY[TEXT] {2}\r\n(( " + deep + "\r\n", 50, ""},
		"a false literal":            {"* OK read me {500}\r\n" + deep + "\r\n", 50, ""},
		"a literal beyond numbers":   {"* 1 FETCH (BODY[] {99999999999999999999}\r\n" + deep, 50, ""},
		"goodbye":                    {"* OK x\r\n* BYE see you\r\n", 0, "see you"},
		"goodbye in a literal":       {"* 1 FETCH (BODY[] {13}\r\n\r\n* BYE no\r\n)\r\n", 1, ""},
		"goodbye without its end":    {"* BYE see", 0, ""},
		"goodbye with odd bytes":     {"* BYE \x1b[2Jgone\r\n", 0, "[2Jgone"},
		"a line longer than is kept": {"* 1 FETCH (" + strings.Repeat("FLAGS () ", 100) + "BODY[] {50}\r\n" + deep + ")\r\n", 1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			for n := 1; n < 70; n++ {
				if parens, bye := scanAll([]byte(c.said), n); parens != c.parens || bye != c.bye {
					t.Fatalf("in pieces of %d: %d parentheses, BYE %q; want %d, %q", n, parens, bye, c.parens, c.bye)
				}
			}
		})
	}
}

func FuzzLineScanner(f *testing.F) {
	f.Add([]byte("* 1 FETCH (UID 1 BODY[] {3}\r\nabc)\r\n* BYE x\r\n"), 3)
	f.Add(fmt.Appendf(nil, "* 2 fetch (X {2}\r\n%s\r\n", bytes.Repeat([]byte("("), 9)), 1)
	f.Fuzz(func(t *testing.T, said []byte, n int) {
		if n < 1 {
			n = 1
		}
		wholeParens, wholeBye := scanAll(said, len(said)+1)
		if parens, bye := scanAll(said, n); parens != wholeParens || bye != wholeBye {
			t.Errorf("in pieces of %d: %d, %q; whole: %d, %q", n, parens, bye, wholeParens, wholeBye)
		}
	})
}
