package intake

import (
	"bytes"
	"cmp"
	"encoding/json"
	"strings"
)

// deliveryStatus gathers what a bounce says of the mail that failed, from the
// surest source to the least: the fields of RFC 3464, Amazon's notification,
// X-Failed-Recipients, the words of the text, a bounce that came back whole
// (gateways wrap them), and last the recipients of the mail that came back.
//
// What the fields say of it the text is not asked for.
func deliveryStatus(m *Mail, s *signs) *DeliveryStatus {
	d := reported(m, s, func() string { return s.split(m).explained })
	if len(d.Recipients) == 0 {
		d.Recipients = addressesIn(strings.Join(s.failed, ", "))
	}
	if len(d.Recipients) == 0 {
		if in := s.readRecipients(m, d); in != nil {
			return in
		}
	}
	if d.Action == "" {
		d.Action = guessedAction(s.subject, s.split(m).fold())
	}
	d.Recipients = unique(d.Recipients)
	if d.Status == "" || isGeneral(d.Status) {
		d.Status = s.status(d.Status, s.split(m).fold())
	}
	if d.MessageID == "" {
		d.MessageID = returnedID(m, s.returnedHeader(m))
	}
	return d
}

// readRecipients finds in the text of m who did not get the mail. A bounce
// that is wrapped in m it returns whole.
func (s *signs) readRecipients(m *Mail, d *DeliveryStatus) (in *DeliveryStatus) {
	back, explained := s.returnedHeader(m), s.split(m).explained
	others := s.others(m, back)
	if d.Recipients = failedIn(explained, others, replied); len(d.Recipients) > 0 {
		return nil
	}
	if in = wrapped(m); in != nil {
		return in
	}
	if d.Recipients = failedIn(explained, others, named); len(d.Recipients) == 0 {
		d.Recipients = addressesIn(strings.Join(append(back.Values("To"), back.Values("X-Envelope-To")...), ", "))
	}
	return nil
}

// status is the code that the text of a bounce gives, or the one that says the
// same as its words; reported is what the report says itself, which is general
// or nothing.
func (s *signs) status(reported, text string) string {
	if c := statusIn(text); c != "" && (reported == "" || c[0] == reported[0]) {
		return c
	}
	for _, words := range []string{text, s.subject} {
		if c := guessedStatus(words); c != "" && (reported == "" || c[0] == reported[0]) {
			return c
		}
	}
	if class := replyClass(text); reported == "" && class != 0 {
		return string(class) + ".0.0"
	}
	return reported
}

// reported reads what is said in fields: in the part for it, or else in the
// text, where gateways put it, or in Amazon's notification.
func reported(m *Mail, s *signs, explained func() string) *DeliveryStatus {
	if s.sns {
		return notification(m.Text)
	}
	var fates []fate
	var ids []string
	const most = 20 // parts; each has all recipients of one server
	for _, a := range m.Attachments[:min(len(m.Attachments), most)] {
		if hasType(a, deliveryParts) || hasType(a, reportParts) {
			f, i := readFates(statusText(a.Content))
			fates, ids = append(fates, f...), append(ids, i...)
		}
	}
	if len(fates) == 0 {
		fates, _ = readFates(explained())
	}
	d := &DeliveryStatus{}
	if len(fates) > 0 {
		d = summary(fates)
	}
	for _, id := range ids {
		d.MessageID = cmp.Or(d.MessageID, id)
	}
	return d
}

// wrapped reads the bounce that came back inside this one: as a message, or
// as the lines of one in a part or a text that could not be taken apart.
func wrapped(m *Mail) *DeliveryStatus {
	const most = 3
	tried := 0
	for _, a := range m.Attachments {
		if !hasType(a, returnedParts) && !strings.HasPrefix(a.MediaType, "multipart/") {
			continue
		}
		if tried++; tried > most {
			break
		}
		in := statusText(a.Content)
		if strings.HasPrefix(fold(fieldsOf(in).Get("Content-Type")), "multipart/report") {
			inner := Parse(a.Content, Limits{Depth: 5})
			if d := reported(inner, &signs{}, func() string { return inner.Text }); len(d.Recipients) > 0 {
				d.MessageID = cmp.Or(d.MessageID, returnedID(inner, (&signs{}).returnedHeader(inner)))
				return d
			}
		}
		if fates, _ := readFates(in); len(fates) > 0 {
			d := summary(fates)
			d.MessageID = lastID(a.Content)
			return d
		}
	}
	fates, _ := readFates(m.Text)
	if len(fates) == 0 {
		return nil
	}
	d := summary(fates)
	d.MessageID = lastID([]byte(m.Text))
	return d
}

// statusText is the text of a report part, at most 1 MiB of it.
func statusText(b []byte) string {
	const most = 1 << 20
	return cleanText(string(b[:min(len(b), most)]))
}

