package main

import (
	"reflect"
	"slices"
	"strings"
)

// fixed are the keys that a running daemon cannot change: what holds
// connections, the register or the schedules. All others come into force as
// soon as the file is changed.
var fixed = []string{
	"time_zone", "secret_file", "secret_env", "secret_credential", "intake.imap", "intake.mailbox", "register",
	"notify.from", "notify.smtp", "clerk.poll", "clerk.post", "clerk.remind", "clerk.canary", "clerk.erase",
	"operation", "alarm", "webhook", "drop",
}

// keep puts back what only a restart can change, and names the keys of it that
// differ.
func (c *configuration) keep(old *configuration) []string {
	var later []string
	keepFixed("", reflect.ValueOf(c).Elem(), reflect.ValueOf(old).Elem(), &later)
	c.share()
	return later
}

// keepFixed walks the tables of both.
func keepFixed(path string, next, old reflect.Value, later *[]string) {
	for f, value := range next.Fields() {
		key, _, _ := strings.Cut(f.Tag.Get("toml"), ",")
		if key == "-" || key == "" {
			continue
		}
		was, at := old.FieldByIndex(f.Index), join(path, key)
		switch {
		case slices.Contains(fixed, at):
			differing(at, value, was, later)
			value.Set(was)
		case value.Kind() == reflect.Struct && value.Type() != localDate:
			keepFixed(at, value, was, later)
		}
	}
}

// differing adds the keys below path that are not the same.
func differing(path string, a, b reflect.Value, all *[]string) {
	if a.Kind() != reflect.Struct || len(fields(a.Type())) == 0 {
		if !reflect.DeepEqual(a.Interface(), b.Interface()) {
			*all = append(*all, path)
		}
		return
	}
	for f, value := range a.Fields() {
		if key, _, _ := strings.Cut(f.Tag.Get("toml"), ","); key != "-" && f.IsExported() {
			differing(join(path, key), value, b.FieldByIndex(f.Index), all)
		}
	}
}
