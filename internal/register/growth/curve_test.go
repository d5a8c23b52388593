package growth_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/register"
	"inquiryd/internal/register/growth"
)

// page is how many lines a list shows at a time.
const page = 50

// reading is one thing that people or the daemon read often.
type reading struct {
	name string
	do   func(ctx context.Context, tx *register.Tx, now time.Time) error
}

func cases(f register.CaseFilter) func(context.Context, *register.Tx, time.Time) error {
	return func(ctx context.Context, tx *register.Tx, now time.Time) error {
		f.Limit = page
		if !f.DueBefore.IsZero() {
			f.DueBefore = now
		}
		_, err := tx.Cases(ctx, f)
		return err
	}
}

var readings = []reading{
	{"list: newest cases", cases(register.CaseFilter{})},
	{"list: open cases of an administration", cases(register.CaseFilter{State: register.StateOpen, Administration: "TMF"})},
	{"list: closed cases", cases(register.CaseFilter{State: register.StateClosed})},
	{"list: cases of a member", cases(register.CaseFilter{Member: "medlem7@medlem.example"})},
	{"list: cases of an administration", cases(register.CaseFilter{Administration: "BUF"})},
	{"list: open cases that are due", cases(register.CaseFilter{State: register.StateOpen, DueBefore: end})},
	{"list: page 20 of the newest", cases(register.CaseFilter{Offset: 19 * page})},
	{"search: a rare word", cases(register.CaseFilter{Text: "sydaftale"})},
	{"search: two words", cases(register.CaseFilter{Text: "cykelsti ventetid"})},
	{"search: a frequent word", cases(register.CaseFilter{Text: "skole"})},
	{"search: a word of every case", cases(register.CaseFilter{Text: "forvaltningen"})},
	{"search: a letter", cases(register.CaseFilter{Text: "s"})},
	{"search: a word in an administration's open cases", cases(register.CaseFilter{Text: "kommunen", State: register.StateOpen, Administration: "TMF"})},
	{"search: a case number", cases(register.CaseFilter{Text: "2000-0042"})},
	{"ledger: newest mails", func(ctx context.Context, tx *register.Tx, now time.Time) error {
		_, err := tx.Lines(ctx, register.LedgerFilter{Limit: page})
		return err
	}},
	{"ledger: mails of an outcome", func(ctx context.Context, tx *register.Tx, now time.Time) error {
		_, err := tx.Lines(ctx, register.LedgerFilter{Outcome: register.Filed, Limit: page})
		return err
	}},
	{"ledger: stuck mails of a mailbox", func(ctx context.Context, tx *register.Tx, now time.Time) error {
		_, err := tx.Lines(ctx, register.LedgerFilter{Outcome: register.Stuck, Mailbox: "INBOX", Limit: 100})
		return err
	}},
	{"letters: newest", func(ctx context.Context, tx *register.Tx, now time.Time) error {
		_, err := tx.LettersIn(ctx, "", page)
		return err
	}},
	{"letters: given up", func(ctx context.Context, tx *register.Tx, now time.Time) error {
		_, err := tx.LettersIn(ctx, register.GaveUp, page)
		return err
	}},
	{"figures of the moment", func(ctx context.Context, tx *register.Tx, now time.Time) error {
		_, err := tx.Measure(ctx, now)
		return err
	}},
	{"balance of 30 days", func(ctx context.Context, tx *register.Tx, now time.Time) error {
		_, err := tx.Days(ctx, now.AddDate(0, 0, -29), now)
		return err
	}},
	{"questions of 30 days", func(ctx context.Context, tx *register.Tx, now time.Time) error {
		return tx.History(ctx, now.AddDate(0, 0, -30), now, func(register.Past) error { return nil })
	}},
	{"handed on within 30 days", func(ctx context.Context, tx *register.Tx, now time.Time) error {
		return tx.HandedOn(ctx, now.AddDate(0, 0, -30), now, func(register.Handed) error { return nil })
	}},
	{"letters to the Sent folder", func(ctx context.Context, tx *register.Tx, now time.Time) error {
		_, err := tx.Unfiled(ctx, 100)
		return err
	}},
}