func hasType(a Attachment, types []string) bool {
	for _, t := range types {
		if a.MediaType == t {
			return true
		}
	}
	return false
}

// others are the addresses in a bounce that are not the recipient's: those it
// went to and came from, and those who sent the mail that came back.
func (s *signs) others(m *Mail, back Header) []string {
	out := append([]string{}, s.own.Addresses...)
	for _, as := range [][]Address{m.To, m.From} {
		for _, a := range as {
			out = append(out, a.Address)
		}
	}
	for _, name := range []string{"From", "Sender", "Return-Path", "Reply-To", "X-Envelope-From"} {
		out = append(out, addressesIn(back.Get(name))...)
	}
	const most = 100
	return out[:min(len(out), most)]
}

// returnedHeader is the header of the mail that came back: attached, or in the
// text.
func (s *signs) returnedHeader(m *Mail) Header {
	for _, a := range m.Attachments {
		if len(a.header) > 0 {
			return a.header
		}
		if hasType(a, returnedParts) {
			if h := fieldsOf(strings.ToValidUTF8(string(headerOf(a.Content)), "")); len(h) > 0 {
				return h
			}
		}
	}
	return fieldsOf(s.split(m).returned.text)
}

// headerOf is what stands before the first empty line of b, at most
// screenedText bytes of it.
func headerOf(b []byte) []byte {
	b = bytes.TrimLeft(b[:min(len(b), screenedText)], "\r\n")
	for pos := 0; pos < len(b); {
		line := firstLine(b[pos:])
		if line[0] == '\n' || line[0] == '\r' {
			return b[:pos]
		}
		pos += len(line)
	}
	return b
}

// returnedID is the Message-ID of the mail that came back: its own field, the
// one of a header that could not be made out as such, or what the bounce
// answers (Exchange sets In-Reply-To).
func returnedID(m *Mail, back Header) string {
	candidates := messageIDs(back.Get("Message-ID"))
	if len(candidates) == 0 {
		candidates = append(candidates, lastID(m.Raw))
	}
	candidates = append(candidates, m.InReplyTo...)
	if n := len(m.References); n > 0 {
		candidates = append(candidates, m.References[n-1])
	}
	for _, id := range candidates {
		if id != m.MessageID && id != "" {
			return id
		}
	}
	return ""
}

// lastID is the last Message-ID that a line of b begins with: a bounce within
// a bounce has the first mail's at its end. At most 1 MiB of b is read.
func lastID(b []byte) string {
	const most = 1 << 20
	field := []byte("message-id:")
	id := ""
	for line := range bytes.Lines(b[:min(len(b), most)]) {
		line = bytes.TrimLeft(line, " \t>")
		if len(line) > len(field) && bytes.EqualFold(line[:len(field)], field) {
			if ids := messageIDs(strings.ToValidUTF8(string(bytes.TrimSpace(line[len(field):])), "")); len(ids) > 0 {
				id = ids[0]
			}
		}
	}
	return id
}

// guessedAction tells a delay from a failure by words.
func guessedAction(subject, text string) string {
	if _, ok := finalPhrases.of(text); ok {
		return "failed"
	}
	_, title := delayTitles.of(subject)
	if _, ok := delayPhrases.of(text); ok || title {
		return "delayed"
	}
	return "failed"
}

// notification reads the JSON by which Amazon's notification service tells of
// a bounce, a complaint or a delivery.
func notification(text string) *DeliveryStatus {
	type recipient struct {
		EmailAddress, Action, Status string
	}
	var n struct {
		Message          string // the notification, where it is wrapped once more
		NotificationType string
		Bounce           struct{ BouncedRecipients []recipient }
		Delivery         struct{ Recipients []string }
		Complaint        struct{ ComplainedRecipients []recipient }
		Mail             struct{ CommonHeaders struct{ MessageID string } }
	}
	d := &DeliveryStatus{}
	text = strings.ReplaceAll(text, "!\n ", "") // how old relays break a long line
	if json.NewDecoder(strings.NewReader(text)).Decode(&n) != nil {
		return d
	}
	if n.Message != "" && n.NotificationType == "" {
		return notification(n.Message)
	}
	d.MessageID = strings.Trim(n.Mail.CommonHeaders.MessageID, "<> ")
	for _, r := range append(n.Bounce.BouncedRecipients, n.Complaint.ComplainedRecipients...) {
		d.Recipients = append(d.Recipients, recipientField(r.EmailAddress))
		d.Action, d.Status = token(r.Action), statusCode(r.Status)
	}
	if len(d.Recipients) == 0 && n.NotificationType == "Delivery" {
		d.Recipients, d.Action = n.Delivery.Recipients, "delivered"
	}
	return d
}

func unique(addresses []string) []string {
	var out []string
	for _, a := range addresses {
		out = appendAddress(out, a)
	}
	return out
}
