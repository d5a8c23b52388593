package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"inquiryd/internal/clerk"
	"inquiryd/internal/export"
	"inquiryd/internal/register"
)

// caseListVerb lists cases.
type caseListVerb struct {
	State          string   `enum:"unfinished,all,held,open,answered,approved,closed,redirected,refused,withdrawn,duplicate" default:"unfinished" help:"Only cases in this state: ${enum}."`
	Administration string   `short:"a" help:"Only cases of this administration."`
	Member         string   `help:"Only cases of the member with this address."`
	Overdue        bool     `help:"Only open cases past their deadline, the oldest first."`
	Limit          int      `default:"100" help:"At most so many."`
	JSON           bool     `name:"json" xor:"form" help:"Print a JSON list."`
	CSV            bool     `name:"csv" xor:"form" help:"Print a table for spreadsheets (CSV, RFC 4180)."`
	Search         string   `placeholder:"WORDS" help:"Only cases with all these words; the same as WORD."`
	Words          []string `arg:"" optional:"" name:"WORD" help:"Only cases with all these words in number, subject, questions or answers."`
}

// Help is the page of this verb.
func (caseListVerb) Help() string {
	return `A held case is with nobody yet: WITH then shows whom the rules guess, with a
question mark.

Examples:

    inquiryd case list --state held

    inquiryd case list -a TMF --overdue

    inquiryd case list --state all cykelsti Vestvejen`
}

// Run prints one line for each case.
func (v caseListVerb) Run(ctx context.Context, c *cli, s *streams) error {
	return c.view(ctx, func(config *configuration, tx *register.Tx) error {
		v.Administration = config.asWritten(v.Administration)
		cases, err := v.cases(ctx, tx)
		if err != nil {
			return err
		}
		if v.JSON {
			return s.printJSON(caseRows(cases, config.zone))
		}
		if v.CSV {
			return export.WriteCSV(s.out, caseRows(cases, config.zone))
		}
		if len(cases) == 0 {
			if err := config.unlisted(v.Administration); err != nil {
				return err
			}
			s.say("no such cases")
			return nil
		}
		return printCases(s, cases, config.zone)
	})
}

// unfinished are the states in which somebody still has to do something.
var unfinished = []register.State{register.StateHeld, register.StateOpen, register.StateAnswered, register.StateApproved}

func (v caseListVerb) cases(ctx context.Context, tx *register.Tx) ([]register.CaseSummary, error) {
	f := register.CaseFilter{Administration: v.Administration, Member: v.Member, Text: strings.Join(append(v.Words, v.Search), " "), Limit: v.Limit}
	states := []register.State{register.State(v.State)}
	switch {
	case v.Overdue:
		f.DueBefore, states = time.Now(), []register.State{register.StateOpen}
	case v.State == "all":
		states = []register.State{""}
	case v.State == "unfinished":
		states = unfinished
	}
	var all []register.CaseSummary
	for _, f.State = range states {
		cases, err := tx.Cases(ctx, f)
		if err != nil {
			return nil, err
		}
		all = append(all, cases...)
	}
	if len(states) > 1 {
		slices.SortFunc(all, func(a, b register.CaseSummary) int { return cmp.Compare(b.ID, a.ID) })
	}
	return all[:min(len(all), v.Limit)], nil
}

// with is whom a case is with. One that is held is with nobody yet: whom the rules
// guess has a question mark.
func with(state register.State, administration string) string {
	if administration != "" && state == register.StateHeld {
		return administration + "?"
	}
	return cmp.Or(administration, "-")
}

// asWritten is the id of an administration as the configuration writes it, where
// somebody wrote it in other letters.
func (c *configuration) asWritten(id string) string {
	for _, a := range c.Administrations {
		if strings.EqualFold(a.ID, id) {
			return a.ID
		}
	}
	return id
}

// listed says which administrations there are, the nearest to an id first.
func (c *configuration) listed(id string) string {
	return "there are " + strings.Join(clerk.Nearest(c.Administrations, id), ", ")
}

// unlisted is the error when no case is of an administration because there is no such
// administration; nil when there is one, or none was asked for.
func (c *configuration) unlisted(id string) error {
	if id == "" || slices.ContainsFunc(c.Administrations, func(a clerk.Administration) bool { return a.ID == id }) {
		return nil
	}
	return used(fmt.Errorf("there is no administration %s, and no case of it", id), c.listed(id))
}

func printCases(s *streams, cases []register.CaseSummary, zone *time.Location) error {
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "CASE\tSTATE\tWITH\tDUE\tQUESTIONS\tMEMBER\tSUBJECT")
	for _, c := range cases {
		due := day(c.Due, zone)
		if c.State == register.StateOpen && !c.Due.IsZero() && c.Due.Before(time.Now()) {
			due += " (late)"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%s\t%s\n", c.Number, c.State, with(c.State, c.Administration), cmp.Or(due, "-"), c.Questions, c.Member, shorten(c.Subject, 50))
	}
	return w.Flush()
}

// caseRows are cases for programs.
func caseRows(cases []register.CaseSummary, zone *time.Location) []export.Row {
	rows := []export.Row{}
	for _, c := range cases {
		rows = append(rows, export.RowOf(c, zone))
	}
	return rows
}

func moment3339(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone).Format(time.RFC3339)
}

// shorten cuts text to n letters.
func shorten(text string, n int) string {
	r := []rune(strings.Join(strings.Fields(text), " "))
	if len(r) <= n {
		return string(r)
	}
	return string(r[:n-1]) + "…"
}
