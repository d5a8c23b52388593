package intake

import "slices"

// Ours is what tells our own letters from other mail.
type Ours struct {
	Addresses []string             // of our mailbox, compared without regard to case
	MessageID func(id string) bool // whether a Message-ID is one of ours; nil: none is
}

// Screen says what kind of sender wrote m: it sets Nature, NatureWhy and, for
// a bounce, Bounce.
//
// What is certain decides first: our own Message-ID, the structure of a report
// (RFC 6522 with 3464, 5965, 8098), the fields by which a program names itself
// (RFC 3834, 5230), the fields of a mailing list (RFC 2919, 2369). Words of the
// subject or the text count only where those are silent, and then only words
// that no person begins a mail with, or two signs that do not depend on each
// other. When in doubt a person wrote it: a mail of a program that is taken for
// a person's costs a look, the reverse costs a question.
//
// It reads the header once and the text only of mails that are under
// suspicion, and at most screenedText bytes of it.
func Screen(m *Mail, own Ours) {
	s := readSigns(m, own)
	m.Nature, m.NatureWhy, m.Bounce = Person, s.personWhy(), nil
	for _, screen := range screens {
		if n, why := screen(m, s); n != "" {
			m.Nature, m.NatureWhy = n, why
			break
		}
	}
	if m.Nature == Bounce {
		m.Bounce = deliveryStatus(m, s)
	}
}

// screens are the questions that are asked of a mail; the first that knows an
// answer decides.
var screens = []func(*Mail, *signs) (Nature, string){
	screenUnreadable,
	screenOwn,
	screenReport,
	screenBounce,
	screenOtherReport,
	screenMarked,
	screenSubject,
	screenCalendar,
	screenReaction,
	screenList,
	screenWords,
}

func screenUnreadable(m *Mail, _ *signs) (Nature, string) {
	if len(m.Header) == 0 && len(m.Attachments) == 0 && isBlank(m.Text) {
		return Unreadable, "neither a header nor a text"
	}
	return "", ""
}

// screenOwn finds our own letters. Our address in From proves nothing: only
// the Message-ID does.
func screenOwn(m *Mail, s *signs) (Nature, string) {
	if s.fromOwn && s.own.MessageID != nil && m.MessageID != "" && s.own.MessageID(m.MessageID) {
		return Own, "From is our own address and Message-ID is one of ours"
	}
	return "", ""
}

// screenMarked finds the mail whose header says that a program wrote it. An
// invitation that somebody's calendar sent is his.
func screenMarked(m *Mail, s *signs) (Nature, string) {
	switch {
	case s.marked == "" || s.human:
		return "", ""
	case s.made && !s.noreply && hasInvitation(m):
		return Person, "text/calendar METHOD:REQUEST, an invitation, although " + s.marked
	}
	return AutoReply, s.marked
}

// screenList finds the mail that came through a list. Bulk mail that nothing
// else is known of counts as such: programs that answer reply to something.
func screenList(m *Mail, s *signs) (Nature, string) {
	switch {
	case s.list != "":
		return List, s.list
	case s.bulk != "" && (len(m.InReplyTo) == 0 || s.desk) && !s.human && !s.worded(m):
		return List, s.bulk
	}
	return "", ""
}

func (s *signs) personWhy() string {
	switch {
	case s.fromOwn:
		return "suspicious: From is our own address, but Message-ID is not one of ours"
	case s.human:
		return "Auto-Submitted: no"
	}
	return "no sign of a program or a list"
}

// isOwn reports whether address is one of our mailbox's.
func (o Ours) isOwn(address string) bool {
	return slices.ContainsFunc(o.Addresses, func(a string) bool { return sameAddress(a, address) })
}
