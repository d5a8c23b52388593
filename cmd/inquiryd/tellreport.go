package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"
	"unicode/utf8"

	"inquiryd/classify"
)

// tellReport writes how rules did on labelled questions, for people.
func tellReport(w io.Writer, p paint, r classify.Report, mistakes int) {
	percent := func(share float64) string { return fmt.Sprintf("%5.1f %%", 100*share) }
	fmt.Fprintf(w, "%s, rules %s\n\n", count(r.Questions, "question"), r.Version)
	fmt.Fprintf(w, "  filed                     %s\n", percent(r.FiledShare))
	fmt.Fprintf(w, "  right among filed         %s\n", p.bold(percent(r.Accuracy)))
	fmt.Fprintf(w, "  best guess right, of all  %s\n", percent(r.Best))
	fmt.Fprintf(w, "  right in the first two    %s\n", percent(r.FirstTwo))
	for _, label := range slices.Sorted(maps.Keys(r.Unknown)) {
		fmt.Fprintf(w, "  %s\n", p.amber(fmt.Sprintf("%d of the labels are %q, which is no administration", r.Unknown[label], label)))
	}
	tellConfusion(w, p, r)
	tellMargins(w, r)
	tellMistakes(w, p, r.Mistakes, mistakes)
}

// tellConfusion writes a row for each label and a column for each decision.
func tellConfusion(w io.Writer, p paint, r classify.Report) {
	columns := map[string]bool{}
	for label, row := range r.Confusion {
		columns[label] = true
		for decided := range row {
			columns[decided] = true
		}
	}
	delete(columns, "")
	ids := slices.Sorted(maps.Keys(columns))
	wide := 6
	for _, id := range ids {
		wide = max(wide, utf8.RuneCountInString(id)+2)
	}
	fmt.Fprintf(w, "\nlabel by row, filed to by column\n%*s", wide, "")
	for _, id := range append(ids, "held") {
		fmt.Fprintf(w, "%*s", wide, id)
	}
	fmt.Fprintln(w)
	for _, label := range slices.Sorted(maps.Keys(r.Confusion)) {
		fmt.Fprintf(w, "%*s", wide, label)
		for _, decided := range append(ids, "") {
			fmt.Fprint(w, cell(p, wide, r.Confusion[label][decided], decided, label))
		}
		fmt.Fprintln(w)
	}
}

// cell is a number of a confusion table: green where it is right, red where it
// is wrong.
func cell(p paint, wide, n int, decided, label string) string {
	text := fmt.Sprintf("%*d", wide, n)
	switch {
	case n == 0:
		return p.dim(text)
	case decided == label:
		return p.green(text)
	case decided == "":
		return p.amber(text)
	}
	return p.red(text)
}

func tellMargins(w io.Writer, r classify.Report) {
	fmt.Fprintf(w, "\nis a larger margin a surer one?\n")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "margin from\tquestions\tbest is right\t\n")
	for _, m := range r.Margins {
		fmt.Fprintf(t, "%.2f\t%d\t%.1f %%\t\n", m.From, m.Questions, 100*m.Right)
	}
	t.Flush()
}

func tellMistakes(w io.Writer, p paint, all []classify.Mistake, n int) {
	if len(all) == 0 || n <= 0 {
		return
	}
	fmt.Fprintf(w, "\nthe worst of %s\n", count(len(all), "mistake"))
	for _, m := range all[:min(n, len(all))] {
		fmt.Fprintf(w, "\n  %s %s\n", p.bold(m.Label), shorten(m.Text, 160))
		fmt.Fprintf(w, "    %s%s\n", p.red("→ "+m.Decision.Administration), because(m.Decision.Why))
		for _, e := range m.Decision.Evidence[:min(5, len(m.Decision.Evidence))] {
			fmt.Fprintf(w, "      %s %6.2f  %s %s\n", e.Administration, e.Points, evidenceName(e), p.dim("in "+e.Zone))
		}
	}
}
