package intake

import (
	"bytes"
	"io"
	"strings"

	"github.com/emersion/go-message"
)

// decodeBody undoes the transfer encoding of a part (RFC 2045, section 6).
func (r *reader) decodeBody(p *part) []byte {
	enc := strings.ToLower(strings.TrimSpace(p.header.Get("Content-Transfer-Encoding")))
	switch enc {
	case "", "7bit", "8bit", "binary":
		return p.body
	}
	var h message.Header
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Transfer-Encoding", enc)
	e, err := message.New(h, bytes.NewReader(p.body))
	if err != nil {
		r.problem("A part has the unknown transfer encoding %q and was read as it is.", enc)
		return p.body
	}
	buf := bytes.NewBuffer(make([]byte, 0, len(p.body)))
	if _, err := io.Copy(buf, e.Body); err != nil {
		r.problem("A part is broken %s.", enc)
	}
	return buf.Bytes()
}
