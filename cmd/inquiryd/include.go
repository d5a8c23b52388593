package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"

	"inquiryd/classify"
	"inquiryd/internal/clerk"
)

// part is what an included file may hold: rules, those they speak for, and the
// kinds of inquiries. Servers and secrets stand in the configuration itself.
type part struct {
	Administrations []clerk.Administration `toml:"administration"`
	Rules           []classify.Rule        `toml:"rule"`
	Clerk           partOfClerk            `toml:"clerk"`
}

type partOfClerk struct {
	Kinds map[string]clerk.Kind `toml:"kind"`
}

// included are the patterns of the files that belong to the configuration.
func (c *configuration) included() sources {
	dir := literal(filepath.Dir(c.file))
	var all sources
	for _, pattern := range c.Include {
		if !filepath.IsAbs(pattern) {
			pattern = filepath.Join(dir, pattern)
		}
		all = append(all, pattern)
	}
	return all
}

// include reads the included files into c, in the order of their patterns and
// names. What is wrong in one has its file and line.
func (c *configuration) include(f *faults, o *outline) {
	read := map[string]bool{filepath.Clean(c.file): true}
	for i, pattern := range c.included() {
		files, err := filepath.Glob(pattern)
		key := fmt.Sprintf("include[%d]", i)
		switch {
		case err != nil:
			f.add(o.line(key), key, "%q is not a pattern of file names: write it as \"rules/*.toml\"", c.Include[i])
		case len(files) == 0 && !special(pattern):
			f.add(o.line(key), key, "there is no file %s: write it, or remove its name", plainName(pattern))
		case len(files) == 0 && !special(filepath.Dir(pattern)) && !exists(plainName(filepath.Dir(pattern))):
			f.add(o.line(key), key, "there is no folder %s: make it, or remove its name", plainName(filepath.Dir(pattern)))
		}
		for _, file := range files {
			if hidden(file, pattern) || read[file] {
				continue
			}
			read[file] = true
			if src, err := os.ReadFile(file); err != nil {
				f.add(o.line(key), key, "%s: %v", file, plain(err))
			} else {
				c.join(file, src, f, o)
			}
		}
	}
	c.twice(f, o)
}

// hidden says whether a file was meant by nobody: an editor's mark, as
// ".#rules.toml".
func hidden(file, pattern string) bool {
	return strings.HasPrefix(filepath.Base(file), ".") && !strings.HasPrefix(filepath.Base(pattern), ".")
}

// join adds what an included file holds.
func (c *configuration) join(file string, src []byte, f *faults, o *outline) {
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	own := &faults{file: file}
	var p part
	var r rack
	po := &outline{file: file, faults: own, within: filepath.Base(c.file)}
	po.read(src, reflect.TypeFor[part](), reflect.TypeFor[rack]())
	if err := decode(src, po.bad, &p, &r); err != nil {
		own.syntax(src, err)
	}
	f.take(own)
	o.graft(po, map[string]int{"administration": len(c.Administrations), "rule": len(c.Rules)})
	c.Administrations = append(c.Administrations, p.Administrations...)
	c.rack.Administrations = append(c.rack.Administrations, r.Administrations...)
	c.Rules = append(c.Rules, p.Rules...)
	for name, kind := range p.Clerk.Kinds {
		if _, ok := c.Clerk.Kinds[name]; ok {
			key := "clerk.kind." + name
			f.add(po.line(key), key, "stands in %s too: keep one of the two", o.line(key))
			continue
		}
		if c.Clerk.Kinds == nil {
			c.Clerk.Kinds = map[string]clerk.Kind{}
		}
		c.Clerk.Kinds[name] = kind
	}
}

// graft adds the lines of an included file to those of the configuration; the
// numbers of its tables in lists begin with from.
func (o *outline) graft(p *outline, from map[string]int) {
	o.begins[p.file] = from
	for path, at := range p.lines {
		path = renumber(path, from, 1)
		if _, known := o.lines[path]; !known {
			o.lines[path] = at
		}
	}
}

// local is a path as the file writes it that the key stands in: its tables in
// lists are counted from its own first.
func (o *outline) local(path string) string {
	return renumber(path, o.begins[o.line(path).file], -1)
}

// renumber adds the numbers of from, so many times, to that of the list that
// path begins with.
func renumber(path string, from map[string]int, times int) string {
	list, rest, _ := strings.Cut(path, "[")
	digits, tail, listed := strings.Cut(rest, "]")
	if n, ok := number(digits); listed && ok {
		return fmt.Sprintf("%s[%d]%s", list, n+times*from[list], tail)
	}
	return path
}

// reference is another key that a message names.
var reference = regexp.MustCompile(`\((?:administration|rule)\[\d+\][^)\s]*\)`)

// told is a message with the places of the keys that it refers to.
func (o *outline) told(what string) string {
	return reference.ReplaceAllStringFunc(what, func(key string) string {
		return "(" + o.line(strings.Trim(key, "()")).String() + ")"
	})
}

// twice finds administrations and rules that two files give.
func (c *configuration) twice(f *faults, o *outline) {
	ids, names := map[string]position{}, map[string]position{}
	look := func(first map[string]position, path, id string) {
		at := o.line(path)
		before, ok := first[id]
		switch {
		case !ok:
			first[id] = at
		case before.file != at.file && id != "":
			f.add(at, o.local(path), "%q stands in %s too: keep one of the two", id, before)
		}
	}
	for i, a := range c.Administrations {
		look(ids, fmt.Sprintf("administration[%d].id", i), a.ID)
	}
	for i, r := range c.Rules {
		look(names, fmt.Sprintf("rule[%d].name", i), r.Name)
	}
}
