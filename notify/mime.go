package notify

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"mime"
	"net/mail"
	"net/textproto"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/jordan-wright/email"
)

// subjectLimit is the most bytes of a subject before it is encoded.
const subjectLimit = 250

// referencesKept is how many Message-IDs a References field keeps from each
// end: the first names the thread, the last what is answered.
const referencesKept = 8

// compose writes the mail with jordan-wright/email, in the one form that the
// same letter always has.
func (w *Writer) compose(l Letter, c Composed) ([]byte, error) {
	headers, err := w.headers(l, c.Subject)
	if err != nil {
		return nil, err
	}
	d := draft{id: l.MessageID, email: email.Email{Headers: headers, Text: []byte(c.Text), HTML: []byte(c.HTML)}}
	for _, a := range l.Attach {
		d.attach(a)
	}
	raw, err := d.bytes()
	if err == nil && w.dkim != nil {
		raw, err = w.dkim.Sign(raw, l.Date)
	}
	if err != nil {
		return nil, err
	}
	return raw, checkLines(raw)
}

// headers are all fields but the MIME ones.
func (w *Writer) headers(l Letter, subject string) (textproto.MIMEHeader, error) {
	to, err := addressField(l.To)
	if err != nil {
		return nil, fmt.Errorf("recipient: %w", err)
	}
	from, err := addressField(w.cfg.From)
	if err != nil {
		return nil, fmt.Errorf("author: %w", err)
	}
	if !messageID(l.MessageID) {
		return nil, fmt.Errorf("message-id: %w: %q is none", ErrBadMail, l.MessageID)
	}
	if l.Date.IsZero() {
		return nil, fmt.Errorf("date: %w: the letter has none", ErrBadMail)
	}
	h := textproto.MIMEHeader{}
	h.Set("From", from)
	h.Set("To", to)
	h.Set("Subject", subject)
	h.Set("Date", l.Date.In(w.zone).Format(time.RFC1123Z))
	h.Set("Message-Id", "<"+l.MessageID+">")
	h.Set("Content-Language", w.language(l))
	h.Set("X-Auto-Response-Suppress", "All")
	if l.ReplyTo != "" {
		reply, err := addressField(Address{Name: w.cfg.From.Name, Address: l.ReplyTo})
		if err != nil {
			return nil, fmt.Errorf("reply address: %w", err)
		}
		h.Set("Reply-To", reply)
	}
	setThread(h, l)
	switch l.Automatic {
	case "":
	case "auto-replied", "auto-generated":
		h.Set("Auto-Submitted", l.Automatic)
	default:
		return nil, fmt.Errorf("auto-submitted: %w: %q is unknown (RFC 3834)", ErrBadMail, l.Automatic)
	}
	return h, nil
}

// setThread names what is answered. Message-IDs that are none, as mails from
// outside bring them, are left out.
func setThread(h textproto.MIMEHeader, l Letter) {
	references := slices.DeleteFunc(slices.Clone(l.References), func(id string) bool { return !messageID(id) })
	if messageID(l.InReplyTo) {
		h.Set("In-Reply-To", "<"+l.InReplyTo+">")
		if !slices.Contains(references, l.InReplyTo) {
			references = append(references, l.InReplyTo)
		}
	}
	if n := len(references); n > 2*referencesKept {
		references = slices.Concat(references[:referencesKept], references[n-referencesKept:])
	}
	if len(references) > 0 {
		h.Set("References", "<"+strings.Join(references, "> <")+">")
	}
}

// messageID reports whether id can stand between angle brackets: one @,
// printable ASCII, no spaces, not over 250 bytes.
func messageID(id string) bool {
	return len(id) <= 250 && strings.Count(id, "@") == 1 && !strings.HasPrefix(id, "@") && !strings.HasSuffix(id, "@") &&
		!strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`<>()\",;`, r) })
}

// addressField is an address as it stands in a header, in ASCII but for a
// local part that is not.
func addressField(a Address) (string, error) {
	wire, err := wireAddress(a.Address)
	if err != nil {
		return "", err
	}
	if parsed, err := mail.ParseAddress(wire); err != nil || parsed.Address != wire {
		return "", fmt.Errorf("%w: %q is not an address", ErrBadMail, a.Address)
	}
	name := oneLine(a.Name, nameLimit)
	if strings.ContainsAny(name, `,\"`) || !ascii(name) && strings.ContainsFunc(name, notPlain) {
		return encodedWords(name) + " <" + wire + ">", nil
	}
	return (&mail.Address{Name: name, Address: wire}).String(), nil
}

// notPlain tells characters that net/mail writes into an encoded word of a
// name although RFC 2047 section 5 forbids them there.
func notPlain(r rune) bool {
	return r < 0x80 && r != ' ' && r != '-' && !('0' <= r && r <= '9' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z')
}

// encodedWords is text in base64 words of RFC 2047, none of them parting a
// character.
func encodedWords(text string) string {
	var words []string
	for text != "" {
		end := min(len(text), 45)
		for end < len(text) && !utf8.RuneStart(text[end]) {
			end--
		}
		words = append(words, "=?utf-8?b?"+base64.StdEncoding.EncodeToString([]byte(text[:end]))+"?=")
		text = text[end:]
	}
	return strings.Join(words, " ")
}

// attachment sets every field that the library would write unescaped.
func attachment(a Attachment, i int, id string) *email.Attachment {
	name := fileName(a.Name)
	mediaType, parameters, err := mime.ParseMediaType(a.MediaType)
	if err != nil || strings.HasPrefix(mediaType, "multipart/") || strings.HasPrefix(mediaType, "message/") || !strings.Contains(mediaType, "/") {
		mediaType, parameters = "application/octet-stream", nil
	}
	fields := map[string]string{"name": name}
	if charset := parameters["charset"]; charset != "" && len(charset) < 40 && ascii(charset) {
		fields["charset"] = charset
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", id, i))
	_, domain, _ := cutAddress(id)
	return &email.Attachment{
		Filename:    name,
		ContentType: folded(mime.FormatMediaType(mediaType, fields)),
		Header: textproto.MIMEHeader{
			"Content-Disposition": {folded(mime.FormatMediaType("attachment", map[string]string{"filename": name}))},
			"Content-Id":          {"<" + hex.EncodeToString(sum[:10]) + "@" + domain + ">"},
		},
	}
}

// folded breaks the line before each parameter.
func folded(field string) string { return strings.ReplaceAll(field, "; ", ";\r\n ") }

// fileName is a name without a path, never empty and never hidden.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(oneLine(name, 1000), `\`, "/"))
	name = strings.TrimLeft(strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`"<>:|?*;`, r):
			return '_'
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, name), ". /")
	if len(name) > 120 {
		extension := path.Ext(name)
		if len(extension) > 10 {
			extension = ""
		}
		name = strings.TrimSuffix(cut(name, 120-len(extension)), "…") + extension
	}
	if name == "" {
		return "attachment"
	}
	return name
}
