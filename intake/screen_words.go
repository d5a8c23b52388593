package intake

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// screenedText is how much of a text is read for words, in bytes.
const screenedText = 32 << 10

// openingBytes is how much of a text counts as its opening.
const openingBytes = 600

// screenSubject finds the automatic mail whose header is silent and whose
// subject says what it is.
func screenSubject(m *Mail, s *signs) (Nature, string) {
	if s.human {
		return "", ""
	}
	w, tag := s.begins(&automaticSubjects)
	if text := s.openingText(m); tag && (w == s.bare || len(m.InReplyTo) == 0) && s.asks(text) && (w == s.bare || !selfAbsence.in(text)) {
		tag = false // "Automatisk svar" as what a person asks about: more must speak for a program
	}
	if tag {
		return AutoReply, "subject begins with " + quoted(w)
	}
	if w, ok := awaySubjects.of(s.subject); ok && strings.HasPrefix(s.subject, "auto:") {
		return AutoReply, "subject begins with \"auto:\" and says " + quoted(w) // Domino
	}
	if (s.local == "root" || strings.Contains(s.name, "cron")) && strings.HasPrefix(s.subject, "cron <") {
		return AutoReply, "subject begins with \"cron <\"" // cron(8)
	}
	return "", ""
}

// screenWords finds the automatic mail that only several signs together give
// away.
func screenWords(m *Mail, s *signs) (Nature, string) {
	switch {
	case s.human:
		return "", ""
	case isDaemon(s):
		return AutoReply, s.daemonWhy()
	}
	if why := s.absent(m); why != "" {
		return AutoReply, why
	}
	if why := challenged(m, s); why != "" {
		return AutoReply, why
	}
	if why := recalled(m, s); why != "" {
		return AutoReply, why
	}
	if why := s.together(m); why != "" {
		return AutoReply, why
	}
	if why := s.notifies(m); why != "" {
		return AutoReply, why
	}
	return "", ""
}

// begins is subjectWord for the subject as it is, without its tag, and for the
// tag: "[Autosvar] Hej".
func (s *signs) begins(words *prefixes) (word string, tag bool) {
	if in, _, ok := strings.Cut(strings.TrimPrefix(s.subject, "["), "]"); ok && s.subject[0] == '[' {
		if w, tag := subjectWord(in, words); tag {
			return w, true
		}
	}
	if word, tag = subjectWord(s.subject, words); tag || s.bare == s.subject {
		return word, tag
	}
	if w, tag := subjectWord(s.bare, words); w != "" {
		return w, tag
	}
	return word, false
}

// subjectWord returns the word of words that subject begins with, and whether
// it stands there like a tag: alone, or cut off from the rest, which can be the
// subject that it answers.
func subjectWord(subject string, words *prefixes) (word string, tag bool) {
	for _, w := range words.near(subject) {
		rest, ok := strings.CutPrefix(subject, w)
		if !ok {
			continue
		}
		rest = strings.TrimLeft(rest, " ")
		if rest == "" || strings.ContainsAny(w[len(w)-1:], ":]") || startsWithMark(rest) || strings.HasPrefix(rest, "re:") {
			return w, true
		}
		word = w
	}
	return word, false
}

func startsWithMark(s string) bool {
	c, _ := utf8.DecodeRuneInString(s)
	return strings.ContainsRune(":：;-–—([|!»】", c)
}

// absenceSubject says what makes the subject a note of an absence: its first
// words, or what Domino writes behind a name.
func (s *signs) absenceSubject() string {
	if w, tag := s.begins(&absenceSubjects); tag {
		return "subject begins with " + quoted(w)
	}
	if w, _ := s.begins(&automaticSubjects); w != "" {
		return "subject begins with " + quoted(w)
	}
	if w, ok := awaySubjects.of(s.subject); ok {
		return "subject says " + quoted(w)
	}
	return ""
}

// absent finds the note of an absence. People write such subjects too: the
// header or the text has to agree.
func (s *signs) absent(m *Mail) string {
	why := s.absenceSubject()
	if why == "" {
		return ""
	}
	text := s.openingText(m)
	asks := s.asks(text)
	switch {
	case asks:
	case len(s.hints) > 0:
		return why + "; " + s.hints[0]
	case s.bulk != "":
		return why + "; " + s.bulk
	case s.null:
		return why + "; the return path is empty"
	}
	if t, ok := automaticText.of(text); ok {
		return why + "; text says " + quoted(t)
	}
	self, away := selfAbsence.of(text)
	if away && !asks && !strings.Contains(text, "?") {
		return why + "; text says " + quoted(self) + " and asks nothing"
	}
	t, ok := absenceText.of(text)
	if u, thanks := thanksText.of(text); ok && thanks && !asks && (away || !strings.Contains(text, "?")) {
		return why + "; text says " + quoted(t) + " and " + quoted(u)
	}
	if ok && len(m.InReplyTo) > 0 && !isReply(s.subject) {
		return why + "; text says " + quoted(t) + "; it answers a mail"
	}
	return ""
}

