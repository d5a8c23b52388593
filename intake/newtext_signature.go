package intake

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A signature is cut only where it is plain: below "-- " (RFC 3676 section
// 4.3), on the line that a telephone adds, below a formula that closes
// letters when only a name and ways to reach it follow, and a footer that
// mailing lists and offices put under every mail.

// mobileLine says whether a telephone or a mail program wrote s: "Sendt fra
// min iPhone". A sentence that begins so is none.
func mobileLine(s string) bool {
	const most = 160
	if !mobileFirsts.may(s) {
		return false
	}
	phrases := mobileStarts[firstWord(s)]
	if len(phrases) == 0 {
		return false
	}
	s = short(withoutLinks(s), most)
	s = lower(strings.TrimFunc(s, notWord))
	for _, p := range phrases {
		if !strings.HasPrefix(s, p.start) || !strings.HasSuffix(s, p.end) {
			continue
		}
		most := 9                            // words
		if strings.Contains(s, "k-9 mail") { // which excuses itself as well
			most = 20
		}
		return len(s) > len(p.start)+len(p.end) && wordsUpTo(s, most+1) <= most && !strings.ContainsAny(s, ",;?!")
	}
	return false
}

// firstWord is the first word of s in lower case, "" when it is a long one.
func firstWord(s string) string {
	const most = 30
	if s == "" || !isAlnum(s[0]) {
		s = strings.TrimLeftFunc(s, notWord)
	}
	s = s[:min(len(s), most)]
	end := 0
	for end < len(s) && isAlnum(s[end]) {
		end++
	}
	if end == len(s) || s[end] < utf8.RuneSelf {
		return lower(s[:end])
	}
	if n := strings.IndexFunc(s[end:], notWord); n >= 0 {
		s = s[:end+n]
	}
	return lower(s)
}

func notWord(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsNumber(c) }

// wordsUpTo is how many words s has, counted no further than most.
func wordsUpTo(s string, most int) int {
	n := 0
	for range strings.FieldsSeq(s) {
		if n++; n == most {
			break
		}
	}
	return n
}

// withoutLinks is s without what stands in angle, square or round brackets
// after a word: "Hent Outlook til iOS<https://aka.ms/…>".
func withoutLinks(s string) string {
	for _, open := range []string{"<http", "[http", "(http", "( http"} {
		if i := strings.Index(s, open); i > 0 {
			s = s[:i]
		}
	}
	return s
}

// sortSignatures looks for a signature at the end of every run of own lines.
func (t *thread) sortSignatures() {
	for i := 0; i < len(t.lines); {
		if t.lines[i].writer != ownLine {
			i++
			continue
		}
		end := i
		for end < len(t.lines) && t.lines[end].writer == ownLine {
			end++
		}
		t.sortSignature(i, end)
		i = end
	}
}

// sortSignature looks for a signature at the end of the lines from i up to end.
func (t *thread) sortSignature(i, end int) {
	end = t.cutFooter(i, end)
	end = t.cutDelimited(i, end)
	end = t.cutClosing(i, end)
	t.cutRules(i, t.cutSlash(i, end))
}

// cutRules cuts the rules that are left at the end: they part nothing.
func (t *thread) cutRules(i, end int) {
	cut := end
	t.up(i, end, func(j, _ int) bool {
		if !t.lines[j].mayRule() || !isRule(t.lines[j].text) {
			return false
		}
		cut = j
		return true
	})
	if t.next(i) < cut {
		t.set(cut, end, signatureLine)
	}
}

// window is how many lines, blank ones left out, a signature may have.
const window = 20

// up calls look for the lines from end-1 down to i that are not blank, with
// how many of them stand below, until look is false or the window is over.
func (t *thread) up(i, end int, look func(j, below int) bool) {
	below := 0
	for j := end - 1; j >= i && below < window; j-- {
		if t.lines[j].blank() {
			continue
		}
		if !look(j, below) {
			return
		}
		below++
	}
}

// cutDelimited cuts below the highest line of two dashes that has no
// question under it, and below a longer rule when a signature stands there.
// Prose below two dashes without the space of the standard stays.
func (t *thread) cutDelimited(i, end int) int {
	cut := end
	t.up(i, end, func(j, below int) bool {
		s := t.lines[j].text
		switch {
		case t.asks(j, j+1):
			return false
		case !t.lines[j].mayRule():
		case strings.TrimRight(s, " ") == "--" && (j > i || below > 0):
			if t.prose(j+1, cut) {
				t.sure = false
				if s != "-- " || t.asksInside(j+1, cut) {
					return false
				}
			}
			cut = j
		case isRule(s) && below > 0 && t.contactBlock(j+1, cut):
			cut = j
		}
		return true
	})
	t.set(cut, end, signatureLine)
	return cut
}

// prose says whether a sentence stands on the lines from i up to end that is
// no footer.
func (t *thread) prose(i, end int) bool {
	for ; i < end; i++ {
		s := t.lines[i].text
		if !t.lines[i].blank() && isSentence(s) && !isContact(s) {
			return !t.officeFooter(i, end)
		}
	}
	return false
}

// asksInside says whether a question stands on the lines from i up to end with
// more behind it.
func (t *thread) asksInside(i, end int) bool {
	for ; i < end; i++ {
		if strings.Contains(t.lines[i].text, "? ") {
			return true
		}
	}
	return false
}

// isRule says whether s is drawn of dashes or underscores only.
func isRule(s string) bool {
	s = strings.TrimSpace(s)
	return len(s) >= 2 && len(s) < 200 && strings.Trim(s, "-_—–=*") == ""
}

// contactBlock says whether the lines from i up to end are a name and at
// least one way to reach it, and nothing else.
func (t *thread) contactBlock(i, end int) bool {
	lines, contacts := 0, 0
	for j := i; j < end; j++ {
		s := strings.TrimSpace(t.lines[j].text)
		switch {
		case s == "":
			continue
		case t.asks(j, j+1):
			return false
		case isContact(s):
			contacts++
		case len(s) > 80 || isSentence(s) || small(s):
			return false
		case lines > 0 && closes(s):
			return false // the signature begins below a closing formula, not here
		}
		lines++
	}
	return contacts > 0 && lines <= 14
}

// small says whether s begins with a small letter, as no name does.
func small(s string) bool {
	c, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(c)
}

// closes says whether s is a formula that closes a letter.
func closes(s string) bool {
	kind, _ := closingOf(s)
	return kind != noClosing
}

// isSentence says whether s is a sentence of somebody, or a point of a list,
// and not a line of a signature.
func isSentence(s string) bool {
	n := wordsUpTo(s, 10)
	switch c := lastRune(strings.TrimRight(s, ")\"”")); c {
	case '?', '!', ':':
	case '.', ',':
		if n <= 6 && !questionLine(s) && !hasPhrase(s, afterthoughts) {
			return false
		}
	default:
		if n <= 9 && !questionLine(s) && !hasPhrase(s, afterthoughts) {
			return false
		}
	}
	return !barred(s)
}

// barred says whether a bar or a point stands in s, as between the parts of a
// signature, and not in front as before the point of a list.
func barred(s string) bool {
	s = strings.TrimLeft(s, " \t|•·")
	return strings.IndexByte(s, '|') >= 0 || strings.Contains(s, "•") || strings.Contains(s, "·")
}

// afterthoughts begin what people write below their names.
var afterthoughts = []string{"PS", "P.S", "Ps", "ps", "p.s", "NB", "N.B", "- ", "* ", "• "}

// isContact says whether s names a way to reach somebody: an address, a page
// or a telephone number.
func isContact(s string) bool {
	if len(s) > 200 {
		return false
	}
	if barred(s) {
		return true
	}
	if strings.Contains(s, "@") && strings.Contains(s, ".") || strings.Contains(s, "://") || strings.Contains(s, "www.") {
		return !says(s)
	}
	n, letters := 0, 0
	for _, c := range s {
		switch {
		case unicode.IsDigit(c):
			n++
		case unicode.IsLetter(c):
			letters++
		}
	}
	return n >= 6 && letters <= 30 || n >= 4 && postcode(s)
}

// says says whether s is a sentence about an address or a page, by the words in
// small letters in it: "Husk at min adresse er ændret til ida@medlem.example".
func says(s string) bool {
	const most = 5
	small := 0
	for w := range strings.FieldsSeq(s) {
		if c, _ := utf8.DecodeRuneInString(w); unicode.IsLower(c) && !strings.ContainsAny(w, "@.:/") {
			small++
		}
	}
	return small > most
}

// postcode says whether s begins or goes on after a comma with four or five
// digits and a word, as "1577 København V" does.
func postcode(s string) bool {
	for part := range strings.SplitSeq(s, ",") {
		part = strings.TrimSpace(part)
		n := countDigits(part)
		if (n == 4 || n == 5) && len(part) > n+2 && part[n] == ' ' && !notWord(rune(part[n+1])|0x20) {
			return true
		}
	}
	return false
}
