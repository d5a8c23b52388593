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

// replies says whether a mail answers another one.
func (m *Mail) replies() bool {
	prefix, _, ok := strings.Cut(strings.TrimSpace(m.Subject), ":")
	return ok && replyPrefixes[lower(strings.TrimSpace(prefix))] || len(m.InReplyTo) > 0 || len(m.References) > 0
}

var replyPrefixes = map[string]bool{"re": true, "sv": true, "aw": true, "antw": true, "ref": true, "r": true, "odp": true, "rif": true, "vedr": true}

// pointsBelow are words by which a sender sends the reader to what stands below.
var pointsBelow = newPhrases("nedenfor", "nedenstående", "herunder", "nedenunder", "vedlagte", "videresend", "below", "unten", "untenstehend", "ci-dessous", "weitergeleitet", "forwarded", "nedan", "fyi", "til orientering", "til besvarelse", "bladre ned")

// answered are words by which an answerer says that he wrote into the quoted mail.
var answered = newPhrases("med rødt", "i rødt", "med blåt", "i blåt", "med kursiv", "i kursiv", "med fed", "svar indsat", "svarene indsat", "svar nedenfor", "svarene nedenfor", "svar herunder", "svar i teksten", "svaret i teksten", "inline", "in red", "in blue", "answers below", "comments below", "my answers", "see below", "se nedenfor", "se svar", "hermed svar", "her er svar", "svar på dine spørgsmål", "svarene står", "hermed svarene", "kommentarer nedenfor", "in rot", "antworten unten", "i mailen nedenfor", "skrevet ind")

// answersBelow says whether the sender says in top that he wrote into the
// quoted mail below.
func answersBelow(top string) bool {
	return len(top) < 1000 && !strings.Contains(top, "?") && answered.in(lower(top))
}

// slight says whether top is next to nothing above a forwarded mail.
func slight(top string) bool {
	if len(top) > 1000 {
		return false
	}
	n := wordsUpTo(top, 61)
	return n <= 25 || n <= 60 && pointsBelow.in(lower(top))
}
