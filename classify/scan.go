package classify

import "math/bits"

// Every byte of a number with its highest bit, and every byte one.
const (
	highs = 0x8080808080808080
	ones  = 0x0101010101010101
)

// scan finds the next word at or after i as [nextWord] does, and its key when
// it is short. It looks at eight bytes in one step, so most words are found,
// and made comparable, at once.
func scan(text string, i int, k *wordKey) (start, end int, short bool) {
	if i+1 < len(text) && text[i] == ' ' && class[text[i+1]] == inWord {
		i++
	} else {
		i = wordStart(text, i)
	}
	start = i
	*k = wordKey{}
	marks := uint64(0) // not 0: letters beyond ASCII
	for n := range k {
		if i+8 > len(text) {
			break
		}
		x := load(text[i:])
		out := outside(x)
		size := bits.TrailingZeros64(out) / 8
		if size < 8 {
			x &= 1<<(8*size) - 1
		}
		k[n] = x
		marks |= x & highs
		i += size
		if size < 8 {
			if marks != 0 && !latin(text[start:i]) {
				break
			}
			return start, i, true
		}
	}
	end = wordEnd(text, start)
	if end-start > keyBytes {
		return start, end, false
	}
	if start < end {
		*k = keyOf(text, start, end)
	}
	return start, end, true
}

// outside marks the bytes that are neither ASCII letters or digits nor part
// of a character beyond ASCII.
func outside(x uint64) uint64 {
	y := x &^ highs
	t := y | 0x20*ones
	letter := (t + (0x80-'a')*ones) &^ (t + (0x7f-'z')*ones)
	digit := (y + (0x80-'0')*ones) &^ (y + (0x7f-'9')*ones)
	return ^(letter | digit | x) & highs
}

// latin reports whether all characters beyond ASCII are letters from À to ÿ.
func latin(word string) bool {
	for i := 0; i < len(word); i++ {
		if word[i] < 0x80 {
			continue
		}
		if word[i] != 0xc3 || i+1 == len(word) {
			return false
		}
		i++
		if c := word[i]; c&0xc0 != 0x80 || c == 0x97 || c == 0xb7 {
			return false
		}
	}
	return true
}
