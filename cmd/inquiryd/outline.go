package main

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// outline knows on which line of a TOML file each key stands.
type outline struct {
	file    string
	within  string // the configuration that includes this file, if one does
	parser  unstable.Parser
	ends    []int // offsets of the line feeds
	lines   map[string]position
	begins  map[string]map[string]int // of included files: the number of the first table in each list
	written map[string]int            // lines of what may be written only once
	tables  map[string]int            // number of tables in each array of tables
	faults  *faults
	bad     []string // paths of values that have the wrong shape
}

// position is a line of a file; 0: the key is not in the file.
type position struct {
	file string
	line int
}

// String is the position as "config.toml:41".
func (p position) String() string {
	if p.line == 0 {
		return p.file
	}
	return fmt.Sprintf("%s:%d", p.file, p.line)
}

// read walks through src, notes where everything stands, and adds a fault for
// each key that no type of into has and each value that its key cannot take.
// It stops at a syntax error, which decoding reports better.
func (o *outline) read(src []byte, into ...reflect.Type) {
	o.lines, o.written, o.tables, o.begins = map[string]position{}, map[string]int{}, map[string]int{}, map[string]map[string]int{}
	o.parser.Reset(src)
	for i, c := range src {
		if c == '\n' {
			o.ends = append(o.ends, i)
		}
	}
	table, types := "", into
	for o.parser.NextExpression() {
		e := o.parser.Expression()
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table, types = o.table(e, into)
		case unstable.KeyValue:
			o.keyValue(e, table, types)
		}
	}
}

// table is the path of a table that begins, and the types it is read into.
func (o *outline) table(e *unstable.Node, into []reflect.Type) (string, []reflect.Type) {
	path, types := o.keys(e.Key(), "", into)
	it := e.Key()
	it.Next()
	line := o.at(it.Node())
	if e.Kind == unstable.Table {
		o.once(path, line)
		if len(types) > 0 && types[0].Kind() == reflect.Slice {
			o.wrong(line, path, "there can be several of this table: write [[%s]]", path)
			types = nil
		}
		return path, types
	}
	n := o.tables[path]
	o.tables[path]++
	elems := elements(types)
	if len(elems) == 0 && len(types) > 0 {
		o.wrong(line, path, "there is only one of this table: write [%s], once", path)
	}
	path = fmt.Sprintf("%s[%d]", path, n)
	o.lines[path] = position{o.file, line}
	return path, elems
}

// once notes that path is written on line, and a fault when it was before.
func (o *outline) once(path string, line int) {
	if first, again := o.written[path]; again {
		o.faults.add(position{o.file, line}, path, "this is written twice, first on line %d: remove one", first)
		return
	}
	o.written[path] = line
}

// keys follows a dotted key from the table at path. It returns no types when
// the key, or one before it, is unknown.
func (o *outline) keys(it unstable.Iterator, path string, types []reflect.Type) (string, []reflect.Type) {
	for it.Next() {
		name := string(it.Node().Data)
		parent := types
		path, types = join(path, name), field(types, name)
		line := o.at(it.Node())
		if _, seen := o.lines[path]; !seen {
			o.lines[path] = position{o.file, line}
		}
		if len(types) == 0 && len(parent) > 0 {
			o.unknown(line, path, name, parent)
		}
		if n := o.tables[path]; n > 0 && !it.IsLast() { // [member.x] below [[member]]
			types = elements(types)
			path = fmt.Sprintf("%s[%d]", path, n-1)
		}
	}
	return path, types
}

// unknown adds a fault for a key that no table of the given types has.
func (o *outline) unknown(line int, path, name string, types []reflect.Type) {
	if o.within != "" && elsewhere(path) {
		o.wrong(line, path, "an included file holds only [[administration]], [[rule]] and [clerk.kind.…]: move this to %s", o.within)
		return
	}
	o.wrong(line, path, "this key is not known%s", meant(name, types))
}

// elsewhere says whether the configuration itself has a key.
func elsewhere(path string) bool {
	types := []reflect.Type{reflect.TypeFor[configuration]()}
	for name := range strings.SplitSeq(path, ".") {
		types = field(types, name)
	}
	return len(types) > 0
}

func (o *outline) keyValue(e *unstable.Node, table string, types []reflect.Type) {
	path, types := o.keys(e.Key(), table, types)
	it := e.Key()
	it.Next()
	o.once(path, o.at(it.Node()))
	if len(types) > 0 {
		o.value(e.Value(), path, o.lines[path].line, types)
	}
}

// value checks the shape of a value and looks into lists and inline tables.
func (o *outline) value(v *unstable.Node, path string, line int, types []reflect.Type) {
	if v.Raw.Length > 0 {
		line = o.at(v)
		o.lines[path] = position{o.file, line}
	}
	t := types[0]
	if want := shape(t, v.Kind); want != "" {
		o.wrong(line, path, "this is %s: write %s", called(v.Kind), want)
		return
	}
	switch v.Kind {
	case unstable.String:
		o.text(v, path, line, t)
	case unstable.LocalDate:
		if new(toml.LocalDate).UnmarshalText(v.Data) != nil {
			o.wrong(line, path, "there is no day %s: write one as 2026-01-31", v.Data)
		}
	case unstable.Array:
		it := v.Children()
		for i := 0; it.Next(); i++ {
			if it.Node().Kind != unstable.Comment {
				o.value(it.Node(), fmt.Sprintf("%s[%d]", path, i), line, elements(types))
			}
		}
	case unstable.InlineTable:
		for it := v.Children(); it.Next(); {
			o.keyValue(it.Node(), path, types)
		}
	}
}

// text lets a type that reads itself from text do so.
func (o *outline) text(v *unstable.Node, path string, line int, t reflect.Type) {
	u, ok := reflect.New(t).Interface().(encoding.TextUnmarshaler)
	if !ok {
		return
	}
	if err := u.UnmarshalText(v.Data); err != nil {
		o.wrong(line, path, "%v", err)
	}
}

func (o *outline) wrong(line int, path, format string, args ...any) {
	o.faults.add(position{o.file, line}, path, format, args...)
	o.bad = append(o.bad, path)
}

// elements are the types of the tables in an array of tables.
func elements(types []reflect.Type) []reflect.Type {
	var elems []reflect.Type
	for _, t := range types {
		if t.Kind() == reflect.Slice {
			elems = append(elems, t.Elem())
		}
	}
	return elems
}

// at is the line on which a node begins.
func (o *outline) at(n *unstable.Node) int {
	line, _ := slices.BinarySearch(o.ends, int(n.Raw.Offset))
	return line + 1
}

// line is the place of the key at path, or of the nearest table around it that
// the files have; no line when they have none.
func (o *outline) line(path string) position {
	for path != "" {
		if n, ok := o.lines[path]; ok {
			return n
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return position{file: o.file}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

var (
	localDate = reflect.TypeFor[toml.LocalDate]()
	moment    = reflect.TypeFor[time.Time]()
)
