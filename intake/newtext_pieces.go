package intake

import "strings"

// Piece is a run of lines by one writer.
type Piece struct {
	Quoted bool   // somebody else wrote it before
	Text   string // without quote marks, blank lines around it removed
}

// Interleaved is the whole of m as what the sender wrote now and what he
// quotes, in the order of the mail, so that an answer can be laid beside the
// question that it stands under. Headings of mail programs and signatures are
// left out; a reply above what it quotes gives two pieces, the own one first.
//
// What it sees are quote marks (>), the quoting elements of a page, and,
// inside a quoted mail without marks and below a short text that asks
// nothing, paragraphs that begin with a word for "answer" and a colon
// ("Svar:", "Svar 2:"), and what is coloured when the sender says that he
// answers below. It cannot see an answer that somebody wrote into an unmarked
// mail without any of these: that stays in the quoted piece.
func Interleaved(m *Mail) []Piece {
	t := sortedThread(m)
	if top := t.join(ownLine); slight(top) && !strings.Contains(top, "?") {
		t.sortAnswers()
	}
	var runs []Piece
	for i := 0; i < len(t.lines); {
		w := t.lines[i].writer
		end := i
		for end < len(t.lines) && (sameSide(t.lines[end].writer, w) || t.lines[end].blank()) {
			end++
		}
		if w != headingLine && w != signatureLine {
			if text := t.runText(i, end); text != "" {
				runs = append(runs, Piece{Quoted: w != ownLine, Text: text})
			}
		}
		i = max(end, i+1)
	}
	return joinPieces(runs)
}

// sameSide says whether lines by a and b belong to one piece.
func sameSide(a, b writer) bool {
	side := func(w writer) writer {
		if w == tailLine {
			return quotedLine
		}
		return w
	}
	return side(a) == side(b)
}

// joinPieces makes one piece of neighbours by the same side, which a heading
// or a signature parted.
func joinPieces(runs []Piece) []Piece {
	var ps []Piece
	for i := 0; i < len(runs); {
		var texts []string
		quoted := runs[i].Quoted
		for ; i < len(runs) && runs[i].Quoted == quoted; i++ {
			texts = append(texts, runs[i].Text)
		}
		ps = append(ps, Piece{Quoted: quoted, Text: strings.Join(texts, "\n\n")})
	}
	return ps
}

// runText is the lines from i up to end without quote marks.
func (t *thread) runText(i, end int) string {
	sub := thread{lines: t.lines[i:end]}
	text := sub.join(ownLine, quotedLine, tailLine)
	if t.lines[i].writer == quotedLine {
		return withoutHeading(text)
	}
	return text
}

// withoutHeading is the quoted text without a heading on its first lines:
// some programs mark what they write themselves.
func withoutHeading(text string) string {
	t := newThread(text)
	first := t.afterRules(0)
	for i := first; i < min(len(t.lines), first+4); i++ {
		if start, end, kind := t.heading(i); kind != noHeading && start == first {
			t.set(0, end, headingLine)
			return t.join(ownLine)
		}
	}
	return text
}

// sortAnswers gives the sender the paragraphs of an unmarked quoted mail that
// begin with a word for "answer", up to the next question, and says whether
// there were any.
func (t *thread) sortAnswers() (found bool) {
	found = t.sortInk()
	for i := 0; i < len(t.lines); i++ {
		if t.lines[i].writer != tailLine || !answerLine(t.lines[i].text) {
			continue
		}
		found = true
		end := t.answerEnd(i)
		t.set(i, end, ownLine)
		i = end - 1
	}
	return found
}

// answerEnd is where the answer ends that begins on line i: above a line that
// asks or is numbered, a heading or a closing formula.
func (t *thread) answerEnd(i int) int {
	for i++; i < len(t.lines) && t.lines[i].writer == tailLine; i++ {
		if t.lines[i].blank() {
			continue
		}
		s := t.lines[i].text
		if kind, _ := closingOf(s); kind != noClosing || questionLine(s) || answerLine(s) || t.asks(i, i+1) {
			break
		}
		if _, ok := t.headerBlock(i); ok || bannerOf(s) != noBanner {
			break
		}
	}
	return i
}

// questionLine says whether s begins as a question of a list does: "2)",
// "b.", "Spørgsmål 2".
func questionLine(s string) bool {
	s = strings.TrimLeft(s, " \t*_")
	n := countDigits(s)
	if n == 0 && len(s) > 1 && s[0] >= 'a' && s[0] <= 'z' {
		n = 1
	}
	if n > 0 && n <= 2 && len(s) > n+1 && (s[n] == ')' || s[n] == '.') && s[n+1] == ' ' {
		return true
	}
	return hasPhrase(lower(s[:min(len(s), 12)]), questionLabels)
}

var questionLabels = []string{"spørgsmål", "question", "frage", "fråga", "spørsmål", "vraag"}

// answerLine says whether s begins with a label such as "Svar 2:".
func answerLine(s string) bool {
	const most = 40 // bytes of a label
	name, _, ok := cutColon(s[:min(len(s), most)])
	if !ok {
		return false
	}
	name = lower(strings.Trim(strings.TrimSpace(name), "*_ "))
	name = strings.TrimRight(name, "0123456789.() ")
	return answerLabels[name]
}

var answerLabels = map[string]bool{"svar": true, "svar på spørgsmål": true, "svar til spørgsmål": true, "svar ad": true, "svar fra forvaltningen": true, "vores svar": true,
	"answer": true, "reply": true, "antwort": true, "antwort zu frage": true, "réponse": true, "antwoord": true, "svar på fråga": true, "vårt svar": true, "respuesta": true, "risposta": true}
