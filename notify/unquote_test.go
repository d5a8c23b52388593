package notify_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"inquiryd/notify"
)

// seen is what a reader sees of a mail: text, page and the names of files.
type seen struct {
	text, html string
	files      []string
}

func readMail(t *testing.T, raw []byte) (s seen) {
	t.Helper()
	for _, p := range parts(t, raw) {
		content := strings.ReplaceAll(string(p.content), "\r\n", "\n")
		switch {
		case p.name != "":
			s.files = append(s.files, p.name)
		case p.mediaType == "text/plain":
			s.text = content
		case p.mediaType == "text/html":
			s.html = content
		}
	}
	return s
}

// What a forwarding shows of an earlier case goes without a trace, and nothing
// else: the mail reads the same, other quotations and files stay.
func TestUnquote(t *testing.T) {
	for _, language := range []string{"da", "en", "sv"} {
		l := sample(notify.Forwarding, language)
		l.Attach = append(l.Attach, notify.Attachment{Name: "2025-0312.pdf", MediaType: "application/pdf", Content: []byte("%PDF-1.4 efterår")},
			notify.Attachment{Name: "2026-0017.txt", MediaType: "text/plain; charset=utf-8", Content: []byte("andet")})
		whole, err := newWriter(t, config()).Compose(l)
		if err != nil {
			t.Fatal(err)
		}
		raw, text, err := notify.Unquote(whole.Raw, "2025-0312")
		if err != nil {
			t.Fatal(err)
		}
		l.Model.Similar, l.Attach = l.Model.Similar[1:], append(l.Attach[:1:1], l.Attach[2])
		lean, err := newWriter(t, config()).Compose(l)
		if err != nil {
			t.Fatal(err)
		}
		before, after := readMail(t, whole.Raw), readMail(t, raw)
		if got, want := strings.TrimSpace(text), strings.TrimSpace(lean.Text); got != want {
			t.Errorf("%s: the text is\n%s\nnot\n%s", language, got, want)
		}
		if got := strings.Join(strings.Fields(after.html), " "); got != strings.Join(strings.Fields(lean.HTML), " ") {
			t.Errorf("%s: the page is\n%s", language, got)
		}
		if strings.Join(after.files, " ") != "henvendelse.eml 2026-0017.txt" || len(before.files) != 3 {
			t.Errorf("%s: files %q of %q", language, after.files, before.files)
		}
		if strings.TrimSpace(after.text) != strings.TrimSpace(text) || bytes.Contains(raw, []byte("2025-0312")) {
			t.Errorf("%s: something of the case is left", language)
		}
		if _, _, err := notify.Unquote(raw, "2025-0312"); !errors.Is(err, notify.ErrUnquoted) {
			t.Errorf("%s: again: %v", language, err)
		}
		head, _, _ := bytes.Cut(whole.Raw, []byte("\r\n\r\n"))
		if !bytes.HasPrefix(raw, head) {
			t.Errorf("%s: the header has changed", language)
		}
	}
}

// A signature that no longer holds goes along.
func TestUnquoteLeavesNoSignature(t *testing.T) {
	whole, err := newWriter(t, config()).Compose(sample(notify.Forwarding, "da"))
	if err != nil {
		t.Fatal(err)
	}
	signed := append([]byte("DKIM-Signature: v=1; a=rsa-sha256;\r\n b=abc;\r\n\tbh=def\r\n"), whole.Raw...)
	raw, _, err := notify.Unquote(signed, "2025-0312")
	if err != nil || !bytes.HasPrefix(raw, []byte("From: ")) {
		t.Errorf("%v: %.60q", err, raw)
	}
}

func TestUnquoteOfAnythingElse(t *testing.T) {
	for _, raw := range []string{"", "x", "Subject: x\r\n\r\nSag 2025-0312", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n"} {
		if _, _, err := notify.Unquote([]byte(raw), "2025-0312"); err == nil {
			t.Errorf("%q was taken for a letter", raw)
		}
	}
}
