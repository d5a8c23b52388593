package paper

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// ErrUnread says that there is text in a file that was not read.
var ErrUnread = errors.New("paper: not read")

// furniture are parts of a document that hold no words: pictures are words to
// people, but a document full of them would never count as read.
var furniture = []string{".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".tiff", ".svg", ".rels", ".vml", ".odttf", ".fntdata", ".ttf", ".rdf"}

// office reads the documents, tables and slides that office programs write. room
// is how many bytes may still be unpacked, of all that is in each other.
func office(content []byte, depth int, room *int64) (string, error) {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrUnread, err)
	}
	if depth > mostInside || len(archive.File) > mostParts || !isOffice(archive) {
		return "", fmt.Errorf("%w: no document, or too many parts", ErrUnread)
	}
	d := document{text: &bounded{room: mostText}, room: room, depth: depth}
	for _, f := range archive.File {
		d.errs = errors.Join(d.errs, d.part(f))
	}
	return d.text.String(), d.errs
}

// isOffice says whether a zip file is a document: those of Microsoft list what is
// in them, those of OpenDocument begin with their type.
func isOffice(archive *zip.Reader) bool {
	return slices.ContainsFunc(archive.File, func(f *zip.File) bool { return f.Name == "[Content_Types].xml" || f.Name == "mimetype" })
}

// document is one that is being read.
type document struct {
	text  *bounded
	room  *int64 // bytes that may still be unpacked
	depth int
	errs  error
}

// part reads a part of a document.
func (d *document) part(f *zip.File) error {
	end := strings.ToLower(path.Ext(f.Name))
	switch {
	case strings.HasSuffix(f.Name, "/") || f.Name == "mimetype" || slices.Contains(furniture, end):
		return nil
	case f.Flags&1 != 0:
		return fmt.Errorf("%w: %q is encrypted", ErrUnread, path.Base(f.Name))
	case end == ".xml":
		return d.read(f, d.words)
	case slices.Contains([]string{".docx", ".xlsx", ".pptx", ".docm", ".xlsm", ".odt", ".ods", ".odp"}, end):
		return d.read(f, func(r io.Reader) error {
			content, err := io.ReadAll(r)
			if err != nil {
				return err
			}
			text, err := office(content, d.depth+1, d.room)
			_, full := io.WriteString(d.text, "\n"+text)
			return errors.Join(err, full)
		})
	}
	return fmt.Errorf("%w: %q is in it", ErrUnread, path.Base(f.Name))
}

// read unpacks a part as far as there is room, whatever it says of its size.
func (d *document) read(f *zip.File, what func(io.Reader) error) error {
	r, err := f.Open()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnread, err)
	}
	defer r.Close()
	limited := &io.LimitedReader{R: r, N: *d.room}
	before := limited.N
	err = what(limited)
	if *d.room -= before - limited.N; *d.room <= 0 {
		return fmt.Errorf("%w: too large", ErrUnread)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnread, err)
	}
	return nil
}

// breaks are the elements after which a word ends: paragraphs, cells, rows. Runs
// of a paragraph may part a word, and do not.
var breaks = []string{"p", "h", "si", "is", "c", "v", "row", "tc", "tr", "table-cell", "br", "cr", "tab", "line-break", "s", "comment", "t-cell"}

// words takes the character data of XML. What stands in entities that it declares
// itself is not read, and nothing is ever fetched.
func (d *document) words(r io.Reader) error {
	decoder := xml.NewDecoder(r)
	decoder.Strict = false
	var hidden error
	open := ""
	for {
		token, err := decoder.RawToken()
		if err == io.EOF {
			return hidden
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.Directive:
			if bytes.Contains(t, []byte("ENTITY")) {
				hidden = errors.New("it declares entities")
			}
		case xml.StartElement:
			open = t.Name.Local
		case xml.CharData:
			_, err = d.text.Write(number(open, t))
		case xml.EndElement:
			if open = ""; slices.Contains(breaks, t.Name.Local) {
				_, err = io.WriteString(d.text, "\n")
			}
		}
		if err != nil {
			return err
		}
	}
}

// number gives the number in a cell its leading zero back: a spreadsheet keeps
// 010190-1234, typed without the hyphen, as 101901234.
func number(element string, data []byte) []byte {
	if element == "v" && len(data) == 9 && !bytes.ContainsFunc(data, func(r rune) bool { return r < '0' || r > '9' }) {
		return append([]byte("0"), data...)
	}
	return data
}
