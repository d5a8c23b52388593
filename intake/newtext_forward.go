package intake

import "strings"

// When somebody forwards a question ("VS: …") and writes next to nothing
// above it, what was forwarded is what the mail is about.

// forwardedBy says whether the sender forwarded somebody's mail.
func (t *thread) forwards(subject string) bool {
	prefix, _, ok := strings.Cut(strings.TrimSpace(subject), ":")
	if ok && len(prefix) <= 12 && fwdPrefixes[lower(strings.TrimSpace(prefix))] {
		return true
	}
	return t.forwarded
}

// passedBefore says whether the mail with the first heading of t was a forwarded one
// itself, as "Emne: VS: …" in that heading says.
func (t *thread) passedBefore() bool {
	for i, l := range t.lines {
		if l.writer != headingLine {
			continue
		}
		if label, value, ok := cutColon(l.text); ok && labelWords[lower(strings.Trim(label, " *_"))] != 0 {
			prefix, _, ok := strings.Cut(strings.TrimLeft(value, " :*_\u00a0"), ":")
			if ok && len(prefix) <= 12 && fwdPrefixes[lower(strings.TrimSpace(prefix))] {
				return true
			}
		}
		if i+1 < len(t.lines) && t.lines[i+1].writer == tailLine {
			break
		}
	}
	return false
}

// passedOn is what stands in a text of m below what its sender wrote on top; "" when
// that is a mail of his own.
func (t *thread) passedOn(m *Mail, text, top string) string {
	below, ok := strings.CutPrefix(text, top)
	if !ok || top == "" || t.fromAuthorOf(m) {
		return ""
	}
	return strings.TrimSpace(below)
}

// fromAuthorOf says whether the first heading of t names who wrote m.
func (t *thread) fromAuthorOf(m *Mail) bool {
	found := false
	for i := range t.lines {
		l := &t.lines[i]
		if found && l.writer != headingLine && !l.blank() {
			return false
		}
		if l.writer != headingLine {
			continue
		}
		found = true
		label, value, ok := cutColon(l.text)
		if !ok || labelWords[lower(strings.Trim(label, " *_"))]&labelFrom == 0 {
			continue
		}
		value = lower(value)
		for _, a := range m.From {
			if strings.Contains(value, lower(a.Address)) || a.Name != "" && strings.Contains(value, lower(a.Name)) {
				return true
			}
		}
	}
	return false
}

// replies says whether a mail answers another one.
func (m *Mail) replies() bool {
	prefix, _, ok := strings.Cut(strings.TrimSpace(m.Subject), ":")
	return ok && replyPrefixes[lower(strings.TrimSpace(prefix))] || len(m.InReplyTo) > 0 || len(m.References) > 0
}

var replyPrefixes = map[string]bool{"re": true, "sv": true, "aw": true, "antw": true, "ref": true, "r": true, "odp": true, "rif": true, "vedr": true}

// pointsBelow are words by which a sender sends the reader to what stands below.
var pointsBelow = newPhrases("nedenfor", "nedenstående", "herunder", "nedenunder", "vedlagte", "videresend", "below", "unten", "untenstehend", "ci-dessous", "weitergeleitet", "forwarded", "nedan", "fyi", "til orientering", "til besvarelse", "bladre ned")

// answered are words by which an answerer says that he wrote into the quoted mail.
var answered = newPhrases("med rødt", "i rødt", "med blåt", "i blåt", "med kursiv", "i kursiv", "med fed", "svar indsat", "svarene indsat", "svar nedenfor", "svarene nedenfor", "svar herunder", "svar i teksten", "svaret i teksten", "inline", "in red", "in blue", "answers below", "comments below", "see below", "se nedenfor", "svarene står", "svar står under", "under dine spørgsmål", "under hvert spørgsmål", "kommentarer nedenfor", "in rot", "antworten unten", "i mailen nedenfor", "skrevet ind")

// announced are words by which an answerer says that the answer comes: it stands
// in the quoted mail only where nothing else follows.
var announced = newPhrases("se svar", "hermed svar", "hermed vores svar", "her er svar", "svar på dine spørgsmål", "my answers")

// answersBelow says whether the sender says in top that he wrote into the
// quoted mail below.
func answersBelow(top string) bool {
	top = lower(top)
	return len(top) < 1000 && !strings.Contains(top, "?") && (answered.in(top) || announced.in(lastSentence(top)))
}

// lastSentence is the last sentence of a text, a name below it left out.
func lastSentence(text string) string {
	text = strings.TrimSpace(text)
	if before, name, ok := cutLast(text, "\n"); ok && wordsUpTo(name, 2) == 1 {
		text = strings.TrimSpace(before)
	}
	text = strings.TrimRight(text, " .:!–-")
	return text[strings.LastIndexAny(text, "\n.:!")+1:]
}

// cutLast is strings.Cut at the last place.
func cutLast(text, at string) (before, after string, found bool) {
	i := strings.LastIndex(text, at)
	if i < 0 {
		return text, "", false
	}
	return text[:i], text[i+len(at):], true
}

// slight says whether top is next to nothing above a forwarded mail.
func slight(top string) bool {
	if len(top) > 1000 {
		return false
	}
	n := wordsUpTo(top, 61)
	return n <= 25 || n <= 60 && pointsBelow.begins(lower(top))
}
