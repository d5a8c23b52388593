package intake

import (
	"slices"
	"strings"
)

// screenBounce finds the mail by which a server says what became of another
// one: by structure (RFC 3464), by X-Failed-Recipients, or in free form, when
// two of these agree: a daemon wrote it, the subject is a bounce's, the text
// is a bounce's.
//
// A person who passes a bounce on ("VS: Undelivered Mail …") stays a person.
func screenBounce(m *Mail, s *signs) (Nature, string) {
	if s.reportType == "delivery-status" {
		return Bounce, "Content-Type: multipart/report; report-type=delivery-status"
	}
	if hasPart(m, deliveryParts) && (s.reportType != "" || s.isMachine() || s.titled() != "") {
		return Bounce, "a part is message/delivery-status"
	}
	if s.sns && strings.Contains(m.Text, `notificationType`) {
		return Bounce, "X-Amz-Sns-Message-Id, and the text is a notification"
	}
	return s.freeBounce(m)
}

// freeBounce weighs what speaks for a bounce in free form. An empty return
// path counts little: some services empty it on every mail.
func (s *signs) freeBounce(m *Mail) (Nature, string) {
	title, daemon, office := s.titled(), isDaemon(s), isOffice(s)
	attached := hasPart(m, returnedParts)
	if title == "" && !daemon && !office && !s.isMachine() && !s.fml && !(s.noreply && attached) {
		return "", ""
	}
	split := s.split(m)
	failure, said := bounceWords(split.fold())
	came := attached || split.returned.traced
	switch {
	case len(s.failed) > 0 && (title != "" || said != "" || daemon):
		return Bounce, "X-Failed-Recipients"
	case daemon && title+said != "":
		return Bounce, joinWhy(s.daemonWhy(), title, said)
	case title != "" && (office || s.marked != "") && (said != "" || s.null || s.reportType != "" || came):
		return Bounce, joinWhy(title, said)
	case title != "" && s.null && (failure && !s.asks(s.openingText(m)) || s.reportType != ""):
		return Bounce, joinWhy(title, said, "the return path is empty")
	case title != "" && said != "" && split.returned.traced:
		return Bounce, joinWhy(title, said, "a header came back in the text")
	case s.reportType == "?" && said != "":
		return Bounce, joinWhy("Content-Type: multipart/report", said)
	case office && s.null && failure:
		return Bounce, joinWhy("From is a postmaster and the return path is empty", said)
	case came && (failure && (s.null || office || s.noreply) || said != "" && s.null && office):
		return Bounce, joinWhy(said, "a mail came back with it")
	case title != "" && failure && s.nameless(m) && (came || opensFailing(split.fold())):
		return Bounce, joinWhy(title, said, "From has no name")
	case s.fml:
		return s.refusal(split.fold())
	}
	return "", ""
}

// nameless reports whether the author gives no name and answers no mail, as
// gateways do under addresses that nobody could list.
func (s *signs) nameless(m *Mail) bool {
	return len(m.From) == 1 && strings.TrimSpace(m.From[0].Name) == "" && len(m.InReplyTo) == 0 && len(m.References) == 0
}

// opensFailing reports whether text, which is folded, says in its first lines
// what did not arrive, and asks nothing.
func opensFailing(text string) bool {
	const opening, most = 250, 4000
	if len(text) > most || strings.Contains(text, "?") {
		return false
	}
	_, ok := failurePhrases.of(text[:min(len(text), opening)])
	return ok
}

// bounceWords finds what makes text a bounce's, and whether that is hardly
// ever said elsewhere.
func bounceWords(text string) (failure bool, said string) {
	w, failure := failurePhrases.of(text)
	if !failure {
		w, _ = causePhrases.of(text)
	}
	if w == "" {
		return false, ""
	}
	return failure, "text says " + quoted(w)
}

func joinWhy(why ...string) string {
	return strings.Join(slices.DeleteFunc(why, func(w string) bool { return w == "" }), "; ")
}

// isMachine reports whether any sign of a program is in the header.
func (s *signs) isMachine() bool {
	return s.null || s.marked != "" || len(s.failed) > 0 || isDaemon(s)
}

// titled says what makes the subject a bounce's.
func (s *signs) titled() string {
	subject := strings.TrimLeft(s.bare, "[*(!- ")
	if w, ok := bounceTitles.of(subject); ok {
		return "subject begins with " + quoted(w)
	}
	return ""
}

// refusal finds what the list server fml says of a mail that it does not
// pass on.
func (s *signs) refusal(folded string) (Nature, string) {
	if w, ok := refusals.of(s.subject + " " + folded); ok {
		return Bounce, "X-MLServer; text says " + quoted(w)
	}
	return "", ""
}

// isDaemon reports whether the author is a program that carries mail: no
// person has that address.
func isDaemon(s *signs) bool {
	if _, ok := daemonLocals.of(s.local); ok || s.ndr != "" || s.nobody {
		return true
	}
	_, ok := daemonNames.of(s.name)
	return ok
}

func (s *signs) daemonWhy() string {
	switch {
	case s.ndr != "":
		return s.ndr
	case s.nobody:
		return "From is nobody and the return path is empty"
	}
	if _, ok := daemonLocals.of(s.local); ok {
		return "From is a mail daemon: " + s.local
	}
	return "From is a mail daemon: " + s.name
}

// isOffice reports whether the author is a postmaster or the like: a program
// most of the time, a person at others.
func isOffice(s *signs) bool {
	if _, ok := officeLocals.of(s.local); ok {
		return true
	}
	_, ok := containsAny(s.name, officeNames)
	return ok
}
