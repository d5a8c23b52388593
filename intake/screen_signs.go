package intake

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// signs are what the header of a mail tells about its sender.
type signs struct {
	own     Ours
	fromOwn bool // an author address is ours

	subject string // folded
	bare    string // the subject without the tag that a gateway put first: "[EKSTERN]"
	local   string // local part of the first author, folded
	name    string // display name of the first author, folded

	human  bool   // Auto-Submitted: no
	marked string // the field by which a program names itself
	made   bool   // it is Auto-Submitted: auto-generated, which is no answer
	resent bool   // somebody's mailbox sent it on as it was
	list   string // the field of a mailing list
	bulk   string // Precedence: bulk or junk
	ndr    string // a field that only servers add that return mail
	null   bool   // the return path is empty

	hints      []string // fields that ordinary mail has too
	delivered  []string // values of Delivered-To
	noreply    bool     // the author takes no answers
	nobody     bool     // From is there and names nobody, and the return path is empty
	failed     []string // values of X-Failed-Recipients
	reportType string   // of multipart/report; "?" when it names none
	tls        bool     // a TLS report (RFC 8460)
	apple      bool     // Apple's one-click complaint
	fml        bool     // the list server fml
	desk       bool     // a ticket system, by which people answer too
	sns        bool     // Amazon's notification service

	cut     *splitText // what split made of the text
	opening *string    // what openingText made of it
}

// readSigns reads the header of m once.
func readSigns(m *Mail, own Ours) *signs {
	s := &signs{own: own, subject: foldLine(m.Subject)}
	s.bare = untagged(s.subject)
	for _, a := range m.From {
		s.fromOwn = s.fromOwn || own.isOwn(a.Address)
	}
	if len(m.From) > 0 {
		s.name = foldLine(m.From[0].Name)
		s.local, _, _ = strings.Cut(foldLine(m.From[0].Address), "@")
	}
	s.noreply = isNoReply(s.local)
	var buf [40]byte
	for _, f := range m.Header {
		if read := fieldSigns[string(lowerName(buf[:0], f.Name))]; read != nil {
			read(s, f)
		}
	}
	if s.local == "" {
		s.readBareFrom(m.Header)
	}
	if s.made && s.resent { // said of the sending on, or of the mail: who knows
		s.hints, s.marked = append(s.hints, s.marked), ""
	}
	return s
}

// untagged is subject without the tags that gateways put at its start: in brackets
// or between asterisks, or one of their words behind which a mark stands.
func untagged(subject string) string {
	const most = 3
	for range most {
		s := strings.TrimLeft(subject, "* ")
		if tag, rest, ok := strings.Cut(s, "] "); ok && strings.HasPrefix(tag, "[") {
			subject = rest
		} else if tag, rest, ok := strings.Cut(s, "*** "); ok && strings.HasPrefix(subject, "***") && len(tag) <= 20 {
			subject = rest
		} else if w, ok := gatewayTags.of(s); ok {
			subject = strings.TrimLeft(s[len(w):], " ")
		} else {
			break
		}
	}
	return subject
}

// readBareFrom takes the name out of a From that holds no address, as daemons
// write it: "MAILER-DAEMON <>".
func (s *signs) readBareFrom(h Header) {
	from := h.Get("From")
	v := strings.Trim(foldLine(decodeWords(from)), " <>\"()")
	s.local, s.name = v, v
	s.nobody = v == "" && from != "" && s.null
}

// lowerName appends name to buf in lower case; a name too long to be known
// gives nothing.
func lowerName(buf []byte, name string) []byte {
	if len(name) > cap(buf) {
		return nil
	}
	for i := range len(name) {
		c := name[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		buf = append(buf, c)
	}
	return buf
}

// foldLine folds a header value, of which the start is enough.
func foldLine(s string) string {
	const most = 1000
	return fold(s[:min(len(s), most)])
}

// fold makes text comparable: lower case, white space one space, straight
// quotes.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := true // none in front
	for _, c := range s {
		switch {
		case c > ' ' && c < utf8.RuneSelf:
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			b.WriteByte(byte(c))
			space = false
			continue
		case unicode.IsSpace(c):
			if !space {
				b.WriteByte(' ')
			}
			space = true
			continue
		case c == '\u2018' || c == '\u2019' || c == '\u00b4':
			c = '\''
		}
		b.WriteRune(toLowerRune(c))
		space = false
	}
	return strings.TrimSuffix(b.String(), " ")
}

// toLowerRune is unicode.ToLower, quick for Latin-1.
func toLowerRune(c rune) rune {
	if c <= unicode.MaxLatin1 {
		if c >= 0xc0 && c <= 0xde && c != 0xd7 || c >= 'A' && c <= 'Z' {
			c += 0x20
		}
		return c
	}
	return unicode.ToLower(c)
}

func isBlank(s string) bool {
	return strings.IndexFunc(s, func(c rune) bool { return !unicode.IsSpace(c) }) < 0
}

func sameAddress(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}

// containsAny returns the first of words that s contains.
func containsAny(s string, words []string) (string, bool) {
	for _, w := range words {
		if strings.Contains(s, w) {
			return w, true
		}
	}
	return "", false
}

// cutFold takes prefix off the beginning of s, whatever its case.
func cutFold(s, prefix string) (rest string, ok bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

// prefixOf returns the first of words that s begins with.
func prefixOf(s string, words []string) (string, bool) {
	for _, w := range words {
		if strings.HasPrefix(s, w) {
			return w, true
		}
	}
	return "", false
}
