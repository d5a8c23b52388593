package language

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// What is built in is checked as strictly as a file of an installation.
func TestBuiltIn(t *testing.T) {
	for _, code := range BuiltIn() {
		src, ok := Source(code)
		if !ok {
			t.Fatalf("%s has no file", code)
		}
		if _, err := read(code, code+".toml", src, nil); err != nil {
			t.Error(err)
		}
		if l := (*Set)(nil).Of(code); l == nil || l.Code != code || l.Name == "" {
			t.Errorf("%s: %v", code, l)
		}
	}
	if l := (*Set)(nil).Of("tlh"); l != nil {
		t.Errorf("a language that nobody wrote: %v", l)
	}
}

// The languages that rules know are tables as an installation writes them, and nothing
// is wrong with them either.
func TestRules(t *testing.T) {
	known, err := filepath.Glob("../../classify/tongues/*.toml")
	if err != nil || len(known) == 0 {
		t.Fatal("no files", err)
	}
	base, _ := Source("da")
	for _, file := range known {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if l, err := read("da", file, src, base); err != nil {
			t.Error(err)
		} else if l.Rules.Greeting == "" {
			t.Errorf("%s: nothing is read", file)
		}
	}
	page, err := os.ReadFile("../../docs/languages.md")
	if err != nil {
		t.Fatal(err)
	}
	_, shown, _ := strings.Cut(string(page), "```toml\n# languages/nl.toml\n[rules]\n")
	shown, _, _ = strings.Cut(shown, "```")
	if l, err := read("da", "languages.md", []byte("[rules]\n"+shown), base); err != nil || l.Rules.Done == "" {
		t.Errorf("what docs/languages.md shows is not read: %v", err)
	}
}

// Each folder of testdata is one of an installation; the comments that begin with
// "# want" say what is wrong with its files.
func TestMistakes(t *testing.T) {
	folders, err := filepath.Glob("testdata/*")
	if err != nil || len(folders) == 0 {
		t.Fatal("no folders", err)
	}
	for _, folder := range folders {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			var want []string
			files, _ := filepath.Glob(filepath.Join(folder, "*.toml"))
			for _, file := range files {
				src, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				for line := range strings.Lines(string(src)) {
					if w, ok := strings.CutPrefix(strings.TrimSpace(line), "# want "); ok {
						want = append(want, w)
					}
				}
			}
			set, err := Load(folder)
			got := ""
			if err != nil {
				got = err.Error()
			}
			if len(want) == 0 && (err != nil || len(set.Codes()) < 3) {
				t.Fatalf("it is right, but: %v", err)
			}
			for _, w := range want {
				if !strings.Contains(got, w) {
					t.Errorf("%q is missing in\n%s", w, got)
				}
			}
			if n := len(strings.Split(got, "\n")); err != nil && n != len(want) {
				t.Errorf("there are %d mistakes, not %d:\n%s", n, len(want), got)
			}
		})
	}
}

// A file says single things otherwise; all else stays as it is built in.
func TestOverride(t *testing.T) {
	set, err := Load("testdata/right")
	if err != nil {
		t.Fatal(err)
	}
	own, shipped := set.Of("da"), (*Set)(nil).Of("da")
	if own.Letters.Case != "Journalsag" || own.Letters.External["acadre"] != "Nummer i Acadre" || own.Letters.External["f2_case"] == "" {
		t.Errorf("letters are %+v", own.Letters)
	}
	if shipped.Letters.Case != "Sag" || shipped.Letters.External["acadre"] != "" {
		t.Errorf("what is built in was changed: %+v", shipped.Letters)
	}
	if !reflect.DeepEqual(own.Alarms, shipped.Alarms) || !reflect.DeepEqual(own.Dates, shipped.Dates) {
		t.Error("what the file does not name differs")
	}
	if !set.Own("da") || set.Own("en") {
		t.Error("it is not seen that da is the installation's own")
	}
}

// A folder that cannot be read is no mistake of a file.
func TestNoFolder(t *testing.T) {
	var wrong Faults
	if _, err := Load("testdata/none"); !errors.Is(err, os.ErrNotExist) || errors.As(err, &wrong) {
		t.Errorf("got %v", err)
	}
	if set, err := Load(""); set != nil || err != nil {
		t.Errorf("got %v, %v", set, err)
	}
}

func TestLayouts(t *testing.T) {
	da := (*Set)(nil).Of("da")
	day := time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]string{
		"Monday den 2. January 2006": "mandag den 9. marts 2026",
		"Mondayen den 2 January":     "mandagen den 9 marts",
		"Mon 2. Jan":                 "man. 9. mar.",
		"02-01-2006":                 "09-03-2026",
		"2/1 2006":                   "9/3 2026",
		"2006-01-02":                 "2026-03-09",
	} {
		var l Layout
		if err := l.UnmarshalText([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if got := da.Dates.In(l, day); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	if err := new(Layout).UnmarshalText([]byte("den dag")); err == nil {
		t.Error("a layout without a day is taken")
	}
	var l Layout
	if err := l.UnmarshalText([]byte("2006-01-02")); err != nil {
		t.Fatal(err)
	}
	for _, early := range []time.Time{time.Date(7, 1, 2, 0, 0, 0, 0, time.UTC), time.Date(987, 12, 31, 0, 0, 0, 0, time.UTC)} {
		if got, want := da.Dates.In(l, early), early.Format("2006-01-02"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestCodes(t *testing.T) {
	for code, want := range map[string]bool{"da": true, "nds": true, "de-CH": true, "": false, "dansk": false, "DA": false, "de-ch": false, "de-CHE": false, "d1": false, "../da": false} {
		if IsCode(code) != want {
			t.Errorf("IsCode(%q) is %v", code, !want)
		}
	}
}