// asks reports whether text asks what no program asks, or ends so: somebody writes
// about those who are away, or about automatic mail. The subject that a program
// repeats asks nothing.
func (s *signs) asks(text string) bool {
	if _, title, ok := strings.Cut(s.subject, ": "); ok {
		text = strings.ReplaceAll(text, title, "")
	}
	return strings.HasSuffix(text, "?") || askingText.in(text)
}

// challenged finds the mail of a filter that wants a sender to prove himself.
func challenged(m *Mail, s *signs) string {
	w, ok := challengeSubjects.of(s.subject)
	if !ok {
		return ""
	}
	text := s.openingText(m)
	if t, ok := challengeText.of(text); ok && (len(m.InReplyTo) > 0 || !s.asks(text)) {
		return "subject says " + quoted(w) + "; text says " + quoted(t)
	}
	return ""
}

// recalled finds the mail by which Outlook takes another one back, outside the
// organisation where it could.
func recalled(m *Mail, s *signs) string {
	w, ok := recallTitles.of(s.subject)
	if !ok {
		return ""
	}
	text := s.openingText(m)
	if t, ok := recallText.of(text); ok && !strings.Contains(text, "?") {
		return "subject begins with " + quoted(w) + "; text says " + quoted(t)
	}
	return ""
}

// together takes a mail for automatic when two signs that do not depend on
// each other say so: what the header hints at, what the words say, what the
// addresses are; or when its first words say what it is.
func (s *signs) together(m *Mail) string {
	header := s.bulk
	if header == "" && len(s.hints) > 0 {
		header = s.hints[0]
	}
	address := s.addressSign()
	if s.resent && !s.noreply {
		address = "" // who sends on may empty the return path
	}
	answers := len(m.InReplyTo) > 0
	w := s.wording(m)
	asks := (header != "" || address != "" || w.receipt != "") && !s.noreply && s.asks(s.openingText(m))
	if asks { // so the header is a gateway's, or a service's that carried it
		header, address = "", ""
	}
	switch {
	case header != "" && address != "":
		return header + "; " + address
	case header != "" && w.any() != "":
		return header + "; " + w.any()
	case s.bulk != "" && answers && !s.desk && !asks:
		return header + "; it answers a mail"
	case s.bulk != "" && s.saysAway(m):
		return header + "; text says that its author is away and thanks for a mail"
	case address != "" && w.says+w.receipt != "":
		return w.any() + "; " + address
	case w.says != "" && answers:
		return w.says + "; it answers a mail"
	case w.says != "" && w.receipt != "" && !asks:
		return w.receipt + "; " + w.says
	case w.opens && !isReply(s.subject):
		return w.says + " at its beginning"
	}
	return ""
}

// notifies finds the notice of a service ("Mette har sendt en besked"), which
// quotes what somebody asked: nobody reads at its sender's address, and it says
// below why it came or how it can be turned off. What a form on a page or Digital
// Post passes on says that too at times, but names an address of who wrote, or
// brings files; and where an answer goes to somebody elsewhere, he sent it by that
// service. Then a person looks.
func (s *signs) notifies(m *Mail) string {
	if len(m.From) == 0 || !s.noreply && !notifierLocals[s.local] || s.answeredElsewhere(m) {
		return ""
	}
	for _, a := range m.Attachments {
		if !a.Inline && a.MediaType != "text/calendar" {
			return ""
		}
	}
	text := m.Text[:min(len(m.Text), screenedText)]
	w, ok := noticeText.of(fold(text))
	if !ok || s.namesOthers(m, text) {
		return ""
	}
	return "From takes no answers: " + s.local + "; text says " + quoted(w)
}

// namesOthers says whether an address in text is neither of the author's domain
// nor of who got m.
func (s *signs) namesOthers(m *Mail, text string) bool {
	for _, a := range addressesIn(text) {
		if !s.own.isOwn(a) && !nearDomain(a, m.From[0].Address) && !slices.ContainsFunc(m.To, func(to Address) bool { return sameAddress(to.Address, a) }) {
			return true
		}
	}
	return false
}

