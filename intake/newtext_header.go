package intake

import "strings"

// Outlook and others put a header block above what they quote: "Fra: … Sendt:
// … Til: … Emne: …", with or without a line of dashes above it. What follows
// such a block bears no marks.

// block is a header block that was read line by line.
type block struct {
	kinds       label // of the labels seen
	labels      int   // lines with a label
	wrapped     int   // lines without one
	address     bool
	date, times bool
	ends        bool // the line last taken can be the last one of a block
	empty       bool // it is a label with nothing behind it
}

// headerBlock says whether a header block begins on line i, and where it ends.
func (t *thread) headerBlock(i int) (end int, ok bool) {
	kind, _ := labelOf(t.lines[i].text)
	if len(t.lines[i].text) < 3 {
		return 0, false // "A:" alone begins none
	}
	if kind&^labelOther == 0 {
		return t.foreignBlock(i)
	}
	const most = 30
	var b block
	end = i
	for j := i; j < len(t.lines) && j < i+most; j++ {
		l := t.lines[j]
		if l.blank() {
			if !t.labelFollows(j, b) {
				break
			}
			continue
		}
		if !b.take(l.text) {
			break
		}
		if b.ends {
			end = j + 1
		}
	}
	return end, b.plain()
}

// foreignBlock says whether a header block in a language of no table begins
// on line i: three to seven lines with labels, an address in brackets on the
// first, a date and a time below it, blank lines around all. Below a line of
// dashes they may come in any order.
func (t *thread) foreignBlock(i int) (end int, ok bool) {
	if i == 0 || !foreignLabel(t.lines[i].text) {
		return 0, false
	}
	announced := dashed(t.lines[i-1].text)
	if !announced && (!addressed(t.lines[i].text) || !t.lines[i-1].blank() && bannerOf(t.lines[i-1].text) == noBanner) {
		return 0, false
	}
	dated, named := false, false
	for end = i; end < len(t.lines) && end < i+8 && !t.lines[end].blank(); end++ {
		s := t.lines[end].text
		if !foreignLabel(s) {
			return 0, false
		}
		date, time := findDate(s[:min(len(s), 200)])
		dated = dated || date && time && (announced || end > i)
		named = named || addressed(s)
	}
	return end, dated && named && end-i >= 3 && end-i <= 7
}

// addressed says whether an address in brackets stands early in s.
func addressed(s string) bool {
	at := strings.IndexByte(s, '@')
	return at >= 0 && at <= 300 && strings.ContainsAny(s, "<[")
}

// notesBlock says whether line i is the date above the labels that HCL Notes
// writes, on lines of their own and without colons: "Til", "cc", "Emne".
func (t *thread) notesBlock(i int) (start, end int, ok bool) {
	const longest, most = 40, 12
	if len(t.lines[i].text) > longest {
		return 0, 0, false
	}
	if date, time := findDate(t.lines[i].text); !date || !time {
		return 0, 0, false
	}
	var kinds label
	for j, n := t.next(i+1), 0; j < len(t.lines) && n < most; j, n = t.next(j+1), n+1 {
		var buf [longest]byte
		s := strings.TrimSpace(t.lines[j].text)
		if len(s) > longest {
			continue
		}
		kinds |= labelWords[string(lowerKey(buf[:0], s))]
		if kinds&labelTo != 0 && kinds&labelSubject != 0 {
			for start = i; start > 0 && start > i-2 && strings.Contains(t.lines[start-1].text, "@"); start-- {
			}
			return start, min(t.next(j+1)+1, len(t.lines)), true
		}
	}
	return 0, 0, false
}

// foreignLabel says whether s begins with one to three words and a colon.
func foreignLabel(s string) bool {
	name, _, ok := cutColon(s[:min(len(s), 40)])
	return ok && name != "" && wordsUpTo(name, 4) <= 3 && !strings.ContainsAny(name, "@<>?,.")
}

// labelFollows says whether a block goes on after the blank line j: programs
// that turn pages into text put blank lines between the labels.
func (t *thread) labelFollows(j int, b block) bool {
	n := t.next(j)
	if n >= len(t.lines) || n > j+2 {
		return false
	}
	kind, _ := labelOf(t.lines[n].text)
	return kind&^b.kinds != 0
}

// take takes the next line of a block in; false when it is not part of it.
func (b *block) take(s string) bool {
	kind, value := labelOf(s)
	if kind == 0 {
		b.wrapped++
		b.ends = b.empty || strings.HasPrefix(s, " ") || strings.HasPrefix(s, "\t")
		b.empty = false
		value = s
		if b.wrapped > 3*b.labels || len(s) > 1000 {
			return false
		}
	} else {
		if kind&^labelOther != 0 && kind&^b.kinds == 0 {
			return false // the next block
		}
		b.labels++
		b.ends, b.empty = true, strings.Trim(value, " \t*") == ""
	}
	value = value[:min(len(value), 400)]
	b.takeInner(value)
	b.kinds |= kind
	b.address = b.address || strings.Contains(value, "@")
	date, time := findDate(value)
	b.date, b.times = b.date || date, b.times || time
	return true
}

// takeInner takes in the labels that stand behind others on one line.
func (b *block) takeInner(value string) {
	if strings.IndexByte(value, ':') < 0 {
		return
	}
	for w := range strings.FieldsSeq(value) {
		if w = strings.TrimRight(w, "*"); len(w) < 3 || len(w) > 20 || w[len(w)-1] != ':' {
			continue
		}
		if kind := labelWords[lower(strings.Trim(w, "*:"))]; kind&^b.kinds != 0 {
			b.kinds |= kind
			b.labels++
		}
	}
}

