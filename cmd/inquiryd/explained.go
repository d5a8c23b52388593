package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"inquiryd/classify"
	"inquiryd/intake"
	"inquiryd/internal/clerk"
)

// explained is one line of explain --json. Its keys are a contract: scripts
// read them.
type explained struct {
	File  string  `json:"file"`
	Error string  `json:"error,omitempty"` // only when the file could not be read
	MS    float64 `json:"ms"`              // milliseconds that this file took

	Nature   intake.Nature `json:"nature,omitempty"`
	Why      string        `json:"why,omitempty"`
	Problems []string      `json:"problems,omitempty"`

	From       []intake.Address `json:"from,omitempty"`
	To         []intake.Address `json:"to,omitempty"`
	Cc         []intake.Address `json:"cc,omitempty"`
	ReplyTo    []intake.Address `json:"reply_to,omitempty"`
	Subject    string           `json:"subject,omitempty"`
	Date       string           `json:"date,omitempty"` // RFC 3339
	MessageID  string           `json:"message_id,omitempty"`
	InReplyTo  []string         `json:"in_reply_to,omitempty"`
	References []string         `json:"references,omitempty"`

	Text        string                 `json:"text,omitempty"`
	NewText     string                 `json:"new_text,omitempty"`
	NewTextSure *bool                  `json:"new_text_sure,omitempty"` // absent when nothing was read
	Attachments []intake.Attachment    `json:"attachments,omitempty"`
	Bounce      *intake.DeliveryStatus `json:"bounce,omitempty"`

	Verdict    string              `json:"verdict,omitempty"`
	VerdictWhy string              `json:"verdict_why,omitempty"`
	Questions  []explainedQuestion `json:"questions,omitempty"`
}

// explainedQuestion is one question and where it would go.
type explainedQuestion struct {
	Number   int                `json:"number"`
	Text     string             `json:"text"`
	Decision *classify.Decision `json:"decision,omitempty"`
}

// explainer reads, screens and, with a configuration, files mails.
type explainer struct {
	streams *streams
	limits  intake.Limits
	own     intake.Ours
	desk    *clerk.Desk // nil without a configuration
}

// newExplainer reads the configuration if there is one.
func newExplainer(from *cli, s *streams) (*explainer, error) {
	c, err := from.load()
	if errors.Is(err, errNoConfig) {
		return &explainer{streams: s}, nil
	}
	if err != nil {
		return nil, err
	}
	o, err := c.options(slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	desk, err := clerk.New(o)
	if err != nil {
		return nil, err
	}
	return &explainer{s, c.Intake.Limits, intake.Ours{Addresses: []string{c.Notify.From.Address}}, desk}, nil
}

// compoundFile is how files of older office programs begin, and mails that Outlook
// saves as .msg.
var compoundFile = []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")

// explain explains one file. Whatever happens becomes a line.
func (e *explainer) explain(ctx context.Context, file string) (x *explained) {
	start := time.Now()
	x = &explained{File: file}
	defer func() {
		if p := recover(); p != nil {
			x.Error = fmt.Sprintf("the program broke on this mail, please report it: %v", p)
		}
		x.MS = float64(time.Since(start).Microseconds()) / 1000
	}()
	raw, err := readMail(file, e.streams.in, e.maxSize())
	if err != nil {
		x.Error = err.Error()
		return x
	}
	if bytes.HasPrefix(raw, compoundFile) {
		x.Error = "this is Outlook's own form of a mail (.msg), which no server sends: save it as .eml, as Outlook on the web does by Download"
		return x
	}
	m := intake.Parse(raw, e.limits)
	intake.Screen(m, e.own)
	x.mail(m)
	if e.desk != nil {
		x.filed(e.desk.Explain(ctx, m))
	}
	return x
}

// filed copies what the desk would do.
func (x *explained) filed(e clerk.Explanation) {
	x.Verdict, x.VerdictWhy = string(e.Verdict), e.Why
	for _, q := range e.Questions {
		x.Questions = append(x.Questions, explainedQuestion{q.Number, q.Text, &q.Decision})
	}
}

// maxSize is the largest mail that is read whole.
func (e *explainer) maxSize() int64 {
	if e.limits.Size > 0 {
		return e.limits.Size
	}
	return 40 << 20
}

// mail copies what was read of m.
func (x *explained) mail(m *intake.Mail) {
	x.Nature, x.Why, x.Problems = m.Nature, m.NatureWhy, m.Problems
	x.From, x.To, x.Cc, x.ReplyTo = m.From, m.To, m.Cc, m.ReplyTo
	x.Subject, x.MessageID, x.InReplyTo, x.References = m.Subject, m.MessageID, m.InReplyTo, m.References
	if !m.Date.IsZero() {
		x.Date = m.Date.Format(time.RFC3339)
	}
	x.Text, x.NewText, x.NewTextSure = m.Text, m.NewText, &m.NewTextSure
	x.Attachments, x.Bounce = m.Attachments, m.Bounce
}
