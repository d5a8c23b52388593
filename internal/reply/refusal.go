package reply

import (
	"unicode"
	"unicode/utf8"
)

// CannotBeAnswered is a reason that begins with "because" as a sentence, in the
// language of that word.
func (x *Reader) CannotBeAnswered(questions int, because string) string {
	says := x.examples
	for i, begins := range x.becauses {
		if begins().MatchString(because) {
			says = x.spoken[i].Mail.Examples
		}
	}
	if questions > 1 {
		return Sentence(says["many_refused"] + because)
	}
	return Sentence(says["one_refused"] + because)
}

// Sentence is what follows "because" as a sentence of its own.
func Sentence(reason string) string {
	if first := firstRune(reason); unicode.IsLower(first) {
		reason = string(unicode.ToUpper(first)) + reason[len(string(first)):]
	}
	if last, _ := utf8.DecodeLastRuneInString(reason); unicode.IsLetter(last) || unicode.IsDigit(last) {
		reason += "."
	}
	return reason
}