// plain says whether a block is a header block and not somebody's own list,
// such as "Fra: Nørreport, Til: Valby".
func (b *block) plain() bool {
	if b.kinds&(labelFrom|labelSent) == 0 || b.labels < 2 {
		return false
	}
	kinds := 0
	for _, k := range []label{labelFrom, labelSent, labelTo, labelSubject} {
		if b.kinds&k != 0 {
			kinds++
		}
	}
	switch {
	case kinds >= 3:
		return b.address || b.kinds&labelSubject != 0 // a timetable has neither
	case kinds == 2:
		return b.kinds&labelFrom != 0 && b.address && (b.date || b.kinds&labelSubject != 0)
	}
	return false
}

// labelOf is the kind of the label that s begins with and what follows it.
func labelOf(s string) (kind label, value string) {
	const most = 40 // bytes of a label
	if !labelFirsts.may(s) {
		return 0, ""
	}
	s = strings.TrimLeft(s, " \t*")
	name, _, ok := cutColon(s[:min(len(s), most)])
	if !ok {
		return 0, ""
	}
	value = strings.TrimLeft(s[len(name):], ":：")
	var buf [most]byte
	if kind = labelWords[string(lowerKey(buf[:0], strings.TrimRight(name, " \t*")))]; kind == 0 {
		return 0, ""
	}
	return kind, value
}

const wideColon = "："

// cutColon cuts s at its first colon, also a wide one.
func cutColon(s string) (before, after string, ok bool) {
	i := strings.IndexByte(s, ':')
	if wide := strings.Index(s, wideColon); wide >= 0 && (i < 0 || wide < i) {
		i = wide
	}
	if i < 0 {
		return s, "", false
	}
	return s[:i], strings.TrimLeft(s[i:], ":："), true
}

// banner is a line of dashes with or without words that stands above a quotation.
type banner uint8

const (
	noBanner        banner = iota
	ruleBanner             // "________________"
	originalBanner         // "-----Oprindelig meddelelse-----"
	forwardedBanner        // "---------- Forwarded message ---------"
	replyBanner            // "-- Skriv dit svar over denne linje --"
)

// bannerOf is the banner that s is.
func bannerOf(s string) banner {
	const most = 160
	if s = short(s, most); s == "" || !strings.HasSuffix(s, ":") && strings.IndexByte("-_=*#~>\xe2", s[0]) < 0 {
		return noBanner
	}
	words := lower(strings.Trim(s, "-_=*—–#~+<>[] \t"))
	if words == "" {
		return ruleOf(s)
	}
	dashes := strings.IndexAny(s[:1], "-_=*#~>") == 0 || strings.HasPrefix(s, "—") || strings.HasPrefix(s, "–")
	colon := strings.HasSuffix(words, ":")
	words = strings.TrimSpace(strings.TrimRight(words, ":"))
	switch {
	case !dashes && !colon:
		return noBanner
	case forwardeds[words]:
		return forwardedBanner
	case originals[words] && strings.HasPrefix(s, "--"), originals[words] && s[0] == '*':
		return originalBanner
	case strings.HasPrefix(s, "--") && hasPhrase(words, forwardedBy):
		return forwardedBanner
	case dashes && hasPhrase(words, replyAbove):
		return replyBanner
	}
	return noBanner
}

// bannerInside says whether s is a banner with the labels of its header block
// behind it on the same line, as telephones write it that keep no lines.
func bannerInside(s string) headingKind {
	const most = 80
	if s = strings.TrimLeft(s, " \t"); !strings.HasPrefix(s, "--") {
		return noHeading
	}
	s = strings.TrimLeft(s, "- ")
	words, rest, ok := strings.Cut(s, "--")
	rest = strings.TrimLeft(rest, "- ")
	if kind, _ := labelOf(rest); !ok || len(words) > most || kind == 0 {
		return noHeading
	}
	switch words = lower(strings.TrimSpace(words)); {
	case forwardeds[words]:
		return forwarded
	case originals[words], strings.Contains(rest, "@"):
		return bannered
	}
	return noHeading
}

// foreignBanner says where the header block ends that stands below line i, a
// line of dashes with words of no table between them; i when there is none.
func (t *thread) foreignBanner(i int) (end int) {
	if !dashed(t.lines[i].text) {
		return i
	}
	if end = t.blockBelow(i + 1); end == i+1 {
		return i
	}
	return end
}

// dashed says whether s is one to six words between three dashes and more.
func dashed(s string) bool {
	const most = 100
	if s = short(s, most); !strings.HasPrefix(s, "---") || !strings.HasSuffix(s, "---") {
		return false
	}
	words := strings.Trim(s, "- ")
	return words != "" && wordsUpTo(words, 7) <= 6
}

// ruleOf says whether s, which has no words, is a rule.
func ruleOf(s string) banner {
	if len(s) < 3 || strings.Trim(s, s[:1]+" ") != "" || strings.IndexByte("-_=*", s[0]) < 0 {
		return noBanner
	}
	return ruleBanner
}

// forwardedBy begins a banner of Lotus Notes.
var forwardedBy = []string{"forwarded by ", "videresendt af ", "weitergeleitet von ", "vidarebefordrat av ", "transféré par ", "forwarded message from "}

// replyAbove begins the line under which a ticket system quotes.
var replyAbove = []string{"please reply above this line", "reply above this line", "please type your reply above this line", "please do not write below this line",
	"skriv dit svar over denne linje", "svar over denne linje", "skriv svar over denne linje", "skriv ditt svar ovanför", "bitte antworten sie oberhalb dieser zeile"}

func hasPhrase(s string, phrases []string) bool {
	for _, p := range phrases {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}
