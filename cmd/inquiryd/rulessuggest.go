package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"inquiryd/classify"
)

// rulesSuggestVerb learns keyword rules from filed questions.
type rulesSuggestVerb struct {
	Language string `placeholder:"CODE" help:"Of the questions, as da, no, sv, de or en; default: the configuration's, else da."`
	Support  int    `default:"2" placeholder:"N" help:"Take only words that so many questions of an administration hold."`
	Keywords int    `placeholder:"N" help:"At most so many keywords for each administration; default: all that help."`
	JSON     bool   `name:"json" help:"Print the suggestion as JSON."`
	File     string `arg:"" name:"FILE" help:"One JSON object a line: text, label (an administration's id) and perhaps subject. - for standard input."`
}

// Help is the page of this verb.
func (rulesSuggestVerb) Help() string {
	return `Learns readable keywords with their weights from questions whose administration is
known, and prints them as TOML with what speaks for each. With a configuration it
also names keywords of today that mislead. Nothing is changed: read the
suggestion, edit it, and test it on questions that it did not learn from.

Examples:

    inquiryd rules suggest filed.jsonl >suggested.toml

    inquiryd rules suggest -c config.toml --keywords 40 filed.jsonl`
}

// Run prints the suggestion.
func (v rulesSuggestVerb) Run(ctx context.Context, c *cli, s *streams) error {
	o := classify.SuggestOptions{Language: v.Language, Support: v.Support, Keywords: v.Keywords}
	config, err := loadConfig(c.Config)
	switch {
	case errors.Is(err, errNoConfig):
	case err != nil:
		return err
	default:
		o.Language = cmp.Or(o.Language, config.Language)
		if o.Current, err = classify.Compile(config.Classify); err != nil {
			return err
		}
	}
	questions, err := readLabelled(v.File, s.in)
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
