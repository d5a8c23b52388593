package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"inquiryd/internal/statistics"
)

// tellStatistics writes how the rules did, for people.
func tellStatistics(w io.Writer, p paint, s statistics.Rules, v rulesStatsVerb, zone *time.Location) {
	open := s.Filed.Used - s.Filed.Right - s.Filed.Corrected
	fmt.Fprintf(w, "%s; the rules filed %d: %d right, %d corrected", count(s.Questions, "question"), s.Filed.Used, s.Filed.Right, s.Filed.Corrected)
	if open > 0 {
		fmt.Fprintf(w, ", %d given back and not decided yet", open)
	}
	fmt.Fprintln(w)
	if len(s.By) > 0 {
		fmt.Fprintf(w, "corrected by: %s\n", ranked(s.By))
	}
	fmt.Fprintln(w)
	g := grid{{"", "filed", "right", "corrected", "share right", "held", "guess right", "corrected to"}}
	for _, a := range s.Administrations {
		g = append(g, []string{a.ID, strconv.Itoa(a.Used), strconv.Itoa(a.Right), strconv.Itoa(a.Corrected), shareOf(a.Tally), strconv.Itoa(a.Guessed.Used), strconv.Itoa(a.Guessed.Right), ranked(a.To)})
	}
	g.write(w, p, 4, 1)
	g = grid{{"keyword or rule", "for", "used", "right", "corrected", "share right", "corrected to"}}
	for _, word := range s.Words[:atMost(v.Words, len(s.Words))] {
		name := word.Keyword
		if word.Rule != "" {
			name = "rule " + word.Rule
		}
		g = append(g, []string{name, word.Administration, strconv.Itoa(word.Used), strconv.Itoa(word.Right), strconv.Itoa(word.Corrected), shareOf(word.Tally), ranked(word.To)})
	}
	fmt.Fprintln(w)
	g.write(w, p, 5, 2)
	tellCorrections(w, p, s.Corrections, v.Corrections, zone)
}

func tellCorrections(w io.Writer, p paint, all []statistics.Correction, n int, zone *time.Location) {
	if len(all) == 0 || n == 0 {
		return
	}
	all = slices.SortedStableFunc(slices.Values(all), func(a, b statistics.Correction) int { return b.At.Compare(a.At) })
	g := grid{{"case", "day", "from", "to", "by", "reason"}}
	for _, c := range all[:atMost(n, len(all))] {
		g = append(g, []string{fmt.Sprintf("%s/%d", c.Case, c.Question), cmp.Or(day(c.At, zone), "-"), c.From, c.To, c.By, shorten(c.Reason, 80)})
	}
	fmt.Fprintln(w)
	g.write(w, p, -1, 6)
}

// atMost is n of all; -1 is all.
func atMost(n, all int) int {
	if n < 0 {
		return all
	}
	return min(n, all)
}

// shareOf is the share that is right among what was decided.
func shareOf(t statistics.Tally) string {
	if t.Right+t.Corrected == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f %%", 100*t.Share())
}

// ranked writes counts by name, the largest first: "BUF 12, SOF 3".
func ranked(n map[string]int) string {
	var all []string
	for _, name := range slices.SortedFunc(maps.Keys(n), func(a, b string) int { return cmp.Or(cmp.Compare(n[b], n[a]), cmp.Compare(a, b)) }) {
		all = append(all, fmt.Sprintf("%s %d", name, n[name]))
	}
	return strings.Join(all, ", ")
}
