package intake

import (
	"io"
	"net"
	"strings"
	"testing"
	"testing/iotest"
)

// spoken is a connection from which a server's words come by some reader.
type spoken struct {
	net.Conn
	from io.Reader
}

func (c spoken) Read(p []byte) (int, error) { return c.from.Read(p) }
func (c spoken) Close() error               { return nil }

// However the words of a server come, and however they are read, go-imap gets those
// that it knows, and all of each mail.
func TestUnknownResponsesAreLeftOut(t *testing.T) {
	const mail = "* 1 FETCH (UID 1 BODY[] {26}\r\n* X-IN A MAIL\r\n* 2 X-TOO\r\n)\r\n"
	for words, want := range map[string]string{
		"* HELLO there\r\n": "* HELLO there\r\n", // it says itself that this is no greeting
		"* OK ready\r\n* X-HELLO there\r\n* 3 EXISTS\r\n":                                    "* OK ready\r\n* 3 EXISTS\r\n",
		"* OK\r\n" + mail + "* 9 X-SCORE (1 2)\r\n" + mail + "t1 OK done\r\n":                "* OK\r\n" + mail + mail + "t1 OK done\r\n",
		"* OK\r\n+ idling\r\n* x-warn\r\n* 4 exists\r\n* VANISHED 1:9\r\nt2 BAD no\r\n":      "* OK\r\n+ idling\r\n* 4 exists\r\nt2 BAD no\r\n",
		"* OK\r\n* \r\n*\r\n* " + strings.Repeat("X", 500) + " a\r\n* 12 12 RECENT\r\nt3 OK": "* OK\r\n* 12 12 RECENT\r\nt3 OK",
		"* OK\r\n* X-LAST": "* OK\r\n",
	} {
		for name, from := range map[string]func(io.Reader) io.Reader{"one": iotest.OneByteReader, "half": iotest.HalfReader, "all": func(r io.Reader) io.Reader { return r }, "end": iotest.DataErrReader} {
			for _, room := range []int{1, 7, 40, 4096} {
				conn := &guardConn{Conn: spoken{from: from(strings.NewReader(words))}, wire: spoken{}, left: slack}
				var got strings.Builder
				_, err := io.CopyBuffer(&got, struct{ io.Reader }{conn}, make([]byte, room))
				if err != nil || got.String() != want {
					t.Errorf("%q, %s, read %d at a time: %q, %v", words, name, room, got.String(), err)
				}
			}
		}
	}
}
