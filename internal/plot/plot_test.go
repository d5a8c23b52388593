package plot

import (
	"encoding/xml"
	"io"
	"math"
	"strings"
	"testing"
)

func example() Plot {
	a, b, c := Curve{Name: "filing <SQLite>"}, Curve{Name: "filing, PostgreSQL", Like: "filing <SQLite>"}, Curve{Name: "search"}
	for _, n := range []float64{1000, 10000, 100000, 1000000} {
		a.Add(n, 2.5)
		b.Add(n, 2.6)
		c.Add(n, n/20000)
	}
	return Plot{Title: "A register that grows", X: "cases", Y: "milliseconds", Curves: []Curve{a, b, c, {Name: "nothing yet"}}}
}

// A picture is well-formed, says what its axes are, has a line for each curve
// that has points, and none of its points lies outside.
func TestSVG(t *testing.T) {
	text := example().SVG()
	for _, want := range []string{">milliseconds<", ">cases<", ">1,000,000<", ">0.1<", "filing &lt;SQLite&gt;", `stroke-dasharray`} {
		if !strings.Contains(text, want) {
			t.Errorf("it lacks %s", want)
		}
	}
	if n := strings.Count(text, "<polyline"); n != 3 {
		t.Errorf("%d lines, want 3", n)
	}
	d := xml.NewDecoder(strings.NewReader(text))
	circles := 0
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if s, ok := token.(xml.StartElement); ok && s.Name.Local == "circle" {
			circles++
		}
	}
	if circles != 12 {
		t.Errorf("%d points, want 12", circles)
	}
	if (Plot{Title: "none"}).SVG() != "" {
		t.Error("a picture of nothing")
	}
}

// Equal ratios are equal lengths, and labels that would cover each other are
// moved apart.
func TestAxesAndLabels(t *testing.T) {
	a := newAxis([]float64{1000, 1e6}, 0, 300)
	for v, want := range map[float64]float64{1000: 0, 10000: 100, 1e6: 300} {
		if got := a.at(v); math.Abs(got-want) > 0.1 {
			t.Errorf("%g is at %g, want %g", v, got, want)
		}
	}
	if few := newAxis([]float64{1, 98}, 0, 1); len(few.ticks()) < 5 {
		t.Errorf("ticks %v", few.ticks())
	}
	labels := []label{{from: 100}, {from: 101}, {from: 102}, {from: 395}}
	spread(labels, 0, 400, 17)
	for i := 1; i < len(labels); i++ {
		if labels[i].at-labels[i-1].at < 16.9 || labels[i].at > 400 {
			t.Errorf("labels at %v", labels)
		}
	}
}

func TestTable(t *testing.T) {
	p := example()
	p.Curves[0].Points = p.Curves[0].Points[:1]
	want := "| milliseconds, by cases | 1,000 | 10,000 | 100,000 | 1,000,000 |\n|---|---:|---:|---:|---:|\n| filing <SQLite> | 2.5 |  |  |  |\n"
	if got := p.Table(); !strings.HasPrefix(got, want) {
		t.Errorf("table\n%s\nwant\n%s", got, want)
	}
}
