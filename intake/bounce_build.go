package intake

import (
	"encoding/json"
	"strings"
)

// deliveryStatus gathers what a bounce says of the mail that failed, from the
// surest source to the least: the fields of RFC 3464, Amazon's notification,
// X-Failed-Recipients, the words of the text, and last the recipients of the
// mail that came back.
func deliveryStatus(m *Mail, s *signs) *DeliveryStatus {
	explained, inText := splitReturned(m.Text)
	back := returnedHeader(m, inText)
	fates, ids := reportedFates(m)
	d := &DeliveryStatus{}
	switch {
	case len(fates) > 0:
		d = summary(fates)
	case s.sns:
		d = notification(m.Text)
	}
	text := fold(unquoted(explained, screenedText))
	if len(d.Recipients) == 0 {
		d.Recipients = s.failedRecipients()
	}
	if len(d.Recipients) == 0 {
		d.Recipients = failedIn(explained, s.others(m, back))
	}
	if len(d.Recipients) == 0 {
		d.Recipients = addressesIn(strings.Join(append(back.Values("To"), back.Values("X-Envelope-To")...), ", "))
	}
	if d.Action == "" {
		d.Action = guessedAction(s.subject, text)
	}
	d.Recipients = unique(d.Recipients)
	d.Status = s.status(d, text)
	d.MessageID = returnedID(m, back, ids, inText)
	return d
}

// status is the code of the report, else the one in the text, else the one
// that says the same as its words.
func (s *signs) status(d *DeliveryStatus, text string) string {
	if d.Status != "" {
		return d.Status
	}
	if c := statusIn(text); c != "" {
		return c
	}
	if c := guessedStatus(text); c != "" {
		return c
	}
	return guessedStatus(s.subject)
}

// reportedFates reads the delivery report: the part for it, or else the text
// and the attached texts, where gateways put it.
func reportedFates(m *Mail) (fates []fate, ids []string) {
	for _, a := range m.Attachments {
		if hasType(a, deliveryParts) {
			f, i := readFates(statusText(a.Content))
			fates, ids = append(fates, f...), append(ids, i...)
		}
	}
	if len(fates) > 0 {
		return fates, ids
	}
	explained, _ := splitReturned(m.Text)
	if strings.Contains(strings.ToLower(explained), "-recipient:") {
		return readFates(explained)
	}
	return nil, ids
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

// failedRecipients reads X-Failed-Recipients, which Exim, Gmail and others set.
func (s *signs) failedRecipients() []string { return addressesIn(strings.Join(s.failed, ", ")) }

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
	return out
}

// returnedHeader is the header of the mail that came back: attached, or in the
// text.
func returnedHeader(m *Mail, inText returnedText) Header {
	for _, a := range m.Attachments {
		if hasType(a, returnedParts) {
			if h := fieldsOf(strings.ToValidUTF8(string(a.Content[:min(len(a.Content), screenedText)]), "")); len(h) > 0 {
				return h
			}
		}
	}
	return fieldsOf(inText.text)
}

// returnedID is the Message-ID of the mail that came back: its own field, the
// report's, or what the bounce answers (Exchange sets In-Reply-To).
func returnedID(m *Mail, back Header, ids []string, inText returnedText) string {
	candidates := messageIDs(back.Get("Message-ID"))
	candidates = append(candidates, ids...)
	candidates = append(candidates, messageIDs(fieldsOf(inText.text).Get("Message-ID"))...)
	candidates = append(candidates, m.InReplyTo...)
	if n := len(m.References); n > 0 {
		candidates = append(candidates, m.References[n-1])
	}
	for _, id := range candidates {
		if id != m.MessageID {
			return id
		}
	}
	return ""
}

// guessedAction tells a delay from a failure by words.
func guessedAction(subject, text string) string {
	if _, ok := containsAny(text, finalPhrases); ok {
		return "failed"
	}
	_, title := containsAny(subject, delayTitles)
	if _, ok := containsAny(text, delayPhrases); ok || title {
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
		NotificationType string
		Bounce           struct{ BouncedRecipients []recipient }
		Delivery         struct{ Recipients []string }
		Complaint        struct{ ComplainedRecipients []recipient }
	}
	d := &DeliveryStatus{}
	if json.NewDecoder(strings.NewReader(text)).Decode(&n) != nil {
		return d
	}
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
