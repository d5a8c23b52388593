package main

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

const example = "../../config.example.toml"

var update = flag.Bool("update", false, "write what is said as what is wanted")

// Each file in testdata/config makes one mistake, and holds below a line
// "# want" what is said about it, without the file's name.
func TestFaults(t *testing.T) {
	files, err := filepath.Glob("testdata/config/*.toml")
	if err != nil || len(files) < 40 {
		t.Fatalf("only %d fixtures: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".toml"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			src, want, _ := strings.Cut(string(text), "\n# want\n")
			_, err = parseConfig("config.toml", []byte(src+"\n"))
			got := ""
			if err != nil {
				got = "# " + strings.ReplaceAll(strings.ReplaceAll(err.Error(), "config.toml", ""), "\n", "\n# ") + "\n"
			}
			if *update {
				if err := os.WriteFile(file, []byte(strings.TrimRight(src, "\n")+"\n\n# want\n"+got), 0o666); err != nil {
					t.Fatal(err)
				}
			} else if got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
}

func TestExampleIsRight(t *testing.T) {
	c, err := loadConfig(example)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Administrations) != 7 || c.Administrations[5].ID != "TMF" {
		t.Errorf("got %d administrations", len(c.Administrations))
	}
}

// Every key of every room occurs in the example, if only behind a #.
func TestExampleNamesEveryKey(t *testing.T) {
	src, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	tables := tablesOf(string(src))
	var walk func(table string, ts []reflect.Type)
	walk = func(table string, ts []reflect.Type) {
		for _, t1 := range ts {
			for key, ft := range fields(t1) {
				for ft.Kind() == reflect.Slice {
					ft = ft.Elem()
				}
				inner := field(ts, key)
				if shape(ft, 0) == "a table" && ft.Kind() == reflect.Struct {
					if e := elements(inner); len(e) > 0 {
						inner = e
					}
					walk(join(table, key), inner)
					continue
				}
				if ft.Kind() != reflect.Map && !tables[table][key] {
					t.Errorf("the example does not name %s in [%s]", key, table)
				}
			}
		}
	}
	walk("", []reflect.Type{reflect.TypeFor[configuration](), reflect.TypeFor[rack]()})
}

// tablesOf finds the keys of each table of a TOML text, commented ones too.
func tablesOf(src string) map[string]map[string]bool {
	header := regexp.MustCompile(`^(?:# )?\[\[?([a-z_.]+)\]?\]$`)
	key := regexp.MustCompile(`^(?:# )?([a-z_]+) = `)
	table := ""
	all := map[string]map[string]bool{"": {}}
	for line := range strings.Lines(src) {
		line = strings.TrimSpace(line)
		if m := header.FindStringSubmatch(line); m != nil {
			table = m[1]
			if all[table] == nil {
				all[table] = map[string]bool{}
			}
		} else if m := key.FindStringSubmatch(line); m != nil {
			all[table][m[1]] = true
		}
	}
	return all
}

// A key that is commented out in the example must be right when it is not.
func TestExampleKeysAreKnown(t *testing.T) {
	src, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	open := regexp.MustCompile(`(?m)^# ((?:\[\[?[a-z_.]+\]?\]|[a-z_]+ = .*))$`).ReplaceAllString(string(src), "$1")
	_, err = parseConfig("config.toml", []byte(open))
	var f *faults
	if errors.As(err, &f) {
		for _, one := range f.all {
			if strings.Contains(one.what, "not known") || strings.Contains(one.what, ": write ") && strings.HasPrefix(one.what, "this is") || one.key == "" {
				t.Errorf("line %d: %s: %s", one.line, one.key, one.what)
			}
		}
	}
}

func TestByteOrderMarkIsNoFault(t *testing.T) {
	src, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parseConfig("config.toml", append([]byte("\ufeff"), src...)); err != nil {
		t.Error(err)
	}
}

func TestFileNamesAreRelativeToTheConfiguration(t *testing.T) {
	src, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	credentials := t.TempDir()
	t.Setenv("CREDENTIALS_DIRECTORY", credentials)
	if err := os.WriteFile(filepath.Join(credentials, "inquiryd.secret"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := parseConfig("/etc/inquiryd/config.toml", src)
	if err != nil {
		t.Fatal(err)
	}
	if c.Register.Path != "/etc/inquiryd/inquiryd.db" {
		t.Errorf("the register is at %s", c.Register.Path)
	}
	if want := filepath.Join(credentials, "inquiryd.secret"); c.SecretFile != want {
		t.Errorf("the secret is at %s, want the systemd credential %s", c.SecretFile, want)
	}
}
