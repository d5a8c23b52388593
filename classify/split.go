package classify

import (
	"slices"
	"strings"
)

// Split cuts the text that a person wrote into the questions it asks.
// Numbered, lettered and bulleted items are questions when they ask; without
// a list each sentence that asks is one, with the sentences that belong to
// it. Greeting and closing are left out, courtesy ("Kan I hjælpe?") is not a
// question beside real ones, and what the questions share is Introduction, as are
// letters of others that stand in the text. A text that asks nothing is one question.
func (c *Classifier) Split(text string) Questions {
	if letters := c.asking.enclosed(text); letters != nil {
		if q, ok := c.apartFrom(letters, text); ok {
			return q
		}
	}
	return c.splitOwn(text)
}

// splitOwn is Split of a text that its writer wrote himself.
func (c *Classifier) splitOwn(text string) Questions {
	s := splitter{asking: c.asking, classifier: c, text: text, unmarked: strings.IndexByte(text, '?') < 0 && !strings.Contains(text, "？")}
	body, slogan := c.asking.body(text)
	body = c.asking.unhailed(text, body)
	s.labels, s.cited = c.asking.labels(text, body), citations(text, body)
	s.explained = c.asking.explanations(text, body)
	s.split(body, 0)
	if len(s.questions) == 0 && s.explained != nil {
		s.explained, s.around = nil, nil
		s.split(body, 0)
	}
	if s.turn > 0 {
		s.splitFrom(s.turn, body)
	}
	if c.asking.postscript(text, slogan) {
		s.prose(slogan, false)
	} else {
		s.around = append(s.around, slogan)
	}
	if len(s.questions) == 0 {
		whole := body.trim(text)
		silent := c.asking.silent(text, whole)
		if whole.start == whole.end {
			whole = stretch{0, len(text)}.trim(text)
		}
		return Questions{Questions: []Question{{Number: 1, Text: whole.of(text)}}, Unasked: true, Silent: silent, Thanks: c.asking.thanks.begins(whole.of(text))}
	}
	q := Questions{Introduction: s.introduction(), Questions: s.questions}
	for i := range q.Questions {
		q.Questions[i].Number = i + 1
	}
	if most := c.cfg.MaxQuestions; len(q.Questions) > most {
		q.TooMany, q.Questions = true, joined(q.Questions, most)
	}
	return q
}

// joined are the first questions, of which the last holds all that follow: none
// is lost where there are more than there may be.
func joined(qs []Question, most int) []Question {
	var b strings.Builder
	b.WriteString(qs[most-1].Text)
	for _, q := range qs[most:] {
		b.WriteString("\n\n" + strings.TrimSpace(q.Label+" "+q.Text))
	}
	qs[most-1].Text = b.String()
	return qs[:most]
}

// maxLists bounds how often a rest of a text is searched for another list.
const maxLists = 50

// splitter collects questions and what stands around them, in order.
type splitter struct {
	asking
	classifier *Classifier
	text       string
	unmarked   bool      // nobody wrote a question mark
	labels     []label   // in the order of the text
	cited      []stretch // what somebody else says, in the order of the text
	explained  []stretch // what only explains the questions, in the order of the text
	earnest    bool      // a question is surely meant
	questions  []Question
	around     []stretch
	turn       int // where the writer comes to his question, behind others that he only asked in passing; 0 without
}

// splitFrom splits a body again from where its writer comes to what he really asks:
// what he asked before is background. Where he asks nothing then, all stays.
func (s *splitter) splitFrom(turn int, body stretch) {
	questions, around := s.questions, s.around
	s.questions, s.around = nil, []stretch{{body.start, turn}}
	s.split(stretch{turn, body.end}, 0)
	if len(s.questions) == 0 {
		s.questions, s.around = questions, around
	}
}

func (s *splitter) introduction() string {
	var parts []string
	for _, a := range s.around {
		if t := a.trim(s.text).of(s.text); t != "" {
			parts = append(parts, t)
		}
	}
	return strings.Join(parts, "\n\n")
}

