package growth_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/plot"
	"inquiryd/internal/register"
	"inquiryd/internal/register/growth"
	"inquiryd/internal/register/pgtest"
)

// TestCurve makes registers of the sizes in INQUIRYD_GROWTH, as "1000 10000",
// in SQLite and PostgreSQL, times filing and every reading on each, and prints a
// table for each database. A SQLite register at INQUIRYD_GROW_FILE is taken as
// the last one, as it is. INQUIRYD_GROWTH_ENGINE restricts it to one of "SQLite"
// and "PostgreSQL".
//
// Filing is timed in turns with an empty register, on the same disk in the same
// minute: the ratio says what the size costs. Of a reading the fastest of nine
// counts: the others had to wait for what else the machine did.
func TestCurve(t *testing.T) {
	var sizes []int
	for _, size := range strings.Fields(os.Getenv("INQUIRYD_GROWTH")) {
		n, err := strconv.Atoi(size)
		if err != nil {
			t.Fatal(err)
		}
		sizes = append(sizes, n)
	}
	if len(sizes) == 0 {
		t.Skip("INQUIRYD_GROWTH is not set")
	}
	places := map[string]func(name string) register.Config{
		"SQLite":     func(name string) register.Config { return register.Config{Path: filepath.Join(t.TempDir(), name)} },
		"PostgreSQL": schemas(t),
	}
	for _, engine := range []string{"SQLite", "PostgreSQL"} {
		if only := os.Getenv("INQUIRYD_GROWTH_ENGINE"); only != "" && only != engine {
			continue
		}
		c := &curves{place: places[engine]}
		for i, n := range sizes {
			cfg := c.place(fmt.Sprint(n))
			if made := os.Getenv("INQUIRYD_GROW_FILE"); made != "" && engine == "SQLite" && i == len(sizes)-1 {
				cfg.Path = made
			} else if err := growth.Grow(t.Context(), cfg, n, time.Now()); err != nil {
				t.Fatal(err)
			}
			c.measure(t, cfg, n)
		}
		fmt.Println(plot.Plot{X: "cases", Y: engine + ": milliseconds", Curves: c.all}.Table())
	}
}

// schemas are registers in a server of their own; it is started for the first.
func schemas(t *testing.T) func(string) register.Config {
	var server *pgtest.Server
	return func(name string) register.Config {
		if server == nil {
			var err error
			if server, err = pgtest.Start(t.Context()); err != nil {
				if errors.Is(err, pgtest.ErrMissing) && os.Getenv("CI") != "true" {
					t.Skip(err)
				}
				t.Fatal(err)
			}
			t.Cleanup(func() { server.Stop() })
		}
		return register.Config{URL: server.URL, Schema: "s" + name}
	}
}

// curves are what was measured in one database.
type curves struct {
	place func(name string) register.Config
	all   []plot.Curve
}

func (c *curves) add(name string, n int, d time.Duration) {
	i := slices.IndexFunc(c.all, func(one plot.Curve) bool { return one.Name == name })
	if i < 0 {
		i = len(c.all)
		c.all = append(c.all, plot.Curve{Name: name})
	}
	c.all[i].Add(float64(n), float64(d.Microseconds())/1000)
}

func (c *curves) measure(t *testing.T, cfg register.Config, n int) {
	t.Helper()
	began := time.Now()
	r, err := register.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	c.add("open", n, time.Since(began))
	for _, q := range readings {
		c.add(q.name, n, fastest(t, r, q))
	}
	empty, err := register.Open(t.Context(), c.place(fmt.Sprintf("empty%d", n)))
	if err != nil {
		t.Fatal(err)
	}
	defer empty.Close()
	const turns = 1000
	var here, there []time.Duration
	base := 2_000_000 + int(time.Now().Unix()%100_000)*2000
	for i := range turns + 50 {
		a, b := fileOne(t, r, base+i), fileOne(t, empty, base+i)
		if i >= 50 { // statements are prepared, connections made, pages read
			here, there = append(here, a), append(there, b)
		}
	}
	slices.Sort(here)
	slices.Sort(there)
	c.add("file a case: median", n, here[turns/2])
	c.add("the same, an empty register", n, there[turns/2])
	c.add("file a case: the slowest in a hundred", n, here[turns*99/100])
	c.add("the slowest in a hundred, an empty register", n, there[turns*99/100])
}

func fileOne(t *testing.T, r *register.Register, i int) time.Duration {
	t.Helper()
	began := time.Now()
	if err := growth.File(t.Context(), r, i, time.Now()); err != nil {
		t.Fatal(err)
	}
	return time.Since(began)
}

// fastest is the shortest of some times.
func fastest(t *testing.T, r *register.Register, q reading) time.Duration {
	t.Helper()
	var times []time.Duration
	for range 9 {
		began := time.Now()
		err := r.View(t.Context(), func(tx *register.Tx) error { return q.do(t.Context(), tx, time.Now()) })
		if err != nil {
			t.Fatal(fmt.Errorf("%s: %w", q.name, err))
		}
		times = append(times, time.Since(began))
	}
	return slices.Min(times)
}
