package intake

import (
	"bytes"
	"strings"
)

// uuBlock is one uuencoded file (POSIX uuencode).
type uuBlock struct {
	name    string
	content []byte
}

// decodeUU undoes x-uuencode and takes the file's name when the part has none.
func (r *reader) decodeUU(p *part) []byte {
	_, blocks := cutUU(p.body)
	if len(blocks) == 0 {
		r.problem("A part is said to be uuencoded and is not.")
		return p.body
	}
	if p.name == "" {
		p.name = cleanLine(decodeUnlabelled(blocks[0].name))
	}
	return blocks[0].content
}

// cutUU takes the uuencoded blocks out of b; rest is b itself when there are
// none.
func cutUU(b []byte) (rest []byte, blocks []uuBlock) { return cutBlocks(b, "begin ", readUU) }

// cutBlocks takes the blocks out of b that begin a line with a mark, and that read
// finds: it returns the length of one, 0 when there is none. rest is b itself when
// there are no blocks.
func cutBlocks(b []byte, mark string, read func([]byte) (uuBlock, int)) (rest []byte, blocks []uuBlock) {
	const most = 100
	start := 0
	for pos := 0; pos < len(b) && len(blocks) < most; {
		i := bytes.Index(b[pos:], []byte(mark))
		if i < 0 {
			break
		}
		at := pos + i
		pos = at + len(mark)
		if at > 0 && b[at-1] != '\n' {
			continue
		}
		block, n := read(b[at:])
		if n == 0 {
			continue
		}
		blocks = append(blocks, block)
		rest = append(rest, b[start:at]...)
		start, pos = at+n, at+n
	}
	if len(blocks) == 0 {
		return b, nil
	}
	return append(rest, b[start:]...), blocks
}

// readUU reads the block that b begins with and returns its length; 0 when
// it is none.
func readUU(b []byte) (block uuBlock, n int) {
	line := firstLine(b)
	mode, name, _ := strings.Cut(strings.TrimSpace(string(line[len("begin "):min(len(line), 300)])), " ")
	if len(mode) < 3 || len(mode) > 4 || strings.Trim(mode, "01234567") != "" {
		return block, 0
	}
	block.name = name
	for n = len(line); n < len(b); {
		line = firstLine(b[n:])
		text := bytes.TrimRight(line, "\r\n")
		n += len(line)
		if len(text) == 0 {
			continue
		}
		if string(bytes.TrimSpace(text)) == "end" {
			return block, n
		}
		if !isUULine(text) {
			return block, 0
		}
		block.content = appendUU(block.content, text)
	}
	if len(block.content) == 0 {
		return block, 0
	}
	return block, n
}

// isUULine reports whether a line has about the length that its first
// character says.
func isUULine(s []byte) bool {
	if s[0] < ' ' || s[0] > '`' {
		return false
	}
	want := (int(s[0]-' ')&63 + 2) / 3 * 4
	return len(s)-1 <= want+4 && len(s)-1 >= want-4
}

func appendUU(dst, s []byte) []byte {
	n := int(s[0]-' ') & 63
	s = s[1:]
	at := func(i int) byte {
		if i < len(s) {
			return (s[i] - ' ') & 63
		}
		return 0
	}
	for i := 0; n > 0; i += 4 {
		three := []byte{at(i)<<2 | at(i+1)>>4, at(i+1)<<4 | at(i+2)>>2, at(i+2)<<6 | at(i+3)}
		dst = append(dst, three[:min(n, 3)]...)
		n -= 3
	}
	return dst
}
