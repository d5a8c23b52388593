package intake_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"inquiryd/intake"
)

// ours is the mailbox of the mails in testdata/screen.
var ours = intake.Ours{
	Addresses: []string{"SPM@kk.example"},
	MessageID: func(id string) bool { return strings.HasPrefix(id, "l") && strings.HasSuffix(id, "@kk.example") },
}

// verdict is what the golden part of each file says.
type verdict struct {
	Nature intake.Nature          `json:"nature"`
	Why    string                 `json:"why"`
	Bounce *intake.DeliveryStatus `json:"bounce,omitempty"`
}

func screened(raw []byte) *intake.Mail {
	m := intake.Parse(raw, intake.Limits{})
	intake.Screen(m, ours)
	return m
}

// TestScreen holds what is made of each mail in testdata/screen. The name of
// a file begins with the nature that its mail has.
func TestScreen(t *testing.T) {
	files, err := filepath.Glob("testdata/screen/*.txtar")
	if err != nil || len(files) < 60 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		t.Run(name, func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			m := screened(a.Files[0].Data)
			if kind, _, _ := strings.Cut(string(m.Nature), "-"); !strings.HasPrefix(name, kind) {
				t.Errorf("nature %s, because %s", m.Nature, m.NatureWhy)
			}
			golden(t, file, a, verdict{m.Nature, m.NatureWhy, m.Bounce})
		})
	}
}

func golden(t *testing.T, file string, a *txtar.Archive, v verdict) {
	t.Helper()
	got, err := json.MarshalIndent(v, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	if flag.Lookup("update").Value.String() == "true" {
		a.Files = append(a.Files[:1], txtar.File{Name: "want", Data: got})
		if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if len(a.Files) < 2 || string(a.Files[1].Data) != string(got) {
		t.Errorf("got %swant %s", got, a.Files[len(a.Files)-1].Data)
	}
}
