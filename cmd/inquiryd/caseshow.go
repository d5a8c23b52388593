package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"inquiryd/classify"
	"inquiryd/internal/export"
	"inquiryd/internal/register"
)

// caseShowVerb shows one case.
type caseShowVerb struct {
	JSON   bool   `name:"json" help:"Print it as JSON."`
	Number string `arg:"" name:"CASE" help:"The number, as 2026-0041."`
}

// dossier is a case as it is told to people.
type dossier struct{ export.Dossier }

// readDossier reads a case with everything that belongs to it.
func readDossier(ctx context.Context, tx *register.Tx, number string) (dossier, error) {
	d, err := export.Read(ctx, tx, number)
	if errors.Is(err, register.ErrNotFound) {
		return dossier{d}, used(fmt.Errorf("there is no case %s", number), "inquiryd case list --state all shows the cases")
	}
	return dossier{d}, err
}

// Run prints the case.
func (v caseShowVerb) Run(ctx context.Context, c *cli, s *streams) error {
	return c.view(ctx, func(config *configuration, tx *register.Tx) error {
		d, err := readDossier(ctx, tx, v.Number)
		if err != nil {
			return err
		}
		if err := d.explainDeadline(ctx, tx, config); err != nil {
			return err
		}
		if v.JSON {
			return s.printJSON(d.JSON(config.zone))
		}
		d.tell(s.out, s.paint(), config.zone)
		return nil
	})
}

// explainDeadline adds how the deadline came about, in the language of letters.
func (d *dossier) explainDeadline(ctx context.Context, tx *register.Tx, config *configuration) error {
	r, ok, err := tx.Reckoning(ctx, d.Case.Number)
	if err != nil || !ok {
		return err
	}
	desk, err := config.reckoner()
	if err != nil {
		return err
	}
	derived := desk.Derive(r)
	d.Deadline = derived.Text(config.tongues.Of(config.Language))
	if !d.Case.Due.IsZero() && !derived.Due.Equal(d.Case.Due) {
		d.Deadline += " (now; the deadline stays until inquiryd case due --apply)"
	}
	return nil
}

// tell writes the case for people.
func (d dossier) tell(w io.Writer, p paint, zone *time.Location) {
	fmt.Fprintf(w, "%s  %s\n", p.bold(d.Case.Number), p.bold(d.Inquiry.Subject))
	row := func(key, value string) {
		if value != "" {
			fmt.Fprintf(w, "  %s %s\n", p.dim(fmt.Sprintf("%-12s", key)), value)
		}
	}
	row("state", string(d.Case.State)+because(d.Case.HeldWhy))
	if d.Case.State == register.StateHeld {
		row("with", "nobody yet"+guessed(d.Case.Administration))
	} else {
		row("with", strings.Join(append([]string{d.Case.Administration}, d.Case.Contributing...), ", "))
	}
	for _, k := range d.KLE() {
		row("KLE", k.KLE+" "+k.KLETitle+" (proposed)")
	}
	row("member", fmt.Sprintf("%s <%s>", d.Inquiry.MemberName, d.Inquiry.Member))
	row("arrived", minute(d.Case.OpenedAt, zone))
	row("due", day(d.Case.Due, zone))
	row("reckoned", d.Deadline)
	row("closed", minute(d.Case.ClosedAt, zone))
	row("follows", d.Inquiry.Follows)
	row("went on as", d.Case.Successor)
	for _, name := range slices.Sorted(maps.Keys(d.Case.External)) {
		row(name, d.Case.External[name])
	}
	for _, q := range d.Questions {
		var decision classify.Decision
		x := explainedQuestion{Number: q.Number, Text: q.Text}
		if json.Unmarshal(q.Decision, &decision) == nil {
			x.Decision = &decision
		}
		tellQuestion(w, p, x)
		if q.Answer != "" {
			fmt.Fprintf(w, "     %s\n%s\n", p.dim("answer by "+q.AnsweredBy+", "+minute(q.AnsweredAt, zone)), indent(q.Answer, "       "))
		}
	}
	d.tellHistory(w, p, zone)
}

func guessed(administration string) string {
	if administration == "" {
		return ""
	}
	return "; the best guess is " + administration
}

func (d dossier) tellHistory(w io.Writer, p paint, zone *time.Location) {
	fmt.Fprintf(w, "\n  %s\n", p.dim("what happened"))
	for _, e := range d.Events {
		fmt.Fprintf(w, "    %s  %-14s %s %s\n", minute(e.At, zone), e.What, e.Who, p.dim(details(e.Detail)))
	}
	if d.Tampered != nil {
		fmt.Fprintf(w, "    %s\n", p.red(d.Tampered.Error()))
	}
	fmt.Fprintf(w, "\n  %s\n", p.dim("letters"))
	for _, l := range d.Letters {
		when := "written " + minute(l.WrittenAt, zone)
		if !l.SentAt.IsZero() {
			when = "sent " + minute(l.SentAt, zone)
		}
		fmt.Fprintf(w, "    %-8s %-15s to %s, %s%s\n", l.Status, l.Kind, l.Recipient, when, because(l.LastError))
	}
	fmt.Fprintln(w)
}

func details(detail map[string]string) string {
	var all []string
	for _, key := range slices.Sorted(maps.Keys(detail)) {
		value := detail[key]
		if key == "digest" && len(value) > 16 {
			value = value[:16] // as approvers see it
		}
		if key != "message_id" && value != "" {
			all = append(all, key+"="+value)
		}
	}
	return strings.Join(all, " ")
}

func minute(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone).Format("2006-01-02 15:04")
}
