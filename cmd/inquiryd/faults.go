package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// fault is one mistake in a configuration file.
type fault struct {
	position
	key  string // as clerk.poll or member[2].address; empty: the file's syntax
	what string // what is wrong and what to do
}

// faults are all mistakes of one configuration file, by line.
type faults struct {
	file    string
	broken  map[string]bool // files that could not be read to their end
	sources sources         // what was read, so that whoever waits for them to be mended knows where
	all     []fault
}

func (f *faults) add(at position, key, format string, args ...any) {
	for _, known := range f.all {
		if known.position == at && known.key == key && key != "" {
			return // two rooms read the key, or its value was left out: once is enough
		}
	}
	f.all = append(f.all, fault{at, key, fmt.Sprintf(format, args...)})
}

// Error is one line for each mistake, as "config.toml:41: clerk.poll: …".
func (f *faults) Error() string {
	f.sort()
	var b strings.Builder
	for _, one := range f.all {
		b.WriteString(one.position.String())
		if one.key != "" {
			b.WriteString(": " + one.key)
		}
		b.WriteString(": " + one.what + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// sort puts them by file and line.
func (f *faults) sort() {
	slices.SortStableFunc(f.all, func(a, b fault) int {
		return cmp.Or(cmp.Compare(f.order(a), f.order(b)), cmp.Compare(a.file, b.file), cmp.Compare(a.line, b.line))
	})
}

// syntax adds an error of the TOML parser. It stops at the first; one without
// a position repeats what was found before, and so does that of a day which no
// calendar has, whose position is wrong. src is what it read. What is said
// already about a value on that line is nearer to what was meant.
func (f *faults) syntax(src []byte, err error) {
	line := 0
	if d, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, _ = d.Position()
	}
	known := line == 0 || strings.HasSuffix(err.Error(), "impossible date")
	if known && len(f.all) > 0 {
		return
	}
	f.broken = map[string]bool{f.file: true}
	for i, one := range f.all {
		if one.line == line {
			f.all[i].what += "; the rest was not read"
			return
		}
	}
	f.add(position{f.file, line}, "", "%s; the rest was not read", unreadable(src, line, strings.TrimPrefix(err.Error(), "toml: ")))
}

// order puts the faults of the configuration itself before those of others.
func (f *faults) order(one fault) int {
	if one.file == f.file {
		return 0
	}
	return 1
}

// take adds the faults of an included file.
func (f *faults) take(more *faults) {
	f.all = append(f.all, more.all...)
	for file := range more.broken {
		if f.broken == nil {
			f.broken = map[string]bool{}
		}
		f.broken[file] = true
	}
}

// unread says whether what seems to be missing at a place may stand where a
// file was not read.
func (f *faults) unread(at position) bool {
	return f.broken[at.file] || at.line == 0 && len(f.broken) > 0
}

// leaves takes an error of errors.Join apart.
func leaves(err error) []error {
	if err == nil {
		return nil
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var all []error
	for _, e := range joined.Unwrap() {
		all = append(all, leaves(e)...)
	}
	return all
}

// validated adds the faults that a room found in its own table. Their texts
// begin with the key's path within that table. The paths of roots are not
// within it, but at the top of the file.
func (f *faults) validated(o *outline, table string, err error, roots ...string) {
	for _, e := range leaves(err) {
		key, what, ok := strings.Cut(e.Error(), ": ")
		if !ok || strings.ContainsAny(key, " \t") {
			key, what = "", e.Error()
		}
		if first, _, _ := strings.Cut(key, "["); !slices.Contains(roots, first) {
			key = strings.Trim(table+"."+key, ".")
		}
		if f.unread(o.line(key)) {
			continue
		}
		f.add(o.line(key), o.local(key), "%s", o.told(what))
	}
}
