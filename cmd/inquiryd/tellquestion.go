package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"inquiryd/classify"
)

// tellQuestion writes one question, where it would go and the evidence.
func tellQuestion(w io.Writer, p paint, q explainedQuestion) {
	fmt.Fprintf(w, "\n  %s %s\n", p.bold(fmt.Sprintf("%d.", q.Number)), strings.TrimLeft(indent(q.Text, "     "), " "))
	d := q.Decision
	if d == nil {
		return
	}
	where := p.amber("held")
	switch {
	case d.Filed:
		where = p.green("→ " + d.Administration)
	case d.Administration != "":
		where += ", best guess " + d.Administration
	}
	fmt.Fprintf(w, "     %s%s\n", where, because(d.Why))
	if d.KLE != "" {
		fmt.Fprintf(w, "     %s\n", p.dim("KLE "+d.KLE+" "+d.KLETitle+", a proposal"))
	}
	shown, widest := d.Evidence[:min(8, len(d.Evidence))], 0
	for _, e := range shown {
		widest = max(widest, utf8.RuneCountInString(e.Administration))
	}
	for _, e := range shown {
		fmt.Fprintf(w, "       %-*s %6.2f  %s %s\n", widest, e.Administration, e.Points, evidenceName(e), p.dim("in "+e.Zone))
	}
	if more := len(d.Evidence) - 8; more > 0 {
		fmt.Fprintf(w, "       %s\n", p.dim(fmt.Sprintf("and %d more", more)))
	}
}

func evidenceName(e classify.Evidence) string {
	switch {
	case e.Rule == "":
		return e.Keyword
	case e.Keyword == "":
		return "rule " + e.Rule
	}
	return e.Keyword + " (rule " + e.Rule + ")"
}
