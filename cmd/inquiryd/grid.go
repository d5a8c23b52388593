package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// grid is a table of texts for people, its first row the heads. Unlike a
// tabwriter's its cells can have colours.
type grid [][]string

// write writes the grid: the first left columns and the last one to the left,
// the others to the right. In column share, percents are green, amber or red.
func (g grid) write(w io.Writer, p paint, share, left int) {
	wide := make([]int, len(g[0]))
	for _, row := range g {
		for i, text := range row {
			wide[i] = max(wide[i], utf8.RuneCountInString(text))
		}
	}
	for n, row := range g {
		var line strings.Builder
		for i, text := range row {
			pad := strings.Repeat(" ", wide[i]-utf8.RuneCountInString(text))
			switch {
			case n == 0:
				text = p.dim(text)
			case i == share:
				text = p.good(text)
			}
			if i < left || i == len(row)-1 {
				line.WriteString("  " + text + pad)
			} else {
				line.WriteString("  " + pad + text)
			}
		}
		fmt.Fprintln(w, strings.TrimRight(line.String(), " "))
	}
}

// good colours a share by how good it is.
func (p paint) good(percent string) string {
	n, err := strconv.ParseFloat(strings.TrimSuffix(percent, " %"), 64)
	switch {
	case err != nil:
		return percent
	case n >= 95:
		return p.green(percent)
	case n >= 80:
		return p.amber(percent)
	}
	return p.red(percent)
}
