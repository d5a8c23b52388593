package plot

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Point is one measurement.
type Point struct{ X, Y float64 }

// Curve is what was measured of one thing.
type Curve struct {
	Name   string
	Points []Point // X and Y above zero; others are left out
	Like   string  // name of an earlier curve whose colour it takes, dashed; "": a colour of its own
}

// Add adds a measurement.
func (c *Curve) Add(x, y float64) { c.Points = append(c.Points, Point{x, y}) }

// Plot is a picture of some curves.
type Plot struct {
	Title  string // what the picture shows, for those who do not see it too
	X, Y   string // what the axes mean, with the unit
	Curves []Curve
}

// colours can be told apart by colour-blind people too (Okabe and Ito).
var colours = []string{"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#8a6d00", "#7f7f7f"}

// The picture, in pixels.
const (
	width, height = 860.0, 430.0
	left, right   = 78.0, 270.0 // beside the axes; the names stand on the right
	top, bottom   = 44.0, 58.0
)

// axis maps a quantity to pixels.
type axis struct {
	low, high  float64 // decades
	start, end float64
}

func (a axis) at(v float64) float64 {
	return a.start + (math.Log10(v)-a.low)/(a.high-a.low)*(a.end-a.start)
}

// newAxis reaches over values: to the whole decade, or where that would leave
// half of the picture empty to a twentieth beyond.
func newAxis(values []float64, start, end float64) axis {
	low, high := math.Log10(slices.Min(values)), math.Log10(slices.Max(values))
	margin := max(0.05*(high-low), 0.1)
	return axis{low: outward(low, -1, margin), high: outward(high, 1, margin), start: start, end: end}
}

func outward(v, way, margin float64) float64 {
	whole := way * math.Ceil(way*v-0.001)
	if math.Abs(whole-v) > 0.35 {
		return v + way*margin
	}
	return whole
}

// ticks are the values that get a line: powers of ten, and where these are few
// also twice and five times them.
func (a axis) ticks() (all []float64) {
	factors := []float64{1}
	if a.high-a.low < 2.5 {
		factors = []float64{1, 2, 5}
	}
	for decade := math.Floor(a.low); decade <= math.Ceil(a.high); decade++ {
		for _, f := range factors {
			v := f * math.Pow(10, decade)
			if l := math.Log10(v); l >= a.low-0.001 && l <= a.high+0.001 {
				all = append(all, v)
			}
		}
	}
	return all
}

// number writes a value as people read it: 0.05, 20, 1,000.
func number(v float64) string {
	if v < 1000 {
		return strconv.FormatFloat(v, 'g', 3, 64)
	}
	text := strconv.FormatFloat(v, 'f', 0, 64)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

func (p Plot) values(of func(Point) float64) (all []float64) {
	for _, c := range p.Curves {
		for _, point := range c.Points {
			if point.X > 0 && point.Y > 0 {
				all = append(all, of(point))
			}
		}
	}
	return all
}

// SVG is the picture; "" when nothing was measured.
func (p Plot) SVG() string {
	xs, ys := p.values(func(v Point) float64 { return v.X }), p.values(func(v Point) float64 { return v.Y })
	if len(xs) == 0 {
		return ""
	}
	d := drawing{x: newAxis(xs, left, width-right), y: newAxis(ys, height-bottom, top)}
	d.add(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" font-family="sans-serif" font-size="12" role="img">`, width, height)
	d.add(`<title>%s</title><desc>%s over %s, both axes logarithmic.</desc>`, escape(p.Title), escape(p.Y), escape(p.X))
	d.add(`<rect width="100%%" height="100%%" fill="#fff"/><text x="%g" y="22" font-size="15" font-weight="bold">%s</text>`, left, escape(p.Title))
	d.axes(p.X, p.Y)
	d.curves(p.Curves)
	d.add("</svg>")
	return d.String()
}

func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s)
}

// Table is what the curves say in Markdown: a row for each, a column for each X.
func (p Plot) Table() string {
	var xs []float64
	for _, c := range p.Curves {
		for _, point := range c.Points {
			xs = append(xs, point.X)
		}
	}
	slices.Sort(xs)
	xs = slices.Compact(xs)
	var b strings.Builder
	fmt.Fprintf(&b, "| %s, by %s |", p.Y, p.X)
	for _, x := range xs {
		fmt.Fprintf(&b, " %s |", number(x))
	}
	b.WriteString("\n|---|" + strings.Repeat("---:|", len(xs)) + "\n")
	for _, c := range p.Curves {
		fmt.Fprintf(&b, "| %s |", c.Name)
		for _, x := range xs {
			cell := ""
			for _, point := range c.Points {
				if point.X == x {
					cell = number(point.Y)
				}
			}
			fmt.Fprintf(&b, " %s |", cell)
		}
		b.WriteString("\n")
	}
	return b.String()
}
