package clerk

import (
	"slices"
	"strings"
)

// What officials say to us or to a colleague is not always short enough for
// chatter: "I have passed it on, and we will get back to you", "it is not ours
// but BUF's", a remark below the answer. It may be meant for the member all the
// same, so it is shown to its writer before it is sent.

// shortAnswer is how many words an answer may have to be taken for an aside as a
// whole.
const shortAnswer = 60

// asideIn says whether one of some answers reads like something that is not said
// to the member. A question to us with the member's name in it is.
func (x *lexis) asideIn(answers map[int]string, member string) bool {
	for _, a := range answers {
		reads := func(p pattern) bool { return p().MatchString(a) }
		switch {
		case slices.ContainsFunc(x.remarks, reads), asksAbout(a, member):
			return true
		case len(strings.Fields(a)) <= shortAnswer && slices.ContainsFunc(x.asides, reads):
			return true
		}
	}
	return false
}

// asksAbout says whether a text has a question with somebody's first name in it.
func asksAbout(text, name string) bool {
	first, _, _ := strings.Cut(folded(name), " ")
	if first == "" {
		return false
	}
	for sentence := range strings.SplitAfterSeq(strings.ReplaceAll(text, "\n", "."), "?") {
		if !strings.HasSuffix(sentence, "?") {
			continue
		}
		at := strings.LastIndexAny(sentence, ".!:")
		if strings.Contains(" "+folded(sentence[at+1:])+" ", " "+first+" ") {
			return true
		}
	}
	return false
}
