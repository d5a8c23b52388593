package plot

import (
	"fmt"
	"strconv"
	"strings"
)

// Read takes the curves out of the table of a Markdown text whose first cell is
// named, as [Plot.Table] writes it. Cells that are empty were not measured.
func Read(markdown, name string) ([]Curve, error) {
	var xs []float64
	var curves []Curve
	for line := range strings.Lines(markdown) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		switch {
		case xs == nil && cells[0] != name:
		case xs == nil:
			for _, cell := range cells[1:] {
				x, err := parse(cell)
				if err != nil {
					return nil, fmt.Errorf("read table %q: %w", name, err)
				}
				xs = append(xs, x)
			}
		case !strings.HasPrefix(line, "|"):
			return curves, nil
		case !strings.HasPrefix(cells[0], "--"):
			c, err := row(cells, xs)
			if err != nil {
				return nil, fmt.Errorf("read table %q: %w", name, err)
			}
			curves = append(curves, c)
		}
	}
	if xs == nil {
		return nil, fmt.Errorf("read table %q: there is none", name)
	}
	return curves, nil
}

func row(cells []string, xs []float64) (Curve, error) {
	c := Curve{Name: cells[0]}
	for i, cell := range cells[1:] {
		if cell == "" || i >= len(xs) {
			continue
		}
		y, err := parse(cell)
		if err != nil {
			return c, err
		}
		c.Add(xs[i], y)
	}
	return c, nil
}

func parse(cell string) (float64, error) {
	return strconv.ParseFloat(strings.ReplaceAll(cell, ",", ""), 64)
}
