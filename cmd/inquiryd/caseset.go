package main

import (
	"context"
	"errors"

	"inquiryd/internal/clerk"
)

// caseSetVerb sets what a person or another system knows of a case.
type caseSetVerb struct {
	Number    string            `arg:"" name:"CASE" help:"The number, as 2026-0041."`
	Access    string            `placeholder:"CLASS" help:"Who may read the answer: public, members or confidential."`
	External  map[string]string `placeholder:"NAME=NUMBER" help:"The case's number in another system, as f2_case=2026-11873; empty takes it away. Can be repeated."`
	Unit      *string           `help:"Who answers in the administration, for the letter's margin."`
	Signatory *string           `help:"Name under the letter."`
	Title     *string           `help:"Title of the signatory."`
}

// Help is the page of this verb.
func (caseSetVerb) Help() string {
	return `Letters that are written from then on say it; those that were written stay as they
are. What is set is in the events of the case.

Examples:

    inquiryd case set 2026-0041 --access confidential

    inquiryd case set 2026-0041 --external f2_case=2026-11873 --external edoc_case=2026-0123456`
}

// Run sets the fields.
func (v caseSetVerb) Run(ctx context.Context, c *cli, s *streams) error {
	f := clerk.Fields{Access: v.Access, External: v.External, Unit: v.Unit, Signatory: v.Signatory, Title: v.Title}
	if f.Access == "" && len(f.External) == 0 && f.Unit == nil && f.Signatory == nil && f.Title == nil {
		return used(errors.New("nothing to set"), "try \"inquiryd case set --help\"")
	}
	return c.decide(ctx, s, v.Number, func(d *clerk.Desk, who string) error { return d.Set(ctx, v.Number, f, who) })
}
