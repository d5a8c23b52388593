package intake

import "strings"

// unflow joins the lines of format=flowed text (RFC 3676): one that ends in a
// space goes on in the next of the same quote depth. With delsp the space
// itself is no part of the text.
func unflow(s string, delsp bool) string {
	var b strings.Builder
	b.Grow(len(s))
	open, depth := false, 0 // whether the last line goes on, and its quotes
	for line := range strings.Lines(s) {
		line = strings.TrimRight(line, "\r\n")
		quotes := quoteDepth(line)
		text := strings.TrimPrefix(line[quotes:], " ") // space-stuffing
		if open && (quotes != depth || text == "") {
			b.WriteByte('\n')
			open = false
		}
		if !open && quotes > 0 {
			b.WriteString(line[:quotes])
			b.WriteByte(' ')
		}
		depth = quotes
		open = strings.HasSuffix(text, " ") && text != "-- "
		if open && delsp {
			text = text[:len(text)-1]
		}
		b.WriteString(text)
		if !open {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// quoteDepth counts the ">" that a line begins with.
func quoteDepth(line string) int {
	n := 0
	for n < len(line) && line[n] == '>' {
		n++
	}
	return n
}
