package notify

import (
	"fmt"
	"mime"
	"time"
)

// Canary is the kind of a mail of ours to ourselves that shows that the whole
// way is open. It is no letter and has no template: see [Plain].
const Canary Kind = "canary"

// CanaryField repeats the Message-ID of a canary, since some servers write a
// Message-ID of their own.
const CanaryField = "X-Inquiryd-Canary"

// Plain is a short mail in plain text that the program writes to those who look
// after it, or to itself: no letter.
type Plain struct {
	From, To  Address
	Subject   string
	Text      string
	MessageID string // without angle brackets
	Date      time.Time
	Canary    bool // write CanaryField
}

// Compose writes the mail (RFC 5322). It is marked as automatic (RFC 3834). The
// same Plain gives the same bytes.
func (p Plain) Compose() ([]byte, error) {
	raw, err := p.compose()
	if err != nil {
		return nil, fmt.Errorf("write mail: %w", err)
	}
	return raw, nil
}

func (p Plain) compose() ([]byte, error) {
	from, err := addressField(p.From)
	if err != nil {
		return nil, fmt.Errorf("author: %w", err)
	}
	to, err := addressField(p.To)
	if err != nil {
		return nil, fmt.Errorf("recipient: %w", err)
	}
	if !messageID(p.MessageID) || p.Date.IsZero() {
		return nil, fmt.Errorf("%w: it has no Message-ID or no date", ErrBadMail)
	}
	d := draft{id: p.MessageID, text: tidy([]byte(p.Text))}
	d.put("From", from)
	d.put("To", to)
	d.put("Subject", mime.QEncoding.Encode("UTF-8", oneLine(p.Subject, subjectLimit)))
	d.put("Date", p.Date.Format(time.RFC1123Z))
	d.put("Message-ID", "<"+p.MessageID+">")
	d.put("Auto-Submitted", "auto-generated")
	d.put("X-Auto-Response-Suppress", "All")
	if p.Canary {
		d.put(CanaryField, "<"+p.MessageID+">")
	}
	raw, err := d.bytes(new(forms))
	if err != nil {
		return nil, err
	}
	return raw, checkLines(raw)
}

// Plain writes a mail as [Plain.Compose], signed as the letters are when its
// author is of the domain that signs.
func (w *Writer) Plain(p Plain) ([]byte, error) {
	raw, err := p.Compose()
	if err == nil && w.dkim != nil && w.dkim.Aligned(p.From.Address) {
		raw, err = w.dkim.Sign(raw, p.Date)
	}
	return raw, err
}
