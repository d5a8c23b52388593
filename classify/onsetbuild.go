package classify

import (
	"encoding/binary"
	"regexp/syntax"
	"slices"
	"unicode"
	"unicode/utf8"
)

// maxNodes bounds a graph. An expression that would need more is asked for the
// texts that lead beyond.
const maxNodes = 1000

// maxClass is how many letters a class of letters may have, or leave out, to be
// followed: \d, \s and \S, but not \p{L}.
const maxClass = 32

// onsetBuilder makes the graph of an expression by following its program for
// all texts at once, in breadth. A node stands for a state.
type onsetBuilder struct {
	onset
	prog   *syntax.Prog
	reads  []reading // of each instruction
	states []state
	ids    map[string]int32
}

// state is where the program may be after the same letters.
type state struct {
	at     []uint32 // instructions, rising
	behind bool     // the last letter is a sign of a word
}

// onsetOf makes the graph of an expression, which must begin with (?i).
func onsetOf(expression string) *onset {
	parsed, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		panic(err)
	}
	prog, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		panic(err)
	}
	b := onsetBuilder{prog: prog, ids: map[string]int32{}}
	for _, i := range prog.Inst {
		r, _ := readingOf(i)
		b.reads = append(b.reads, r)
	}
	b.node(state{at: b.reach(nil, uint32(prog.Start), syntax.EmptyBeginText)})
	for n := 0; n < min(len(b.states), maxNodes); n++ {
		if b.nodes[n].says == open {
			b.follow(n)
		}
	}
	for n := maxNodes; n < len(b.states); n++ {
		b.nodes[n].says = max(b.nodes[n].says, maybe)
	}
	b.markFirst()
	return &onset{slices.Clip(b.nodes), slices.Clip(b.edges), b.first} // and nothing of the builder
}

// markFirst fills the table of first bytes.
func (b *onsetBuilder) markFirst() {
	root := b.nodes[0]
	for c := range b.first {
		b.first[c] = root.other != nowhere || root.word != nowhere
	}
	for _, e := range b.edges[root.first:root.last] {
		b.first[utf8.AppendRune(nil, e.letter)[0]] = true
		for r := unicode.SimpleFold(e.letter); r != e.letter; r = unicode.SimpleFold(r) {
			b.first[utf8.AppendRune(nil, r)[0]] = true
		}
	}
}

// reach adds the instructions that pc leads to without reading a letter, where
// the conditions hold.
func (b *onsetBuilder) reach(at []uint32, pc uint32, holds syntax.EmptyOp) []uint32 {
	if slices.Contains(at, pc) {
		return at
	}
	at = append(at, pc)
	switch i := b.prog.Inst[pc]; i.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		return b.reach(b.reach(at, i.Out, holds), i.Arg, holds)
	case syntax.InstCapture, syntax.InstNop:
		return b.reach(at, i.Out, holds)
	case syntax.InstEmptyWidth:
		if syntax.EmptyOp(i.Arg)&^holds == 0 {
			return b.reach(at, i.Out, holds)
		}
	}
	return at
}

// reachAll adds what instructions lead to where the conditions hold.
func (b *onsetBuilder) reachAll(at []uint32, holds syntax.EmptyOp) []uint32 {
	all := slices.Clone(at)
	for _, pc := range at {
		if i := b.prog.Inst[pc]; i.Op == syntax.InstEmptyWidth && syntax.EmptyOp(i.Arg)&^holds == 0 {
			all = b.reach(all, i.Out, holds)
		}
	}
	return all
}

func (b *onsetBuilder) matches(at []uint32) bool {
	return slices.ContainsFunc(at, func(pc uint32) bool { return b.prog.Inst[pc].Op == syntax.InstMatch })
}

// node returns the node of a state.
func (b *onsetBuilder) node(s state) int32 {
	slices.Sort(s.at)
	key := []byte{0}
	if s.behind {
		key[0] = 1
	}
	for _, pc := range s.at {
		key = binary.LittleEndian.AppendUint32(key, pc)
	}
	if id, ok := b.ids[string(key)]; ok {
		return id
	}
	id := int32(len(b.states))
	b.ids[string(key)] = id
	b.states = append(b.states, s)
	n := node{word: nowhere, other: nowhere}
	n.atEnd = b.matches(b.reachAll(s.at, syntax.EmptyEndText|boundary(s.behind, false)))
	if b.matches(s.at) {
		n.says = sure
	} else if slices.ContainsFunc(s.at, b.hard) {
		n.says = maybe
	}
	b.nodes = append(b.nodes, n)
	return id
}

