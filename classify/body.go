package classify

import (
	"slices"
	"strings"
	"unicode"
)

func isLetter(r rune) bool { return unicode.IsLetter(r) }

// maxClosing is how many lines a closing with names and titles may have.
const maxClosing = 12

// maxSignature is how many lines a signature may have below its closing.
const maxSignature = 20

// body is the text without its greeting and its closing, and what asks below
// the latter, as a party does below the names of its members: that is no
// question of theirs, but not to be lost.
func (a asking) body(text string) (body, slogan stretch) {
	ls := slices.Collect(lines(text, stretch{0, len(text)}))
	b := stretch{0, len(text)}
	for _, l := range ls {
		t := strings.TrimSpace(l.of(text))
		if t == "" {
			continue
		}
		if a.greets(t) {
			b.start = l.end
		}
		break
	}
	for i := len(ls) - 1; i >= 0 && i >= len(ls)-maxClosing; i-- {
		t := strings.TrimSpace(ls[i].of(text))
		if strings.Contains(t, "?") || ls[i].start < b.start || a.asksBelow(t) {
			break
		}
		if a.closing.begins(t) {
			b.end = ls[i].start
		}
	}
	b.end = min(b.end, a.thanked(text, ls, b.start))
	if at := a.below(text, b.end); at >= 0 {
		return b, stretch{at, len(text)}
	}
	for i := len(ls) - 1; i >= 0 && i >= len(ls)-maxSignature && ls[i].start >= b.start; i-- {
		if asked := a.signature(text, ls[i:]); asked >= 0 {
			return stretch{b.start, min(b.end, ls[i].start)}, stretch{asked, len(text)}
		}
	}
	return b, stretch{}
}

// thanked is where a line begins that only thanks, above the name that ends the text:
// "Many thanks,". Without one it is the end.
func (a asking) thanked(text string, ls []stretch, start int) int {
	const most = 40 // bytes of a name
	named := false
	for _, l := range slices.Backward(ls) {
		t := l.trim(text).of(text)
		switch {
		case t == "":
		case l.start < start:
			return len(text)
		case named && a.thankful(t):
			return l.start
		case named || len(t) > most || strings.Count(t, " ") > 2 || !title(t) || a.opener.begins(t):
			return len(text)
		default:
			named = true
		}
	}
	return len(text)
}

// asksBelow reports a line that requests without a mark, as one may below a name.
// "Vi ønsker en grøn by" is what parties write there.
func (a asking) asksBelow(line string) bool {
	return a.request.begins(line) && !a.we.begins(line)
}

// below is where a postscript begins below the closing at end, -1 when none does.
func (a asking) below(text string, end int) int {
	for l := range lines(text, stretch{end, len(text)}) {
		if l.start > end && a.postscript(text, l) {
			return l.start
		}
	}
	return -1
}

// signature is where the first line begins that asks in a signature, -1 when
// the lines are none: a closing or two dashes, a name, below a closing ways to
// reach it, and nothing that people write below their names; or a rule, and what asks
// to be reached.
func (a asking) signature(text string, ls []stretch) (asked int) {
	first := strings.TrimSpace(ls[0].of(text))
	reached, named := first == "--" || ruled(first), false
	asked = -1
	if !reached && !a.closing.begins(first) {
		return -1
	}
	for _, l := range ls[1:] {
		switch t := strings.TrimSpace(l.of(text)); {
		case t == "":
		case !named && ruled(first): // "Har du en idé? Skriv til …"
			if named = true; !strings.Contains(t, "? ") || !reaches(t) {
				return -1
			}
			asked = l.start
		case !named:
			name, _, _ := strings.Cut(t, "|")
			if named = true; !strings.ContainsAny(name, "?!:.") && len(strings.Fields(name)) <= 6 {
				continue
			}
			if asked = a.askedBelowName(first, l, text); asked < 0 {
				return -1
			}
			reached = true
		case a.writtenBelow(text, l.trim(text)):
			return -1
		case reaches(t):
			reached = true
			if asked < 0 && strings.Contains(t, "? ") {
				asked = l.start
			}
		case strings.Contains(t, "?") && !reached:
			return -1
		case strings.Contains(t, "?") && asked < 0:
			asked = l.start
		}
	}
	return asked
}

