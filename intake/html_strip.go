package intake

import (
	"bytes"
	"slices"
	"sync"
)

// stripPage copies a page without what is never read: comments, the content
// of style, script and title elements, and images in data URLs. That is most of what
// programs write, and all that follows is faster for it. What is in quotes in
// a tag is no markup. The copy is appended to dst and ends at most bytes.
func stripPage(dst, b []byte, most int) []byte {
	s := stripper{rest: b, out: slices.Grow(dst, min(len(b), most))}
	for len(s.out) < most && s.step() {
	}
	return s.out[:min(len(s.out), most)]
}

// stripBuffers are for the copies, which live until they are decoded.
var stripBuffers = sync.Pool{New: func() any { return new([]byte) }}

// keepBuffer gives b back for the next page, unless that would hold much
// memory for one large page.
func keepBuffer(b *[]byte) {
	const large = 256 << 10
	if cap(*b) <= large {
		stripBuffers.Put(b)
	}
}

// stripper is the state of stripPage. What was once searched to the end of
// the page in vain is not searched again.
type stripper struct {
	rest, out           []byte
	noComment, noRawEnd bool
}

func (s *stripper) step() bool {
	i := bytes.IndexByte(s.rest, '<')
	if i < 0 {
		s.out = append(s.out, s.rest...)
		return false
	}
	s.out = append(s.out, s.rest[:i]...)
	s.rest = s.rest[i:]
	if !s.noComment && bytes.HasPrefix(s.rest, []byte("<!--")) {
		if n := commentEnd(s.rest); n > 0 {
			s.rest = s.rest[n:]
			return true
		}
		s.noComment = true
	}
	n := tagEnd(s.rest)
	tag := s.rest[:n]
	s.rest = s.rest[n:]
	if len(tag) > 1000 {
		tag = dropDataURLs(tag)
	}
	if name := rawElement(tag); name != "" && !s.skipContent(name) {
		return true
	}
	s.out = append(s.out, tag...)
	return true
}

// skipContent passes over the content of an element. It is false for a title
// that does not end: all of the page would be in it.
func (s *stripper) skipContent(name string) bool {
	if !s.noRawEnd {
		if end := indexFold(s.rest, "</"+name); end >= 0 {
			s.rest = s.rest[end:]
			return true
		}
		s.noRawEnd = true
	}
	return name != "title"
}

// commentEnd is the length of the comment b begins with; 0 when it does not
// end.
func commentEnd(b []byte) int {
	if bytes.HasPrefix(b[4:], []byte(">")) || bytes.HasPrefix(b[4:], []byte("->")) {
		return 4 + bytes.IndexByte(b[4:], '>') + 1
	}
	i := bytes.Index(b[4:], []byte("-->"))
	if i < 0 {
		return 0
	}
	return 4 + i + 3
}

// tagEnd is the length of the tag b begins with; 1 when it is a mere "<".
func tagEnd[T string | []byte](b T) int {
	if len(b) < 2 || !isLetter(b[1]) && b[1] != '/' && b[1] != '!' {
		return 1
	}
	var quote byte
	for i := 1; i < len(b); i++ {
		switch c := b[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '>':
			return i + 1
		case (c == '"' || c == '\'') && b[i-1] == '=':
			quote = c
		}
	}
	return len(b)
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// rawElement is the name of the element that tag opens if its content is not
// for reading.
func rawElement(tag []byte) string {
	for _, name := range []string{"style", "script", "title"} {
		if len(tag) > len(name)+1 && bytes.EqualFold(tag[1:1+len(name)], []byte(name)) && !isLetter(tag[1+len(name)]) {
			return name
		}
	}
	return ""
}

// indexFold finds "</name" in any case.
func indexFold(b []byte, s string) int {
	for pos := 0; ; {
		i := bytes.Index(b[pos:], []byte("</"))
		if i < 0 || len(b)-pos-i < len(s) {
			return -1
		}
		pos += i
		if bytes.EqualFold(b[pos:pos+len(s)], []byte(s)) {
			return pos
		}
		pos += 2
	}
}

// dropDataURLs empties the data URLs in a tag.
func dropDataURLs(tag []byte) []byte {
	mark := []byte(";base64,")
	var out []byte
	for {
		before, after, ok := bytes.Cut(tag, mark)
		out = append(out, before...)
		if !ok {
			return out
		}
		out = append(out, mark...)
		i := 0
		for i < len(after) && after[i] != '"' && after[i] != '\'' && after[i] != '>' {
			i++
		}
		tag = after[i:]
	}
}
