package classify

import (
	"unicode"
	"unicode/utf8"
)

// onset knows how the texts begin that an expression without regard to case
// matches: a graph that is made of the expression itself (onsetbuild.go). A
// text is led through it letter by letter, and most are turned away at the
// first or second. It does not know how far a match reaches, and there are
// things in expressions that it leaves to them.
type onset struct {
	nodes []node
	edges []edge    // of all nodes
	first [256]bool // the bytes that may lead away from the first node
}

// node is what has been read so far.
type node struct {
	first, last int32 // its edges: edges[first:last]
	word, other int32 // where a letter without an edge leads, of [0-9A-Za-z_] and other; nowhere
	says        verdict
	atEnd       bool // a text that ends here matches
}

// edge leads to another node by a letter, which is folded.
type edge struct {
	letter rune
	to     int32
}

const nowhere = -1

// verdict is what the letters read so far tell.
type verdict uint8

const (
	open  verdict = iota // read on
	maybe                // the expression must be asked
	sure                 // it matches, whatever follows
	never                // it does not
)

// of tells whether the expression matches a text.
func (o *onset) of(text string) verdict {
	at := &o.nodes[0]
	if text != "" && at.says == open && !o.first[text[0]] {
		return never
	}
	for _, r := range text {
		if at.says != open {
			return at.says
		}
		folded := foldRune(r)
		if folded < utf8.RuneSelf && r >= utf8.RuneSelf {
			return maybe // K of Kelvin: a k, and no sign of a word
		}
		to := o.next(at, folded)
		if to == nowhere {
			return never
		}
		at = &o.nodes[to]
	}
	if at.says == open && !at.atEnd {
		return never
	} else if at.says == open {
		return sure
	}
	return at.says
}

// next is the node that a letter leads to.
func (o *onset) next(at *node, letter rune) int32 {
	for _, e := range o.edges[at.first:at.last] {
		if e.letter == letter {
			return e.to
		}
	}
	if isWordSign(letter) {
		return at.word
	}
	return at.other
}

// twos are the pairs of bytes that a text may begin with, a bit for each: what is
// asked at every word of a sentence asks them first.
type twos [1 << 10]uint64

func (t *twos) has(a, b byte) bool {
	i := uint16(a)<<8 | uint16(b)
	return t[i>>6]&(1<<(i&63)) != 0
}

func (o *onset) twos() *twos {
	var t twos
	for i := range 1 << 16 {
		if a, b := byte(i>>8), byte(i); o.first[a] && o.mayGoOn(a, b) {
			t[i>>6] |= 1 << (i & 63)
		}
	}
	return &t
}

// mayGoOn reports whether b may stand behind a, with which a text begins. Of
// letters beyond ASCII it knows nothing.
func (o *onset) mayGoOn(a, b byte) bool {
	if a >= utf8.RuneSelf || b >= utf8.RuneSelf {
		return true
	}
	to := o.next(&o.nodes[0], foldRune(rune(a)))
	return to != nowhere && (o.nodes[to].says != open || o.nodes[to].atEnd || o.next(&o.nodes[to], foldRune(rune(b))) != nowhere)
}

// isWordSign tells what \b takes for a sign of a word.
func isWordSign(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_'
}

// foldRune makes the cases of a letter equal as expressions do: the smallest
// of them, and of ASCII the small letter.
func foldRune(r rune) rune {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	least := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		least = min(least, next)
	}
	if least < utf8.RuneSelf {
		return foldRune(least)
	}
	return least
}
