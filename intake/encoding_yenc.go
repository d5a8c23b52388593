package intake

import "bytes"

// cutYEnc takes the files in yEnc out of b; rest is b itself when there are none.
func cutYEnc(b []byte) (rest []byte, blocks []uuBlock) { return cutBlocks(b, "=ybegin ", readYEnc) }

// readYEnc reads the file that b begins with, up to its end or that of b.
func readYEnc(b []byte) (block uuBlock, n int) {
	line := firstLine(b)
	if _, name, ok := bytes.Cut(line, []byte(" name=")); ok {
		block.name = string(bytes.TrimSpace(name))
	}
	for n = len(line); n < len(b); {
		line = firstLine(b[n:])
		n += len(line)
		if bytes.HasPrefix(line, []byte("=yend")) {
			break
		}
		if !bytes.HasPrefix(line, []byte("=ypart ")) {
			block.content = appendYEnc(block.content, bytes.TrimRight(line, "\r\n"))
		}
	}
	return block, n
}

// appendYEnc decodes a line: each byte is 42 more than it stands for, and one
// behind "=" is 64 more than that.
func appendYEnc(dst, s []byte) []byte {
	add := byte(42)
	for _, c := range s {
		if c == '=' && add == 42 {
			add += 64
			continue
		}
		dst = append(dst, c-add)
		add = 42
	}
	return dst
}
