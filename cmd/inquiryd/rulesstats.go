package main

import (
	"context"
	"errors"

	"inquiryd/internal/register"
	"inquiryd/internal/statistics"
)

// rulesStatsVerb shows what people corrected.
type rulesStatsVerb struct {
	JSON        bool `name:"json" help:"Print everything as JSON."`
	Words       int  `default:"20" placeholder:"N" help:"Show so many keywords and rules, those corrected most first; -1 for all."`
	Corrections int  `default:"10" placeholder:"N" help:"Show so many corrections, the newest first; -1 for all."`
	during
}

// Help is the page of this verb.
func (rulesStatsVerb) Help() string {
	return `Counts over the register how often the rules sent a question to an administration,
how often that was right, and where people sent it instead: by a command (case
assign), by the registrar's reply, or by an official who passed it on. The same
for each keyword and rule: those at the top of the list mislead.

Examples:

    inquiryd rules stats --since 2026-01-01

    inquiryd rules stats --json | jq '.words[] | select(.corrected > .right)'`
}

// Run prints the statistics.
func (v rulesStatsVerb) Run(ctx context.Context, c *cli, s *streams) error {
	return c.view(ctx, func(config *configuration, tx *register.Tx) error {
		since, until, err := v.times(config.zone)
		if err != nil {
			return err
		}
		rules, err := statistics.OfRules(ctx, tx, since, until)
		switch {
		case err != nil:
			return err
		case rules.Questions == 0:
			return found(errors.New("the register holds no question of these days"), "--since and --until choose the days")
		case v.JSON:
			return s.printJSON(rules)
		}
		tellStatistics(s.out, s.paint(), rules, v, config.zone)
		return nil
	})
}
