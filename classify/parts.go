package classify

// parts hold texts that stand anywhere in a word. A bit for the first two
// bytes of each spares most look-ups.
type parts struct {
	texts  ends
	starts [1 << 10]uint64
	most   int // bytes of the longest
}

func (p *parts) add(text string, id int32) {
	p.texts.add(text, id)
	p.most = max(p.most, len(text))
	i := uint16(text[0])<<8 | uint16(text[1])
	p.starts[i>>6] |= 1 << (i & 63)
}

// find takes every part of the finder's word.
func (p *parts) find(f *finder) {
	if p.most == 0 {
		return
	}
	w := f.word
	for i := 0; i+1 < len(w); i++ {
		if two := uint16(w[i])<<8 | uint16(w[i+1]); p.starts[two>>6]&(1<<(two&63)) == 0 {
			continue
		}
		s := uint32(0)
		for n := 1; n <= p.most && i+n <= len(w); n++ {
			if s = sum(s, w[i+n-1]); p.texts.may(n, s) {
				f.take(p.texts.ids[w[i:i+n]], i, i+n, false)
			}
		}
	}
}
