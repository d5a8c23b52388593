package reply

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An official may write the answers into the form that our letter has: under
// each "Svar 1:". Mail programs quote the form with marks, without any, as a
// page of their own, and wrapped anew; but its words stay. So the form is found
// by the words of the questions, and what stands between them and is not in
// our letter is an answer.

// spot is a word of a text and where it stands.
type spot struct {
	start, end int
	word       string // folded: letters and digits in lower case
}

// spots are the words of a text; marks between them are none.
func spots(text string) (list []spot) {
	start := -1
	for i, r := range text + " " {
		switch part := wordly(r); {
		case part && start < 0:
			start = i
		case !part && start >= 0:
			list = append(list, spot{start, i, strings.ToLower(text[start:i])})
			start = -1
		}
	}
	return list
}

// wordly says whether a sign can be part of a word.
func wordly(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

// find is the first place from a spot on where some words stand.
func find(list []spot, from int, words []spot) (at int, ok bool) {
	for at = from; at+len(words) <= len(list); at++ {
		same := true
		for i, w := range words {
			if same = list[at+i].word == w.word; !same {
				break
			}
		}
		if same {
			return at, true
		}
	}
	return 0, false
}

// slot is the place for an answer in a quoted form.
type slot struct {
	number     int
	begin      int    // spot where the question begins
	start, end int    // of the text of the answer
	gap        string // what stands between the question and the label of its answer
	closed     bool
}

// longestGap is the most words that somebody writes behind a question instead of
// below the label of its answer.
const longestGap = 500

// slots finds the questions of a form, in the order of the text. The end of
// the last one is where one of the lines that follow the form stands.
func (x *Reader) slots(questions []Question, text string, after [][]spot) (list []slot) {
	words := spots(text)
	for _, q := range questions {
		for _, label := range x.labels {
			n := spots(strconv.Itoa(q.Number))
			form := slices.Concat(spots(label[0]), n, spots(q.Text), spots(label[1]), n)
			if at, ok := find(words, 0, form); ok {
				list = append(list, slot{number: q.Number, begin: at, start: words[at+len(form)-1].end})
				break
			}
			asked, answer := form[:len(form)-2], form[len(form)-2:]
			at, ok := find(words, 0, asked)
			if !ok {
				continue
			}
			if to, ok := find(words, at+len(asked), answer); ok && to < at+len(asked)+longestGap {
				list = append(list, slot{number: q.Number, begin: at, start: words[to+1].end, gap: text[words[at+len(asked)-1].end:words[to].start]})
				break
			}
		}
	}
	slices.SortFunc(list, func(a, b slot) int { return a.begin - b.begin })
	for i := range list {
		s := &list[i]
		s.end = len(text)
		if i+1 < len(list) {
			s.end, s.closed = max(s.start, words[list[i+1].begin].start), true
			continue
		}
		next := slices.IndexFunc(words, func(w spot) bool { return w.start >= s.start })
		for _, line := range after {
			if at, ok := find(words, max(next, 0), line); ok && next >= 0 && words[at].start < s.end {
				s.end, s.closed = words[at].start, true
			}
		}
	}
	return list
}

// content is what stands in a slot: after the colon of "Svar 1:", up to the
// line across.
func (s slot) content(text string) string {
	body := strings.TrimLeft(text[s.start:s.end], " :*_\t\u00a0")
	lines := strings.Split(body, "\n")
	for len(lines) > 0 && across().MatchString(lines[len(lines)-1]) {
		lines = lines[:len(lines)-1]
	}
	gap := strings.TrimLeft(s.gap, "?.!:*_\"»” \t\u00a0")
	return strings.TrimSpace(strings.Trim(gap, " \t\r\n*_") + "\n" + strings.Join(lines, "\n"))
}

var across = expression(`^[\s_*=-]*$`)

// fillings are the answers that were written into the form of one of our
// letters. They are sure when each place ends where the form goes on.
func (x *Reader) fillings(questions []Question, text string, letters []string) (answers map[int]string, sure bool) {
	text = unquoted(text)
	ours, standsFor := map[string]bool{}, map[int]map[string]bool{}
	for _, q := range questions {
		standsFor[q.Number] = map[string]bool{}
	}
	for _, l := range letters {
		for _, s := range x.slots(questions, l, nil) {
			body := s.content(l)
			ours[Folded(body)] = true
			if unanswered := slices.ContainsFunc(questions, func(q Question) bool { return q.Number == s.number && q.Answer == "" }); unanswered {
				standsFor[s.number][Folded(body)] = true // "still missing"
			}
		}
	}
	answers, sure = map[int]string{}, true
	for _, s := range x.slots(questions, text, x.linesAfter(questions, letters)) {
		body := s.content(text)
		if lines := strings.Split(body, "\n"); len(lines) > 1 && standsFor[s.number][Folded(lines[len(lines)-1])] {
			body = strings.TrimSpace(strings.Join(lines[:len(lines)-1], "\n"))
		}
		if Folded(body) != "" && !ours[Folded(body)] {
			answers[s.number] = body
			sure = sure && s.closed
		}
	}
	return answers, sure && len(answers) > 0
}

// linesAfter are the beginnings of the lines that follow the questions in our
// letters.
func (x *Reader) linesAfter(questions []Question, letters []string) (after [][]spot) {
	for _, l := range letters {
		form := x.slots(questions, l, nil)
		if len(form) == 0 {
			continue
		}
		for line := range strings.Lines(l[form[len(form)-1].start:]) {
			if w := spots(line); len(w) > 1 {
				after = append(after, w[:min(len(w), 6)])
			}
		}
	}
	return after
}

// unquoted is a text without the marks of quotes.
func unquoted(text string) string {
	var b strings.Builder
	for line := range strings.Lines(strings.ReplaceAll(text, "\r\n", "\n")) {
		b.WriteString(quoteMarks().ReplaceAllString(line, ""))
	}
	return b.String()
}

var quoteMarks = expression(`^[ \t]*(?:>[ \t]?)+`)

// Folded is a text as its words, for comparing.
func Folded(text string) string {
	var words []string
	for _, s := range spots(text) {
		words = append(words, s.word)
	}
	return strings.Join(words, " ")
}

// copied are answers below copies of the questions without numbers.
func (x *Reader) copied(questions []Question, text string) (answers map[int]string, preamble string, ok bool) {
	words := spots(text)
	type place struct{ number, begin, end int }
	var places []place
	for _, q := range questions {
		form := spots(q.Text)
		if at, ok := find(words, 0, form); ok && len(form) > 2 {
			end := words[at+len(form)-1].end
			for end < len(text) && strings.ContainsRune("?.!:*_\"»”", firstRune(text[end:])) {
				end += len(string(firstRune(text[end:])))
			}
			places = append(places, place{q.Number, words[at].start, end})
		}
	}
	if len(places) == 0 || len(questions) == 1 {
		return nil, "", false
	}
	slices.SortFunc(places, func(a, b place) int { return a.begin - b.begin })
	answers = map[int]string{}
	for i, p := range places {
		end := len(text)
		if i+1 < len(places) {
			end = strings.LastIndex(text[:places[i+1].begin], "\n") + 1
		}
		lines := strings.Split(text[p.end:max(end, p.end)], "\n")
		if j := slices.IndexFunc(lines, x.answerLine().MatchString); j >= 0 {
			lines = lines[j+1:]
		}
		body := x.answerLabel().ReplaceAllString(strings.TrimSpace(strings.Join(lines, "\n")), "")
		if body != "" {
			answers[p.number] = body
		}
	}
	preamble = text[:places[0].begin]
	if i := strings.LastIndex(preamble, "\n"); i >= 0 {
		preamble = preamble[:i]
	} else {
		preamble = ""
	}
	return answers, strings.TrimSpace(preamble), len(answers) > 0
}

func firstRune(text string) rune {
	r, _ := utf8.DecodeRuneInString(text)
	return r
}
