package classify

import "strings"

// zone is a part of the input that keywords are looked for in.
type zone uint8

const (
	zoneQuestion zone = iota
	zoneSubject
	zoneIntroduction
	zoneAttachment
	zones
)

var zoneNames = [zones]string{"question", "subject", "introduction", "attachment"}

// hit is one place where a keyword stands. lo and hi order what it covers:
// the number of the word times 256 plus the byte in the folded word.
type hit struct {
	keyword    int32
	zone       zone
	compound   bool
	start, end int32 // byte offsets in the zone's text
	lo, hi     int32
	lo2, hi2   int32 // the other side of a near keyword; 0, 0 without
}

// Of a zone maxText bytes are read and maxHits places kept, whatever it is.
const (
	maxText = 8 << 20
	maxHits = 4096
)

// word is a run of letters and digits in a text of which something must be
// remembered: what keywords see in it, or that a hyphen ties it.
type word struct {
	at         int32   // its number in the text
	start, end int32   // byte offsets in the text
	found      *answer // what the keywords see in it
	joined     bool    // a hyphen, or one at a line's end, ties it to the next
	tied       bool    // … to the one before
	stop       bool    // a sentence or paragraph ends after it
}

// reader finds the keywords in the zones of one input. Its slices are used
// again for the next input.
type reader struct {
	c     *Classifier
	words []word
	hits  []hit // of all zones
	zone  zone
	limit int
	sides []uint32 // by element that right sides begin with: the last text in which it stood
	text  uint32   // number of the text
}

// read finds all keywords in a text.
func (r *reader) read(z zone, text string) {
	r.zone, r.limit = z, len(r.hits)+maxHits
	r.split(clip(text, maxText))
	for i := range r.words {
		w := &r.words[i]
		if w.found.begins {
			for n := range w.found.hits {
				r.at(i, &w.found.hits[n])
			}
		}
		if w.joined && !w.tied {
			r.chain(i, text)
		}
		if len(r.hits) >= r.limit {
			return
		}
	}
}

// split cuts a text into words, looks each of them up, and keeps those that
// matter. Most words stand after one space, are short, and hold nothing: they
// are passed over without looking closer.
func (r *reader) split(text string) {
	r.words = r.words[:0]
	if r.text++; len(r.sides) == 0 {
		r.sides = make([]uint32, len(r.c.index.side))
	}
	var k wordKey
	seen := &r.c.index.seen
	goesOn := int32(-1) // the word that follows one that is kept
	for at, before, end := int32(0), 0, 0; ; at++ {
		if start := end + spaces(text, end, at == goesOn); start > end && start+16 <= len(text) {
			if size := seen.skipped(text[start:], at == goesOn); size > 0 {
				before, end = start, start+size
				continue
			}
		}
		start, next, short := scan(text, end, &k)
		if start == len(text) {
			return
		}
		tied := false
		if at > 0 && (start != end+1 || text[end] != ' ') {
			tied = r.tie(word{at: at - 1, start: int32(before), end: int32(end)}, text, start)
		}
		if found := r.c.index.lookup(text[start:next], &k, short); tied || found.begins || found.side || at == goesOn && len(found.hits) > 0 {
			goesOn = at + 1
			if found.side {
				r.noteSides(found)
			}
			r.words = append(r.words, word{at: at, start: int32(start), end: int32(next), found: found, tied: tied})
		}
		before, end = start, next
	}
}

// spaces is the length of the signs after a word when they are the plain ones:
// a space, perhaps after a comma, or after the end of a sentence when nothing
// begins in the word before; else 0.
func spaces(text string, end int, begun bool) int {
	if end+1 >= len(text) {
		return 0
	}
	switch c := text[end]; {
	case c == ' ':
		return 1
	case text[end+1] != ' ':
		return 0
	case c == ',', !begun && (c == '.' || c == '?'):
		return 2
	}
	return 0
}

// noteSides notes the elements of a word that near keywords wait for.
func (r *reader) noteSides(found *answer) {
	for _, h := range found.hits {
		r.sides[h.element] = r.text
	}
}

// tie notes how the signs after a word tie it to the next one, or part them.
func (r *reader) tie(w word, text string, next int) (joined bool) {
	joined, stop := gap(text[w.end:next])
	stop = stop && !ordinal(text, int(w.start), int(w.end), next)
	n := len(r.words)
	if n == 0 || r.words[n-1].at != w.at {
		if !joined {
			return false
		}
		w.found = &nothing
		r.words = append(r.words, w)
		n++
	}
	r.words[n-1].joined, r.words[n-1].stop = joined, stop
	return joined
}

// at follows an element of word i to the keywords that begin with it.
func (r *reader) at(i int, h *wordHit) {
	w := &r.words[i]
	sides, text := r.sides, r.text
	for _, u := range r.c.uses[h.element] {
		if u.side >= 0 && sides[u.side] != text {
			continue // its other side stands nowhere
		}
		lo := w.at << 8
		here := span{i, i, lo | int32(h.from), lo | int32(h.to), h.compound}
		if u.side < 0 {
			r.keep(u.keyword, here, here, false)
		} else {
			r.found(u.keyword, here)
		}
	}
	if !r.c.phrases.opens[h.element] || w.stop || i+1 == len(r.words) || r.words[i+1].at != w.at+1 {
		return
	}
	for _, next := range r.words[i+1].found.hits {
		for _, id := range r.c.phrases.of(h.element, next.element) {
			if s, ok := r.phrase(r.c.keywords[id].left, i); ok {
				r.found(id, s)
			}
		}
	}
}

