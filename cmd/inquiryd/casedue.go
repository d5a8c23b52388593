package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"text/tabwriter"
	"time"

	"inquiryd/internal/clerk"
	"inquiryd/internal/language"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// caseDueVerb shows how deadlines came about, and what would move them.
type caseDueVerb struct {
	Number         string `arg:"" optional:"" name:"CASE" help:"Only this case, as 2026-0041."`
	Administration string `short:"a" help:"Only cases of this administration."`
	Changed        string `placeholder:"FILE" xor:"how" help:"Only cases that would get another deadline by this configuration."`
	Apply          bool   `xor:"how" help:"Give the cases their deadline by the configuration in force, and tell members and administrations."`
	Ical           bool   `xor:"how" help:"Write the deadlines as a calendar file (iCalendar)."`
	Language       string `placeholder:"CODE" help:"Of the explanation, as da, en or sv. Default: the language of letters."`
	JSON           bool   `name:"json" help:"Print a JSON list."`
}

// Help is the page of this verb.
func (caseDueVerb) Help() string {
	return `Prints the deadline of each case that is not finished and how it came about:
when the mail arrived, the term, what was skipped, when the clock stood, and what
was given or asked for.

A change of the calendar or the terms (country, closed_days, received_until,
deadline …) moves no case by itself, since people were told the dates. --changed
lists the cases that a configuration would move, before it comes into force; once
it is, --apply moves them, and members and administrations are told.

Examples:

    inquiryd case due 2026-0041 --language en

    inquiryd case due --changed new.toml

    inquiryd case due --apply

    inquiryd case due -a TMF --ical > tmf.ics`
}

// dueRow is a deadline in the list.
type dueRow struct {
	Case           string         `json:"case"`
	State          register.State `json:"state"`
	Administration string         `json:"administration,omitempty"`
	Subject        string         `json:"-"`
	Due            string         `json:"due,omitempty"`      // RFC 3339; absent while the clock stands
	WouldBe        string         `json:"would_be,omitempty"` // by the configuration, when that is another day
	How            string         `json:"how,omitempty"`      // in words
	due, would     time.Time
}

// Run prints the deadlines, or moves them.
func (v caseDueVerb) Run(ctx context.Context, c *cli, s *streams) error {
	if v.Apply {
		return v.apply(ctx, c, s)
	}
	var rows []dueRow
	var config *configuration
	err := c.view(ctx, func(current *configuration, tx *register.Tx) (err error) {
		config = current
		by := current
		if v.Changed != "" {
			if by, err = readConfig(v.Changed, config.house); err != nil {
				return err
			}
		}
		v.Administration = config.asWritten(v.Administration)
		desk, err := by.reckoner()
		if err != nil {
			return err
		}
		spoken, err := by.tongue(v.Language)
		if err != nil {
			return err
		}
		if rows, err = v.rows(ctx, tx, desk, spoken); err != nil || len(rows) > 0 {
			return err
		}
		return config.unlisted(v.Administration)
	})
	if err != nil {
		return err
	}
	return v.print(s, config, rows)
}

// reckoner is a desk that reckons deadlines, without a register or a server.
func (c *configuration) reckoner() (*clerk.Desk, error) {
	o, err := c.options(slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	return clerk.New(o)
}

func (v caseDueVerb) rows(ctx context.Context, tx *register.Tx, desk *clerk.Desk, spoken *language.Language) (rows []dueRow, err error) {
	cases, err := v.cases(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, c := range cases {
		r, ok, err := tx.Reckoning(ctx, c.Number)
		if err != nil {
			return nil, err
		}
		row := dueRow{Case: c.Number, State: c.State, Administration: c.Administration, Subject: c.Subject,
			Due: moment3339(c.Due, desk.Place), due: c.Due}
		if ok {
			derived := desk.Derive(r)
			if row.How = derived.Text(spoken); !derived.Due.Equal(c.Due) {
				row.WouldBe, row.would = moment3339(derived.Due, desk.Place), derived.Due
			}
		}
		if v.Changed == "" || !row.would.IsZero() {
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// cases are the one that was named, or all that are not finished, the most
// urgent first.
func (v caseDueVerb) cases(ctx context.Context, tx *register.Tx) (all []register.CaseSummary, err error) {
	if v.Number != "" {
		c, err := tx.Case(ctx, v.Number)
		if errors.Is(err, register.ErrNotFound) {
			return nil, used(fmt.Errorf("there is no case %s", v.Number), "inquiryd case list --state all shows the cases")
		}
		return []register.CaseSummary{{Case: c}}, err
	}
	for _, f := range []register.CaseFilter{{DueBefore: time.Now().AddDate(100, 0, 0)}, {Undated: true}} {
		f.Administration = v.Administration
		for _, f.State = range unfinished {
			some, err := tx.Cases(ctx, f)
			if err != nil {
				return nil, err
			}
			all = append(all, some...)
		}
	}
	return all, nil
}

func (v caseDueVerb) print(s *streams, config *configuration, rows []dueRow) error {
	switch {
	case v.Ical:
		return v.printCalendar(s, config, rows)
	case v.JSON:
		return s.printJSON(append([]dueRow{}, rows...))
	case len(rows) == 0 && v.Changed != "":
		s.say("no case would get another deadline")
		return nil
	case len(rows) == 0:
		s.say("no such cases")
		return nil
	case v.Number != "":
		fmt.Fprintln(s.out, cmp.Or(rows[0].How, "no longer known: the case was opened by an older version"))
		tellWouldBe(s, config, rows[0])
		return nil
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "CASE\tSTATE\tWITH\tDUE\tWOULD BE\tHOW")
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", r.Case, r.State, with(r.State, r.Administration), cmp.Or(day(r.due, config.zone), "-"),
			cmp.Or(day(r.would, config.zone), "-"), r.How)
	}
	return w.Flush()
}

// tellWouldBe says that the date that holds is not the one of the configuration.
func tellWouldBe(s *streams, config *configuration, r dueRow) {
	if r.would.IsZero() || r.due.IsZero() {
		return
	}
	fmt.Fprintf(s.out, "%s holds, since the calendar or the terms were changed later: inquiryd case due --apply moves it\n", day(r.due, config.zone))
}

func (v caseDueVerb) printCalendar(s *streams, config *configuration, rows []dueRow) error {
	var all []notify.Deadline
	for _, r := range rows {
		if !r.due.IsZero() {
			all = append(all, notify.Deadline{Case: r.Case, Subject: r.Subject, Administration: r.Administration, Due: r.due.In(config.zone)})
		}
	}
	if len(all) == 0 {
		return found(errors.New("no case has a deadline, and a calendar without events is none"), "inquiryd case list shows the cases")
	}
	spoken, err := config.tongue(v.Language)
	if err != nil {
		return err
	}
	file, err := notify.Calendar(spoken, config.office(), time.Now(), all)
	if err != nil {
		return err
	}
	_, err = s.out.Write(file.Content)
	return err
}

// apply moves the deadlines that the configuration in force would.
func (v caseDueVerb) apply(ctx context.Context, c *cli, s *streams) error {
	return c.atDesk(ctx, s, func(config *configuration, desk *clerk.Desk) error {
		moves, err := desk.ApplyMoves(ctx, "cli "+username())
		for _, m := range moves {
			fmt.Fprintf(s.out, "%s: %s → %s\n", m.Case, day(m.From, config.zone), day(m.Derived.Due, config.zone))
		}
		if err == nil && len(moves) == 0 {
			s.say("no case would get another deadline")
		}
		return err
	})
}
