package growth_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"inquiryd/internal/register"
	"inquiryd/internal/register/growth"
)

// No filing on a grown register writes much more than the others: the index of
// words is not put in order at the expense of one of them. What is written is
// counted in the log beside the file, which only grows while somebody reads.
func TestFilingsWriteAlike(t *testing.T) {
	path := filepath.Join(t.TempDir(), "register.db")
	if err := growth.Grow(t.Context(), register.Config{Path: path}, 3000, end); err != nil {
		t.Fatal(err)
	}
	r, err := register.Open(t.Context(), register.Config{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var wrote []int64
	err = r.View(t.Context(), func(tx *register.Tx) error {
		if _, err := tx.Cases(t.Context(), register.CaseFilter{Limit: 1}); err != nil {
			return err
		}
		before := size(t, path+"-wal")
		for n := range 200 { // SQLite by itself merges at every 64th
			if err := growth.File(t.Context(), r, 3000+n, end); err != nil {
				return err
			}
			after := size(t, path+"-wal")
			wrote = append(wrote, after-before)
			before = after
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(wrote)
	median, most := wrote[len(wrote)/2], wrote[len(wrote)-1]
	t.Logf("a filing writes %d KB, the greatest %d KB", median>>10, most>>10)
	if most > median+900<<10 {
		t.Errorf("a filing wrote %d KB, most write %d KB", most>>10, median>>10)
	}
}

func size(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}
