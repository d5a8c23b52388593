package notify

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"mime"
	"net/mail"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// subjectLimit is the most bytes of a subject before it is encoded.
const subjectLimit = 250

// referencesKept is how many Message-IDs a References field keeps from each
// end: the first names the thread, the last what is answered.
const referencesKept = 8

// compose writes the mail in the one form that the same letter always has.
func (w *Writer) compose(l Letter, c Composed) ([]byte, error) {
	d := draft{id: l.MessageID, text: c.Text, html: c.HTML}
	if err := w.address(&d, l, c.Subject); err != nil {
		return nil, err
	}
	for i, a := range l.Attach {
		d.files = append(d.files, enclose(a, i, d.id))
	}
	raw, err := d.bytes(&w.forms)
	if err == nil && w.dkim != nil {
		raw, err = w.dkim.Sign(raw, l.Date)
	}
	if err != nil {
		return nil, err
	}
	return raw, checkLines(raw)
}

// address puts all fields into the header but the MIME ones.
func (w *Writer) address(d *draft, l Letter, subject string) error {
	to, err := addressField(l.To)
	if err != nil {
		return fmt.Errorf("recipient: %w", err)
	}
	from, err := named(w.author, w.cfg.From.Address)
	if err != nil {
		return fmt.Errorf("author: %w", err)
	}
	if !messageID(l.MessageID) {
		return fmt.Errorf("message-id: %w: %q is none", ErrBadMail, l.MessageID)
	}
	if l.Date.IsZero() {
		return fmt.Errorf("date: %w: the letter has none", ErrBadMail)
	}
	d.head = make([][2]string, 0, len(fieldOrder))
	d.put("From", from)
	d.put("To", to)
	if l.ReplyTo != "" {
		reply, err := named(w.author, l.ReplyTo)
		if err != nil {
			return fmt.Errorf("reply address: %w", err)
		}
		d.put("Reply-To", reply)
	}
	d.put("Subject", mime.QEncoding.Encode("UTF-8", subject))
	d.put("Date", l.Date.In(w.zone).Format(time.RFC1123Z))
	d.put("Message-ID", "<"+l.MessageID+">")
	d.putThread(l)
	switch l.Automatic {
	case "":
	case "auto-replied", "auto-generated":
		d.put("Auto-Submitted", l.Automatic)
	default:
		return fmt.Errorf("auto-submitted: %w: %q is unknown (RFC 3834)", ErrBadMail, l.Automatic)
	}
	d.put("X-Auto-Response-Suppress", "All")
	d.put("Content-Language", w.language(l))
	return nil
}

// putThread names what is answered. Message-IDs that are none, as mails from
// outside bring them, are left out.
func (d *draft) putThread(l Letter) {
	references := slices.DeleteFunc(slices.Clone(l.References), func(id string) bool { return !messageID(id) })
	if messageID(l.InReplyTo) {
		d.put("In-Reply-To", "<"+l.InReplyTo+">")
		if !slices.Contains(references, l.InReplyTo) {
			references = append(references, l.InReplyTo)
		}
	}
	if n := len(references); n > 2*referencesKept {
		references = slices.Concat(references[:referencesKept], references[n-referencesKept:])
	}
	if len(references) > 0 {
		d.put("References", "<"+strings.Join(references, "> <")+">")
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
func addressField(a Address) (string, error) { return named(phrase(a.Name), a.Address) }

// named is an address behind a phrase.
func named(phrase, address string) (string, error) {
	wire, err := wireAddress(address)
	if err != nil {
		return "", err
	}
	angle := "<" + wire + ">"
	if !plainAddress(wire) {
		parsed, err := mail.ParseAddress(wire)
		if err != nil || parsed.Address != wire {
			return "", fmt.Errorf("%w: %q is not an address", ErrBadMail, address)
		}
		angle = (&mail.Address{Address: wire}).String()
	}
	if phrase == "" {
		return angle, nil
	}
	return phrase + " " + angle, nil
}

// phrase is a name as it stands before an address; "" for none.
func phrase(name string) string {
	name = oneLine(name, nameLimit)
	switch {
	case name == "":
		return ""
	case strings.ContainsAny(name, `,\"`) || !ascii(name) && strings.ContainsFunc(name, notPlain):
		return encodedWords(name)
	}
	const some = "a@b"
	return strings.TrimSuffix((&mail.Address{Name: name, Address: some}).String(), " <"+some+">")
}

// plainAddress says of most addresses without parsing them that they are proper:
// letters, digits and a few marks, none of them beside another, around one @.
func plainAddress(address string) bool {
	ats, marked := 0, true // a mark may not come first
	for i := range len(address) {
		switch b := address[i]; {
		case 'a' <= b && b <= 'z', '0' <= b && b <= '9', 'A' <= b && b <= 'Z':
			marked = false
			continue
		case b == '@':
			ats++
		case b != '.' && b != '-' && b != '+' && b != '_':
			return false
		}
		if marked {
			return false
		}
		marked = true
	}
	return ats == 1 && !marked
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

// enclosure is a file on its way into a mail: the fields of its part, ready to be
// written, and what it holds.
type enclosure struct {
	mediaType, disposition, id string
	content                    []byte
}

// enclose makes the ith file of a mail ready.
func enclose(a Attachment, i int, id string) enclosure {
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
	return enclosure{
		mediaType:   folded(mime.FormatMediaType(mediaType, fields)),
		disposition: folded(mime.FormatMediaType("attachment", map[string]string{"filename": name})),
		id:          "<" + hex.EncodeToString(sum[:10]) + "@" + domain + ">",
		content:     a.Content,
	}
}

// size is how many bytes appendSlot writes for all the slots of a file.
func (e enclosure) size() int {
	return len(e.mediaType) + len(e.disposition) + len(e.id) + linesLength(len(e.content))
}

// appendSlot appends what stands in a slot of a file.
func (e enclosure) appendSlot(out []byte, s slot) []byte {
	switch s {
	case typeSlot:
		return append(out, e.mediaType...)
	case dispositionSlot:
		return append(out, e.disposition...)
	case idSlot:
		return append(out, e.id...)
	case contentSlot:
		return appendLines(out, e.content)
	}
	return out
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
