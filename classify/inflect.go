package classify

import "strings"

// danishEndings are classes of endings that the stemmer cuts off alike but
// that do not belong to one word: "park" is not "parkeret", "hjælp" not
// "hjælperen". An ending of a class goes only with endings of that class.
var danishEndings = []map[string]bool{
	set("ered erede eret erende erendes ere eres erer ende endes"),
	set("eren erens er ere erne ers ernes"),
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// strict are the endings of a class that no other word form shares.
var strict = set("ere ered erede eret erende erendes ende endes eren erens erer")

// inflects reports whether two words of one stem can be forms of one word.
func (l *language) inflects(a, b, stem string) bool {
	if l.classes == nil || !strings.HasPrefix(a, stem) || !strings.HasPrefix(b, stem) {
		return true
	}
	x, y := a[len(stem):], b[len(stem):]
	if derived(x) != derived(y) || x != "" && y != "" && doubled(stem, x) != doubled(stem, y) {
		return false
	}
	if !strict[x] && !strict[y] || x == y {
		return true
	}
	for _, class := range l.classes {
		if class[x] && class[y] {
			return true
		}
	}
	return danishEndings[0][x] && y == "e" || danishEndings[0][y] && x == "e" // the infinitive: "fælde", "fældede"
}

// derived names the ending that makes another word: "billig" is no "bil", and
// "ledelse" not "ledig".
func derived(ending string) string {
	for _, d := range []string{"els", "ig"} {
		if strings.Contains(ending, d) {
			return d
		}
	}
	if strings.HasPrefix(ending, "løs") {
		return "løs"
	}
	return ""
}

// doubled reports whether the stemmer made one letter of two: "helle" is not
// "hele", both of the stem "hel".
func doubled(stem, ending string) bool {
	return stem != "" && ending != "" && ending[0] == stem[len(stem)-1]
}

// numberOf reads a folded word as a number: digits, or a word for it.
func (l *language) numberOf(w string) (int, bool) {
	if number(w) && len(w) <= 6 {
		return atoi(w), true
	}
	if n, ok := l.numbers[w]; ok {
		return n, true
	}
	if l.and == "" || len(w) > 24 {
		return 0, false
	}
	ones, tens, ok := strings.Cut(w, l.and)
	a, okA := l.numbers[ones]
	b, okB := l.numbers[tens]
	return a + b, ok && okA && okB && a < 10 && b >= 20
}
