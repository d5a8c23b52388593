package notify

// Texts are looked at eight bytes at a time, each in its eighth of a number. What
// says that a byte is of a kind sets the top bit of its eighth; so a number is not
// zero when one of the bytes is, which is all that is asked.
const (
	eachOne = 0x0101010101010101
	eachTop = 0x8080808080808080
)

// eightAt are the eight bytes of text from i on.
func eightAt[T string | []byte](text T, i int) uint64 {
	_ = text[i+7]
	return uint64(text[i]) | uint64(text[i+1])<<8 | uint64(text[i+2])<<16 | uint64(text[i+3])<<24 |
		uint64(text[i+4])<<32 | uint64(text[i+5])<<40 | uint64(text[i+6])<<48 | uint64(text[i+7])<<56
}

// anyAbove says whether one of eight bytes is above "~": DEL gets its top bit by the
// one that is added.
func anyAbove(eight uint64) bool { return (eight|(eight+eachOne))&eachTop != 0 }

// anyBelowSpace says whether one of eight bytes, none of them above "~", is below
// the space.
func anyBelowSpace(eight uint64) bool { return (eight-eachOne*' ')&eachTop != 0 }

// anyEqual says whether one of eight bytes, none of them above "~", is b, which is
// not either.
func anyEqual(eight uint64, b byte) bool {
	return ((eight^eachOne*uint64(b))-eachOne)&eachTop != 0
}

// ascii says whether text is of bytes up to "~".
func ascii[T string | []byte](text T) bool {
	i := 0
	for ; i+8 <= len(text); i += 8 {
		if anyAbove(eightAt(text, i)) {
			return false
		}
	}
	for ; i < len(text); i++ {
		if text[i] > '~' {
			return false
		}
	}
	return true
}
