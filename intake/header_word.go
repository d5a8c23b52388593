package intake

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// decodeWords decodes the encoded words (RFC 2047) of a raw header value,
// wherever they stand: also inside quotes, without white space between them,
// with white space in them, cut off, and encoded twice.
func decodeWords(s string) string {
	if !strings.Contains(s, "=?") {
		return cleanRaw(s)
	}
	return cleanLine(decodeRaw(s))
}

// fileName decodes the name of a file, whose spaces are part of it.
func fileName(s string) string {
	if s == "" {
		return ""
	}
	s = strings.Map(func(c rune) rune {
		if isInvisible(c) || unicode.IsControl(c) {
			return -1
		}
		return c
	}, decodeRaw(s))
	return strings.TrimSpace(norm.NFC.String(s))
}

func decodeRaw(s string) string {
	if !strings.Contains(s, "=?") {
		return decodeUnlabelled(s)
	}
	out := decodeWordsOnce(s)
	if strings.Contains(out, "=?") && strings.Contains(out, "?=") {
		out = decodeWordsOnce(out)
	}
	return out
}

// decodeWordsOnce joins the bytes of neighbouring words in one charset before
// it decodes them: many clients cut a character in two.
func decodeWordsOnce(s string) string {
	var out strings.Builder
	var run wordRun
	for s != "" {
		i := strings.Index(s, "=?")
		if i < 0 {
			break
		}
		w, n := parseWord(s[i:])
		if n == 0 {
			run.flush(&out)
			out.WriteString(decodeUnlabelled(s[:i+2]))
			s = s[i+2:]
			continue
		}
		if between := s[:i]; !run.open || strings.Trim(between, " \t\r\n") != "" {
			run.flush(&out)
			out.WriteString(decodeUnlabelled(between))
		}
		run.add(&out, w)
		s = s[i+n:]
	}
	run.flush(&out)
	out.WriteString(decodeUnlabelled(s))
	return out.String()
}

// encodedWord is an encoded word, its text still encoded.
type encodedWord struct{ charset, encoding, text string }

// parseWord reads the encoded word that s begins with and returns its length;
// 0 when there is none. One that does not end takes all of a short rest.
func parseWord(s string) (w encodedWord, n int) {
	const longest = 4096 // of one word; RFC 2047 allows 75
	s = s[:min(len(s), longest)]
	head := s[2:]
	i := strings.IndexByte(head[:min(len(head), 64)], '?')
	if i <= 0 || len(head) < i+3 || head[i+2] != '?' {
		return w, 0
	}
	w.charset, _, _ = strings.Cut(head[:i], "*") // RFC 2231: a language
	w.encoding = strings.ToUpper(head[i+1 : i+2])
	if w.encoding != "Q" && w.encoding != "B" || !isToken(w.charset) {
		return w, 0
	}
	start := 2 + i + 3
	end := strings.Index(s[start:], "?=")
	if end < 0 {
		if strings.ContainsAny(s[start:], " \t\"<,") || len(s) == longest {
			return w, 0
		}
		w.text = strings.TrimRight(s[start:], "?")
		return w, len(s)
	}
	w.text = s[start : start+end]
	return w, start + end + 2
}

// wordRun collects neighbouring words of one charset.
type wordRun struct {
	open    bool
	charset string
	bytes   []byte
	b64     string // base64 that a word cut in the middle of four letters
}

func (r *wordRun) add(out *strings.Builder, w encodedWord) {
	if r.open && !strings.EqualFold(r.charset, w.charset) {
		r.flush(out)
	}
	r.open, r.charset = true, w.charset
	if w.encoding == "Q" {
		r.endBase64()
		r.bytes = appendQ(r.bytes, w.text)
		return
	}
	r.b64 += w.text
	if len(r.b64)%4 == 0 || strings.HasSuffix(w.text, "=") || len(r.b64) > 4096 {
		r.endBase64()
	}
}

func (r *wordRun) endBase64() {
	if r.b64 != "" {
		b, _ := looseBase64([]byte(r.b64))
		r.bytes = append(r.bytes, b...)
		r.b64 = ""
	}
}

func (r *wordRun) flush(out *strings.Builder) {
	if r.open {
		r.endBase64()
		s, _ := decodeCharset(r.charset, r.bytes)
		out.WriteString(s)
		*r = wordRun{}
	}
}

// appendQ decodes the "Q" encoding: underscores are spaces.
func appendQ(dst []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '_':
			dst = append(dst, ' ')
		case c == '=' && i+2 < len(s) && unhex(s[i+1]) >= 0 && unhex(s[i+2]) >= 0:
			dst = append(dst, byte(unhex(s[i+1])<<4|unhex(s[i+2])))
			i += 2
		default:
			dst = append(dst, c)
		}
	}
	return dst
}