// hard reports an instruction that is left to the expression.
func (b *onsetBuilder) hard(pc uint32) bool {
	i := b.prog.Inst[pc]
	if i.Op == syntax.InstEmptyWidth {
		return syntax.EmptyOp(i.Arg)&(syntax.EmptyBeginLine|syntax.EmptyEndLine) != 0
	}
	_, ok := readingOf(i)
	return !ok
}

// boundary is \b or \B between two signs.
func boundary(before, after bool) syntax.EmptyOp {
	if before != after {
		return syntax.EmptyWordBoundary
	}
	return syntax.EmptyNoWordBoundary
}

// follow makes the edges of a node: for each letter that an instruction names,
// and for all others.
func (b *onsetBuilder) follow(n int) {
	s := b.states[n]
	word := b.reachAll(s.at, boundary(s.behind, true))
	other := b.reachAll(s.at, boundary(s.behind, false))
	var letters []rune
	for _, pc := range word {
		letters = append(letters, b.reads[pc].letters...)
	}
	for _, pc := range other {
		letters = append(letters, b.reads[pc].letters...)
	}
	slices.Sort(letters)
	b.nodes[n].first = int32(len(b.edges))
	for _, r := range slices.Compact(letters) {
		from := other
		if isWordSign(r) {
			from = word
		}
		b.edges = append(b.edges, edge{r, b.after(from, r, isWordSign(r))})
	}
	b.nodes[n].last = int32(len(b.edges))
	b.nodes[n].word = b.after(word, unnamed, true)
	b.nodes[n].other = b.after(other, unnamed, false)
}

// unnamed is any letter that no instruction names.
const unnamed = -1

// after is the node that a letter leads to from instructions.
func (b *onsetBuilder) after(from []uint32, letter rune, word bool) int32 {
	next := state{behind: word}
	for _, pc := range from {
		if b.prog.Inst[pc].Op == syntax.InstMatch { // by \b before this letter, whatever it is
			return b.node(state{at: []uint32{pc}})
		}
		if r := b.reads[pc]; r.any && slices.Contains(r.letters, letter) != r.but {
			next.at = b.reach(next.at, b.prog.Inst[pc].Out, 0)
		}
	}
	if len(next.at) == 0 {
		return nowhere
	}
	return b.node(next)
}

// reading is which letters an instruction reads, folded.
type reading struct {
	letters []rune
	but     bool // all but these
	any     bool // it reads at all, and it is known what
}

// readingOf is not ok when an instruction reads many letters and leaves many out.
func readingOf(i syntax.Inst) (r reading, ok bool) {
	switch {
	case i.Op != syntax.InstRune && i.Op != syntax.InstRune1:
		return r, i.Op != syntax.InstRuneAny && i.Op != syntax.InstRuneAnyNotNL // of .{0,20} come too many nodes
	case len(i.Rune) == 1:
		return reading{[]rune{foldRune(i.Rune[0])}, false, true}, true
	}
	if some, ok := expand(i.Rune); ok {
		return reading{some, false, true}, true
	}
	some, ok := expand(gaps(i.Rune))
	return reading{some, true, ok}, ok
}

// gaps are the letters between those of a class.
func gaps(class []rune) (others []rune) {
	from := rune(0)
	for i := 0; i < len(class); i += 2 {
		if class[i] > from {
			others = append(others, from, class[i]-1)
		}
		from = class[i+1] + 1
	}
	if from <= unicode.MaxRune {
		others = append(others, from, unicode.MaxRune)
	}
	return others
}

// expand names the letters of a class, folded, if they are few.
func expand(class []rune) (all []rune, ok bool) {
	for i := 0; i < len(class); i += 2 {
		if int(class[i+1]-class[i]) >= maxClass-len(all) {
			return nil, false
		}
		for r := class[i]; r <= class[i+1]; r++ {
			all = append(all, foldRune(r))
		}
	}
	slices.Sort(all)
	return slices.Compact(all), true
}
