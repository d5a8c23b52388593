package intake

import (
	"bufio"
	"bytes"
	"mime"
	"strings"

	"github.com/emersion/go-message"
	"github.com/emersion/go-message/textproto"
)

// trimEnvelope takes away what stands before the header: a byte order mark,
// empty lines and the "From " line of an mbox (RFC 4155).
func (r *reader) trimEnvelope(b []byte) []byte {
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	b = bytes.TrimLeft(b, "\r\n")
	if bytes.HasPrefix(b, []byte("From ")) || bytes.HasPrefix(b, []byte(">From ")) {
		if i := bytes.IndexByte(b, '\n'); i >= 0 {
			b = b[i+1:]
		}
	}
	return b
}

// readHeader reads the header at the start of b and returns what follows it.
func (r *reader) readHeader(b []byte) (message.Header, []byte) {
	head, body := r.cutHeader(b)
	h, err := textproto.ReadHeader(bufio.NewReader(bytes.NewReader(head)))
	if err != nil {
		r.problem("A header could not be read to its end.")
	}
	return message.Header{Header: h}, body
}

// cutHeader returns the lines of the header, repaired if need be so that
// go-message takes every one, and the body.
func (r *reader) cutHeader(b []byte) (head, body []byte) {
	var out []byte
	fields := 0
	for pos := 0; pos < len(b); {
		end := len(b)
		if i := bytes.IndexByte(b[pos:], '\n'); i >= 0 {
			end = pos + i + 1
		}
		line := b[pos:end]
		switch {
		case len(bytes.TrimRight(line, "\r\n")) == 0:
			return append(out, '\r', '\n'), b[end:]
		case line[0] == ' ' || line[0] == '\t':
			if fields == 0 {
				r.problem("A header begins with a folded line.")
				pos = end
				continue
			}
		case !isFieldLine(line):
			r.problem("A header line is no field and was left out.")
			pos = end
			continue
		default:
			fields++
		}
		if fields > r.lim.Fields || len(out)+len(line) > r.lim.HeaderBytes {
			r.problem("A header is larger than allowed; the rest of it was not read.")
		} else {
			out = append(out, line...)
		}
		pos = end
	}
	return out, nil
}

// isFieldLine reports whether line begins with a field name and a colon.
func isFieldLine(line []byte) bool {
	i := bytes.IndexByte(line, ':')
	if i <= 0 {
		return false
	}
	for _, c := range bytes.TrimRight(line[:i], " \t") {
		if c < 33 || c > 126 {
			return false
		}
	}
	return true
}

// fields copies a header with names as written and values in valid UTF-8.
func (r *reader) fields(h message.Header) Header {
	out := make(Header, 0, h.Len())
	for fs := h.Fields(); fs.Next(); {
		name := fs.Key()
		if raw, err := fs.Raw(); err == nil {
			if k, _, ok := bytes.Cut(raw, []byte(":")); ok {
				name = strings.Trim(string(k), " \t")
			}
		}
		out = append(out, Field{name, decodeUnlabelled(fs.Value())})
	}
	return out
}

// readType reads Content-Type and Content-Disposition.
func (r *reader) readType(p *part, kind string) {
	p.mediaType = kind
	if v := p.header.Get("Content-Type"); v != "" {
		t, params, err := mime.ParseMediaType(v)
		if err != nil {
			r.problem("A Content-Type is malformed.")
		}
		if t != "" {
			p.mediaType = t
		}
		p.params = params
	}
	if v := p.header.Get("Content-Disposition"); v != "" {
		d, params, _ := mime.ParseMediaType(v)
		p.disposition = d
		p.name = decodeWords(params["filename"])
	}
	if p.name == "" {
		p.name = decodeWords(p.params["name"])
	}
}
