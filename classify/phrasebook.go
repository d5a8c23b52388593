package classify

// phrasebook leads from the first two elements of phrases to the keywords
// that begin so.
type phrasebook struct {
	opens   []bool // by element: phrases begin with it
	follows []bool // by element: it is the second of phrases
	ids     map[[2]int32][]int32
}

func newPhrasebook(elements int) phrasebook {
	return phrasebook{make([]bool, elements), make([]bool, elements), map[[2]int32][]int32{}}
}

func (p *phrasebook) add(first, second, keyword int32) {
	p.opens[first], p.follows[second] = true, true
	p.ids[[2]int32{first, second}] = append(p.ids[[2]int32{first, second}], keyword)
}

func (p *phrasebook) of(first, second int32) []int32 {
	if !p.opens[first] || !p.follows[second] {
		return nil
	}
	return p.ids[[2]int32{first, second}]
}
