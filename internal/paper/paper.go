// Package paper reads the text of files that people attach to mails: plain text
// in its many kinds, documents, tables and slides of office programs (Office Open
// XML and OpenDocument, which are zip files with XML in them), and PDF by an
// outside command, if one is configured.
//
// It looks for words, not for their order or form: what it returns is meant to be
// searched, not shown. What is deleted but tracked, hidden, in comments, headers
// and embedded documents is text as well.
//
// A file is another's: a zip file says nothing true about its size, XML may nest
// and refer to itself, and a PDF may keep a program busy for ever. So all is
// bounded, nothing outside the file is opened, and what goes past a bound counts
// as not read, which [Reader.Read] says beside the text that it has.
package paper

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf16"

	"inquiryd/internal/outside"
)

// The bounds of what is read.
const (
	mostText   = 16 << 20 // bytes of text of one file
	mostXML    = 24 << 20 // bytes of XML of one file, unpacked
	mostParts  = 2000     // parts of a zip file
	mostInside = 2        // documents in documents
)

// patience is how long the command may take for one file.
var patience = 20 * time.Second

// Reader reads files.
type Reader struct {
	// PDFCommand gets a PDF on stdin and writes its text to stdout, as
	// "pdftotext -q -enc UTF-8 - -" does. None: PDFs are not read.
	PDFCommand []string
	// Door keeps files from a command that hangs.
	Door *Door
}

// textNames are the endings of names of files that are text: mail programs send
// tables as application/octet-stream too.
var textNames = []string{".txt", ".csv", ".tsv", ".html", ".htm", ".xml", ".json", ".md", ".rtf", ".log", ".eml", ".ics", ".vcf", ".svg"}

// Read returns the text of a file with a name and a media type, and whether
// that is all of it: a picture, an encrypted document, an unknown format or what
// is too large has words that nobody saw.
func (r Reader) Read(ctx context.Context, name, mediaType string, content []byte) (text string, whole bool) {
	switch {
	case len(content) == 0:
		return "", true
	case bytes.HasPrefix(content, []byte("PK\x03\x04")):
		room := int64(mostXML)
		text, err := office(content, 0, &room)
		return text, err == nil
	case bytes.Contains(content[:min(len(content), 1024)], []byte("%PDF-")):
		text, err := r.pdf(ctx, content)
		return text, err == nil
	case strings.HasPrefix(mediaType, "text/"), slices.Contains(textNames, strings.ToLower(path.Ext(name))):
		return plain(content[:min(len(content), mostText)]), len(content) <= mostText
	}
	return "", false
}

// plain is a text in UTF-8, UTF-16 with a mark, or any character set whose
// digits are those of ASCII.
func plain(content []byte) string {
	big := bytes.HasPrefix(content, []byte{0xFE, 0xFF})
	if !big && !bytes.HasPrefix(content, []byte{0xFF, 0xFE}) {
		return strings.ToValidUTF8(strings.ReplaceAll(string(content), "\x00", ""), "?")
	}
	var units []uint16
	for i := 2; i+1 < len(content); i += 2 {
		if big {
			units = append(units, uint16(content[i])<<8|uint16(content[i+1]))
		} else {
			units = append(units, uint16(content[i+1])<<8|uint16(content[i]))
		}
	}
	return string(utf16.Decode(units))
}

// pdf has the command read a PDF.
func (r Reader) pdf(ctx context.Context, content []byte) (string, error) {
	if len(r.PDFCommand) == 0 {
		return "", ErrUnread
	}
	if why := r.Door.resting(); why != nil {
		return "", fmt.Errorf("%w: %w", ErrUnread, why)
	}
	out, err := outside.Command{Words: r.PDFCommand, Limit: patience, Room: mostText}.Run(ctx, bytes.NewReader(content))
	if ctx.Err() == nil {
		r.Door.ran(err)
	}
	text := string(out)
	if err != nil {
		return text, fmt.Errorf("%w: %w", ErrUnread, err)
	}
	if strings.TrimSpace(text) == "" {
		return "", fmt.Errorf("%w: a PDF without text is a picture", ErrUnread)
	}
	return text, nil
}

// bounded keeps text up to a bound, and fails past it. The buffer is not
// embedded: its other methods know no bound.
type bounded struct {
	kept bytes.Buffer
	room int
}

// Write fails when there is no more room.
func (b *bounded) Write(p []byte) (int, error) {
	if b.kept.Len()+len(p) > b.room {
		return 0, io.ErrShortBuffer
	}
	return b.kept.Write(p)
}

// String is what was kept.
func (b *bounded) String() string { return b.kept.String() }
