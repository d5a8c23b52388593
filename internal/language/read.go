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
		r.wrong(line, strings.Join(e.Key(), "."), "%s: correct it; the rest was not read", strings.TrimPrefix(e.Error(), "toml: "))
		return false
	}
	if err != nil {
		r.wrong(0, "", "%v", err)
	}
	return err == nil
}

// linesOf are the lines on which the keys and tables of a file stand.
func linesOf(src []byte) map[string]int {
	lines := map[string]int{}
	var p unstable.Parser
	p.Reset(src)
	table := ""
	for p.NextExpression() {
		e := p.Expression()
		if e.Kind != unstable.Table && e.Kind != unstable.KeyValue {
			continue
		}
		path, at := "", 0
		for it := e.Key(); it.Next(); {
			if path != "" {
				path += "."
			}
			path += string(it.Node().Data)
			at = int(it.Node().Raw.Offset)
		}
		line := 1 + bytes.Count(src[:at], []byte("\n"))
		if e.Kind == unstable.Table {
			table = path + "."
			lines[path] = line
			continue
		}
		lines[table+path] = line
		if v := e.Value(); v.Kind == unstable.Array {
			r := v.Children()
			for i := 0; r.Next(); i++ {
				if raw := r.Node().Raw; raw.Length > 0 {
					lines[fmt.Sprintf("%s%s[%d]", table, path, i)] = 1 + bytes.Count(src[:raw.Offset], []byte("\n"))
				}
			}
		}
	}
	return lines
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
