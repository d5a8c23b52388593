package classify

import (
	"slices"
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

// threes are the beginnings of three bytes that a text may have, a bit for each,
// with letters in either case: what is asked at every word of a sentence asks them
// first. Of letters beyond ASCII they know whether one like æ, ø or å may stand there.
type threes [1 << 15 >> 6]uint64

// may reports whether the expression may match a text.
func (t *threes) may(text string) bool {
	if len(text) < 3 {
		return true
	}
	i := uint16(kinds[text[0]])<<10 | uint16(kinds[text[1]])<<5 | uint16(kinds[text[2]])
	return t[i>>6]&(1<<(i&63)) != 0
}

// kinds are the bytes as threes know them.
var kinds = func() (k [256]uint8) {
	k[' '] = blankKind
	for c := range 26 {
		k['a'+c], k['A'+c] = uint8(c+1), uint8(c+1)
	}
	for c := utf8.RuneSelf; c < len(k); c++ {
		k[c] = beyondKind
	}
	k[latinLead] = latinKind
	return k
}()

const (
	blankKind  = 27
	latinKind  = 30
	beyondKind = 31
	latinLead  = 0xC3 // the first byte of the letters from À to ÿ
)

func (o *onset) threes() *threes {
	var t threes
	o.fill(&t, 0, 0, 3)
	return &t
}

// fill sets the bits of what may follow key, which leads to a node.
func (o *onset) fill(t *threes, at int32, key uint16, left int) {
	n := &o.nodes[at]
	if left == 0 || n.says != open || n.atEnd {
		t.fillAll(key, left)
		return
	}
	for c := range utf8.RuneSelf {
		if to := o.next(n, foldRune(rune(c))); to != nowhere {
			o.fill(t, to, key<<5|uint16(kinds[c]), left-1)
		}
	}
	if n.other != nowhere || slices.ContainsFunc(o.edges[n.first:n.last], func(e edge) bool { return 'À' <= e.letter && e.letter <= 'ÿ' }) {
		t.fillAll(key<<5|latinKind, left-1)
	}
	t.fillAll(key<<5|beyondKind, left-1)
}

func (t *threes) fillAll(key uint16, left int) {
	for rest := range uint16(1) << (5 * left) {
		i := key<<(5*left) | rest
		t[i>>6] |= 1 << (i & 63)
	}
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
