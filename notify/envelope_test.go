package notify

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzProperLines holds the quick look at a mail's lines to the slow one, and
// that for bytes beyond ASCII to one at each rune.
func FuzzProperLines(f *testing.F) {
	long := strings.Repeat("x", lineLimit)
	for _, raw := range []string{
		"", "a", "a\n", "\n", "\r\n", "a\r\n", "\r\r\n", "a\r\nb", "a\rb\r\n", "a\r\n\nb\r\n", "a\x00\r\n", "\r\n\r", long + "\r\n", long + "x\r\n", long + "\n", long + "\n\r\n",
		"1234567\x7f", "1234567~", "123456789\x7f", "12345678~", "æ", "1234567æ", "\xff", "\x00\x01\x02\x03\x04\x05\x06\x7f", "\x7f\x7e\x7e\x7e\x7e\x7e\x7e\x7e",
	} {
		f.Add([]byte(raw))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if fault := lineFault(raw); properLines(raw) != (fault == nil) {
			t.Errorf("%q: %v", raw, fault)
		}
		if want := bytes.IndexFunc(raw, func(r rune) bool { return r > '~' }) < 0; ascii(raw) != want || ascii(string(raw)) != want {
			t.Errorf("ASCII is %v of %q (UTF-8: %v)", !want, raw, utf8.Valid(raw))
		}
	})
}
