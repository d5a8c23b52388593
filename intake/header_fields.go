package intake

import "strings"

// readFields reads the header fields that have a meaning of their own.
func (r *reader) readFields() {
	m, h := r.mail, r.mail.Header
	for _, v := range h.Values("From") {
		m.From = append(m.From, parseAddresses(v)...)
	}
	m.Sender = r.addresses("Sender")
	m.ReplyTo = r.addresses("Reply-To")
	m.To = r.addresses("To")
	m.Cc = r.addresses("Cc")
	m.ReturnPath = returnPath(h.Get("Return-Path"))
	m.Subject = decodeWords(h.Get("Subject"))
	if v := h.Get("Date"); v != "" {
		var ok bool
		if m.Date, ok = parseDate(v); !ok {
			r.problem("The date could not be read.")
		}
	}
	if ids := messageIDs(h.Get("Message-ID")); len(ids) > 0 {
		m.MessageID = ids[0]
	}
	m.InReplyTo = messageIDs(h.Get("In-Reply-To"))
	m.References = messageIDs(h.Get("References"))
}

func (r *reader) addresses(name string) []Address {
	var as []Address
	for _, v := range r.mail.Header.Values(name) {
		as = append(as, parseAddresses(v)...)
	}
	return as
}

// messageIDs finds the message identifiers in a value, without brackets.
func messageIDs(v string) []string {
	const most = 100
	var ids []string
	for f := range strings.FieldsFuncSeq(v, func(c rune) bool { return strings.ContainsRune(" \t<>,", c) }) {
		if strings.Contains(f, "@") || len(ids) == 0 {
			ids = append(ids, f)
		}
	}
	return ids[max(0, len(ids)-most):]
}
