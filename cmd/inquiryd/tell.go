package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"inquiryd/intake"
)

// paint colours text for a terminal; off, it leaves the text alone.
type paint bool

// paint is off where output is no terminal, or somebody wants none
// (no-color.org; a terminal that is dumb).
func (s *streams) paint() paint {
	return paint(s.outTerm && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb")
}

func (p paint) bold(s string) string  { return p.with("1", s) }
func (p paint) dim(s string) string   { return p.with("2", s) }
func (p paint) red(s string) string   { return p.with("31", s) }
func (p paint) green(s string) string { return p.with("32", s) }
func (p paint) amber(s string) string { return p.with("33", s) }
func (p paint) blue(s string) string  { return p.with("36", s) }

func (p paint) with(code, s string) string {
	if !p || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

// tell writes what explain found for people.
func tell(w io.Writer, x *explained, p paint) {
	fmt.Fprintln(w, p.bold(x.File))
	row := func(key, value string) {
		if value != "" {
			fmt.Fprintf(w, "  %s %s\n", p.dim(fmt.Sprintf("%-9s", key)), value)
		}
	}
	row("nature", p.blue(string(x.Nature))+because(x.Why))
	row("from", addresses(x.From))
	row("subject", x.Subject)
	row("date", humanDate(x.Date))
	for _, a := range x.Attachments {
		row("attached", fmt.Sprintf("%s (%s, %d bytes)", a.Name, a.MediaType, a.Size))
	}
	if b := x.Bounce; b != nil {
		row("bounced", strings.TrimSpace(strings.Join(b.Recipients, ", ")+" "+b.Status))
	}
	for _, problem := range x.Problems {
		row("problem", p.amber(problem))
	}
	if x.Verdict != "" {
		row("verdict", p.bold(x.Verdict)+because(x.VerdictWhy))
	}
	if len(x.Questions) == 0 {
		tellText(w, p, x)
	}
	for _, q := range x.Questions {
		tellQuestion(w, p, q)
	}
	fmt.Fprintln(w)
}

func tellText(w io.Writer, p paint, x *explained) {
	if x.NewText == "" {
		return
	}
	sure := "new text"
	if x.NewTextSure != nil && !*x.NewTextSure {
		sure = "new text (not sure where it ends, so more is kept)"
	}
	fmt.Fprintf(w, "  %s\n%s\n", p.dim(sure), indent(x.NewText, "    "))
}

func because(why string) string {
	if why == "" {
		return ""
	}
	return ": " + why
}

func addresses(all []intake.Address) string {
	var s []string
	for _, a := range all {
		if a.Name == "" {
			s = append(s, a.Address)
		} else {
			s = append(s, fmt.Sprintf("%s <%s>", a.Name, a.Address))
		}
	}
	return strings.Join(s, ", ")
}

func humanDate(rfc3339 string) string {
	t, err := time.Parse(time.RFC3339, rfc3339)
	if err != nil {
		return ""
	}
	return t.Format("Mon 2 Jan 2006 15:04 -0700")
}

// indent puts margin before every line of text that is not empty.
func indent(text, margin string) string {
	var b strings.Builder
	for line := range strings.Lines(strings.TrimSpace(text)) {
		if strings.TrimSpace(line) != "" {
			b.WriteString(margin)
		}
		b.WriteString(line)
	}
	return b.String()
}
