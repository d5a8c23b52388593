package growth_test

import (
	"path/filepath"
	"slices"
	"testing"

	"inquiryd/internal/register"
	"inquiryd/internal/register/growth"
)

// A page of a search holds what the whole list has there, whether its words are
// frequent or rare, among the newest cases or far back.
func TestPagesOfASearch(t *testing.T) {
	for name, cfg := range map[string]register.Config{"file": {Path: filepath.Join(t.TempDir(), "register.db")}, "postgres": schemas(t)("pages")} {
		t.Run(name, func(t *testing.T) {
			if err := growth.Grow(t.Context(), cfg, 6000, end); err != nil {
				t.Fatal(err)
			}
			r, err := register.Open(t.Context(), cfg)
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			sizes := map[string]int{}
			for _, f := range []register.CaseFilter{{Text: "skole"}, {Text: "cykelsti ventetid"}, {Text: "sydaftale"}, {Text: "2000-0042"}, {Text: "nonsens"},
				{Text: "kommunen", State: register.StateOpen, Administration: "TMF"}, {Text: "kommunen", State: register.StateClosed}, {Text: "kommunen", Member: "medlem7@medlem.example"}} {
				whole := numbers(t, r, f)
				sizes[f.Text] = max(sizes[f.Text], len(whole))
				for _, offset := range []int{0, 40, len(whole) - 10} {
					f.Limit, f.Offset = 20, max(offset, 0)
					want := whole[min(f.Offset, len(whole)):]
					if got := numbers(t, r, f); !slices.Equal(got, want[:min(20, len(want))]) {
						t.Errorf("%+v: %d cases, want %d: %q", f, len(got), min(20, len(want)), got)
					}
				}
			}
			if sizes["skole"] < 100 || sizes["2000-0042"] != 1 || sizes["nonsens"] != 0 || sizes["kommunen"] < 2000 {
				t.Errorf("found %v", sizes)
			}
		})
	}
}

func numbers(t *testing.T, r *register.Register, f register.CaseFilter) (all []string) {
	t.Helper()
	err := r.View(t.Context(), func(tx *register.Tx) error {
		cases, err := tx.Cases(t.Context(), f)
		for _, c := range cases {
			all = append(all, c.Number)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
