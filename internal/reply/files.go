package reply

import "unicode/utf8"

// OfFiles says what answers have to do with files: one of them speaks of a file that is
// attached, and all of them are no more than a hint at one.
func (x *Reader) OfFiles(answers map[int]string) (hints, bare bool) {
	bare = true
	for _, a := range answers {
		hint := x.ofFile().MatchString(a)
		hints, bare = hints || hint, bare && (hint && utf8.RuneCountInString(a) <= 100 || x.sends().MatchString(a) && utf8.RuneCountInString(a) <= 250)
	}
	return hints, bare
}
