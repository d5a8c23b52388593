package reply

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// What officials say to us or to a colleague is not always short enough for
// chatter: "I have passed it on, and we will get back to you", "it is not ours
// but BUF's", a remark below the answer. It may be meant for the member all the
// same, so it is shown to its writer before it is sent.

// shortAnswer is how many words an answer may have to be taken for an aside as a
// whole.
const shortAnswer = 60

// Aside says whether one of some answers reads like something that is not said to the
// member, whose name is known, or is beside the point of its question.
func (x *Reader) Aside(answers map[int]string, questions []Question, member string) bool {
	return x.asideIn(answers, member) || slices.ContainsFunc(questions, func(q Question) bool {
		a := answers[q.Number]
		return x.besidePoint(a, q.Text) || x.ofMember(a, q.Text) || x.talksWithin(a) || x.ofUs(a, q) || x.opensElse(a, q) || idlePostscript(a, q.Text) || (len(questions) > 1 || len(strings.Fields(a)) > fewWords) && x.hollow(a, questions)
	})
}

// ofMember says whether an answer speaks of somebody as of the member, who is its reader:
// "I can find newer figures if she asks". A question with such a word is about somebody else.
func (x *Reader) ofMember(answer, question string) bool {
	return !x.thirdPerson().MatchString(question) && slices.ContainsFunc(spokenParts(answer), func(p string) bool { return x.thirdPerson().MatchString(p) })
}

// ofUs says whether the last sentence of an answer, or what it ends with in brackets, is
// about those who write and nothing else, in plain words and none of the ways in which they
// end letters: "We tell the papers the same tomorrow".
func (x *Reader) ofUs(answer string, q Question) bool {
	last := lastSentence(answer)
	if at := strings.LastIndex(last, " ("); at >= 0 && strings.HasSuffix(strings.TrimRight(last, "."), ")") {
		last = last[at:]
	}
	return len(last) < len(strings.TrimSpace(answer)) && len(strings.Fields(last)) <= shortAnswer/2 && plain(last) &&
		x.we().MatchString(last) && !x.weSays().MatchString(last) && !x.figures(last, []Question{q})
}

// plain says whether less than a quarter of the words of a text are long, as LIX counts
// them: people talk so, and administrations seldom write so.
func plain(text string) bool {
	const long = 7
	words, longs := spots(text), 0
	for _, w := range words {
		if utf8.RuneCountInString(w.word) >= long {
			longs++
		}
	}
	return 4*longs < len(words)
}

// noteWell is the mark of a note behind a sentence, or a note in brackets.
var noteWell = expression(`[.!?)]\s+(?:(?:NB|OBS|PS)[\s:.!]+\S|\(\p{Lu}[^()]{8,}\)\.?$)`)

// hollow says whether an answer is a sentence or two with nothing by which it can be one:
// "Finance are on to it" between two figures. Two or three words are what people answer
// with: "After Easter".
func (x *Reader) hollow(answer string, questions []Question) bool {
	const least, few, long = 5, 20, 5
	n := len(strings.Fields(answer))
	return n >= least && n <= few && !x.substance(answer, questions) &&
		!slices.ContainsFunc(questions, func(q Question) bool { return sharesLong(answer, q.Text, long) })
}

// opensElse says whether an answer begins with a paragraph of a sentence or so that has
// nothing of an answer, and its question's words only stand below: "Good work, we go with
// this:".
func (x *Reader) opensElse(answer string, q Question) bool {
	const few = 25 // words of such a paragraph
	first, rest, _ := strings.Cut(answer, "\n\n")
	if len(strings.Fields(first)) > few || !sharesWord(rest, q.Text) || x.substance(first, []Question{q}) {
		return false
	}
	return !x.courtesy().MatchString(first) && !x.introduces().MatchString(first) && !x.heraldLine().MatchString(first) && !x.OnlyThanks(first)
}

