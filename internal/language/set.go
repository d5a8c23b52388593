package language

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/pelletier/go-toml/v2"
)

//go:embed languages/*.toml
var files embed.FS

// builtIn are the languages that are built in. Each is read when it is asked for,
// once, and never changes.
var builtIn = map[string]func() *Language{"da": shipped("da"), "en": shipped("en"), "sv": shipped("sv")}

func shipped(code string) func() *Language {
	return sync.OnceValue(func() *Language {
		src, _ := Source(code)
		l := &Language{Code: code}
		if err := toml.Unmarshal(src, l); err != nil {
			panic(err) // a test reads them all, and looks at every value
		}
		return l
	})
}

// BuiltIn are the codes of the languages that are built in.
func BuiltIn() []string { return []string{"da", "en", "sv"} }

// Source is the file of a language that is built in.
func Source(code string) ([]byte, bool) {
	src, err := files.ReadFile("languages/" + code + ".toml")
	return src, err == nil
}

// Set are the languages of an installation: those that are built in, and what the
// files of a folder add or say otherwise. A nil Set has those that are built in.
type Set struct {
	folder string
	own    map[string]*Language
}

// IsCode says whether a text is the code of a language, as files are named and as
// letters name theirs (BCP 47): nb, or de-CH.
func IsCode(s string) bool {
	language, region, regional := strings.Cut(s, "-")
	return (len(language) == 2 || len(language) == 3) && strings.Trim(language, small) == "" &&
		(!regional || len(region) == 2 && strings.Trim(strings.ToLower(region), small) == "" && region == strings.ToUpper(region))
}

const small = "abcdefghijklmnopqrstuvwxyz"

// Load reads the folder of an installation; "" is none. All that is wrong in its
// files comes back at once, as [Faults].
func Load(folder string) (*Set, error) {
	if folder == "" {
		return nil, nil
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	s := &Set{folder: folder, own: map[string]*Language{}}
	var faults []error
	for _, e := range entries {
		name, isFile := strings.CutSuffix(e.Name(), ".toml")
		if !isFile || e.IsDir() || strings.HasPrefix(name, ".") {
			continue
		}
		l, err := s.load(name, filepath.Join(folder, e.Name()))
		if faults = append(faults, err); err == nil {
			s.own[name] = l
		}
	}
	return s, errors.Join(faults...)
}

func (s *Set) load(name, file string) (*Language, error) {
	if !IsCode(name) {
		return nil, Faults{{File: file, What: fmt.Sprintf("%q is not the code of a language: name the file as sv.toml or nb.toml", name)}}
	}
	src, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	base, _ := Source(name)
	return read(name, file, src, base)
}

// Folder is the folder of the installation; "" when there is none.
func (s *Set) Folder() string {
	if s == nil {
		return ""
	}
	return s.folder
}

// Codes are the codes of all languages.
func (s *Set) Codes() []string {
	codes := BuiltIn()
	if s != nil {
		for name := range s.own {
			codes = append(codes, name)
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// Has says whether a language is there.
func (s *Set) Has(code string) bool { return slices.Contains(s.Codes(), code) }

// Own says whether the folder of the installation has a file, or templates, of a
// language.
func (s *Set) Own(code string) bool {
	if s == nil {
		return false
	}
	if _, ok := s.own[code]; ok {
		return true
	}
	info, err := fs.Stat(os.DirFS(s.folder), code)
	return err == nil && info.IsDir()
}

// Of is a language; nil when it is not there.
func (s *Set) Of(code string) *Language {
	if s != nil {
		if l, ok := s.own[code]; ok {
			return l
		}
	}
	if made, ok := builtIn[code]; ok {
		return made()
	}
	return nil
}