// split takes the first list of a stretch, reads prose before it, and goes on
// with what comes after it.
func (s *splitter) split(in stretch, depth int) {
	first, _ := slices.BinarySearchFunc(s.labels, in.start, func(l label, at int) int { return l.start - at })
	items := s.items(s.text, in, s.labels[first:])
	if items == nil || depth > maxLists {
		s.prose(in, false)
		return
	}
	s.prose(stretch{in.start, items[0].start}, true)
	for i, l := range items {
		if i+1 < len(items) {
			s.item(l, items[i+1])
			continue
		}
		s.split(stretch{s.last(l, in.end, s.marked(items)), in.end}, depth+1)
	}
}

// item adds one item that ends where the next begins. A heading before the
// next is not its own, nor is a paragraph that turns to it, nor the word that
// joins the two in a sentence.
func (s *splitter) item(l, next label) {
	ps := slices.Collect(paragraphs(s.text, stretch{l.end, next.start}))
	body := stretch{l.end, next.start}
	if n := len(ps); n > 1 && s.leadsOn(strings.TrimSpace(ps[n-1].of(s.text))) {
		body.end = ps[n-1].start
		s.around = append(s.around, ps[n-1])
	}
	if !next.atLine {
		body = s.unjoined(body)
	}
	s.add(l, body)
}

// leadsOn reports whether a paragraph asks nothing and speaks of what follows.
func (s *splitter) leadsOn(paragraph string) bool {
	return !strings.Contains(paragraph, "?") && (strings.HasSuffix(paragraph, ":") || s.leads.begins(paragraph) || title(paragraph))
}

// unjoined is a stretch without the joint and the comma at its end.
func (s *splitter) unjoined(in stretch) stretch {
	in = in.trim(s.text)
	t := in.of(s.text)
	if i := lastWord(t); i > 0 && t[i-1] == ' ' && s.words().joints[t[i:]] {
		in.end = in.start + i - 1
	}
	in.end = in.start + len(strings.TrimRight(in.of(s.text), " ,;\n"))
	return in
}

func (s *splitter) add(l label, body stretch) {
	body = s.unanswered(s.unruled(body.trim(s.text)))
	if body.start == body.end {
		return
	}
	if t := body.of(s.text); s.thankful(t) && strings.IndexByte(t, '?') < 0 { // "Ad 3: Tak, fyldestgørende."
		s.around = append(s.around, body)
		return
	}
	name := strings.Trim(s.text[l.start:l.end], "*_ \t\n")
	if strings.HasPrefix(l.style, "bullet") {
		name = ""
	}
	s.questions = append(s.questions, Question{Label: name, Text: body.of(s.text)})
}

// unruled is an item without the rules below it, and without the sign at its end
// by which plain text ends what is bold.
func (s *splitter) unruled(in stretch) stretch {
	for {
		t := in.of(s.text)
		line := strings.LastIndexByte(t, '\n') + 1
		if line == 0 || strings.Trim(t[line:], "-_=*— ") != "" {
			break
		}
		in.end = in.start + len(strings.TrimSpace(t[:line]))
	}
	if t := in.of(s.text); strings.Count(t, "*")%2 == 1 {
		in.end = in.start + len(strings.TrimRight(t, "*"))
	}
	return in
}

// last adds the last item and returns where it ends: with its first paragraph,
// or, in a list of questions of which this one does not ask yet, with the first
// that does.
func (s *splitter) last(l label, limit int, marked bool) int {
	p, ok := firstParagraph(s.text, stretch{l.end, limit})
	if !ok {
		return limit
	}
	if marked && !s.asksSomewhere(p) {
		for q := range paragraphs(s.text, stretch{p.end, limit}) {
			if s.asksSomewhere(q) {
				p.end = q.end
				break
			}
		}
	}
	if at := s.turnsOn(p); at > 0 {
		p.end = at
	}
	s.add(l, s.unclosed(p))
	return p.end
}

// turnsOn is where a line of an item turns to something else, below the question:
// "3. Må man cykle der?\nDesuden vil jeg gerne vide, …"; 0 when none does.
func (s *splitter) turnsOn(item stretch) int {
	for i, sen := range s.sentences(s.text, item) {
		if i > 0 && s.text[sen.start-1] == '\n' && s.leads.begins(sen.of(s.text)) && strings.IndexByte(s.text[item.start:sen.start], '?') >= 0 {
			return sen.start
		}
	}
	return 0
}

