package plot

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

var update = flag.Bool("update", false, "draw the pictures of the documentation anew")

const docs = "../../docs"

// line is a row of a table in docs/performance.md, under a name of its own.
type line struct{ table, row, name, like string }

// pictures are drawn from the tables of docs/performance.md.
var pictures = []struct {
	file, title, x, y string
	lines             []line
}{
	{"growth.svg", "A register that grows: SQLite whole lines, PostgreSQL dashed", "cases in the register", "milliseconds", []line{
		{"SQLite: milliseconds, by cases", "file a case: median", "file a case", ""},
		{"PostgreSQL: milliseconds, by cases", "file a case: median", "file a case, PostgreSQL", "file a case"},
		{"SQLite: milliseconds, by cases", "file a case: the slowest in a hundred", "the slowest in a hundred", ""},
		{"PostgreSQL: milliseconds, by cases", "file a case: the slowest in a hundred", "the slowest, PostgreSQL", "the slowest in a hundred"},
		{"SQLite: milliseconds, by cases", "search: a frequent word", "search a frequent word", ""},
		{"PostgreSQL: milliseconds, by cases", "search: a frequent word", "search it, PostgreSQL", "search a frequent word"},
		{"SQLite: milliseconds, by cases", "list: open cases of an administration", "list open cases", ""},
		{"PostgreSQL: milliseconds, by cases", "list: open cases of an administration", "list them, PostgreSQL", "list open cases"},
		{"the program, by cases", "start until the mailbox is opened, ms", "start", ""},
	}},
	{"keywords.svg", "Rules that grow", "keywords", "microseconds for a text of 2 KB", []line{
		{"cost, by keywords", "deciding, µs a text", "deciding", ""},
		{"cost, by keywords", "deciding, half begin with words of the texts, µs a text", "half begin as the texts do", "deciding"},
		{"cost, by keywords", "a bare pass over the words, µs a text", "a bare pass over the words", ""},
	}},
	{"tenants.svg", "Tenants of one daemon: files whole lines, PostgreSQL dashed", "tenants", "MiB, seconds", []line{
		{"seconds and MiB, by tenants", "files: memory, MiB", "memory, MiB", ""},
		{"seconds and MiB, by tenants", "postgres: memory, MiB", "memory, MiB, PostgreSQL", "memory, MiB"},
		{"seconds and MiB, by tenants", "files: all read after, s", "all read after, s", ""},
		{"seconds and MiB, by tenants", "postgres: all read after, s", "all read after, s, PostgreSQL", "all read after, s"},
		{"seconds and MiB, by tenants", "files: a mail acknowledged after, s", "acknowledged after, s", ""},
		{"seconds and MiB, by tenants", "postgres: a mail acknowledged after, s", "acknowledged, s, PostgreSQL", "acknowledged after, s"},
	}},
}

// The pictures of the documentation show what its tables say; -update draws them
// anew.
func TestPicturesShowTheTables(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(docs, "performance.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, picture := range pictures {
		p := Plot{Title: picture.title, X: picture.x, Y: picture.y}
		for _, l := range picture.lines {
			curves, err := Read(string(text), l.table)
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(curves, func(c Curve) bool { return c.Name == l.row })
			if i < 0 {
				t.Fatalf("table %q has no row %q", l.table, l.row)
			}
			p.Curves = append(p.Curves, Curve{Name: l.name, Points: curves[i].Points, Like: l.like})
		}
		path := filepath.Join(docs, "img", picture.file)
		if *update {
			if err := os.WriteFile(path, []byte(p.SVG()), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		drawn, err := os.ReadFile(path)
		if err != nil || string(drawn) != p.SVG() {
			t.Errorf("%s does not show what its tables say (%v): make plots", picture.file, err)
		}
	}
}

func TestRead(t *testing.T) {
	curves, err := Read("Text.\n\n"+example().Table()+"\nMore.\n\n| other | 1 |\n", "milliseconds, by cases")
	if err != nil || len(curves) != 4 || curves[2].Points[3] != (Point{1e6, 50}) || len(curves[3].Points) != 0 {
		t.Errorf("%+v, %v", curves, err)
	}
	if _, err := Read("Text.", "nothing"); err == nil {
		t.Error("a table that is not there was read")
	}
}
