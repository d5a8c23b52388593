package intake

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/emersion/go-message/charset"
	"golang.org/x/text/encoding/charmap"
)

// decodeCharset turns b into UTF-8. A label that is unknown or a lie is
// named false in ok: then b is taken for UTF-8 if valid, else windows-1252.
func decodeCharset(label string, b []byte) (s string, ok bool) {
	label = strings.ToLower(strings.Trim(label, " \"'"))
	switch label {
	case "", "utf-8", "us-ascii":
		return decodeUnlabelled(string(b)), label != "utf-8" || utf8.Valid(b)
	}
	r, err := charset.Reader(label, bytes.NewReader(b))
	if err != nil {
		return decodeUnlabelled(string(b)), false
	}
	out, err := io.ReadAll(r)
	if err != nil {
		return decodeUnlabelled(string(b)), false
	}
	return string(out), true
}

// decodeUnlabelled takes s for UTF-8 if valid, else for windows-1252.
func decodeUnlabelled(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	out, _ := charmap.Windows1252.NewDecoder().String(s)
	return strings.ToValidUTF8(out, "\uFFFD")
}
