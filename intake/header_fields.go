package intake

import (
	"strings"

	"github.com/emersion/go-message"
)

// readFields reads the header fields that have a meaning of their own. It
// takes them raw: an encoded word can hold bytes in its own charset.
func (r *reader) readFields(h message.Header) {
	m := r.mail
	var raw wantedFields
	m.Header = headerFields(h, raw.take)
	m.From = r.addresses("From", raw.from)
	if len(m.From) == 0 {
		r.problem("The message names no author.")
	}
	m.Sender = r.addresses("Sender", raw.sender)
	m.ReplyTo = r.addresses("Reply-To", raw.replyTo)
	m.To = r.addresses("To", raw.to)
	m.Cc = r.addresses("Cc", raw.cc)
	m.ReturnPath = returnPath(raw.returnPath.first())
	m.Subject = decodeWords(raw.subject.first())
	if v := raw.date.first(); v != "" {
		var ok bool
		if m.Date, ok = parseDate(v); !ok {
			r.problem("The date could not be read.")
		}
	}
	if ids := messageIDs(raw.messageID.first()); len(ids) > 0 {
		m.MessageID = ids[0]
	}
	m.InReplyTo = messageIDs(raw.inReplyTo.first())
	m.References = messageIDs(strings.Join(raw.references, " "))
}

// wantedFields are the values of the fields that have a meaning of their own.
type wantedFields struct {
	from, sender, replyTo, to, cc, returnPath, subject, date, messageID, inReplyTo, references rawValues
}

// rawValues are those of one field, in order.
type rawValues []string

// first is the first one, or "".
func (v rawValues) first() string {
	if len(v) == 0 {
		return ""
	}
	return v[0]
}

// take keeps the value of a field that is wanted.
func (f *wantedFields) take(name, value string) {
	keep := func(v *rawValues) { *v = append(*v, value) }
	switch name {
	case "From":
		keep(&f.from)
	case "Sender":
		keep(&f.sender)
	case "Reply-To":
		keep(&f.replyTo)
	case "To":
		keep(&f.to)
	case "Cc":
		keep(&f.cc)
	case "Return-Path":
		keep(&f.returnPath)
	case "Subject":
		keep(&f.subject)
	case "Date":
		keep(&f.date)
	case "Message-Id":
		keep(&f.messageID)
	case "In-Reply-To":
		keep(&f.inReplyTo)
	case "References":
		keep(&f.references)
	}
}

// addresses reads the values of the fields called name.
func (r *reader) addresses(name string, values rawValues) []Address {
	var as []Address
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
	if v == "" {
		return nil
	}
	v = cleanRaw(v)
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
