package drop_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/drop"
	"inquiryd/internal/export"
	"inquiryd/internal/register"
)

var now = time.Date(2026, 3, 9, 10, 0, 0, 0, time.UTC)

func TestCasesAreDropped(t *testing.T) {
	r, err := register.Open(t.Context(), register.Config{Path: register.Memory})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	err = r.Update(t.Context(), func(tx *register.Tx) error {
		q := register.Inquiry{Member: "anna.holm@medlem.example", Subject: "Cykelstien", ArrivedAt: now}
		if err := tx.AddInquiry(t.Context(), &q); err != nil {
			return err
		}
		c := register.Case{Inquiry: q.ID, State: register.StateClosed, Administration: "TMF", OpenedAt: now}
		err := tx.AddCase(t.Context(), &c, 2026)
		l := register.Letter{Key: "k", Kind: "answer", Case: c.Number, Recipient: q.Member, MessageID: "m@kk.example", Raw: []byte("x"), PDF: []byte("%PDF"), Due: now}
		_, err2 := tx.AddLetter(t.Context(), &l)
		return errors.Join(err, err2)
	})
	if err != nil {
		t.Fatal(err)
	}
	out := drop.Out{Folder: filepath.Join(t.TempDir(), "new", "out"), Register: r, Zone: time.UTC, Now: func() time.Time { return now }}
	d := register.Delivery{Case: "2026-0001", Kind: "closed", Event: "0123456789abcdef"}
	for range 2 { // again after a kill: the same
		if err := out.Deliver(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	entries, _ := os.ReadDir(out.Folder)
	if len(entries) != 1 || entries[0].Name() != "2026-0001-closed-01234567" {
		t.Fatalf("%v", entries)
	}
	place := filepath.Join(out.Folder, entries[0].Name())
	for _, name := range []string{"case.json", "case.xml", "letter-1-answer.pdf", "manifest.json"} {
		if _, err := os.Stat(filepath.Join(place, name)); err != nil {
			t.Error(err)
		}
	}
	if _, err := export.Verify(place); err != nil {
		t.Error(err)
	}
	if err := out.Deliver(t.Context(), register.Delivery{Case: "2026-0099", Kind: "closed", Event: "x"}); !errors.Is(err, register.ErrNotFound) {
		t.Error(err)
	}
}

func TestNumbersAreTaken(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "in")
	type set map[string]map[string]string
	got := set{}
	in := &drop.In{Folder: folder, Now: func() time.Time { return time.Now().Add(time.Minute) }, Set: func(_ context.Context, number string, external map[string]string) error {
		if number == "2026-0099" {
			return errors.New("no such case")
		}
		got[number] = external
		return nil
	}}
	take := func(taken, refused int) {
		t.Helper()
		if a, b, err := in.Take(t.Context()); a != taken || b != refused || err != nil {
			t.Errorf("%d taken, %d refused: %v", a, b, err)
		}
	}
	take(0, 0) // makes the folder
	for name, text := range map[string]string{
		"one.json":       `{"case":"2026-0001","f2_case":"2026-11873"}`,
		"two.json":       "\ufeff" + ` [{"case":"2026-0002","f2_case":"7"},{"case":"2026-0003","edoc_case":"8"}]`,
		"excel.csv":      "\ufeffCase;F2_case;eDoc_case\r\n2026-0004;9;\r\n2026-0005;;10\r\n",
		"plain.CSV":      "case,f2_case\n2026-0006,11\n",
		"nobody.json":    `{"case":"2026-0099","f2_case":"1"}`,
		"no number.json": `{"case":"2026-0001"}`,
		"broken.json":    `{"case":`,
		"numbers.json":   `{"case":"2026-0007","f2_case":12}`,
		"empty.csv":      "",
		".hidden.json":   `{"case":"2026-0008","f2_case":"1"}`,
		"half.json.part": `{"case":"2026-0008","f2_case":"1"}`,
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("/etc/hostname", filepath.Join(folder, "link.json")); err != nil {
		t.Fatal(err)
	}
	take(4, 5)
	take(0, 0)
	want := set{"2026-0001": {"f2_case": "2026-11873"}, "2026-0002": {"f2_case": "7"}, "2026-0003": {"edoc_case": "8"}, "2026-0004": {"f2_case": "9"},
		"2026-0005": {"edoc_case": "10"}, "2026-0006": {"f2_case": "11"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
	why, _ := filepath.Glob(filepath.Join(folder, "refused", "*-nobody.json.txt"))
	if len(why) != 1 {
		t.Fatalf("%q", why)
	}
	if text, _ := os.ReadFile(why[0]); !strings.Contains(string(text), "no such case") {
		t.Errorf("%s", text)
	}
	in.Now = time.Now
	if err := os.WriteFile(filepath.Join(folder, "new.json"), []byte(`{"case":"2026-0009","f2_case":"1"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	take(0, 0) // it may not be whole yet
}

// A file stays while the register cannot be written, and while it cannot be read or
// moved; the others are taken. One whose time is yet to come is not waited for.
func TestFilesOfTheInboxInTrouble(t *testing.T) {
	folder, now := t.TempDir(), time.Now().Add(time.Minute)
	var away error
	got := map[string]bool{}
	in := &drop.In{Folder: folder, Now: func() time.Time { return now }, Set: func(_ context.Context, number string, _ map[string]string) error {
		got[number] = away == nil
		return away
	}}
	write := func(name, number string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(`{"case":"`+number+`","f2_case":"7"}`), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	take := func(want int, fails string) {
		t.Helper()
		taken, refused, err := in.Take(t.Context())
		if taken != want || refused != 0 || (err == nil) != (fails == "") || err != nil && !strings.Contains(err.Error(), fails) {
			t.Errorf("%d taken, %d refused, %v; want %d, %q", taken, refused, err, want, fails)
		}
	}
	write("a.json", "2026-0001")
	for _, away = range []error{register.ErrAway, register.ErrBusy, register.ErrFull} {
		take(0, away.Error())
	}
	away = nil
	take(1, "")
	if !got["2026-0001"] {
		t.Error("the number is not on its case")
	}

	write("b.json", "2026-0002")
	next := time.Now().AddDate(1, 0, 0)
	if err := os.Chtimes(filepath.Join(folder, "b.json"), next, next); err != nil {
		t.Fatal(err)
	}
	take(0, "")
	write("b.json", "2026-0003") // it was not whole
	if err := os.Chtimes(filepath.Join(folder, "b.json"), next, next.Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	now = now.Add(6 * time.Second)
	take(0, "")
	now = now.Add(6 * time.Second)
	take(1, "")
	if got["2026-0002"] || !got["2026-0003"] {
		t.Errorf("numbers on %v", got)
	}

	for _, n := range []string{"c", "d"} {
		write(n+".json", "2026-"+n)
	}
	if err := os.RemoveAll(filepath.Join(folder, "taken")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "taken"), nil, 0o600); err != nil { // nothing can be moved there
		t.Fatal(err)
	}
	take(2, "taken")
	if !got["2026-c"] || !got["2026-d"] {
		t.Errorf("the first file that cannot be moved away stops the next: %v", got)
	}
}
