package intake

import (
	"bytes"
	"encoding/base64"
)

// base64Value holds the value of each letter of base64, or 255. The letters
// of the URL alphabet (RFC 4648, section 5) are noise here.
var base64Value = func() (t [256]byte) {
	for i := range t {
		t[i] = 255
	}
	for i, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") {
		t[c] = byte(i)
	}
	return t
}()

// looseBase64 decodes base64 and skips what is no letter of it (RFC 2045,
// section 6.8). Padding in the middle ends one run and begins the next, as
// when pieces were joined; prose behind it, which lists and scanners append,
// is returned as tail.
func looseBase64(b []byte) (out, tail []byte) {
	out = make([]byte, 0, len(b)/4*3+3)
	var acc uint32
	n := 0
	lineBegin, clean := true, true // at the beginning of a line; no noise yet
	for i, c := range b {
		if lineBegin && clean && n == 0 && len(out) > 0 && isFooter(b[i:]) {
			return out, b[i:]
		}
		lineBegin = c == '\n'
		v := base64Value[c]
		if v != 255 {
			acc = acc<<6 | uint32(v)
			if n++; n == 4 {
				out = append(out, byte(acc>>16), byte(acc>>8), byte(acc))
				acc, n = 0, 0
			}
			continue
		}
		clean = clean && (c <= ' ' || c == '=')
		if c == '=' && n > 1 {
			out = appendRest(out, acc, n)
			acc, n = 0, 0
			if rest := bytes.TrimLeft(b[i:], "= \t\r\n"); isProse(rest) {
				return out, rest
			}
		}
	}
	return appendRest(out, acc, n), nil
}

// appendRest adds the bytes in 2 or 3 letters that no padding follows.
func appendRest(out []byte, acc uint32, n int) []byte {
	switch n {
	case 2:
		return append(out, byte(acc>>4))
	case 3:
		return append(out, byte(acc>>10), byte(acc>>2))
	}
	return out
}

// isFooter reports whether b begins with a line of words or rules: it has a
// space between letters, or several characters that are no base64.
func isFooter(b []byte) bool {
	line := bytes.TrimRight(bytes.TrimSpace(firstLine(b)), "=")
	odd := 0
	for _, c := range line {
		if c == ' ' {
			return true
		}
		if base64Value[c] == 255 {
			odd++
		}
	}
	return odd > 2
}

// isProse reports whether b begins with a line that is not base64.
func isProse(b []byte) bool {
	line := bytes.TrimRight(firstLine(b), " \t\r\n=")
	for _, c := range line {
		if base64Value[c] == 255 {
			return true
		}
	}
	return false
}

// appendBase64 decodes lines of whole groups of four letters, as programs
// write them, into dst, which has room for it; ok is false when there is
// anything else.
func appendBase64(dst, b []byte) (out []byte, ok bool) {
	for len(b) > 0 {
		line := firstLine(b)
		b = b[len(line):]
		for len(line) > 0 && (line[len(line)-1] == '\n' || line[len(line)-1] == '\r') {
			line = line[:len(line)-1]
		}
		if len(line) == 0 {
			continue
		}
		if len(line)%4 != 0 || len(dst)+len(line)/4*3 > cap(dst) {
			return nil, false
		}
		n, err := base64.StdEncoding.Decode(dst[len(dst):cap(dst)], line)
		if err != nil || line[len(line)-1] == '=' && len(bytes.Trim(b, "\r\n")) > 0 {
			return nil, false
		}
		dst = dst[:len(dst)+n]
	}
	return dst, true
}
