package house_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

const (
	root   = "../.."
	module = "inquiryd"
)

// below lists, for each room, the rooms that it may import.
var below = map[string][]string{
	"cmd/inquiryd":        {"internal/language", "internal/health", "internal/clerk", "notify", "intake", "classify", "internal/register", "internal/mailtest", "internal/cpr", "internal/export", "internal/webhook", "internal/drop", "internal/statistics", "internal/announce", "internal/outbox", "internal/catchup", "internal/poll"},
	"internal/clerk":      {"internal/reply", "internal/language", "internal/deadline", "notify", "intake", "classify", "internal/register", "internal/cpr", "internal/paper", "internal/sentmail", "internal/announce", "internal/outbox", "internal/presence", "internal/retention", "internal/threading", "internal/belt", "internal/precedent", "internal/external", "internal/catchup", "internal/poll"},
	"internal/poll":       {"intake", "internal/register", "internal/presence", "internal/catchup", "internal/outbox", "internal/belt", "internal/sentmail"},
	"internal/catchup":    {"intake", "internal/register", "internal/sentmail"},
	"internal/external":   {"internal/language", "internal/reply"},
	"internal/precedent":  {"internal/reply", "notify", "intake", "classify", "internal/register", "internal/cpr"},
	"internal/belt":       {"intake"},
	"internal/threading":  {"notify", "intake", "internal/register"},
	"internal/retention":  {"notify", "internal/register", "internal/announce"},
	"internal/outbox":     {"notify", "internal/register", "internal/presence", "internal/retry"},
	"internal/presence":   {"internal/register"},
	"internal/announce":   {"internal/reply", "internal/register", "internal/cpr", "internal/retry"},
	"internal/retry":      nil,
	"internal/sentmail":   {"notify", "intake", "internal/register"},
	"internal/reply":      {"internal/language", "intake", "internal/cpr"},
	"internal/deadline":   {"internal/language"},
	"internal/statistics": {"classify", "internal/register"},
	"internal/health":     {"internal/language", "notify", "intake", "internal/register", "internal/outside"},
	"notify":              {"internal/language", "internal/outside", "internal/secretfile", "internal/trust"},
	"intake":              {"internal/secretfile", "internal/trust"},
	"classify":            nil,
	"internal/register":   {"internal/cpr", "internal/objects", "internal/secretfile"},
	"internal/export":     {"intake", "classify", "internal/register", "internal/cpr"},
	"internal/webhook":    {"intake", "internal/register"},
	"internal/drop":       {"internal/export", "internal/register"},
	"internal/language":   nil,
	"internal/cpr":        nil,
	"internal/objects":    {"internal/trust"},
	"internal/trust":      nil,
	"internal/paper":      {"internal/outside"},
	"internal/outside":    nil,
	"internal/secretfile": nil,
	"internal/mailtest":   nil,
	"internal/bench":      {"internal/register", "internal/mailtest"},
	"internal/plot":       nil,
	"internal/house":      nil,
}

// homes lists, for each foreign package that is kept in its room, the rooms
// that may import it. A name stands for the packages below it too.
var homes = map[string][]string{
	"github.com/jordan-wright/email":      {"notify"},
	"github.com/emersion/go-smtp":         {"notify", "internal/mailtest"},
	"codeberg.org/go-pdf/fpdf":            {"notify"},
	"github.com/emersion/go-ical":         {"notify"},
	"github.com/emersion/go-imap":         {"intake", "internal/mailtest"},
	"github.com/emersion/go-message":      {"intake"},
	"github.com/emersion/go-msgauth":      {"intake"},
	"database/sql":                        {"internal/register"},
	"modernc.org/sqlite":                  {"internal/register"},
	"github.com/jackc/pgx":                {"internal/register"},
	"github.com/pressly/goose":            {"internal/register"},
	"github.com/blevesearch":              {"classify"},
	"github.com/alecthomas/kong":          {"cmd/inquiryd"},
	"github.com/schollz/progressbar":      {"cmd/inquiryd"},
	"github.com/fsnotify/fsnotify":        {"cmd/inquiryd"},
	"github.com/robfig/cron":              {"cmd/inquiryd", "internal/clerk"},
	"github.com/rickar/cal":               {"internal/deadline"},
	"github.com/VictoriaMetrics":          {"internal/health"},
	"github.com/prometheus/procfs":        {"internal/health"},
	"github.com/prometheus/common":        nil, // tests only: protobuf comes with these
	"github.com/coreos/go-systemd":        {"cmd/inquiryd"},
	"net/http":                            {"internal/web", "internal/health", "intake", "notify", "cmd/inquiryd", "internal/webhook", "internal/objects"},
	"golang.org/x/oauth2":                 {"intake", "notify", "cmd/inquiryd"},
	"github.com/aws":                      {"internal/objects"},
	"github.com/standard-webhooks":        {"internal/webhook"},
	"github.com/prometheus/client_golang": nil,
	"github.com/prometheus/client_model":  nil,
	"github.com/rogpeppe/go-internal":     nil, // tests only
	"pgregory.net/rapid":                  nil,
	"go.uber.org/goleak":                  nil,
	"github.com/stretchr/testify":         nil,
}

