package intake_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"inquiryd/intake"
)

// goldenMail is what a golden file keeps of a Mail.
type goldenMail struct {
	From       []intake.Address `json:"from,omitempty"`
	To         []intake.Address `json:"to,omitempty"`
	Cc         []intake.Address `json:"cc,omitempty"`
	Subject    string           `json:"subject,omitempty"`
	Date       string           `json:"date,omitempty"`
	MessageID  string           `json:"message_id,omitempty"`
	InReplyTo  []string         `json:"in_reply_to,omitempty"`
	References []string         `json:"references,omitempty"`
	Text       []string         `json:"text,omitempty"` // lines

	Attachments []goldenAttachment `json:"attachments,omitempty"`
	Encrypted   bool               `json:"encrypted,omitempty"`
	Problems    []string           `json:"problems,omitempty"`
}

type goldenAttachment struct {
	Name    string   `json:"name,omitempty"`
	Type    string   `json:"type"`
	Content string   `json:"content"`
	ID      string   `json:"id,omitempty"`
	Inline  bool     `json:"inline,omitempty"`
	Text    []string `json:"text,omitempty"`
}

// TestParseGolden reads one mail a defect and compares all that was read.
func TestParseGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/parse/*.eml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no mails in testdata/parse: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".eml"), func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			m := intake.Parse(raw, intake.Limits{})
			if err := sound(m, intake.Limits{}); err != nil {
				t.Error(err)
			}
			compareGolden(t, strings.TrimSuffix(file, ".eml")+".json", goldenOf(m))
		})
	}
}

func compareGolden(t *testing.T, file string, g goldenMail) {
	t.Helper()
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(g); err != nil {
		t.Fatal(err)
	}
	if *intake.Update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

func goldenOf(m *intake.Mail) goldenMail {
	g := goldenMail{
		From: m.From, To: m.To, Cc: m.Cc, Subject: m.Subject, MessageID: m.MessageID, InReplyTo: m.InReplyTo,
		References: m.References, Text: lines(m.Text), Encrypted: m.Encrypted, Problems: m.Problems,
	}
	if !m.Date.IsZero() {
		g.Date = m.Date.Format(time.RFC3339)
	}
	for _, a := range m.Attachments {
		g.Attachments = append(g.Attachments, goldenAttachment{a.Name, a.MediaType, string(a.Content), a.ContentID, a.Inline, lines(a.Text)})
	}
	return g
}

func lines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(s, "\n"), "\n")
}
