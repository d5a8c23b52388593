package main

import (
	"context"
	"strings"

	"inquiryd/internal/clerk"
)

// caseAssignVerb gives a case to an administration.
type caseAssignVerb struct {
	Number         string `arg:"" name:"CASE" help:"The number, as 2026-0041."`
	Administration string `arg:"" name:"ADMINISTRATION" help:"Its id, as TMF."`
	Reason         string `help:"Why; it stays in the register, and rules stats shows it."`
}

// Help is the page of this verb.
func (caseAssignVerb) Help() string {
	return `A held case is filed, forwarded and acknowledged; an open one goes to another
administration, and the member and the one that had it are told. To the one that
it is with it is forwarded once more, and nobody else hears of it. The daemon
posts the letters.

Example:

    inquiryd case assign 2026-0041 TMF --reason "the lamp is on the road"`
}

// Run assigns the case.
func (v caseAssignVerb) Run(ctx context.Context, c *cli, s *streams) error {
	return c.decide(ctx, s, v.Number, func(d *clerk.Desk, who string) error {
		return d.AssignBecause(ctx, v.Number, v.Administration, v.Reason, who)
	})
}

// caseReleaseVerb files a held case where the rules guessed.
type caseReleaseVerb struct {
	Number string `arg:"" name:"CASE" help:"The number, as 2026-0041."`
}

// Run releases the case.
func (v caseReleaseVerb) Run(ctx context.Context, c *cli, s *streams) error {
	return c.decide(ctx, s, v.Number, func(d *clerk.Desk, who string) error { return d.Release(ctx, v.Number, who) })
}

// caseCloseVerb ends a case without a letter.
type caseCloseVerb struct {
	Number string `arg:"" name:"CASE" help:"The number, as 2026-0041."`
	Reason string `required:"" help:"Why; it stays in the register."`
}

// Help is the page of this verb.
func (caseCloseVerb) Help() string {
	return `The member gets no letter. For an answer, use case answer.

Example:

    inquiryd case close 2026-0041 --reason "answered by telephone, 3 November"`
}

// Run closes the case.
func (v caseCloseVerb) Run(ctx context.Context, c *cli, s *streams) error {
	if strings.TrimSpace(v.Reason) == "" {
		return errNoReason
	}
	return c.decide(ctx, s, v.Number, func(d *clerk.Desk, who string) error { return d.Close(ctx, v.Number, v.Reason, who) })
}
