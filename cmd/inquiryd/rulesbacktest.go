package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"inquiryd/classify"
	"inquiryd/internal/register"
)

// rulesBacktestVerb tries new rules on what people decided.
type rulesBacktestVerb struct {
	New   string `arg:"" optional:"" name:"NEW" help:"The new rules: a whole configuration, or a file with [[administration]], [[rule]] or [classify] only. Each of these takes the place of all of today's; of those that it leaves out today's count. Without it today's rules are tried."`
	JSON  bool   `name:"json" help:"Print everything as JSON, with every question that would move."`
	Cases int    `default:"10" placeholder:"N" help:"Show so many of the questions that would move, the worse ones first; -1 for all."`
	during
}

// during is a range of days.
type during struct {
	Since string `placeholder:"DATE" help:"Only questions that arrived on this day or later, as 2026-01-31."`
	Until string `placeholder:"DATE" help:"Only questions that arrived on this day or before."`
}

// times are the moments from which and before which.
func (d during) times(zone *time.Location) (since, until time.Time, err error) {
	for _, one := range []struct {
		text string
		to   *time.Time
		more int
	}{{d.Since, &since, 0}, {d.Until, &until, 1}} {
		if one.text == "" {
			continue
		}
		day, e := time.ParseInLocation(time.DateOnly, one.text, zone)
		if e != nil {
			return since, until, used(fmt.Errorf("%q is no day", one.text), "write it as 2026-11-01")
		}
		*one.to = day.AddDate(0, 0, one.more)
	}
	return since, until, nil
}

// Help is the page of this verb.
func (rulesBacktestVerb) Help() string {
	return `Before new rules go live: what would they do with the questions in the register?
Each is decided by today's rules and by the new ones, and counts for the
administration that its case is with now, so that what the registrar corrected
counts as corrected. What would move is shown from where to where, and whether
for the better: filed right is better than held, and held better than filed
wrong. Nothing is changed.

Examples:

    inquiryd rules backtest new.toml

    inquiryd rules backtest new.toml --since 2026-01-01 --json | jq .moves`
}

// Run prints the comparison.
func (v rulesBacktestVerb) Run(ctx context.Context, c *cli, s *streams) error {
	return c.view(ctx, func(config *configuration, tx *register.Tx) error {
		next := config
		if v.New != "" {
			var err error
			if next, err = config.withRules(v.New); err != nil {
				return err
			}
			v.tellFewer(s, config, next)
		}
		comparison, err := v.compare(ctx, config, next, tx)
		if err != nil {
			return err
		}
		if comparison.Questions == 0 {
			return found(errors.New("the register holds no question that is with an administration"), "inquiryd rules test takes questions from a file")
		}
		if v.JSON {
			return s.printJSON(comparison)
		}
		tellComparison(s.out, s.paint(), comparison, v.Cases)
		return nil
	})
}

// tellFewer says when the new file has fewer rules or administrations than there
// are today: perhaps it was to add one, and takes the place of all.
func (v rulesBacktestVerb) tellFewer(s *streams, today, next *configuration) {
	if n := len(next.Rules); n < len(today.Rules) {
		s.say("%s: %s in the place of today's %d", v.New, count(n, "rule"), len(today.Rules))
	}
	if n := len(next.Classify.Administrations); n < len(today.Classify.Administrations) {
		s.say("%s: %s in the place of today's %d", v.New, count(n, "administration"), len(today.Classify.Administrations))
	}
}

func (v rulesBacktestVerb) compare(ctx context.Context, old, next *configuration, tx *register.Tx) (classify.Comparison, error) {
	before, err := classify.Compile(old.Classify)
	if err != nil {
		return classify.Comparison{}, err
	}
	after, err := classify.Compile(next.Classify)
	if err != nil {
		return classify.Comparison{}, err
	}
	since, until, err := v.times(old.zone)
	if err != nil {
		return classify.Comparison{}, err
	}
	comparison := classify.Compare(before, after, old.past(ctx, tx, before, since, until, &err))
	return comparison, err
}

// past are the questions of the register that are with an administration, each
// with the one before it in its mail, as rules find it. err is set when they
// could not all be read.
func (c *configuration) past(ctx context.Context, tx *register.Tx, rules *classify.Classifier, since, until time.Time, err *error) iter.Seq[classify.Past] {
	return func(yield func(classify.Past) bool) {
		enough := errors.New("enough")
		before := ""
		*err = tx.History(ctx, since, until, func(p register.Past) error {
			if p.Number == 1 {
				before = ""
			}
			one := c.asClassified(p)
			one.Input.Before = before
			if !rules.Leans(p.Text) {
				before = p.Text
			}
			if p.Settled() && !yield(one) {
				return enough
			}
			return nil
		})
		if errors.Is(*err, enough) {
			*err = nil
		}
	}
}

// asClassified is a past question as the rules see it.
func (c *configuration) asClassified(p register.Past) classify.Past {
	in := classify.Input{Subject: p.Subject, Introduction: p.Introduction, Question: p.Text, Member: p.Member, At: p.ArrivedAt.In(c.zone)}
	if m, ok := c.roster.Find(p.Member); ok {
		in.Committees = m.Committees
	}
	return classify.Past{ID: fmt.Sprintf("%s/%d", p.Case, p.Number), Input: in, Of: p.Of, Label: p.Administration}
}
