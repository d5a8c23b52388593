package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// decode reads TOML into each of into, leaving out the values at the paths of
// bad, so that one wrong value does not hide what is wrong elsewhere.
func decode(src []byte, bad []string, into ...any) error {
	if len(bad) > 0 {
		doc := map[string]any{}
		if err := toml.Unmarshal(src, &doc); err != nil {
			return err
		}
		for _, path := range bad {
			remove(doc, strings.Split(path, "."))
		}
		var err error
		if src, err = toml.Marshal(doc); err != nil {
			return err
		}
	}
	for _, v := range into {
		if err := toml.Unmarshal(src, v); err != nil {
			return err
		}
	}
	return nil
}

// remove takes the value at path out of doc; a list with a wrong element goes
// as a whole.
func remove(doc map[string]any, path []string) {
	name, index, listed := strings.Cut(path[0], "[")
	if len(path) == 1 {
		delete(doc, name)
		return
	}
	switch v := doc[name].(type) {
	case map[string]any:
		remove(v, path[1:])
	case []any:
		if i, ok := number(index); listed && ok && i < len(v) {
			if m, ok := v[i].(map[string]any); ok {
				remove(m, path[1:])
			}
		}
	}
}

// number reads the digits before the closing bracket of an index.
func number(index string) (n int, ok bool) {
	for _, c := range strings.TrimSuffix(index, "]") {
		if c < '0' || c > '9' {
			return 0, false
		}
		n, ok = n*10+int(c-'0'), true
	}
	return n, ok
}

// anchor makes the file names in v absolute or relative to the folder that the
// program runs in. File names are the texts whose keys end in _file or _dir,
// or are path, templates or languages.
func anchor(v reflect.Value, dir string) {
	switch v.Kind() {
	case reflect.Struct:
		for f, field := range v.Fields() {
			if !f.IsExported() {
				continue
			}
			key, _, _ := strings.Cut(f.Tag.Get("toml"), ",")
			if field.Kind() == reflect.String && isPath(key) {
				field.SetString(place(field.String(), dir))
				continue
			}
			anchor(field, dir)
		}
	case reflect.Slice:
		for i := range v.Len() {
			anchor(v.Index(i), dir)
		}
	}
}

// place is where the file name stands for, in a configuration that lies in
// dir: the systemd credential of that name if there is one, else in dir.
func place(name, dir string) string {
	if name == "" || name == ":memory:" || filepath.IsAbs(name) {
		return name
	}
	if credentials := os.Getenv("CREDENTIALS_DIRECTORY"); credentials != "" {
		if p := filepath.Join(credentials, name); exists(p) {
			return p
		}
	}
	return filepath.Join(dir, name)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func isPath(key string) bool {
	return strings.HasSuffix(key, "_file") || strings.HasSuffix(key, "_dir") || key == "path" || key == "templates" || key == "languages" || key == "tenants" || key == "folder" || key == "inbox"
}