// unclosed is a paragraph without the sentences at its end that close the
// letter: "3) Hvem betaler? Hilsen Bo".
func (s *splitter) unclosed(p stretch) stretch {
	ss := s.sentences(s.text, p)
	n := len(ss)
	for n > 1 && s.closing.begins(ss[n-1].of(s.text)) {
		n--
	}
	if n < len(ss) {
		p.end = ss[n-1].end
	}
	return p
}

// marked reports whether items are surely questions: they are called so, or a
// question mark stands in one before the last.
func (s *splitter) marked(items []label) bool {
	first, last := items[0], items[len(items)-1]
	return first.style == "word" || len(items) > 1 && strings.Contains(s.text[first.end:last.start], "?")
}

// asksSomewhere reports whether a sentence of a paragraph asks.
func (s *splitter) asksSomewhere(p stretch) bool {
	return slices.ContainsFunc(s.sentences(s.text, p), func(sen stretch) bool { return s.real(sen.of(s.text)) })
}

// prose finds the sentences that ask in a stretch without a list. Before a
// list its last paragraph may announce the list: "Kan I svare på følgende?".
func (s *splitter) prose(in stretch, beforeList bool) {
	ps := s.detailed(s.titled(slices.Collect(paragraphs(s.text, in))))
	for i := 0; i < len(ps); i++ {
		p := ps[i]
		if s.grounds(ps[i:]) {
			i++
			p.end = ps[i].end
		}
		p = s.untabled(s.ungreeted(p))
		switch last := len(s.questions) - 1; {
		case beforeList && i == len(ps)-1 && s.leadIn(p):
			s.turns(p, false)
			s.around = append(s.around, p)
		case last >= 0 && s.addendum.begins(p.of(s.text)) && !s.asksSomewhere(p):
			s.questions[last].Text += "\n\n" + p.trim(s.text).of(s.text)
		default:
			s.paragraph(p)
			s.conditional(p, last)
		}
	}
}

// mostGrounds is how many bytes the background of one question has.
const mostGrounds = 1000

// grounds reports whether the first of some paragraphs is the background of the
// question that the second begins with: behind another question, and not about that.
func (s *splitter) grounds(ps []stretch) bool {
	if len(ps) < 2 || len(s.questions) == 0 {
		return false
	}
	next := ps[1].of(s.text)
	mark := strings.IndexByte(next, '?')
	if mark < 0 {
		return false
	}
	t := ps[0].trim(s.text).of(s.text)
	if len(t) > mostGrounds || t[len(t)-1] != '.' && t[len(t)-1] != '!' || strings.IndexByte(t, '?') >= 0 {
		return false
	}
	if next = next[:mark+1]; strings.Contains(next, ". ") || !s.real(next) || strings.ContainsAny(t, "\"»«”“") {
		return false
	}
	first, _, _ := strings.Cut(t, ". ")
	if s.belongs(first) || s.polite(first) || s.thankful(first) || s.addendum.begins(first) || s.leads.begins(first) || s.conditions.begins(first) || s.asksSomewhere(ps[0]) {
		return false
	}
	return s.classifier.Alike(t, s.questions[len(s.questions)-1].Text) <= s.classifier.Alike(t, next)
}

// ungreeted is a paragraph without the greeting in its first line, of a letter that
// is passed on, or without the title "Spørgsmål:".
func (s *splitter) ungreeted(p stretch) stretch {
	i := strings.IndexByte(p.of(s.text), '\n')
	if i < 0 {
		return p
	}
	if first := strings.TrimSpace(s.text[p.start : p.start+i]); s.greets(first) || s.isTitle(first) {
		p.start += i + 1
	}
	return p
}

// leadIn reports whether a paragraph only leads to the list below it.
func (s *splitter) leadIn(p stretch) bool {
	t := strings.TrimSpace(p.of(s.text))
	return !strings.Contains(t, "?") || strings.HasSuffix(t, ":") || len(s.sentences(s.text, p)) == 1 && s.announces.within(t)
}

