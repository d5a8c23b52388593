package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"inquiryd/classify"
)

// rulesVerb shows how well the rules do.
type rulesVerb struct {
	Test     rulesTestVerb     `cmd:"" help:"File questions whose administration is known, and compare."`
	Lint     rulesLintVerb     `cmd:"" help:"Find what is wrong or without effect in the rules."`
	Suggest  rulesSuggestVerb  `cmd:"" help:"Learn keywords from filed questions, and print them as TOML."`
	Backtest rulesBacktestVerb `cmd:"" help:"File the register's own questions with today's and with new rules, and compare."`
	Import   rulesImportVerb   `cmd:"" name:"import-kle" help:"Make a lexicon of KLE numbers from a file of OS2KLE."`
	Stats    rulesStatsVerb    `cmd:"" help:"Count what the rules filed, what people corrected, and by which words it went wrong."`
}

// rulesTestVerb files labelled questions.
type rulesTestVerb struct {
	JSON  bool     `name:"json" help:"Print the report as JSON."`
	Most  int      `name:"mistakes" default:"10" placeholder:"N" help:"Show so many of the worst mistakes."`
	Files []string `arg:"" name:"FILE" help:"JSON lines or a CSV with text, label (an administration's id) and perhaps subject; or a folder of mails. - for standard input."`
}

// Help is the page of this verb.
func (rulesTestVerb) Help() string {
	return `Tells how many questions are filed, how many of those rightly, how often the right
administration is among the first two, who is taken for whom, whether a larger
margin is a surer one, and the worst mistakes with the words that led there.

A CSV names its columns in its first row: text, label and perhaps subject, in any
order, parted by semicolons, commas or tabs. A folder holds a folder of mails
(*.eml) for each administration, named by its id; or mails and labels.csv with
the columns file, label and perhaps question, a number. What is new in each mail
is split and decided question by question, as the daemon does it.

Examples:

    inquiryd rules test questions.jsonl -c config.example.toml

    inquiryd rules test filed.csv mails/

    inquiryd rules test --json questions.jsonl | jq .accuracy`
}

// Run prints the report.
func (v rulesTestVerb) Run(c *cli, s *streams) error {
	config, err := c.load()
	if err != nil {
		return err
	}
	l, err := config.labelled(s)
	if err != nil {
		return err
	}
	questions, err := l.read(v.Files)
	if err != nil {
		return err
	}
	rules, err := classify.Compile(config.Classify)
	if err != nil {
		return err
	}
	for i := range questions {
		questions[i].Label = config.asWritten(questions[i].Label)
	}
	r := classify.TestPast(rules, questions)
	if v.JSON {
		return s.printJSON(r)
	}
	tellReport(s.out, s.paint(), r, v.Most)
	return nil
}

// rulesLintVerb finds what is right in form and wrong in sense.
type rulesLintVerb struct {
	JSON bool `name:"json" help:"Print a JSON list: file, line, key and what of each finding."`
}

// Help is the page of this verb.
func (rulesLintVerb) Help() string {
	return `Names keywords that two administrations share, that others swallow or that can
never count, rules that never hold, have ended or ask for members and committees
that are not on the roster, weights without effect, signs that keywords do not
know, kinds that are nearly one with a table, and examples that come out wrong:
each with its line and what to do.

Example:

    inquiryd rules lint -c config.example.toml

The exit status is 1 when something was found.`
}

// Run prints a line for each finding.
func (v rulesLintVerb) Run(c *cli, s *streams) error {
	config, err := c.load()
	if err != nil {
		return err
	}
	var found []error
	for _, f := range classify.Lint(config.Classify, time.Now()) {
		found = append(found, f)
	}
	found = append(found, config.askedOfNobody()...)
	found = append(found, config.misspeltKinds()...)
	if v.JSON {
		if err := s.printJSON(append([]findingRow{}, config.mistakes(found)...)); err != nil || len(found) == 0 {
			return err
		}
		return errFound
	}
	if len(found) == 0 {
		s.say("%s and %s, nothing to find", count(len(config.Classify.Administrations), "administration"), count(len(config.Rules), "rule"))
		return nil
	}
	fmt.Fprintln(s.out, config.located(errors.Join(found...)))
	s.say("%s", count(len(found), "finding"))
	return errFound
}

// mistakes are the rows of what is wrong in the rules.
func (c *configuration) mistakes(all []error) []findingRow {
	if len(all) == 0 {
		return nil
	}
	return mistakeRows("", c.located(errors.Join(all...)))
}

// askedOfNobody finds the members and committees of rules that the roster does
// not have: such a rule never holds.
func (c *configuration) askedOfNobody() (found []error) {
	for i, r := range c.Rules {
		for n, address := range r.Member {
			switch m, ok := c.roster.Find(address); {
			case !ok:
				found = append(found, fmt.Errorf("rule[%d].member[%d]: nobody on the roster has the address %s: correct it, or remove it", i, n, address))
			case !strings.EqualFold(m.Address, address):
				found = append(found, fmt.Errorf("rule[%d].member[%d]: %s is another address of %s: write %s", i, n, address, m.Name, m.Address))
			}
		}
		for n, name := range r.Committee {
			if !c.roster.HasCommittee(name) {
				found = append(found, fmt.Errorf("rule[%d].committee[%d]: nobody on the roster sits in %q: correct it, or remove it", i, n, name))
			}
		}
	}
	return found
}

// misspeltKinds finds the kinds of rules that have no table, where one has nearly
// that name: what the table says would not hold for their inquiries.
func (c *configuration) misspeltKinds() (found []error) {
	for i, r := range c.Rules {
		if _, ok := c.Clerk.Kinds[r.Kind]; ok || r.Kind == "" || r.To != "" {
			continue
		}
		if kind := nearest(r.Kind, slices.Sorted(maps.Keys(c.Clerk.Kinds))); kind != "" {
			found = append(found, fmt.Errorf("rule[%d].kind: there is no table [clerk.kind.%s]: did you mean %s?", i, r.Kind, kind))
		}
	}
	return found
}
