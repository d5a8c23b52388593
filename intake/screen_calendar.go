package intake

import (
	"bytes"
	"strings"
)

// screenCalendar finds the answer to an invitation that nobody wrote a word
// in (RFC 5546, METHOD:REPLY). With a comment, or as an invitation, a
// calendar mail is a person's.
func screenCalendar(m *Mail, s *signs) (Nature, string) {
	if s.human || !isBlank(m.NewText) || !isBlank(m.Text) {
		return "", ""
	}
	for _, a := range m.Attachments {
		if a.MediaType == "text/calendar" && isBareReply(a.Content) {
			return AutoReply, "text/calendar METHOD:REPLY without a comment"
		}
	}
	return "", ""
}

// isBareReply reports whether the calendar object is a reply without COMMENT.
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
	return reply
}