// paragraph cuts one paragraph: a question takes along the sentences before
// it that it points back to, and those after it that point back to it.
func (s *splitter) paragraph(p stretch) {
	ss := s.byLine(s.sentences(s.text, p))
	from := -1    // first sentence that waits for a question
	open := false // the last question may still grow
	asked := stretch{}
	flush := func() {
		if open {
			s.questions = append(s.questions, Question{Text: s.unanswered(asked).of(s.text)})
		}
		open = false
	}
	for i, sen := range ss {
		t := sen.of(s.text)
		s.turns(sen, open)
		switch {
		case !s.real(t) || s.cites(sen) || s.explains(sen) || saysOn(s.text, ss, i) || s.spoken(ss, i) || s.rhetorical(ss, i) || s.heralds(ss, i):
			if open && from < 0 && s.belongs(t) {
				asked.end = sen.end
			} else if from < 0 && s.thankful(t) {
				s.around = append(s.around, sen)
			} else if from < 0 {
				from = i
			}
		case open && s.continues(t):
			asked.end, from = sen.end, -1
			s.earnest = s.earnest || !s.rhetoric.begins(t)
		default:
			flush()
			asked, open = sen, true
			s.earnest = s.earnest || !s.rhetoric.begins(t)
			if from >= 0 && (len(s.questions) > 0 || s.pointsBack(t) || bare(t) && !s.polite(ss[from].of(s.text))) {
				asked.start = ss[from].start
			} else if from >= 0 {
				s.around = append(s.around, stretch{ss[from].start, sen.start})
			}
			from = -1
		}
	}
	if open && from >= 0 && !s.polite(ss[from].of(s.text)) {
		asked.end, from = p.end, -1
	}
	flush()
	if from >= 0 {
		s.around = append(s.around, stretch{ss[from].start, p.end})
	}
}

// bare reports a question of so few words that it says nothing of what it is
// about: "Hvad er begrundelsen?".
func bare(t string) bool {
	n := 0
	for range strings.FieldsSeq(t) {
		n++
	}
	return n <= 3
}

// thankful reports a sentence that only thanks, in a few words.
func (a asking) thankful(t string) bool {
	const most = 60 // bytes
	return len(t) <= most && a.thanks.begins(t)
}

// polite reports a sentence of courtesy or closing.
func (s *splitter) polite(t string) bool {
	t = joinedLines(t)
	return s.courtesy.begins(t) || s.closing.begins(t)
}

// belongs reports whether a sentence after a question goes with it.
func (s *splitter) belongs(t string) bool {
	return !s.polite(t) && !s.leads.begins(t) && (s.back.begins(t) || s.pointsBack(t))
}

// real reports whether a sentence asks something.
func (s *splitter) real(t string) bool {
	t = joinedLines(t)
	if asks(t) {
		return !quoted(t) && !s.courtesy.begins(t) && strings.IndexFunc(t, isLetter) >= 0
	}
	if s.wonders.begins(t) && (s.unmarked && !strings.Contains(t, ",") || unended(t)) && !s.courtesy.begins(t) {
		return true
	}
	if t != "" && strings.IndexByte("PpNn*_", t[0]) >= 0 {
		t = s.behindPostscript(t, stretch{0, len(t)}).of(t)
	}
	end := s.requests(t)
	return end >= 0 && strings.IndexFunc(t[end:], isLetter) >= 0 && !strings.HasSuffix(strings.TrimSpace(t), ":") && !s.courtesy.begins(t) && !openQuote(t[:end])
}

// continues reports whether a question goes on with the one before it.
func (s *splitter) continues(t string) bool {
	if s.follows.begins(t) {
		_, rest, _ := strings.Cut(strings.TrimSpace(t), " ")
		return !s.leads.begins(rest) // "Og for det tredje …"
	}
	n := 0
	for range strings.FieldsSeq(t) {
		if n++; n > 4 {
			return false
		}
	}
	return n <= 2 || s.pointsBack(t)
}

// Continues reports whether a text goes on, with "og" or the like, with a question
// that begins as questions do.
func (c *Classifier) Continues(question, text string) bool {
	return c.asking.opener.begins(question) && c.asking.follows.begins(text)
}
