package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// finding is one thing that was looked at.
type finding struct {
	what string // what was looked at, and what was seen
	note string // worth knowing, though not wrong
	err  error
}

// findingRow is a finding in JSON. Of one that is wrong, each mistake is a row.
type findingRow struct {
	Tenant string `json:"tenant,omitempty"`
	Level  string `json:"level"` // ok, note or wrong
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`
	Key    string `json:"key,omitempty"`
	What   string `json:"what"`
}

// rowsOf are the rows of findings of one tenant.
func rowsOf(tenant string, all []finding) (rows []findingRow) {
	for _, f := range all {
		switch {
		case f.err != nil:
			rows = append(rows, mistakeRows(tenant, f.err)...)
		case f.note != "":
			rows = append(rows, findingRow{Tenant: tenant, Level: "note", What: f.note})
		default:
			rows = append(rows, findingRow{Tenant: tenant, Level: "ok", What: f.what})
		}
	}
	return rows
}

// mistakeRows are the rows of what is wrong, with place and key where they are
// known.
func mistakeRows(tenant string, err error) (rows []findingRow) {
	if f, ok := errors.AsType[*faults](err); ok {
		f.sort()
		for _, one := range f.all {
			rows = append(rows, findingRow{tenant, "wrong", one.file, one.line, one.key, one.what})
		}
		return rows
	}
	for line := range strings.Lines(err.Error()) {
		rows = append(rows, findingRow{Tenant: tenant, Level: "wrong", What: strings.TrimRight(line, "\n")})
	}
	return rows
}

// findings prints a line for each thing, and says whether any is wrong.
func (s *streams) findings(all []finding) (wrong bool) {
	p := s.paint()
	for _, f := range all {
		switch {
		case f.err != nil:
			for line := range strings.Lines(f.err.Error()) {
				fmt.Fprintf(s.out, "%s %s\n", p.red("wrong"), strings.TrimRight(line, "\n"))
			}
		case f.note != "":
			fmt.Fprintf(s.out, "%s  %s\n", p.amber("note"), f.note)
		default:
			fmt.Fprintf(s.out, "%s    %s\n", p.green("ok"), f.what)
		}
	}
	return slices.ContainsFunc(all, func(f finding) bool { return f.err != nil })
}
