package language

import (
	"fmt"
	"reflect"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// check looks at every value: whether it is there, and fits what it is for. A
// language that is built in was checked by a test: of it only what the file says
// otherwise is looked at.
func (r *reader) check(l *Language, all bool) {
	r.table(reflect.ValueOf(l).Elem(), "", all)
}

func (r *reader) table(v reflect.Value, path string, all bool) {
	for field, value := range v.Fields() {
		name := field.Tag.Get("toml")
		if name == "-" {
			continue
		}
		key := strings.Trim(path+"."+name, ".")
		if value.Kind() == reflect.Struct && value.Type() != reflect.TypeFor[Layout]() {
			r.table(value, key, all)
			continue
		}
		if of := field.Tag.Get("like"); of != "" {
			r.like(value, key, field.Tag, of)
		} else if _, said := r.lines[key]; said || all {
			r.value(value, key, field.Tag)
		}
	}
}

// value looks at one value by what its field's tag asks of it.
func (r *reader) value(v reflect.Value, key string, tag reflect.StructTag) {
	if empty(v) {
		if tag.Get("optional") == "" {
			r.wrong(r.line(key), key, "is missing: write it")
		}
		return
	}
	if n, _ := strconv.Atoi(tag.Get("len")); n > 0 && v.Len() != n {
		r.wrong(r.line(key), key, "there are %d of %d", v.Len(), n)
	}
	each := func(text, key string) {
		if tag.Get("pattern") != "" {
			r.pattern(text, key)
		}
		if want, ok := tag.Lookup("verbs"); ok {
			r.verbs(text, key, strings.Fields(want))
		} else if v.Kind() == reflect.String && tag.Get("pattern") == "" && strings.Contains(text, "%") {
			r.wrong(r.line(key), key, "%q has a %%, and nothing is filled in here: write the word for it", text)
		}
	}
	switch v.Kind() {
	case reflect.String:
		each(v.String(), key)
	case reflect.Slice:
		for i := range v.Len() {
			if tag.Get("pairs") != "" {
				if v.Index(i).Len() != 2 {
					r.wrong(r.line(key), key, "each of these is how an order begins, and how it is written: write [\"status\", \"Status\"]")
				}
				continue
			}
			each(v.Index(i).String(), fmt.Sprintf("%s[%d]", key, i))
		}
	}
}

// like looks at a table whose keys are those that the file of a language has that
// is built in. A value may be empty, but must be there.
func (r *reader) like(v reflect.Value, path string, tag reflect.StructTag, of string) {
	known := reflect.ValueOf(builtIn[of]()).Elem()
	for _, name := range strings.Split(path, ".") {
		known = known.FieldByNameFunc(func(field string) bool { return strings.EqualFold(field, name) })
	}
	none := `""`
	if tag.Get("words") != "" {
		none = "[]"
	}
	for _, name := range known.MapKeys() {
		if !v.MapIndex(name).IsValid() {
			r.wrong(r.line(path), path+"."+name.String(), "is missing: write it, or %s where the language has no such word", none)
		}
	}
	for _, name := range v.MapKeys() {
		key := path + "." + name.String()
		if !known.MapIndex(name).IsValid() {
			r.wrong(r.line(key), key, "this key is not known: correct it, or remove it")
		} else if r.lines[key] == 0 {
			continue // as it is built in
		} else if tag.Get("pattern") != "" {
			r.pattern(v.MapIndex(name).String(), key)
		} else if tag.Get("words") != "" {
			r.words(v.MapIndex(name), key)
		}
	}
}

func empty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Map:
		return v.Len() == 0
	case reflect.Struct:
		return v.Interface().(Layout).text == ""
	}
	return v.IsZero()
}

// pattern looks whether a regular expression can be one of several alternatives.
func (r *reader) pattern(text, key string) {
	form, err := syntax.Parse("(?i)(?:"+text+")", syntax.Perl)
	switch {
	case err != nil:
		if e, ok := err.(*syntax.Error); ok {
			r.wrong(r.line(key), key, "%q is no regular expression: %s", text, e.Code)
			return
		}
		r.wrong(r.line(key), key, "%q is no regular expression: %v", text, err)
	case form.MaxCap() > 0:
		r.wrong(r.line(key), key, "%q has a group that is kept: write (?:…) in place of (…)", text)
	case text != "" && matchesNothing(form):
		r.wrong(r.line(key), key, "%q is found everywhere, since one of its alternatives is empty: take away the | that is too many, or the ? or * behind all of one", text)
	}
}

// matchesNothing reports an expression that an empty text has too, as "hi|" is: then
// every line would be a greeting.
func matchesNothing(form *syntax.Regexp) bool {
	switch form.Op {
	case syntax.OpEmptyMatch, syntax.OpStar, syntax.OpQuest:
		return true
	case syntax.OpRepeat:
		return form.Min == 0 || matchesNothing(form.Sub[0])
	case syntax.OpPlus:
		return matchesNothing(form.Sub[0])
	case syntax.OpAlternate:
		return slices.ContainsFunc(form.Sub, matchesNothing)
	case syntax.OpConcat:
		return !slices.ContainsFunc(form.Sub, func(one *syntax.Regexp) bool { return !matchesNothing(one) })
	}
	return false
}

// words looks whether each of a list is written as people write it.
func (r *reader) words(list reflect.Value, key string) {
	for i := range list.Len() {
		text, key := list.Index(i).String(), fmt.Sprintf("%s[%d]", key, i)
		word := strings.TrimSuffix(text, "*")
		strange := strings.ContainsFunc(word, func(c rune) bool {
			return !unicode.In(c, unicode.L, unicode.M, unicode.Nd) && !strings.ContainsRune(" -'’./", c)
		})
		if strange || word == "" || word != strings.Join(strings.Fields(word), " ") {
			r.wrong(r.line(key), key, "%q is no word: write one or several as people do, with one blank between, and * at the end where the last may go on", text)
		}
	}
}

// verbs looks whether a phrase has a place for all that is filled in, and no
// other. Places can stand in another order when they have numbers, as %[2]s.
func (r *reader) verbs(text, key string, want []string) {
	got, ok := verbsOf(text, len(want))
	bad := !ok
	for i, verb := range want {
		bad = bad || got[i] != verb && got[i] != "%v"
	}
	if bad {
		r.wrong(r.line(key), key, "%q must have %s, each once, and no other sign with %%; in another order write %%[2]s and so on", text, strings.Join(want, " and then "))
	}
}

// verbsOf are the verbs of a phrase by the number of what they print; not ok when
// it has others, or one twice.
func verbsOf(text string, n int) (got []string, ok bool) {
	got = make([]string, n)
	next := 0
	for {
		_, rest, more := strings.Cut(text, "%")
		if !more {
			return got, true
		}
		if text, more = strings.CutPrefix(rest, "%"); more {
			continue // a plain %
		}
		if index, tail, numbered := strings.Cut(strings.TrimPrefix(rest, "["), "]"); numbered && strings.HasPrefix(rest, "[") {
			i, err := strconv.Atoi(index)
			if err != nil {
				return got, false
			}
			next, rest = i-1, tail
		}
		if rest == "" || next < 0 || next >= n || got[next] != "" {
			return got, false
		}
		got[next], text = "%"+rest[:1], rest[1:]
		next++
	}
}
