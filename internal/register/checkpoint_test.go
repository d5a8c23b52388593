package register_test

import (
	"context"
	"database/sql"
	"net/url"
	"os"
	"testing"
	"time"

	"inquiryd/internal/register"
)

// What updates wrote is carried from the log into the file beside them, also
// when they were a few only, and the log does not grow for ever.
func TestLogIsCarriedIntoTheFile(t *testing.T) {
	for name, updates := range map[string]int{"one": 1, "many": 400} {
		t.Run(name, func(t *testing.T) {
			cfg := file.make(t)
			r := open(t, cfg)
			for n := range updates {
				do(t, r, func(ctx context.Context, tx *register.Tx) error { return second(fileMail(ctx, tx, n+1)) })
			}
			eventually(t, "all lines are in the file beside the log", func() bool { return linesInFile(t, cfg.Path) >= updates })
			if size := sizeOf(t, cfg.Path+"-wal"); size > 130<<20 { // 16,000 pages and an update
				t.Errorf("the log has %d bytes", size)
			}
		})
	}
}

// eventually looks until something is so.
func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for end := time.After(time.Minute); !so(); {
		select {
		case <-look.C:
		case <-end:
			t.Fatalf("waited a minute until %s", what)
		}
	}
}

// linesInFile counts ledger lines without those that are in the log only; -1
// when the file is being written.
func linesInFile(t *testing.T, path string) (n int) {
	t.Helper()
	source := url.URL{Scheme: "file", Path: path, RawQuery: "mode=ro&immutable=1"}
	db, err := sql.Open("sqlite", source.String())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM ledger").Scan(&n); err != nil {
		return -1
	}
	return n
}

func sizeOf(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}
