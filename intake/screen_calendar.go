package intake

import (
	"bytes"
	"strings"
)

// screenCalendar finds the answer to an invitation that nobody wrote a word
// in (RFC 5546, METHOD:REPLY). With a comment, or as an invitation, a
// calendar mail is a person's. Google's calendar says in a text who answered how.
func screenCalendar(m *Mail, s *signs) (Nature, string) {
	blank := isBlank(m.NewText) && isBlank(m.Text)
	if s.human || !blank && !hasPart(m, calendarParts) {
		return "", ""
	}
	for _, a := range m.Attachments {
		if a.MediaType != "text/calendar" || !isBareReply(a.Content) {
			continue
		}
		if blank {
			return AutoReply, "text/calendar METHOD:REPLY without a comment"
		}
		if t, ok := calendarNames.of(fold(unquoted(m.Text, screenedText))); ok && !strings.Contains(m.Text, "? ") {
			return AutoReply, "text/calendar METHOD:REPLY without a comment; text names " + quoted(t)
		}
	}
	return "", ""
}

// screenReaction finds the sign that somebody puts to a mail in place of words,
// which Gmail sends as an answer.
func screenReaction(m *Mail, _ *signs) (Nature, string) {
	if hasPart(m, reactionParts) {
		return AutoReply, "a part is a reaction: " + reactionParts[0]
	}
	return "", ""
}

var (
	reactionParts = []string{"text/vnd.google.email-reaction+json"}
	calendarParts = []string{"text/calendar"}
	calendarNames = newPhrases("google kalender", "google calendar", "google-kalender", "calendar.google.com")
)

// hasInvitation reports whether m invites to a meeting.
func hasInvitation(m *Mail) bool {
	for _, a := range m.Attachments {
		if a.MediaType == "text/calendar" && bytes.Contains(a.Content[:min(len(a.Content), screenedText)], []byte("METHOD:REQUEST")) {
			return true
		}
	}
	return false
}

// isBareReply reports whether the calendar object is a reply without COMMENT,
// also in a parameter.
func isBareReply(content []byte) bool {
	reply := false
	content = content[:min(len(content), screenedText)]
	for line := range bytes.Lines(content) {
		name, value, _ := strings.Cut(strings.TrimSpace(string(line)), ":")
		name, _, _ = strings.Cut(name, ";")
		switch strings.ToUpper(name) {
		case "METHOD":
			reply = strings.EqualFold(value, "REPLY")
		case "COMMENT":
			return false
		}
	}
	return reply && !bytes.Contains(content, []byte("COMMENT="))
}
