package notify

// quotedWidth is the most characters of a line in quoted-printable besides the
// "=" that breaks it (RFC 2045 section 6.7).
const quotedWidth = 75

// quotedAs tells what quoted-printable does with each byte.
var quotedAs = func() (as [256]quoting) {
	for b := range as {
		switch {
		case b == '\n' || b == '\r':
			as[b] = lineEnd
		case b == '=' || b != '\t' && b < ' ' || b > '~':
			as[b] = inHex
		}
	}
	return as
}()

type quoting byte

const (
	asItIs quoting = iota
	inHex
	lineEnd
)

// appendQuoted appends text in quoted-printable. It gives the very bytes of
// mime/quotedprintable, which copies one byte at a time, and takes whole runs.
func appendQuoted(out []byte, text string) []byte {
	width, returned := 0, false // of the line so far; a CR that ended a line may have a LF behind it
	for text != "" {
		run := plainRun(text)
		if run > 0 {
			out, width = appendRun(out, text[:run], width)
			returned = false
		}
		if text = text[run:]; text == "" {
			break
		}
		b := text[0]
		text = text[1:]
		switch {
		case quotedAs[b] == inHex:
			out, width = appendHex(out, b, width)
		case b == '\n' && returned:
			returned = false
		default:
			out, width = append(hideSpace(out, width), "\r\n"...), 0
			returned = returned || b == '\r'
		}
	}
	return hideSpace(out, width)
}

// plainRun is how many bytes at the beginning of text stand for themselves.
func plainRun(text string) (n int) {
	for n+8 <= len(text) {
		if eight := eightAt(text, n); anyAbove(eight) || anyBelowSpace(eight) || anyEqual(eight, '=') {
			break
		}
		n += 8
	}
	for n < len(text) && quotedAs[text[n]] == asItIs {
		n++
	}
	return n
}

// appendRun appends bytes that stand for themselves.
func appendRun(out []byte, run string, width int) ([]byte, int) {
	for len(run) > quotedWidth-width {
		out = append(append(out, run[:quotedWidth-width]...), "=\r\n"...)
		run, width = run[quotedWidth-width:], 0
	}
	return append(out, run...), width + len(run)
}

func appendHex(out []byte, b byte, width int) ([]byte, int) {
	const hex = "0123456789ABCDEF"
	if width > quotedWidth-len("=00") {
		out, width = append(out, "=\r\n"...), 0
	}
	return append(out, '=', hex[b>>4], hex[b&0x0f]), width + len("=00")
}

// hideSpace writes a space or a tab at the end of a line so that no server
// takes it away.
func hideSpace(out []byte, width int) []byte {
	if width == 0 {
		return out
	}
	if last := out[len(out)-1]; last == ' ' || last == '\t' {
		out, _ = appendHex(out[:len(out)-1], last, width-1)
	}
	return out
}
