package export

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/register"
)

// File is one file of an export; Name has forward slashes.
type File struct {
	Name    string
	Content []byte
}

// Options say how a case is exported.
type Options struct {
	Zone   *time.Location
	Limits intake.Limits // of reading mails for their attachments
	Now    time.Time
	Brief  bool // only case.json, case.xml and the letters as PDF
	Public bool // only what everybody may read, see [Files]
}

// ErrNotPublic says that a case is not for everybody.
var ErrNotPublic = errors.New("export: the case is not public")

// The names of the files that each export has.
const (
	caseFile     = "case.json"
	metadataFile = "case.xml"
	eventsFile   = "events.jsonl"
	manifestFile = "manifest.json"
	pageFile     = "index.html"
)

// Files are the files of a case, the manifest last.
//
// With Public a case of another access class is [ErrNotPublic], and the files
// hold what was asked and answered and when, with identity numbers, mail
// addresses and telephone numbers in the texts withheld: no mails, attachments,
// letters or events, and nobody's name but the member's. A person must still read
// it before it is published: names and stories of third persons are recognised
// by nobody else.
func Files(ctx context.Context, tx *register.Tx, d Dossier, o Options) ([]File, error) {
	switch {
	case o.Public:
		return d.publicFiles(o)
	case o.Brief:
		return d.briefFiles(o)
	}
	mails, err := d.mails(ctx, tx)
	if err != nil {
		return nil, err
	}
	var files []File
	add := func(name string, content []byte) { files = append(files, File{name, content}) }
	c := d.JSON(o.Zone)
	text, err := indented(c)
	if err != nil {
		return nil, err
	}
	add(caseFile, text)
	var enclosed []enclosure
	for _, m := range mails {
		add(mailName(m.line.ID), m.raw)
		enclosed = append(enclosed, attachments(m, o.Limits)...)
	}
	for _, a := range enclosed {
		add(a.file, a.content)
	}
	for _, l := range d.Letters {
		if len(l.Raw) == 0 {
			continue // erased
		}
		add(letterName(l)+".eml", l.Raw)
		if len(l.PDF) > 0 {
			add(letterName(l)+".pdf", l.PDF)
		}
	}
	if text, err = d.metadata(c, mails, enclosed, o.Zone); err != nil {
		return nil, err
	}
	add(metadataFile, text)
	if text, err = chainText(d.Events); err != nil {
		return nil, err
	}
	add(eventsFile, text)
	if text, err = page(c, files); err != nil {
		return nil, err
	}
	add(pageFile, text)
	return seal(d, files, o)
}

func mailName(id int64) string { return fmt.Sprintf("mail-%d.eml", id) }

func letterName(l register.Letter) string { return fmt.Sprintf("letter-%d-%s", l.ID, safe(l.Kind)) }

// Manifest names the files of an export with their digests.
type Manifest struct {
	Format string            `json:"format"` // "inquiryd-case/1"
	Case   string            `json:"case"`
	Made   string            `json:"made"`
	Head   string            `json:"head,omitempty"` // hash of the last event
	Events int               `json:"events"`
	Files  map[string]string `json:"files"` // SHA-256, hex
}

const format = "inquiryd-case/1"

// seal adds the manifest.
func seal(d Dossier, files []File, o Options) ([]File, error) {
	m := Manifest{Format: format, Case: d.Case.Number, Made: moment(o.Now, o.Zone), Files: map[string]string{}}
	if n := len(d.Events); n > 0 && !o.Public {
		m.Head, m.Events = d.Events[n-1].Hash, n
	}
	for _, f := range files {
		m.Files[f.Name] = digest(f.Content)
	}
	text, err := indented(m)
	return append(files, File{manifestFile, text}), err
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func indented(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}

// link is an event as a line of events.jsonl: all that its hash is made of.
type link struct {
	Prev   string            `json:"prev"`
	Case   string            `json:"case"`
	At     time.Time         `json:"at"` // to the millisecond
	Who    string            `json:"who"`
	What   string            `json:"what"`
	Detail map[string]string `json:"detail,omitempty"`
	Ledger int64             `json:"ledger,omitempty"`
	Hash   string            `json:"hash"`
	Erased bool              `json:"erased,omitempty"`
}

func chainText(events []register.Event) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	for _, e := range events {
		if err := encoder.Encode(link{e.Prev, e.Case, e.At, e.Who, e.What, e.Detail, e.Ledger, e.Hash, e.Erased}); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}
