package main

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
)

// withRules is the configuration with the rules of another file in the place
// of its own. The file is a whole configuration or a part of one; of a part,
// what it leaves out (administrations, rules, the table classify, the language)
// is as it was. Only what concerns the rules is checked.
func (c *configuration) withRules(file string) (*configuration, error) {
	src, err := os.ReadFile(file)
	if err != nil {
		return nil, used(fmt.Errorf("read new rules: %w", err), "name a file with [[administration]] and [[rule]]")
	}
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	f := &faults{file: file}
	o := &outline{file: file, faults: f}
	next := *c
	next.file, next.outline, next.rack = file, o, rack{}
	o.read(src, reflect.TypeFor[configuration](), reflect.TypeFor[rack]())
	given := configuration{file: file}
	if err := decode(src, o.bad, &given, &next.rack); err != nil {
		f.syntax(src, err)
		return nil, f
	}
	next.Include, next.Administrations, next.Rules = given.Include, given.Administrations, given.Rules
	next.Clerk.Kinds = given.Clerk.Kinds
	next.include(f, o)
	whole := o.has("intake") || o.has("notify")
	if o.has("classify") || whole {
		next.Classify = given.Classify
		anchor(reflect.ValueOf(&next.Classify).Elem(), filepath.Dir(file))
		next.readLexicon(f, o)
	}
	next.Language = cmp.Or(given.Language, c.Language)
	next.Classify.Language = cmp.Or(given.Classify.Language, given.Language, c.Classify.Language)
	if len(next.rack.Administrations) == 0 {
		next.rack = c.rack
	}
	if len(next.Rules) == 0 && !whole {
		next.Rules = c.Rules
	}
	next.share()
	f.validated(o, "classify", next.Classify.Validate(), o.ofFiling()...)
	if len(f.all) > 0 {
		return nil, f
	}
	return &next, nil
}

// ofFiling are the keys of the sorting rack that stand at the top of the file.
func (o *outline) ofFiling() []string {
	if o.has("classify.language") {
		return []string{"administration", "rule"}
	}
	return []string{"administration", "rule", "language"}
}

// has says whether something is written at path, or below it.
func (o *outline) has(path string) bool {
	_, ok := o.lines[path]
	return ok
}
