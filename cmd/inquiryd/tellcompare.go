package main

import (
	"cmp"
	"fmt"
	"io"
	"text/tabwriter"

	"inquiryd/classify"
)

// tellComparison writes what new rules would change, for people.
func tellComparison(w io.Writer, p paint, c classify.Comparison, moves int) {
	fmt.Fprintf(w, "%s that are with an administration\n\n", count(c.Questions, "question"))
	share := func(n, of int) string {
		if of == 0 {
			return "-"
		}
		return fmt.Sprintf("%.1f %%", 100*float64(n)/float64(of))
	}
	t := tabwriter.NewWriter(w, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "\ttoday\tnew\t\n")
	row := func(what string, of func(classify.Standing) string) {
		fmt.Fprintf(t, "%s\t%s\t%s\t\n", what, of(c.Old), of(c.New))
	}
	row("rules", func(s classify.Standing) string { return s.Rules })
	row("filed", func(s classify.Standing) string { return share(s.Filed, c.Questions) })
	row("right among filed", func(s classify.Standing) string { return share(s.Right, s.Filed) })
	row("best guess right, of all", func(s classify.Standing) string { return share(s.Best, c.Questions) })
	row("right in the first two", func(s classify.Standing) string { return share(s.FirstTwo, c.Questions) })
	t.Flush()
	if len(c.Moves) == 0 {
		fmt.Fprintf(w, "\nnothing would move\n")
		return
	}
	tellFlows(w, p, c)
	tellMoves(w, p, c.Moves, moves)
}

// held names the place of what the registrar decides.
func heldOr(administration string) string { return cmp.Or(administration, "held") }

func tellFlows(w io.Writer, p paint, c classify.Comparison) {
	fmt.Fprintf(w, "\n%s would move\n", count(len(c.Moves), "question"))
	t := tabwriter.NewWriter(w, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "from\tto\tquestions\tbetter\tworse\t\n")
	var all classify.Flow
	for _, f := range c.Flows {
		fmt.Fprintf(t, "%s\t%s\t%d\t%d\t%d\t\n", heldOr(f.From), heldOr(f.To), f.Questions, f.Better, f.Worse)
		all.Questions, all.Better, all.Worse = all.Questions+f.Questions, all.Better+f.Better, all.Worse+f.Worse
	}
	fmt.Fprintf(t, "\tall\t%d\t%d\t%d\t\n", all.Questions, all.Better, all.Worse)
	t.Flush()
	verdict := p.green("the new rules are better")
	switch {
	case all.Worse > all.Better:
		verdict = p.red("the new rules are worse")
	case all.Worse == all.Better:
		verdict = p.amber("the new rules are as good as today's")
	}
	fmt.Fprintf(w, "\n%s: %d better, %d worse\n", verdict, all.Better, all.Worse)
}

func tellMoves(w io.Writer, p paint, all []classify.Move, n int) {
	if n < 0 {
		n = len(all)
	}
	for _, m := range all[:min(n, len(all))] {
		verdict := p.amber(string(m.Verdict))
		switch m.Verdict {
		case classify.Better:
			verdict = p.green(string(m.Verdict))
		case classify.Worse:
			verdict = p.red(string(m.Verdict))
		}
		fmt.Fprintf(w, "\n%s  %s → %s  %s (it is with %s)\n", p.bold(m.ID), heldOr(m.From), heldOr(m.To), verdict, m.Label)
		fmt.Fprintf(w, "  %s\n  %s %s\n  %s %s\n", shorten(m.Text, 160), p.dim("today:"), m.Before, p.dim("new:  "), m.After)
		for _, e := range m.Evidence {
			fmt.Fprintf(w, "    %s %6.2f  %s %s\n", e.Administration, e.Points, evidenceName(e), p.dim("in "+e.Zone))
		}
	}
	if n < len(all) {
		fmt.Fprintf(w, "\n%d more: --cases -1 shows all, --json as data\n", len(all)-n)
	}
}
