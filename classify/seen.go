package classify

import (
	"math/bits"
	"sync/atomic"
)

// wordKey is a word of at most 32 bytes, eight to a number and filled up with
// zeros, so that words are compared and hashed without going through them
// letter by letter. No word holds a zero byte.
type wordKey [4]uint64

const keyBytes = 8 * len(wordKey{})

// keyOf makes the key of text[start:end], of one to keyBytes bytes.
func keyOf(text string, start, end int) (k wordKey) {
	for i := range end - start {
		k[i/8] |= uint64(text[start+i]) << (8 * (i % 8))
	}
	return k
}

// load reads eight bytes.
func load(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// Numbers of words that are remembered; powers of two.
const (
	seenWords  = 1 << 15
	blankWords = 1 << 15 // of at most seven bytes
	longWords  = 1 << 13 // of 8 to 15 bytes
)

// seen remembers what the index found in words. That depends on the word
// alone, and texts repeat their words: a word read before costs one look-up,
// however many keywords there are. Most words are short and hold nothing:
// their keys are kept by themselves. Each word has two places where it can
// stand; a new one drives out the older of the two.
type seen struct {
	blank   [blankWords]atomic.Uint64 // words of at most seven bytes without a hit that matters by itself
	long    [longWords]longBlank
	answers [seenWords]atomic.Pointer[answer]
}

// answer is what the index knows about one word. It never changes.
type answer struct {
	key    wordKey
	hits   []wordHit
	begins bool // keywords begin with one of the hits
	side   bool // right sides of near keywords do
}

// nothing is the answer for words without hits.
var nothing answer

// hit returns the hit of an element, or nil.
func (a *answer) hit(element int32) *wordHit {
	for i := range a.hits {
		if a.hits[i].element == element {
			return &a.hits[i]
		}
	}
	return nil
}

// mix spreads the bits of a key: the upper ones of the product, on which every
// letter of a word has a say, so that words with one beginning do not meet in
// one place.
func mix(x uint64) uint64 { return (x ^ x>>32) * 0x9e3779b97f4a7c15 >> 32 }

// longBlank is a word of 8 to 15 bytes without a hit. A place is taken once and
// for good, rest before begin, so that no reader sees halves of two words.
type longBlank struct{ begin, rest atomic.Uint64 }

// skipped returns the size of a word that text, of 16 bytes or more, begins
// with when it is known to hold nothing that matters; else 0. The characters
// of words that are known need not be looked at again.
func (s *seen) skipped(text string, goesOn bool) int {
	x := load(text)
	if out := outside(x); out != 0 {
		size := bits.TrailingZeros64(out) / 8
		if x &= 1<<(8*size) - 1; size > 0 && s.skip(x, goesOn) {
			return size
		}
		return 0
	}
	y := load(text[8:])
	out := outside(y)
	size := bits.TrailingZeros64(out) / 8
	if y &= 1<<(8*size) - 1; out != 0 && s.skipLong(x, y) {
		return 8 + size
	}
	return 0
}

func (s *seen) skipLong(begin, rest uint64) bool {
	rest |= 1 << 56 // never empty
	slot := longSlot(begin, rest)
	for i := range uint64(4) {
		if b := &s.long[slot+i]; b.begin.Load() == begin && b.rest.Load() == rest {
			return true
		}
	}
	return false
}

func longSlot(begin, rest uint64) uint64 { return mix(begin^mix(rest)) & (longWords - 4) }

func (s *seen) putLong(begin, rest uint64) {
	rest |= 1 << 56 // never empty
	slot := longSlot(begin, rest)
	for i := range uint64(4) {
		if b := &s.long[slot+i]; b.rest.CompareAndSwap(0, rest) {
			b.begin.Store(begin)
			return
		}
	}
}

// skip reports whether a word of at most seven bytes is known to hold nothing,
// or nothing but what goes on with the word before it, and goesOn is false.
func (s *seen) skip(short uint64, goesOn bool) bool {
	slot := mix(short) & (blankWords - 2)
	for {
		v := s.blank[slot].Load()
		if v == short || v == short|onlyGoesOn && !goesOn {
			return true
		}
		if slot++; slot&1 == 0 {
			return false
		}
	}
}

// onlyGoesOn marks, in the byte that is free, words that keywords can go on
// in, but not begin.
const onlyGoesOn = 1 << 56

func (s *seen) putBlank(v uint64) {
	slot := mix(v&(onlyGoesOn-1)) & (blankWords - 2)
	s.blank[slot+1].Store(s.blank[slot].Load())
	s.blank[slot].Store(v)
}

func answerSlot(k *wordKey) uint64 {
	return mix(k[0]^k[1]*0xbf58476d1ce4e5b9^k[2]*0x94d049bb133111eb^k[3]*0xd6e8feb86659fd93) & (seenWords - 2)
}

// get returns the answer for a word, if it is still there.
func (s *seen) get(k *wordKey) *answer {
	slot := answerSlot(k)
	if a := s.answers[slot].Load(); a != nil && a.key == *k {
		return a
	}
	if a := s.answers[slot+1].Load(); a != nil && a.key == *k {
		return a
	}
	return nil
}

// put keeps an answer under its key.
func (s *seen) put(a *answer) {
	slot := answerSlot(&a.key)
	s.answers[slot+1].Store(s.answers[slot].Load())
	s.answers[slot].Store(a)
}