// idlePostscript says whether an answer has a postscript, or a sentence in brackets at its
// end, with no figure and no word of its question: no letter of an administration has one,
// but mails between colleagues do.
func idlePostscript(answer, question string) bool {
	at := postscript().FindStringIndex(answer)
	if at == nil {
		at = noteWell().FindStringIndex(answer)
	}
	return at != nil && !strings.ContainsAny(answer[at[0]:], "0123456789") && !sharesWord(answer[at[0]:], question)
}

// besidePoint says whether a short answer has a sentence that asks and has no word of its
// question, or is about mails and who has the case and has none.
func (x *Reader) besidePoint(answer, question string) bool {
	if answer == "" || len(strings.Fields(answer)) > shortAnswer || x.declines().MatchString(answer) {
		return false
	}
	return x.ofMail().MatchString(answer) && !sharesWord(answer, question) || asksElse(answer, question)
}

// asksElse says whether a text has a sentence that asks without a word of a question.
func asksElse(text, question string) bool {
	for sentence := range strings.SplitAfterSeq(strings.ReplaceAll(text+" ", "\n", " "), "? ") {
		at := strings.LastIndexAny(strings.TrimRight(sentence, "? "), ".!:?")
		if strings.HasSuffix(sentence, "? ") && !sharesWord(sentence[at+1:], question) {
			return true
		}
	}
	return false
}

// sharesWord says whether a text has a long word of a question.
func sharesWord(text, question string) bool {
	const long = 7 // shorter words are in any sentence
	return sharesLong(text, question, long)
}

// sharesLong says whether a text has a word of a question that has as many letters, or one
// that begins so: an ending makes no difference.
func sharesLong(text, question string, long int) bool {
	const most = 5
	said := spots(text)
	return slices.ContainsFunc(spots(question), func(asked spot) bool {
		x := []rune(asked.word)
		return len(x) >= long && slices.ContainsFunc(said, func(s spot) bool {
			y := []rune(s.word)
			return len(y) >= most && slices.Equal(x[:most], y[:most])
		})
	})
}

// asideIn says whether one of some answers reads like something that is not said
// to the member. A question to us with the member's name in it is.
func (x *Reader) asideIn(answers map[int]string, member string) bool {
	for _, a := range answers {
		if slices.ContainsFunc(x.remarks, func(p pattern) bool { return p().MatchString(a) }) || asksAbout(a, member) || x.tellsOf(a, member) || slices.ContainsFunc(spokenParts(a), x.readsAside) {
			return true
		}
	}
	return false
}

// readsAside says whether a short text reads as if it were said to us, or speaks of itself.
func (x *Reader) readsAside(text string) bool {
	return x.saysAside(text) || endsAsking().MatchString(text) || x.ofItself(text)
}

// saysAside says whether a text has words that are said to us, apart from those that only
// read so: "We will return to the committee with a plan".
func (x *Reader) saysAside(text string) bool {
	text = x.asideSays().ReplaceAllString(text, " ")
	return slices.ContainsFunc(x.asides, func(p pattern) bool { return p().MatchString(text) })
}

// endsAsking is the end of a short answer that is a question.
var endsAsking = expression(`\?[\s*_)»”"]*$`)

// spokenParts are the parts of an answer in which people may speak to us: all of a short
// one; of a longer one the first paragraph and the last, as far as they are short, and the
// last sentence.
func spokenParts(answer string) (parts []string) {
	if len(strings.Fields(answer)) <= shortAnswer {
		return []string{answer}
	}
	all := strings.Split(answer, "\n\n")
	for _, p := range []string{all[0], all[len(all)-1], lastSentence(answer)} {
		if len(strings.Fields(p)) <= shortAnswer/2 {
			parts = append(parts, p)
		}
	}
	return parts
}

