package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"inquiryd/classify"
	"inquiryd/internal/register"
)

// rulesSuggestVerb learns keyword rules from filed questions.
type rulesSuggestVerb struct {
	Language string   `placeholder:"CODE" help:"Of the questions, as da, no, sv, de or en; default: the configuration's, else da."`
	Support  int      `default:"1" placeholder:"N" help:"Take only words that so many questions hold, and parts and pairs of words that twice as many do."`
	Keywords int      `placeholder:"N" help:"At most so many keywords for each administration; default: all that help."`
	JSON     bool     `name:"json" help:"Print the suggestion as JSON."`
	Files    []string `arg:"" optional:"" name:"FILE" help:"Questions as rules test takes them. Without one: those in the register, with whom they are now."`
	during
}

// Help is the page of this verb.
func (rulesSuggestVerb) Help() string {
	return `Learns readable keywords with their weights from questions whose administration is
known, and prints them as TOML with what speaks for each. Without a file it learns
from the register: what people corrected there counts as corrected. With a
configuration it also names keywords of today that mislead. Nothing is changed:
read the suggestion, edit it, and test it on questions that it did not learn from.

Examples:

    inquiryd rules suggest --until 2026-06-30 >suggested.toml

    inquiryd rules suggest filed.jsonl >suggested.toml

    inquiryd rules suggest -c config.toml --keywords 40 filed.jsonl`
}

// Run prints the suggestion.
func (v rulesSuggestVerb) Run(ctx context.Context, c *cli, s *streams) error {
	o := classify.SuggestOptions{Language: v.Language, Support: v.Support, Keywords: v.Keywords}
	config, err := c.load()
	switch {
	case errors.Is(err, errNoConfig):
		config = nil
	case err != nil:
		return err
	default:
		o.Language = cmp.Or(o.Language, config.Classify.Like())
		if o.Current, err = classify.Compile(config.Classify); err != nil {
			return err
		}
	}
	questions, err := v.questions(ctx, config, s)
	if err != nil {
		return err
	}
	suggestion, err := classify.Suggest(ctx, questions, o)
	if err != nil {
		return found(err, "give more questions of each administration")
	}
	for label, n := range suggestion.LeftOut {
		s.say("left out: %s has only %s", label, count(n, "question"))
	}
	if v.JSON {
		return s.printJSON(suggestion)
	}
	_, err = fmt.Fprint(s.out, suggestion.TOML())
	return err
}

// questions are those to learn from.
func (v rulesSuggestVerb) questions(ctx context.Context, config *configuration, s *streams) (all []classify.Labelled, err error) {
	if len(v.Files) == 0 {
		if config == nil {
			return nil, used(errNoConfig, "name a file with questions, or with -c a configuration whose register has some")
		}
		return config.filed(ctx, v.during)
	}
	l := &labelled{stdin: s.in}
	if config != nil {
		if l, err = config.labelled(s); err != nil {
			return nil, err
		}
	}
	past, err := l.read(v.Files)
	for _, p := range past {
		all = append(all, asLabelled(p))
	}
	return all, err
}

// filed are the questions of the register that are with an administration, but
// for those that only ask on: their words say nothing of whom they are for.
func (c *configuration) filed(ctx context.Context, d during) (all []classify.Labelled, err error) {
	since, until, err := d.times(c.zone)
	if err != nil {
		return nil, err
	}
	rules, err := classify.Compile(c.Classify)
	if err != nil {
		return nil, err
	}
	err = c.withRegister(ctx, func(r *register.Register) error {
		return r.View(ctx, func(tx *register.Tx) (err error) {
			for p := range c.past(ctx, tx, rules, since, until, &err) {
				if !rules.Leans(p.Input.Question) {
					all = append(all, asLabelled(p))
				}
			}
			return err
		})
	})
	return all, err
}

func asLabelled(p classify.Past) classify.Labelled {
	return classify.Labelled{ID: p.ID, Subject: p.Input.Subject, Text: p.Input.Question, Label: p.Label}
}
