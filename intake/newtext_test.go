package intake

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestNewText reads every mail of testdata/newtext and compares what its
// sender wrote, what of it he passed on, how sure that is, and the pieces of the
// conversation.
func TestNewText(t *testing.T) {
	files, err := filepath.Glob("testdata/newtext/*.txtar")
	if err != nil || len(files) < 60 {
		t.Fatalf("found %d fixtures (%v), want 60 at least", len(files), err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil || len(a.Files) == 0 || a.Files[0].Name != "mail" {
				t.Fatalf("parse %s: %v", name, err)
			}
			m := Parse(a.Files[0].Data, Limits{})
			got := map[string]string{"new": m.NewText + "\n", "sure": fmt.Sprintln(m.NewTextSure), "pieces": showPieces(Interleaved(m))}
			if m.PassedOn != "" {
				got["passed-on"] = m.PassedOn + "\n"
			}
			if *update {
				writeGolden(t, name, a, got)
				return
			}
			again := &Mail{Text: m.NewText, Subject: m.Subject}
			if twice, _ := newText(again); m.NewTextSure && twice != m.NewText {
				t.Errorf("read twice: %q, once: %q", twice, m.NewText)
			}
			if len(a.Files) != 1+len(got) {
				t.Fatalf("%s holds %d files, want mail, new, sure and pieces, and passed-on where a mail is: %v", name, len(a.Files), got)
			}
			for _, f := range a.Files[1:] {
				if got[f.Name] != string(f.Data) {
					t.Errorf("%s:\n%s\nwant:\n%s", f.Name, got[f.Name], f.Data)
				}
			}
		})
	}
}

func writeGolden(t *testing.T, name string, a *txtar.Archive, got map[string]string) {
	t.Helper()
	a.Files = a.Files[:1]
	for _, f := range []string{"new", "passed-on", "sure", "pieces"} {
		if data, ok := got[f]; ok {
			a.Files = append(a.Files, txtar.File{Name: f, Data: []byte(data)})
		}
	}
	if b := txtar.Format(a); !bytes.Contains(b, []byte("-- pieces --")) || os.WriteFile(name, b, 0o644) != nil {
		t.Fatalf("write %s", name)
	}
}

// showPieces writes pieces with | before own lines and > before quoted ones.
func showPieces(ps []Piece) string {
	var b strings.Builder
	for i, p := range ps {
		if i > 0 {
			b.WriteString("\n")
		}
		mark := "| "
		if p.Quoted {
			mark = "> "
		}
		for l := range strings.Lines(p.Text) {
			b.WriteString(strings.TrimRight(mark+l, " \n") + "\n")
		}
	}
	return b.String()
}
