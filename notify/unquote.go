package notify

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net/textproto"
	"path"
	"regexp"
	"strings"
)

// ErrUnquoted says that what a letter shows of a case was not found in it.
var ErrUnquoted = errors.New("notify: what the letter quotes is not where it should be")

// Unquote takes what a letter of ours shows of an earlier case out of its bytes:
// from text and HTML what the template "similar" wrote, and the case's letter,
// the file with its number as name. text is the plain text that is left. All
// else stays as it was posted, but for a DKIM signature, which would no longer
// hold.
//
// [ErrUnquoted]: the text or the page does not have it in the form of the
// built-in templates, which is a paragraph that begins with "Sag NUMBER" or
// "Case NUMBER", and a section with the id "case-NUMBER".
func Unquote(raw []byte, number string) (lean []byte, text string, err error) {
	u := unquoting{
		paragraph: regexp.MustCompile(`(?m)^\pL+ ` + regexp.QuoteMeta(number) + `\b.*(?:\n.+)*\n*`),
		section:   regexp.MustCompile(`(?s)<section id="case-` + regexp.QuoteMeta(number) + `">.*?</section>\n*`),
		number:    number,
	}
	lean = u.entity(raw)
	if u.err == nil && (u.texts == 0 || u.pages == 0) {
		u.err = ErrUnquoted
	}
	if u.err != nil {
		return nil, "", fmt.Errorf("take case %s out of a letter: %w", number, u.err)
	}
	return lean, u.text, nil
}

// unquoting is one letter on its way.
type unquoting struct {
	paragraph, section *regexp.Regexp
	number             string
	texts, pages       int // where something was taken out
	text               string
	err                error
}

// entity is a mail or a part of one without what is to go; nil for a file that
// goes as a whole.
func (u *unquoting) entity(raw []byte) []byte {
	head, body, ok := bytes.Cut(raw, []byte("\r\n\r\n"))
	if !ok {
		u.err = fmt.Errorf("%w: a part without a body", ErrUnquoted)
		return raw
	}
	fields := field(head)
	mediaType, parameters, err := mime.ParseMediaType(fields("Content-Type"))
	if err != nil {
		u.err = fmt.Errorf("read a content type: %w", err)
		return raw
	}
	_, disposition, _ := mime.ParseMediaType(fields("Content-Disposition"))
	name := disposition["filename"]
	switch {
	case strings.HasPrefix(mediaType, "multipart/"):
		body = u.parts(body, parameters["boundary"])
	case name != "" && strings.TrimSuffix(name, path.Ext(name)) == u.number:
		return nil
	case name == "" && mediaType == "text/plain":
		body = u.rewrite(body, u.paragraph, &u.texts, &u.text)
	case name == "" && mediaType == "text/html":
		body = u.rewrite(body, u.section, &u.pages, new(string))
	}
	return joined(signature.ReplaceAll(append(head, '\r', '\n'), nil), []byte("\r\n"), body)
}

func joined(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// signature is a DKIM signature with its folded lines.
var signature = regexp.MustCompile(`(?mi)^dkim-signature:.*\r\n(?:[ \t].*\r\n)*`)

// field reads fields of a header.
func field(head []byte) func(string) string {
	fields := map[string]string{}
	unfolded := regexp.MustCompile(`\r\n[ \t]+`).ReplaceAll(head, []byte(" "))
	for line := range strings.SplitSeq(string(unfolded), "\r\n") {
		name, value, _ := strings.Cut(line, ":")
		fields[textproto.CanonicalMIMEHeaderKey(name)] = strings.TrimSpace(value)
	}
	return func(name string) string { return fields[name] }
}

// parts are those of a multipart without what is to go.
func (u *unquoting) parts(body []byte, boundary string) []byte {
	fence := []byte("--" + boundary)
	pieces := bytes.Split(body, fence)
	kept := [][]byte{pieces[0]}
	for i, piece := range pieces[1:] {
		if i == len(pieces)-2 { // "--" and what follows the last
			kept = append(kept, piece)
			break
		}
		if part := u.entity(bytes.TrimPrefix(piece, []byte("\r\n"))); part != nil {
			kept = append(kept, joined([]byte("\r\n"), part))
		}
	}
	return bytes.Join(kept, fence)
}

// rewrite takes what matches out of a text in quoted-printable.
func (u *unquoting) rewrite(body []byte, what *regexp.Regexp, times *int, left *string) []byte {
	plain, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(body)))
	if err != nil {
		u.err = fmt.Errorf("decode a text: %w", err)
		return body
	}
	text := strings.ReplaceAll(string(plain), "\r\n", "\n")
	*times += len(what.FindAllStringIndex(text, -1))
	text = what.ReplaceAllString(text, "")
	*left = text
	var out bytes.Buffer
	w := quotedprintable.NewWriter(&out)
	_, err = io.WriteString(w, strings.ReplaceAll(text, "\n", "\r\n"))
	if err = errors.Join(err, w.Close()); err != nil {
		u.err = fmt.Errorf("write a text: %w", err)
	}
	if bytes.HasSuffix(body, []byte("\r\n")) && !bytes.HasSuffix(out.Bytes(), []byte("\r\n")) {
		out.WriteString("\r\n")
	}
	return out.Bytes()
}
