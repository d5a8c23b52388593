package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"inquiryd/internal/clerk"
	"inquiryd/internal/register"
)

// deadlineVerb reckons the deadline that a mail would get.
type deadlineVerb struct {
	Received       string `placeholder:"TIME" help:"When the mail arrives, as \"2026-03-13 16:30\". Default: now."`
	Kind           string `help:"The kind of inquiry, as in [clerk.kind.…]. Default: a plain question."`
	Administration string `short:"a" help:"Who answers, as TMF. Default: anybody."`
	Several        bool   `help:"Several administrations answer or contribute."`
	Wished         string `placeholder:"DAY" help:"The day by which the member asks for an answer, as 2026-03-20."`
	Language       string `placeholder:"CODE" help:"Of the explanation, as da, en or sv. Default: the language of letters."`
	JSON           bool   `name:"json" help:"Print it as JSON."`
}

// Help is the page of this verb.
func (deadlineVerb) Help() string {
	return `Says by the configuration alone which deadline a mail would get, and how it comes
about. inquiryd case due explains that of a case.

Examples:

    inquiryd deadline --received "2026-03-27 16:30" -a TMF

    inquiryd deadline --received 2026-12-22 --kind aktindsigt --language en`
}

// Run prints the derivation.
func (v deadlineVerb) Run(_ context.Context, c *cli, s *streams) error {
	config, err := c.load()
	if err != nil {
		return err
	}
	desk, err := config.reckoner()
	if err != nil {
		return err
	}
	r, err := v.reckoning(config)
	if err != nil {
		return err
	}
	derived := desk.Derive(r)
	spoken, err := config.tongue(v.Language)
	if err != nil {
		return err
	}
	text := derived.Text(spoken)
	if v.JSON {
		return s.printJSON(struct {
			Received   string `json:"received"`
			CountsFrom string `json:"counts_from"`
			Term       string `json:"term"`
			Due        string `json:"due"`
			How        string `json:"how"`
		}{moment3339(derived.Received, config.zone), derived.From.Format(time.DateOnly), derived.Term.String(), moment3339(derived.Due, config.zone), text})
	}
	fmt.Fprintln(s.out, text)
	return nil
}

func (v deadlineVerb) reckoning(config *configuration) (r register.Reckoning, err error) {
	r = register.Reckoning{From: time.Now(), Kind: v.Kind, Several: v.Several}
	if v.Administration != "" {
		i := slices.IndexFunc(config.Administrations, func(a clerk.Administration) bool { return strings.EqualFold(a.ID, v.Administration) })
		if i < 0 {
			return r, used(fmt.Errorf("there is no administration %s", v.Administration), config.listed(v.Administration))
		}
		r.Administration = config.Administrations[i].ID
	}
	if _, known := config.Clerk.Kinds[v.Kind]; v.Kind != "" && !known && !config.kindAnywhere(v.Kind) {
		return r, used(fmt.Errorf("there is no kind %s", v.Kind), "the tables [clerk.kind.…] name them")
	}
	if v.Received != "" {
		if r.From, err = readMoment(v.Received, config.zone); err != nil {
			return r, err
		}
	}
	if v.Wished != "" {
		r.Wished, err = readMoment(v.Wished, config.zone)
	}
	return r, err
}

// kindAnywhere says whether some administration has deadlines for a kind.
func (c *configuration) kindAnywhere(kind string) bool {
	return slices.ContainsFunc(c.Administrations, func(a clerk.Administration) bool { _, ok := a.Kinds[kind]; return ok })
}

// readMoment reads a day with or without a time.
func readMoment(text string, zone *time.Location) (time.Time, error) {
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02T15:04", time.DateOnly, time.RFC3339} {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, used(fmt.Errorf("%q is no time", text), `write it as "2026-03-13 16:30" or 2026-03-13`)
}