// source is one Go file of the house.
type source struct {
	room, name string
	test       bool
	file       *ast.File
}

func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && p != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(p, ".go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ImportsOnly|parser.ParseComments)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		all = append(all, source{path.Dir(rel), rel, strings.HasSuffix(rel, "_test.go"), file})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 20 {
		t.Fatalf("found only %d Go files below %s", len(all), root)
	}
	return all
}

// room is the nearest room around a folder: a room may have folders of its own.
func room(dir string) (string, bool) {
	for d := dir; d != "."; d = path.Dir(d) {
		if _, ok := below[d]; ok {
			return d, true
		}
	}
	return "", false
}

func imports(s source) []string {
	var all []string
	for _, i := range s.file.Imports {
		all = append(all, strings.Trim(i.Path.Value, `"`))
	}
	return all
}

func TestRoomsImportOnlyRoomsBelow(t *testing.T) {
	empty := maps.Clone(below)
	defer func() {
		for _, name := range slices.Sorted(maps.Keys(empty)) {
			t.Errorf("%s is a room without source", name)
		}
	}()
	for _, s := range sources(t) {
		here, ok := room(s.room)
		delete(empty, here)
		if !ok {
			t.Errorf("%s: this folder is no room of the house: give it a place in docs/architecture.md and in this test", s.name)
			continue
		}
		for _, i := range imports(s) {
			dir, own := strings.CutPrefix(i, module+"/")
			if !own {
				continue
			}
			there, ok := room(dir)
			if !ok || there == here || slices.Contains(below[here], there) {
				continue
			}
			if s.test && (there == "internal/mailtest" || there == "internal/plot") {
				continue // servers for tests, pictures of measurements
			}
			t.Errorf("%s imports %s: %s is not below %s", s.name, i, there, here)
		}
	}
}

func TestForeignPackagesStayInTheirRoom(t *testing.T) {
	for _, s := range sources(t) {
		here, _ := room(s.room)
		if s.test {
			continue
		}
		for _, i := range imports(s) {
			for foreign, rooms := range homes {
				if (i == foreign || strings.HasPrefix(i, foreign+"/")) && !slices.Contains(rooms, here) {
					t.Errorf("%s imports %s, which belongs into %q", s.name, i, rooms)
				}
			}
		}
	}
}

func TestEveryPackageHasOneComment(t *testing.T) {
	comments := map[string][]string{}
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		if comments[s.room] == nil {
			comments[s.room] = []string{}
		}
		if s.file.Doc != nil {
			comments[s.room] = append(comments[s.room], s.name)
		}
		if doc := s.file.Doc.Text(); doc != "" && len(strings.Fields(doc)) < 15 {
			t.Errorf("%s: the package comment says too little: tell what the room does and what holds", s.name)
		}
	}
	for dir, files := range comments {
		if len(files) != 1 {
			t.Errorf("%s has %d package comments %q: write one", dir, len(files), files)
		}
	}
}

func TestModule(t *testing.T) {
	src, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	mod, err := modfile.Parse("go.mod", src, nil)
	if err != nil {
		t.Fatal(err)
	}
	if mod.Module.Mod.Path != module {
		t.Errorf("the module is %s, want %s", mod.Module.Mod.Path, module)
	}
	for _, r := range mod.Replace {
		t.Errorf("go.mod replaces %s: a build must be the same everywhere", r.Old.Path)
	}
}

// top is what may lie at the top of the tree; generated files are not in the
// repository.
var top = []string{
	".ci", ".git", ".gitignore", "CHANGELOG.md", "LICENSE", "Makefile", "README.md",
	"classify", "cmd", "config.example.toml", "docs", "go.mod", "go.sum", "intake", "internal", "notify",
}

func TestTopLevel(t *testing.T) {
	ignored, err := os.ReadFile(filepath.Join(root, ".gitignore"))
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !slices.Contains(top, e.Name()) && !matches(string(ignored), e.Name()) {
			t.Errorf("%s lies at the top of the tree: put it into a room or docs/", e.Name())
		}
	}
}

// matches says whether a line of a .gitignore matches a name at the top.
func matches(ignore, name string) bool {
	for line := range strings.Lines(ignore) {
		if ok, _ := path.Match(strings.Trim(strings.TrimSpace(line), "/"), name); ok {
			return true
		}
	}
	return false
}