// span is the place of a phrase: its words and what it covers in them.
type span struct {
	first, last int // in reader.words
	lo, hi      int32
	compound    bool
}

// phrase reports whether the elements stand one after the other from word i
// on, within a sentence.
func (r *reader) phrase(es []int32, i int) (span, bool) {
	if i+len(es) > len(r.words) {
		return span{}, false
	}
	s := span{first: i, last: i + len(es) - 1}
	for n, e := range es {
		w := &r.words[i+n]
		if n > 0 && (r.words[i+n-1].stop || w.at != r.words[i+n-1].at+1) {
			return span{}, false
		}
		h := w.found.hit(e)
		if h == nil {
			return span{}, false
		}
		if n == 0 {
			s.lo = w.at<<8 | int32(h.from)
		}
		s.hi = w.at<<8 | int32(h.to)
		s.compound = s.compound || h.compound
	}
	return s, true
}

// found keeps a hit, for a near keyword only with its other side.
func (r *reader) found(id int32, s span) {
	k := &r.c.keywords[id]
	if k.near == 0 {
		r.keep(id, s, s, false)
		return
	}
	after, a := r.after(k, s)
	before, b := r.before(k, s)
	switch {
	case a > 0 && (b == 0 || a <= b):
		r.keep(id, s, after, true)
	case b > 0:
		r.keep(id, before, s, true)
	}
}

// after finds the right side of a near keyword behind its left one, and how
// many words away; 0 when it does not stand there.
func (r *reader) after(k *compiled, s span) (span, int) {
	for j := s.last + 1; j < len(r.words); j++ {
		away := int(r.words[j].at - r.words[s.last].at)
		if away > int(k.near)+1 {
			break
		}
		if t, ok := r.phrase(k.right, j); ok {
			return t, away
		}
	}
	return span{}, 0
}

// before finds the right side of a near keyword in front of its left one.
func (r *reader) before(k *compiled, s span) (span, int) {
	for j := s.first - 1; j >= 0; j-- {
		away := int(r.words[s.first].at-r.words[j].at) - len(k.right) + 1
		if away > int(k.near)+1 {
			break
		}
		if away > 0 {
			if t, ok := r.phrase(k.right, j); ok {
				return t, away
			}
		}
	}
	return span{}, 0
}

func (r *reader) keep(id int32, s, t span, two bool) {
	if len(r.hits) >= r.limit {
		return
	}
	h := hit{keyword: id, zone: r.zone, compound: s.compound, lo: s.lo, hi: s.hi,
		start: r.words[s.first].start, end: r.words[t.last].end}
	if two {
		h.lo2, h.hi2 = t.lo, t.hi
	}
	r.hits = append(r.hits, h)
}

// chain reads words tied by hyphens as one: "cykel-sti" is a cykelsti, and so
// is one that is broken at the end of a line.
func (r *reader) chain(i int, text string) {
	var b strings.Builder
	j := i
	for ; b.Len() < maxWord; j++ {
		b.WriteString(text[r.words[j].start:r.words[j].end])
		if !r.words[j].joined {
			break
		}
	}
	j = min(j, len(r.words)-1)
	var k wordKey
	short := b.Len() <= keyBytes
	if short {
		k = keyOf(b.String(), 0, b.Len())
	}
	hits := r.c.index.lookup(b.String(), &k, short).hits
	if len(hits) == 0 {
		return
	}
	joints := r.joints(i, j, text)
	for _, h := range hits {
		if !ties(joints, int(h.from), int(h.to)) {
			continue
		}
		for _, u := range r.c.uses[h.element] {
			if u.side < 0 {
				s := span{i, j, r.words[i].at << 8, r.words[j].at<<8 | 255, h.compound}
				r.keep(u.keyword, s, s, false)
			}
		}
	}
}

// joints are the bytes of the folded chain of the words from i to j at which
// its words begin and end.
func (r *reader) joints(i, j int, text string) []int {
	at := []int{0}
	for ; i <= j; i++ {
		at = append(at, at[len(at)-1]+len(r.c.index.lang.fold(text[r.words[i].start:r.words[i].end])))
	}
	return at
}

// ties reports whether a hit from one byte of a chain to another lies over a
// joint. Of a word that it takes in part, it takes two bytes and more: "oplade"
// is not in "SFO-plads".
func ties(joints []int, from, to int) bool {
	const least = 2
	over := false
	for n := 1; n < len(joints); n++ {
		start, end := joints[n-1], joints[n]
		lo, hi := max(start, from), min(end, to)
		if lo < hi && hi-lo < end-start && hi-lo < least {
			return false
		}
		over = over || n+1 < len(joints) && from < end && end < to
	}
	return over
}
