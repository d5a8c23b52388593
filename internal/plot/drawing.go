package plot

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// drawing is a picture in the making.
type drawing struct {
	strings.Builder
	x, y axis
}

func (d *drawing) add(format string, args ...any) { fmt.Fprintf(d, format+"\n", args...) }

// axes draws the grid, what its lines stand for, and what is measured.
func (d *drawing) axes(x, y string) {
	for _, v := range d.y.ticks() {
		d.add(`<path d="M%g %.1fH%g" stroke="#ddd"/><text x="%g" y="%.1f" text-anchor="end">%s</text>`, left, d.y.at(v), width-right, left-7, d.y.at(v)+4, number(v))
	}
	for _, v := range d.x.ticks() {
		d.add(`<path d="M%.1f %gV%g" stroke="#eee"/><text x="%.1f" y="%g" text-anchor="middle">%s</text>`, d.x.at(v), top, height-bottom, d.x.at(v), height-bottom+18, number(v))
	}
	d.add(`<path d="M%g %gV%gH%g" fill="none" stroke="#444"/>`, left, top, height-bottom, width-right)
	d.add(`<text x="%g" y="%g" text-anchor="middle">%s</text>`, (left+width-right)/2, height-14, escape(x))
	d.add(`<text transform="translate(20 %g) rotate(-90)" text-anchor="middle">%s</text>`, (top+height-bottom)/2, escape(y))
}

// label is a curve's name at the height of its end.
type label struct {
	name, colour, dash string
	from, at           float64
}

// curves draws the lines, and their names on the right, each as near to the end
// of its line as the others leave room for.
func (d *drawing) curves(all []Curve) {
	colour := map[string]string{}
	var labels []label
	for _, c := range all {
		l := label{name: c.Name, dash: ""}
		if l.colour = colour[c.Like]; l.colour != "" {
			l.dash = ` stroke-dasharray="6 4"`
		} else {
			l.colour = colours[len(colour)%len(colours)]
			colour[c.Name] = l.colour
		}
		if l.from = d.line(c, l); l.from > 0 {
			labels = append(labels, l)
		}
	}
	slices.SortStableFunc(labels, func(a, b label) int { return cmp.Compare(a.from, b.from) })
	spread(labels, top+6, height-bottom, 17)
	for _, l := range labels {
		d.add(`<path d="M%g %.1fL%g %.1fh18" fill="none" stroke="%s" stroke-width="1.5"%s/><text x="%g" y="%.1f">%s</text>`,
			width-right+4, l.from, width-right+20, l.at, l.colour, l.dash, width-right+43, l.at+4, escape(l.name))
	}
}

// line draws one curve and returns the height of its end; 0: it has no points.
func (d *drawing) line(c Curve, l label) (end float64) {
	var points []string
	for _, p := range c.Points {
		if p.X <= 0 || p.Y <= 0 {
			continue
		}
		end = d.y.at(p.Y)
		points = append(points, fmt.Sprintf("%.1f,%.1f", d.x.at(p.X), end))
		d.add(`<circle cx="%.1f" cy="%.1f" r="3" fill="%s"/>`, d.x.at(p.X), end, l.colour)
	}
	if len(points) > 1 {
		d.add(`<polyline points="%s" fill="none" stroke="%s" stroke-width="2"%s/>`, strings.Join(points, " "), l.colour, l.dash)
	}
	return end
}

// spread sets the heights of labels, sorted by where they come from, so that
// they lie apart, between two heights.
func spread(labels []label, from, to, apart float64) {
	at := from
	for i := range labels {
		labels[i].at = max(labels[i].from, at)
		at = labels[i].at + apart
	}
	limit := to
	for i := len(labels) - 1; i >= 0; i-- {
		labels[i].at = min(labels[i].at, limit)
		limit = labels[i].at - apart
	}
}