// answeredElsewhere says whether an answer to m would leave the domain of its
// author.
func (s *signs) answeredElsewhere(m *Mail) bool {
	return len(m.ReplyTo) > 0 && !nearDomain(m.ReplyTo[0].Address, m.From[0].Address)
}

// nearDomain says whether one of two addresses is in the domain of the other, or
// below it.
func nearDomain(a, b string) bool {
	_, a, _ = strings.Cut(lower(a), "@")
	_, b, _ = strings.Cut(lower(b), "@")
	return a == b || strings.HasSuffix(a, "."+b) || strings.HasSuffix(b, "."+a)
}

// saysAway reports whether the text is a note of an absence: its author says that
// he is away, thanks for a mail and asks nothing.
func (s *signs) saysAway(m *Mail) bool {
	text := s.openingText(m)
	return selfAbsence.in(text) && thanksText.in(text) && !strings.Contains(text, "?")
}

func (s *signs) addressSign() string {
	switch {
	case s.null:
		return "the return path is empty"
	case s.noreply:
		return "From takes no answers: " + s.local
	}
	return ""
}

// worded reports whether more than the header speaks for a program.
func (s *signs) worded(m *Mail) bool {
	_, absent := s.begins(&absenceSubjects)
	return absent || s.wording(m).any() != "" || len(s.hints) > 0 || s.addressSign() != "" || s.saysAway(m)
}

// words are the signs in the words of a mail that a program made it.
type words struct {
	says    string // the mail says so of itself
	opens   bool   // with its first words
	receipt string // the subject acknowledges a mail
	mention string // the text speaks of automatic mail
}

func (w words) any() string { return cmp.Or(w.says, w.receipt, w.mention) }

func (s *signs) wording(m *Mail) words {
	var out words
	if w, ok := receiptSubjects.of(s.subject); ok {
		out.receipt = "subject begins with " + quoted(w)
	}
	text := s.openingText(m)
	if !automaticRoots.in(text) {
		return out
	}
	if w, ok := automaticText.of(text); ok {
		out.says = "text says " + quoted(w)
		out.opens = opensWith(text, w)
	}
	if w, ok := mentionText.of(text); ok {
		out.mention = "text says " + quoted(w)
	}
	return out
}

// opensWith reports whether w stands at the start of text, or behind no more
// than a greeting, and w or the next words are of mail.
func opensWith(text, w string) bool {
	const longest, near = 40, 60
	greeting, rest, _ := strings.Cut(text, w)
	if !aboutMail.in(w) && !aboutMail.in(rest[:min(len(rest), near)]) {
		return false
	}
	greeting = strings.TrimSpace(greeting)
	_, greets := prefixOf(greeting, greetings)
	return greeting == "" || greets && len(greeting) <= longest && !strings.ContainsAny(greeting, ".:;?")
}

// openingText is the start of what the sender wrote now, folded: a program
// says at once what it is, and what is quoted further down says nothing.
func (s *signs) openingText(m *Mail) string {
	if s.opening == nil {
		t := m.NewText
		if isBlank(t) {
			t = m.Text
		}
		t = fold(unquoted(t, openingBytes))
		s.opening = &t
	}
	return *s.opening
}

// unquoted is the start of t without its quoted lines, at most most bytes.
func unquoted(t string, most int) string {
	var b strings.Builder
	t = t[:min(len(t), screenedText)]
	if strings.IndexByte(t, '>') < 0 {
		return strings.ToValidUTF8(t[:min(len(t), most)], "")
	}
	b.Grow(min(len(t), most))
	for line := range strings.Lines(t) {
		if strings.HasPrefix(strings.TrimLeft(line, " \t"), ">") {
			continue
		}
		b.WriteString(line)
		if b.Len() >= most {
			break
		}
	}
	return strings.ToValidUTF8(b.String()[:min(b.Len(), most)], "")
}

// isReply reports whether a person's program put its mark in front of the
// subject.
func isReply(subject string) bool {
	_, ok := prefixOf(subject, []string{"re:", "sv:", "vs:", "aw:", "wg:", "fw:", "fwd:", "antw:", "vb:", "rv:", "tr:", "i:", "r:"})
	return ok
}

func quoted(w string) string { return `"` + w + `"` }

// isNoReply knows the local parts of senders that take no answers.
func isNoReply(local string) bool {
	var buf [64]byte
	bare := buf[:0]
	for i := 0; i < len(local) && len(bare) < len(buf); i++ {
		if c := local[i]; c != '-' && c != '_' && c != '.' {
			bare = append(bare, c)
		}
	}
	_, ok := noReplyLocals.of(string(bare))
	return ok || bytes.HasSuffix(bare, []byte("noreply"))
}
