package intake

import (
	"mime"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // all charsets of mail
)

// decodeWords decodes the encoded words (RFC 2047) of a header value.
func decodeWords(s string) string {
	d := mime.WordDecoder{CharsetReader: message.CharsetReader}
	out, err := d.DecodeHeader(s)
	if err != nil {
		out = s
	}
	return cleanLine(decodeUnlabelled(out))
}
