package main

import (
	"encoding"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/hbollon/go-edlib"
	"github.com/pelletier/go-toml/v2/unstable"
)

// field finds the types that hold the key name in tables of the given types.
// One table can be read into several types, each taking its part.
func field(tables []reflect.Type, name string) []reflect.Type {
	var found []reflect.Type
	for _, t := range tables {
		if t.Kind() == reflect.Map {
			found = append(found, t.Elem())
		} else if f, ok := fields(t)[name]; ok {
			found = append(found, f)
		}
	}
	return found
}

// fields are the keys of a table that is read into t. Those of an embedded
// struct without a key of its own are among them.
func fields(t reflect.Type) map[string]reflect.Type {
	all := map[string]reflect.Type{}
	if t.Kind() != reflect.Struct {
		return all
	}
	for f := range t.Fields() {
		key, _, _ := strings.Cut(f.Tag.Get("toml"), ",")
		switch {
		case key == "-" || !f.IsExported():
		case f.Anonymous && key == "":
			maps.Copy(all, fields(f.Type))
		case key != "":
			all[key] = plainType(f.Type)
		}
	}
	return all
}

func plainType(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}

// shape says what to write when a value of kind k cannot be read into t.
func shape(t reflect.Type, k unstable.Kind) string {
	number := k == unstable.Integer
	switch {
	case t == localDate || t == moment:
		return unless(k == unstable.LocalDate, "a day without quotes, as 2026-01-31")
	case reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()), t.Kind() == reflect.String:
		return unless(k == unstable.String, "text in quotes")
	}
	switch t.Kind() {
	case reflect.Bool:
		return unless(k == unstable.Bool, "true or false")
	case reflect.Float32, reflect.Float64:
		return unless(number || k == unstable.Float, "a number")
	case reflect.Slice, reflect.Array:
		return unless(k == unstable.Array, "a list in [ and ]")
	case reflect.Struct, reflect.Map:
		return unless(k == unstable.InlineTable, "a table")
	}
	return unless(number, "a whole number")
}

func unless(ok bool, want string) string {
	if ok {
		return ""
	}
	return want
}

// called names what a value is.
func called(k unstable.Kind) string {
	switch k {
	case unstable.String:
		return "text"
	case unstable.Bool:
		return "true or false"
	case unstable.Integer, unstable.Float:
		return "a number"
	case unstable.Array:
		return "a list"
	case unstable.InlineTable:
		return "a table"
	}
	return "a date or time"
}

// meant suggests the known key that is nearest to name.
func meant(name string, tables []reflect.Type) string {
	var known []string
	for _, t := range tables {
		known = slices.AppendSeq(known, maps.Keys(fields(t)))
	}
	slices.Sort(known)
	switch best := nearest(name, slices.Compact(known)); {
	case best != "":
		return ": did you mean " + best + "?"
	case len(known) == 0:
		return ": remove it"
	}
	return ": remove it, or look it up in config.example.toml"
}

// nearest is the one of known that is written most like name; "": none is.
func nearest(name string, known []string) (best string) {
	least := 3
	for _, key := range known {
		if d := edlib.OSADamerauLevenshteinDistance(strings.ToLower(name), key); d < least && d < len(key) {
			best, least = key, d
		}
	}
	return best
}
