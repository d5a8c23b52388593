package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// sources are the files that a configuration is made of: patterns as
// filepath.Glob reads them, so that a file that comes later counts too.
type sources []string

// sourcesOf are those of a configuration, as far as it could be read.
func sourcesOf(file string, c *configuration) sources {
	s := append(sources{literal(file)}, c.included()...)
	if c.RosterFile != "" {
		s = append(s, literal(c.RosterFile))
	}
	if c.Classify.LexiconFile != "" {
		s = append(s, literal(c.Classify.LexiconFile))
	}
	for _, folder := range []string{c.Notify.Templates, c.Languages} {
		if folder != "" {
			dir := literal(folder)
			s = append(s, filepath.Join(dir, "*"), filepath.Join(dir, "*", "*"))
		}
	}
	return s
}

// with are the sources of both.
func (s sources) with(more sources) sources {
	all := slices.Concat(s, more)
	slices.Sort(all)
	return slices.Compact(all)
}

// digest changes with every change to what the files hold, and with every file
// that comes or goes.
func (s sources) digest() [32]byte {
	h := sha256.New()
	for _, pattern := range s {
		fmt.Fprintf(h, "%q\n", pattern)
		files, _ := filepath.Glob(pattern) // only a malformed pattern fails, which reading told
		for _, name := range files {
			if err := endless(name); err != nil {
				fmt.Fprintf(h, "%v\n", err)
				continue
			}
			text, err := os.ReadFile(name)
			fmt.Fprintf(h, "%q %t %d\n", name, err == nil, len(text))
			h.Write(text)
		}
	}
	return [32]byte(h.Sum(nil))
}

// endless says that there is no file by that name but something of which the reading
// might never end, as a pipe.
func endless(name string) error {
	info, err := os.Stat(name)
	if err != nil || info.IsDir() || info.Mode().IsRegular() {
		return nil
	}
	return fmt.Errorf("%s is not a file: put a file there", name)
}

// endless is that of the first of them.
func (s sources) endless() error {
	for _, pattern := range s {
		files, _ := filepath.Glob(pattern)
		for _, name := range files {
			if err := endless(name); err != nil {
				return err
			}
		}
	}
	return nil
}

// literal is the pattern of one file.
func literal(name string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(name)
}

// plainName is the file that a literal pattern stands for.
func plainName(pattern string) string {
	var b strings.Builder
	escaped := false
	for _, c := range pattern {
		if escaped = c == '\\' && !escaped; !escaped {
			b.WriteRune(c)
		}
	}
	return b.String()
}

// special says whether a pattern stands for more than one name.
func special(pattern string) bool {
	escaped := false
	for _, c := range pattern {
		if !escaped && strings.ContainsRune("*?[", c) {
			return true
		}
		escaped = c == '\\' && !escaped
	}
	return false
}

// trail are the names on the way to a file whose change changes what is found
// there: each symbolic link, and at last the file itself.
func trail(name string) []string {
	name, err := filepath.Abs(name)
	if err != nil {
		return nil
	}
	const longest = 40 // links, as Linux follows them
	var all []string
	at, rest := "/", strings.Split(name, "/")
	for len(rest) > 0 && len(all) < longest {
		at, rest = filepath.Join(at, rest[0]), rest[1:]
		target, err := os.Readlink(at)
		if err != nil {
			continue
		}
		all = append(all, at)
		if !filepath.IsAbs(target) {
			target = filepath.Join(filepath.Dir(at), target)
		}
		at, rest = "/", append(strings.Split(target, "/"), rest...)
	}
	return append(all, at)
}
