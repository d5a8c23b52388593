package intake

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// rosterColumns are the columns that a CSV roster may have, in any order; name
// and address must be there.
var rosterColumns = []string{"name", "title", "address", "aliases", "committees", "party", "valid_from", "valid_until"}

// ReadRosterCSV reads a roster in CSV (RFC 4180) in UTF-8, with or without a
// byte order mark. The first row names the columns; fields are separated by
// ";", a tab or ",", whichever the first row uses. Within aliases and committees a
// "|" separates, or a space or comma between addresses. Dates are written
// 2026-01-31. All faults are reported, each with its line.
func ReadRosterCSV(r io.Reader) ([]Member, error) {
	in := bufio.NewReader(r)
	if mark, _ := in.Peek(3); bytes.Equal(mark, []byte("\ufeff")) {
		in.Discard(3)
	}
	rows := csv.NewReader(in)
	rows.Comma = separatorOf(in)
	rows.FieldsPerRecord = -1
	rows.TrimLeadingSpace = rows.Comma != '\t' // or fields that are empty would go
	header, err := rows.Read()
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("line 1: read the names of the columns: %w", err)
	}
	if err != nil {
		return nil, fmt.Errorf("line 1: the first line names the columns, as name;address: write it")
	}
	columns, err := nameColumns(header)
	if err != nil {
		return nil, err
	}
	return readMembers(rows, columns)
}

// separatorOf looks at the first line, of which in buffers the beginning.
func separatorOf(in *bufio.Reader) rune {
	start, _ := in.Peek(1024)
	first, _, _ := bytes.Cut(start, []byte("\n"))
	for _, mark := range ";\t" {
		if bytes.ContainsRune(first, mark) {
			return mark
		}
	}
	return ','
}

func nameColumns(header []string) (columns []string, err error) {
	if text := strings.Join(header, ""); strings.HasPrefix(text, "PK\x03\x04") || strings.ContainsRune(text, 0) {
		return nil, errors.New("line 1: this is no text: save the spreadsheet as CSV in UTF-8")
	}
	var faults []error
	none := true
	for _, name := range header {
		name = strings.ToLower(strings.TrimSpace(name))
		switch {
		case !slices.Contains(rosterColumns, name):
			faults = append(faults, fmt.Errorf("line 1: column %q is unknown: use %s", name, strings.Join(rosterColumns, ", ")))
		case slices.Contains(columns, name):
			faults = append(faults, fmt.Errorf("line 1: column %q is there twice", name))
		}
		none = none && !slices.Contains(rosterColumns, name)
		columns = append(columns, name)
	}
	if none {
		return nil, fmt.Errorf("line 1: the first line names the columns: write it with some of %s, and at least name and address", strings.Join(rosterColumns, ", "))
	}
	for _, needed := range []string{"name", "address"} {
		if !slices.Contains(columns, needed) {
			faults = append(faults, fmt.Errorf("line 1: column %q is missing", needed))
		}
	}
	return columns, errors.Join(faults...)
}

func readMembers(rows *csv.Reader, columns []string) ([]Member, error) {
	var members []Member
	var faults []error
	lines := make(map[string]int)
	for {
		row, err := rows.Read()
		if err == io.EOF {
			return members, errors.Join(faults...)
		}
		if e, ok := errors.AsType[*csv.ParseError](err); ok {
			err = fmt.Errorf("line %d: %w: put a field with quotes in it in quotes, and write those in it twice; the rest was not read", e.StartLine, e.Err)
		}
		if err != nil {
			return nil, errors.Join(append(faults, err)...)
		}
		line, _ := rows.FieldPos(0)
		if !utf8.ValidString(strings.Join(row, "")) {
			faults = append(faults, fmt.Errorf("line %d: a letter here is not in UTF-8: save the file as CSV in UTF-8; the rest was not read", line))
			return nil, errors.Join(faults...)
		}
		m, rowFaults := readMember(row, columns)
		rowFaults = append(rowFaults, m.faults()...)
		rowFaults = append(rowFaults, twice(m, line, lines)...)
		for _, fault := range rowFaults {
			faults = append(faults, fmt.Errorf("line %d: %w", line, fault))
		}
		members = append(members, m)
	}
}

func twice(m Member, line int, lines map[string]int) (faults []error) {
	for _, address := range m.addresses() {
		key, err := addressKey(address)
		if err != nil {
			continue // told by faults
		}
		if first, ok := lines[key]; ok {
			faults = append(faults, fmt.Errorf("address: %s is listed twice: on line %d and on line %d", address, first, line))
			continue
		}
		lines[key] = line
	}
	return faults
}

func readMember(row, columns []string) (m Member, faults []error) {
	if len(row) != len(columns) {
		faults = append(faults, fmt.Errorf("has %d fields, the first line names %d columns", len(row), len(columns)))
	}
	for i, column := range columns[:min(len(row), len(columns))] {
		value := strings.TrimSpace(row[i])
		var err error
		switch column {
		case "name":
			m.Name = value
		case "title":
			m.Title = value
		case "address":
			m.Address = value
		case "aliases":
			m.Aliases = listOf(value, "|, ;")
		case "committees":
			m.Committees = listOf(value, "|")
		case "party":
			m.Party = value
		case "valid_from":
			m.ValidFrom, err = dateOf(value)
		case "valid_until":
			m.ValidUntil, err = dateOf(value)
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", column, err))
		}
	}
	return m, faults
}

func listOf(value, separators string) (list []string) {
	for item := range strings.FieldsFuncSeq(value, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
		if item = strings.TrimSpace(item); item != "" {
			list = append(list, item)
		}
	}
	return list
}

func dateOf(value string) (time.Time, error) {
	if value == "" {
		return time.Time{}, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, value, time.Local)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is no date: write 2026-01-31", value)
	}
	return day, nil
}