// TestCurve makes registers of the sizes in INQUIRYD_GROWTH, as "1000 10000",
// times filing and every reading on each, prints a table, and draws it to the
// file INQUIRYD_GROWTH_SVG. A register at INQUIRYD_GROW_FILE is taken as the
// last one, as it is. Filing is timed in turns with an empty register, on the
// same disk in the same minute: the ratio says what the size costs.
func TestCurve(t *testing.T) {
	sizes := strings.Fields(os.Getenv("INQUIRYD_GROWTH"))
	if len(sizes) == 0 {
		t.Skip("INQUIRYD_GROWTH is not set")
	}
	var c curve
	for i, size := range sizes {
		n, err := strconv.Atoi(size)
		if err != nil {
			t.Fatal(err)
		}
		cfg := register.Config{Path: filepath.Join(t.TempDir(), size+".db")}
		if made := os.Getenv("INQUIRYD_GROW_FILE"); made != "" && i == len(sizes)-1 {
			cfg.Path = made
		} else if err := growth.Grow(t.Context(), cfg, n, time.Now()); err != nil {
			t.Fatal(err)
		}
		c.measure(t, cfg, n)
	}
	fmt.Print(c.table())
	if path := os.Getenv("INQUIRYD_GROWTH_SVG"); path != "" {
		if err := os.WriteFile(path, []byte(c.svg()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func (c *curve) measure(t *testing.T, cfg register.Config, n int) {
	t.Helper()
	began := time.Now()
	r, err := register.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	c.sizes = append(c.sizes, n)
	c.add("open", time.Since(began))
	for _, q := range readings {
		c.add(q.name, took(t, r, q))
	}
	empty, err := register.Open(t.Context(), register.Config{Path: filepath.Join(t.TempDir(), "empty.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer empty.Close()
	var here, there []time.Duration
	base := 2_000_000 + int(time.Now().Unix()%100_000)*1000
	for i := range 400 {
		here, there = append(here, fileOne(t, r, base+i)), append(there, fileOne(t, empty, base+i))
	}
	slices.Sort(here)
	slices.Sort(there)
	c.add("file a case: median", here[200])
	c.add("the same, an empty register", there[200])
	c.add("file a case: p99", here[396])
	c.add("the same, an empty register, p99", there[396])
}

func fileOne(t *testing.T, r *register.Register, i int) time.Duration {
	t.Helper()
	began := time.Now()
	if err := growth.File(t.Context(), r, i, time.Now()); err != nil {
		t.Fatal(err)
	}
	return time.Since(began)
}

// curve is what was measured, by size.
type curve struct {
	sizes []int
	names []string
	times map[string][]time.Duration
}

func (c *curve) add(name string, d time.Duration) {
	if c.times == nil {
		c.times = map[string][]time.Duration{}
	}
	if c.times[name] == nil {
		c.names = append(c.names, name)
	}
	c.times[name] = append(c.times[name], d)
}

func milliseconds(d time.Duration) string {
	return strconv.FormatFloat(float64(d.Microseconds())/1000, 'f', 2, 64)
}

func (c *curve) table() string {
	var b strings.Builder
	b.WriteString("| milliseconds |")
	for _, n := range c.sizes {
		fmt.Fprintf(&b, " %d |", n)
	}
	b.WriteString("\n|---|" + strings.Repeat("---:|", len(c.sizes)) + "\n")
	for _, name := range c.names {
		b.WriteString("| " + name + " |")
		for _, d := range c.times[name] {
			b.WriteString(" " + milliseconds(d) + " |")
		}
		b.WriteString("\n")
	}
	return b.String()
}

// drawn are the lines of the plot, with their colours.
var drawn = []struct{ name, colour string }{{"file a case: median", "#0b3d5c"}, {"the same, an empty register", "#8aa7b8"}, {"list: open cases of an administration", "#2a7f3f"},
	{"search: a frequent word", "#b3541e"}, {"search: two words", "#d9a441"}, {"figures of the moment", "#6b4c9a"}}

// svg draws time over size, both by powers of ten.
func (c *curve) svg() string {
	const width, height, left, top = 720.0, 400.0, 70.0, 40.0
	decades := func(v float64) float64 { return math.Log10(max(v, 0.01)) }
	x := func(n int) float64 { return left + (decades(float64(n))-3)/3*(width-left-230) }
	y := func(d time.Duration) float64 {
		return height - 50 - (decades(float64(d.Microseconds())/1000)+2)/5*(height-50-top)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" font-family="sans-serif" font-size="12" role="img"><title>Time by the size of the register</title><desc>Milliseconds of some readings and of filing a case, for registers of a thousand to a million cases.</desc><rect width="100%%" height="100%%" fill="#fff"/>`, width, height)
	for exp := -2; exp <= 3; exp++ {
		at := y(time.Duration(math.Pow(10, float64(exp)) * float64(time.Millisecond)))
		fmt.Fprintf(&b, `<path d="M%g %gH%g" stroke="#ddd"/><text x="%g" y="%g" text-anchor="end">%g ms</text>`, left, at, width-230, left-6, at+4, math.Pow(10, float64(exp)))
	}
	for _, n := range c.sizes {
		fmt.Fprintf(&b, `<text x="%g" y="%g" text-anchor="middle">%d</text>`, x(n), height-30, n)
	}
	fmt.Fprintf(&b, `<text x="%g" y="%g">cases</text>`, left, height-10)
	for i, line := range drawn {
		var points []string
		for k, d := range c.times[line.name] {
			points = append(points, fmt.Sprintf("%.1f,%.1f", x(c.sizes[k]), y(d)))
		}
		at := top + float64(i)*22
		fmt.Fprintf(&b, `<polyline points="%s" fill="none" stroke="%s" stroke-width="2"/><path d="M%g %gh18" stroke="%s" stroke-width="3"/><text x="%g" y="%g">%s</text>`,
			strings.Join(points, " "), line.colour, width-220, at, line.colour, width-196, at+4, line.name)
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// took is the median of some times.
func took(t *testing.T, r *register.Register, q reading) time.Duration {
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
	slices.Sort(times)
	return times[4]
}
