package intake

import (
	"strings"

	"github.com/emersion/go-message"
)

// readFields reads the header fields that have a meaning of their own. It
// takes them raw: an encoded word can hold bytes in its own charset.
func (r *reader) readFields(h message.Header) {
	m := r.mail
	m.Header = headerFields(h)
	m.From = r.addresses(h, "From")
	if len(m.From) == 0 {
		r.problem("The message names no author.")
	}
	m.Sender = r.addresses(h, "Sender")
	m.ReplyTo = r.addresses(h, "Reply-To")
	m.To = r.addresses(h, "To")
	m.Cc = r.addresses(h, "Cc")
	m.ReturnPath = returnPath(h.Get("Return-Path"))
	m.Subject = decodeWords(h.Get("Subject"))
	if v := h.Get("Date"); v != "" {
		var ok bool
		if m.Date, ok = parseDate(v); !ok {
			r.problem("The date could not be read.")
		}
	}
	if ids := messageIDs(h.Get("Message-Id")); len(ids) > 0 {
		m.MessageID = ids[0]
	}
	m.InReplyTo = messageIDs(h.Get("In-Reply-To"))
	m.References = messageIDs(strings.Join(h.Values("References"), " "))
}

// addresses reads every field called name.
func (r *reader) addresses(h message.Header, name string) []Address {
	var as []Address
	values := h.Values(name)
	if len(values) > 1 {
		r.problem("The field %s stands %d times.", name, len(values))
	}
	for _, v := range values {
		as = append(as, parseAddresses(v)...)
	}
	return as
}

// messageIDs finds the message identifiers (RFC 5322, section 3.6.4) in a
// value: what stands in angle brackets, or else each word with an @ in it, or
// else the first word. The newest 100 are kept.
func messageIDs(v string) []string {
	const most, longest = 100, 998
	v = cleanLine(decodeUnlabelled(v))
	ids := bracketed(v, longest)
	if len(ids) == 0 {
		ids = looseIDs(strings.FieldsFunc(v, func(c rune) bool { return strings.ContainsRune(" <>,\"", c) }), longest)
	}
	return ids[max(0, len(ids)-most):]
}

// bracketed returns what stands between "<" and ">", without white space. It
// reads each byte once.
func bracketed(v string, longest int) (ids []string) {
	open := -1
	for i := range len(v) {
		switch v[i] {
		case '<':
			open = i
		case '>':
			if open < 0 || i-open > longest {
				continue
			}
			if id := strings.ReplaceAll(v[open+1:i], " ", ""); id != "" {
				ids = append(ids, id)
			}
			open = -1
		}
	}
	return ids
}

func looseIDs(words []string, longest int) []string {
	var ids []string
	for _, w := range words {
		if strings.Contains(w, "@") && len(w) <= longest {
			ids = append(ids, w)
		}
	}
	if len(ids) == 0 && len(words) > 0 && len(words[0]) <= longest {
		ids = words[:1]
	}
	return ids
}
