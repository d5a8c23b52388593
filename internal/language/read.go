package language

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// Fault is one mistake in the file of a language.
type Fault struct {
	File string
	Line int    // 0: of the whole file
	Key  string // as letters.page; "": the file's syntax
	What string // what is wrong and what to do
}

// Error is the mistake on one line, as "sv.toml:12: letters.page: …".
func (f Fault) Error() string {
	var b strings.Builder
	b.WriteString(f.File)
	if f.Line > 0 {
		fmt.Fprintf(&b, ":%d", f.Line)
	}
	if f.Key != "" {
		b.WriteString(": " + f.Key)
	}
	return b.String() + ": " + f.What
}

// Faults are all mistakes of a file.
type Faults []Fault

// Error has a line for each mistake.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, one := range f {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// reader reads one file.
type reader struct {
	file   string
	lines  map[string]int // of keys and tables
	faults Faults
}

func (r *reader) wrong(line int, key, format string, args ...any) {
	r.faults = append(r.faults, Fault{r.file, line, key, fmt.Sprintf(format, args...)})
}

// read reads the file of a language. What it says holds over base, the file that
// is built in, where there is one.
func read(code, file string, src, base []byte) (*Language, error) {
	r := &reader{file: file}
	l := &Language{}
	if base != nil {
		if err := toml.Unmarshal(base, l); err != nil {
			return nil, fmt.Errorf("read what is built in of %q: %w", code, err)
		}
	}
	l.Code = code
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	r.lines = linesOf(src)
	decoder := toml.NewDecoder(bytes.NewReader(src))
	decoder.DisallowUnknownFields()
	if whole := r.decoded(decoder.Decode(l)); whole {
		r.check(l, base == nil)
	}
	if len(r.faults) > 0 {
		slices.SortStableFunc(r.faults, func(a, b Fault) int { return cmp.Or(a.Line-b.Line, cmp.Compare(a.Key, b.Key)) })
		return nil, r.faults
	}
	return l, nil
}

// decoded tells what the parser found, and whether it read the file to its end.
func (r *reader) decoded(err error) (whole bool) {
	if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok {
		for _, e := range strict.Errors {
			line, _ := e.Position()
			r.wrong(line, strings.Join(e.Key(), "."), "this key is not known: correct it, or remove it")
		}
		return true
	}
	if e, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, _ := e.Position()
		r.wrong(line, cmp.Or(strings.Join(e.Key(), "."), r.keyAt(line)), "%s; the rest was not read", undecoded(strings.TrimPrefix(e.Error(), "toml: ")))
		return false
	}
	if err != nil {
		r.wrong(0, "", "%v", err)
	}
	return err == nil
}

// keyAt is the key whose value begins on a line; "" where there is none.
func (r *reader) keyAt(line int) (found string) {
	for key, at := range r.lines {
		if at == line && len(key) > len(found) {
			found = key
		}
	}
	return found
}

// undecoded is what the parser says of a value that its key cannot take, without
// the types of this program; of a line that is no TOML it is what the parser says.
func undecoded(said string) string {
	_, of, ok := strings.Cut(said, "cannot decode TOML ")
	if !ok {
		return said + ": correct it (text stands in quotes)"
	}
	if _, to, _ := strings.Cut(of, " of type "); strings.HasPrefix(to, "[]") {
		return "write a list in [ and ]"
	}
	return "write text in quotes"
}

// linesOf are the lines on which the keys and tables of a file stand.
func linesOf(src []byte) map[string]int {
	f := lineFinder{src, map[string]int{}}
	var p unstable.Parser
	p.Reset(src)
	table := ""
	for p.NextExpression() {
		switch e := p.Expression(); e.Kind {
		case unstable.Table:
			table = f.key(e, "") + "."
		case unstable.KeyValue:
			f.value(e.Value(), f.key(e, table))
		}
	}
	return f.lines
}

// lineFinder notes the lines of keys.
type lineFinder struct {
	src   []byte
	lines map[string]int
}

func (f lineFinder) at(offset uint32) int { return 1 + bytes.Count(f.src[:offset], []byte("\n")) }

// key notes where the key of a table or value stands; it gives the key back behind
// that of its table.
func (f lineFinder) key(n *unstable.Node, path string) string {
	var parts []string
	var at uint32
	for it := n.Key(); it.Next(); {
		parts = append(parts, string(it.Node().Data))
		at = it.Node().Raw.Offset
	}
	path += strings.Join(parts, ".")
	f.lines[path] = f.at(at)
	return path
}

// value notes where the items of a list stand, and the keys of a table within a line.
func (f lineFinder) value(v *unstable.Node, path string) {
	r := v.Children()
	for i := 0; r.Next(); i++ {
		switch item := r.Node(); {
		case v.Kind == unstable.InlineTable:
			f.value(item.Value(), f.key(item, path+"."))
		case v.Kind == unstable.Array && item.Raw.Length > 0:
			f.lines[fmt.Sprintf("%s[%d]", path, i)] = f.at(item.Raw.Offset)
		}
	}
}

// line is that of a key, or of the nearest table around it that the file has.
func (r *reader) line(key string) int {
	for key != "" {
		if n, ok := r.lines[key]; ok {
			return n
		}
		key = key[:max(strings.LastIndexAny(key, ".["), 0)]
	}
	return 0
}
