package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"inquiryd/classify"
)

// labelledHint says what questions with a known administration look like.
const labelledHint = `give lines such as {"text": "Hvornår …?", "label": "TMF"}, a CSV with the columns text and label, or a folder with mails in a folder for each administration`

// labelled reads questions whose administration is known, from files of JSON
// lines, CSV, and folders of mails.
type labelled struct {
	stdin io.Reader
	mails func(raw []byte) []classify.Past // nil: mails cannot be read without a configuration
	all   []classify.Past
	bad   []error
}

// read reads all of names. Every bad line is told.
func (l *labelled) read(names []string) ([]classify.Past, error) {
	for _, name := range names {
		if info, err := os.Stat(name); err == nil && info.IsDir() {
			l.folder(name)
		} else if text, err := l.text(name); err != nil {
			return nil, used(fmt.Errorf("read questions: %w", err), labelledHint)
		} else if table(name, text) {
			l.table(name, text)
		} else {
			l.lines(name, text)
		}
	}
	switch err := errors.Join(l.bad...); {
	case err != nil:
		return nil, used(err, labelledHint)
	case len(l.all) == 0:
		return nil, used(fmt.Errorf("%s holds no question", strings.Join(names, ", ")), labelledHint)
	}
	return l.all, nil
}

// text is what a file holds, as UTF-8: spreadsheets also write Windows-1252.
func (l *labelled) text(name string) (text []byte, err error) {
	if name == "-" {
		text, err = io.ReadAll(l.stdin)
	} else {
		text, err = os.ReadFile(name)
	}
	if err == nil && !utf8.Valid(text) {
		text, err = charmap.Windows1252.NewDecoder().Bytes(text)
	}
	return bytes.TrimPrefix(text, []byte("\ufeff")), err
}

// table says whether a file is a table rather than JSON lines.
func table(name string, text []byte) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".csv", ".tsv":
		return true
	case ".jsonl", ".json", ".ndjson":
		return false
	}
	return !bytes.HasPrefix(bytes.TrimSpace(text), []byte("{"))
}

func (l *labelled) fault(format string, args ...any) {
	l.bad = append(l.bad, fmt.Errorf(format, args...))
}

func (l *labelled) add(q classify.Labelled) {
	l.all = append(l.all, classify.Past{ID: q.ID, Input: classify.Input{Subject: q.Subject, Question: q.Text}, Of: 1, Label: q.Label})
}

// lines reads one JSON object a line.
func (l *labelled) lines(name string, text []byte) {
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 16<<20)
	for n := 1; lines.Scan(); n++ {
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 {
			continue
		}
		var q classify.Labelled
		switch err := json.Unmarshal(line, &q); {
		case err != nil:
			l.fault("%s:%d: %w", name, n, err)
		case q.Text == "" || q.Label == "":
			l.fault("%s:%d: text or label is missing", name, n)
		default:
			l.add(q)
		}
	}
	if err := lines.Err(); err != nil {
		l.fault("%s: %w", name, err)
	}
}

// table reads a CSV with a row of names first.
func (l *labelled) table(name string, text []byte) {
	l.rows(name, text, []string{"text", "label"}, func(line int, cell func(string) string) {
		q := classify.Labelled{ID: cell("id"), Subject: cell("subject"), Text: cell("text"), Label: cell("label")}
		if q.Text == "" || q.Label == "" {
			l.fault("%s:%d: text or label is missing", name, line)
			return
		}
		l.add(q)
	})
}

// rows reads a CSV whose cells are parted by semicolons, commas or tabs, as its
// first row, which names the columns, says. do gets each further row.
func (l *labelled) rows(name string, text []byte, needed []string, do func(line int, cell func(column string) string)) {
	first, _, _ := strings.Cut(string(text), "\n")
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord, r.LazyQuotes, r.TrimLeadingSpace, r.Comma = -1, true, true, ','
	for _, sign := range ";\t" {
		if strings.Count(first, string(sign)) > strings.Count(first, string(r.Comma)) {
			r.Comma = sign
		}
	}
	columns, err := r.Read()
	if err != nil {
		l.fault("%s: %w", name, err)
		return
	}
	for i := range columns {
		columns[i] = strings.ToLower(strings.TrimSpace(columns[i]))
	}
	for _, column := range needed {
		if !slices.Contains(columns, column) {
			l.fault("%s:1: there is no column %q: the first row names the columns", name, column)
			return
		}
	}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			l.fault("%s: %w", name, err)
			return
		}
		line, _ := r.FieldPos(0)
		do(line, func(column string) string {
			if i := slices.Index(columns, column); i >= 0 && i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		})
	}
}
