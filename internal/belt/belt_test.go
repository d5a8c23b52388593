package belt

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"inquiryd/intake"
)

// box gives each mail its UID as its text, and breaks off before the UID broken.
type box struct{ broken uint32 }

func (b box) FetchMany(_ context.Context, entries []intake.Entry, _ int64) (all []intake.Fetched, err error) {
	for _, e := range entries {
		if e.UID == b.broken {
			return all, intake.ErrConnection
		}
		all = append(all, intake.Fetched{Entry: e, Raw: []byte(strings.Repeat("x", int(max(e.Size, 0))))})
	}
	return all, nil
}

func entries(n int, size int64) (all []intake.Entry) {
	for i := range n {
		all = append(all, intake.Entry{UID: uint32(i + 1), Size: size})
	}
	return all
}

// Mails are filed in their order, all of them, whatever size they have; a reader
// that panics costs its own mail only; and what had come before the connection was
// lost, or before the filing failed, is filed.
func TestBelt(t *testing.T) {
	full := errors.New("the disk is full")
	for name, test := range map[string]struct {
		box   box
		mails []intake.Entry
		fail  uint32 // the filing does, at the group of this UID
		filed int
		err   error
	}{
		"none":                {},
		"one":                 {mails: entries(1, 10), filed: 1},
		"small ones":          {mails: entries(1000, 10), filed: 1000},
		"more than the belt":  {mails: entries(5, 2*beltBytes), filed: 5},
		"of unknown size":     {mails: []intake.Entry{{UID: 1, Size: -1}, {UID: 2, Size: 10}}, filed: 2},
		"a broken connection": {box: box{broken: 100}, mails: entries(1000, 10), filed: 99, err: intake.ErrConnection},
		"no disk":             {mails: entries(1000, 10), fail: 1, err: full},
	} {
		t.Run(name, func(t *testing.T) {
			var filed []uint32
			b := Belt[string]{Box: test.box, Read: func(_ context.Context, m *Mail[string]) error {
				if m.UID == 7 {
					panic("seven")
				}
				m.Read = fmt.Sprint(m.UID)
				return nil
			}, File: func(_ context.Context, group []*Mail[string]) error {
				if len(group) > Group {
					t.Errorf("a group of %d", len(group))
				}
				for _, m := range group {
					if m.UID == test.fail {
						return full
					}
					if m.Read != fmt.Sprint(m.UID) && (m.UID != 7 || m.Err == nil) || int64(len(m.Raw)) != max(m.Size, 0) {
						t.Errorf("UID %d: %q, %d bytes, %v", m.UID, m.Read, len(m.Raw), m.Err)
					}
					filed = append(filed, m.UID)
				}
				return nil
			}}
			if err := b.Run(t.Context(), test.mails); !errors.Is(err, test.err) {
				t.Errorf("error %v, want %v", err, test.err)
			}
			if len(filed) != test.filed || !slices.IsSorted(filed) {
				t.Errorf("%d mails were filed, want %d, in order", len(filed), test.filed)
			}
		})
	}
}