// askedBelowName is where a line begins that asks, and says how to reach its writer,
// below a closing with his name on its line: "Mvh. Bo"; -1 when it does not.
func (a asking) askedBelowName(closing string, l stretch, text string) int {
	if t := l.of(text); !strings.Contains(t, "? ") || !reaches(strings.TrimSpace(t)) {
		return -1
	}
	name := strings.Trim(closing[max(a.closing.end(closing), 0):], " .,!–-")
	if n := len(strings.Fields(name)); n == 0 || n > 4 || strings.Contains(name, "?") {
		return -1
	}
	return l.start
}

// writtenBelow reports a line as people write below their names: "PS: …", or an
// item of a list.
func (a asking) writtenBelow(text string, l stretch) bool {
	t := strings.ToLower(l.of(text))
	if strings.HasPrefix(t, "ps") || strings.HasPrefix(t, "p.s") || strings.HasPrefix(t, "nb") {
		return true
	}
	_, ok := a.label(text, l, true)
	return ok
}

// postscript reports a text that begins "PS: …" or "NB …".
func (a asking) postscript(text string, l stretch) bool {
	return a.behindPostscript(text, l) != l
}

// behindPostscript is a postscript without these letters; another text as it is.
func (a asking) behindPostscript(text string, l stretch) stretch {
	t := strings.TrimLeft(l.of(text), " \t*_\r\n")
	for _, begin := range [...]string{"ps", "p.s", "nb"} {
		if n := len(begin); len(t) > n && strings.EqualFold(t[:n], begin) && strings.IndexByte(".: ", t[n]) >= 0 {
			return stretch{l.end - len(strings.TrimLeft(t[n:], ".: ")), l.end}
		}
	}
	return l
}

// reaches reports a line with a way to reach somebody: an address, a page or a
// telephone number, perhaps behind a question: "Intet svar? Ring 20 00 00 01".
func reaches(line string) bool {
	if i := strings.LastIndex(line, "? "); i >= 0 && strings.IndexByte(line[i+2:], '?') < 0 && reaches(line[i+2:]) {
		return true
	}
	if strings.Contains(line, "@") || strings.Contains(line, "www.") || strings.Contains(line, "://") {
		return !strings.Contains(line, "? ") || reaches(line[strings.LastIndexByte(line, ' ')+1:])
	}
	digits, letters := 0, 0
	for _, r := range line {
		digits += one(unicode.IsDigit(r))
		letters += one(unicode.IsLetter(r))
	}
	return digits >= 6 && letters <= 30 && !strings.Contains(line, "?")
}

// greets reports whether a line is only a greeting: "Kære alle,".
func (a asking) greets(line string) bool {
	return a.greeting.begins(line) && !a.informs.begins(line) && !strings.Contains(line, "?") && len(strings.Fields(line)) <= 12 &&
		(strings.HasSuffix(line, ",") || strings.HasSuffix(line, "!") || strings.HasSuffix(line, ":") || len(strings.Fields(line)) <= 6)
}

// silent reports whether a text says nothing beside its body but a short
// greeting and a closing that is no thanks.
func (a asking) silent(text string, body stretch) bool {
	const greeting = 3 // words
	return (strings.IndexFunc(body.of(text), isLetter) < 0 || signed(body.of(text))) && len(strings.Fields(text[:body.start])) <= greeting &&
		!a.thanks.begins(text[body.end:]) // which are the message
}

// signed reports a text that is only a signature below two dashes.
func signed(text string) bool {
	first, rest, _ := strings.Cut(text, "\n")
	return strings.TrimSpace(first) == "--" && strings.Count(rest, "\n") < maxSignature && !strings.ContainsAny(rest, "?!")
}
