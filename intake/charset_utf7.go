package intake

import (
	"strings"
	"unicode/utf16"
)

// decodeUTF7 decodes UTF-7 (RFC 2152), which old Outlook wrote and go-message
// does not know.
func decodeUTF7(b []byte) string {
	var out strings.Builder
	out.Grow(len(b))
	for i := 0; i < len(b); i++ {
		if b[i] != '+' {
			out.WriteRune(latin(b[i]))
			continue
		}
		end := i + 1
		for end < len(b) && base64Value[b[end]] != 255 {
			end++
		}
		if end == i+1 {
			out.WriteByte('+')
		} else {
			out.WriteString(decodeUTF16(b[i+1 : end]))
		}
		if end < len(b) && b[end] == '-' {
			end++
		}
		i = end - 1
	}
	return out.String()
}

func latin(c byte) rune {
	if c < 0x80 {
		return rune(c)
	}
	return windows1252(c)
}

// decodeUTF16 decodes the base64 of UTF-16 in big-endian order.
func decodeUTF16(s []byte) string {
	b, _ := looseBase64(s)
	units := make([]uint16, 0, len(b)/2)
	for i := 0; i+1 < len(b); i += 2 {
		units = append(units, uint16(b[i])<<8|uint16(b[i+1]))
	}
	return string(utf16.Decode(units))
}
