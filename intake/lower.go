package intake

import (
	"strings"
	"unicode/utf8"
)

// Most text that is compared here is ASCII with a few letters of Latin-1.
// These do for it what package strings does for every alphabet, and cost a
// fraction; whatever else comes up is left to package strings.

// lower is strings.ToLower.
func lower(s string) string {
	for i := range len(s) {
		if c := s[i]; 'A' <= c && c <= 'Z' || c >= utf8.RuneSelf {
			var b strings.Builder
			b.Grow(len(s))
			b.WriteString(s[:i])
			if lowerInto(&b, s[i:]) {
				return b.String()
			}
			return strings.ToLower(s)
		}
	}
	return s
}

// lowerInto writes s in lower case; false when it meets a letter that it does
// not know.
func lowerInto(b *strings.Builder, s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case c < utf8.RuneSelf:
		default:
			n := plainLetter(s[i:])
			if n == 0 || c == 0xc4 || c == 0xc5 || c == 0xd0 || c == 0xd1 {
				return false
			}
			b.WriteString(s[i : i+n-1])
			i += n - 1
			upper := c == 0xc3 && s[i] <= 0x9e && s[i] != 0x97 // À to Þ, without ×
			if c = s[i]; upper {
				c += 0x20
			}
		}
		b.WriteByte(c)
	}
	return true
}

// lowerKey is lower in buf, for a look into a map.
func lowerKey(buf []byte, s string) []byte {
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf || len(buf) == cap(buf) {
			return append(buf[:0], lower(s)...)
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		buf = append(buf, c)
	}
	return buf
}

// starts knows the first two bytes of words, in lower case.
type starts [1 << 16 / 64]uint64

// startsOf are those of words.
func startsOf[V any](words map[string]V) *starts {
	var set starts
	for w := range words {
		if len(w) == 1 {
			for c := range 256 {
				set.add(w[0], byte(c))
			}
		} else if w != "" {
			set.add(w[0], w[1])
		}
	}
	return &set
}

func (t *starts) add(a, b byte) {
	i := int(a)<<8 | int(b)
	t[i/64] |= 1 << (i % 64)
}

// may says whether the first word of s can be one of t.
func (t *starts) may(s string) bool {
	i := 0
	for i < len(s) && s[i] < utf8.RuneSelf && !isAlnum(s[i]) {
		i++
	}
	if i == len(s) {
		return false
	}
	a, b := s[i], byte(' ')
	if a >= utf8.RuneSelf { // a letter, or the quote in front of one
		return true
	}
	if i+1 < len(s) {
		b = s[i+1]
	}
	if 'A' <= a && a <= 'Z' {
		a += 'a' - 'A'
	}
	if 'A' <= b && b <= 'Z' {
		b += 'a' - 'A'
	}
	n := int(a)<<8 | int(b)
	return t[n/64]>>(n%64)&1 != 0
}