// talksWithin says whether a long answer has, anywhere in it, a sentence in plain words that
// is said to us or by somebody of themselves: "I took the rest from the old note, so do read
// it". That a text speaks of answers, or asks what it goes on to say, is no sign there.
func (x *Reader) talksWithin(answer string) bool {
	if len(strings.Fields(answer)) <= shortAnswer {
		return false // read as a whole
	}
	return slices.ContainsFunc(sentences(answer), func(s string) bool {
		return len(strings.Fields(s)) <= shortAnswer/2 && plain(s) && (x.saysAside(s) || x.ofWriter(s))
	})
}

// sentences are the sentences of a text, each line for itself.
func sentences(text string) (all []string) {
	for line := range strings.Lines(text) {
		from := 0
		for _, at := range sentenceBegins().FindAllStringIndex(line, -1) {
			all = append(all, strings.TrimSpace(line[from:at[0]+1]))
			from = at[0] + 1
		}
		all = append(all, strings.TrimSpace(line[from:]))
	}
	return all
}

// lastSentence is the last sentence of a text.
func lastSentence(text string) string {
	text = strings.TrimSpace(text)
	text = strings.TrimSpace(text[strings.LastIndex(text, "\n\n")+1:])
	if all := sentenceBegins().FindAllStringIndex(text, -1); len(all) > 0 {
		return text[all[len(all)-1][0]+1:]
	}
	return text
}

// sentenceBegins is the end of a sentence and the capital that begins the next.
var sentenceBegins = expression(`[.!?][\])"”»]?\s+[\[("“«]?\p{Lu}`)

// ofItself says whether a text speaks of its writer or of the answer itself, which a letter
// of an administration does in few phrases only: "I must ask my manager", "the answer was
// read by the mayor", but not "I can confirm" or "the answer depends on the weather".
func (x *Reader) ofItself(text string) bool {
	return x.ofWriter(text) || more(text, x.itself, x.itselfSays)
}

// ofWriter says whether a text speaks of its writer in other than those phrases.
func (x *Reader) ofWriter(text string) bool { return more(text, x.firstPerson, x.firstPersonSays) }

// more says whether a text has more of one pattern than of another.
func more(text string, one, other pattern) bool {
	return len(one().FindAllStringIndex(text, -1)) > len(other().FindAllStringIndex(text, -1))
}

// HandsOver says whether a text short enough to be an aside has a sentence that names
// somebody, as names finds out, and reads as if it left the question to them.
func (x *Reader) HandsOver(text string, names func(sentence string) bool) bool {
	if len(strings.Fields(text)) > shortAnswer {
		return false
	}
	for sentence := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(".!?\n", r) }) {
		if names(sentence) && x.handsOver().MatchString(sentence) {
			return true
		}
	}
	return false
}

// tellsOf says whether a text has a sentence that tells of a member by the whole name, and
// not of what the member asked: "Anna Holm voted for it herself".
func (x *Reader) tellsOf(text, name string) bool {
	name = Folded(name)
	return strings.Contains(name, " ") && slices.ContainsFunc(strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(".!?\n", r) }), func(sentence string) bool {
		_, told, ok := strings.Cut(" "+Folded(sentence)+" ", " "+name+" ")
		return ok && told != "" && !x.memberAsks().MatchString(sentence)
	})
}

// AsksWho says whether a question asks for somebody by name: "Hvilke forvaltninger …".
func (x *Reader) AsksWho(question string) bool { return x.who().MatchString(question) }

// asksAbout says whether a text has a question with somebody's first name in it.
func asksAbout(text, name string) bool {
	first, _, _ := strings.Cut(Folded(name), " ")
	if first == "" {
		return false
	}
	for sentence := range strings.SplitAfterSeq(strings.ReplaceAll(text, "\n", "."), "?") {
		if !strings.HasSuffix(sentence, "?") {
			continue
		}
		at := strings.LastIndexAny(sentence, ".!:")
		if strings.Contains(" "+Folded(sentence[at+1:])+" ", " "+first+" ") {
			return true
		}
	}
	return false
}
