package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"inquiryd/classify"
)

// rulesVerb shows how well the rules do.
type rulesVerb struct {
	Test     rulesTestVerb     `cmd:"" help:"File questions whose administration is known, and compare."`
	Lint     rulesLintVerb     `cmd:"" help:"Find what is wrong or without effect in the rules."`
	Suggest  rulesSuggestVerb  `cmd:"" help:"Learn keywords from filed questions, and print them as TOML."`
	Backtest rulesBacktestVerb `cmd:"" help:"File the register's own questions with today's and with new rules, and compare."`
}

// rulesTestVerb files labelled questions.
type rulesTestVerb struct {
	JSON bool   `name:"json" help:"Print the report as JSON."`
	Most int    `name:"mistakes" default:"10" placeholder:"N" help:"Show so many of the worst mistakes."`
	File string `arg:"" name:"FILE" help:"One JSON object a line: text, label (an administration's id) and perhaps subject. - for standard input."`
}

// Help is the page of this verb.
func (rulesTestVerb) Help() string {
	return `Tells how many questions are filed, how many of those rightly, how often the right
administration is among the first two, who is taken for whom, whether a larger
margin is a surer one, and the worst mistakes with the words that led there.

Examples:

    inquiryd rules test questions.jsonl -c config.example.toml

    inquiryd rules test --json questions.jsonl | jq .accuracy`
}

// Run prints the report.
func (v rulesTestVerb) Run(c *cli, s *streams) error {
	config, err := loadConfig(c.Config)
	if err != nil {
		return err
	}
	questions, err := readLabelled(v.File, s.in)
	if err != nil {
		return err
	}
	return v.report(config, questions, s)
}

func (v rulesTestVerb) report(config *configuration, questions []classify.Labelled, s *streams) error {
	rules, err := classify.Compile(config.Classify)
	if err != nil {
		return err
	}
	r := classify.Test(rules, questions)
	if v.JSON {
		return s.printJSON(r)
	}
	tellReport(s.out, paint(s.outTerm), r, v.Most)
	return nil
}

// readLabelled reads one question a line. Every bad line is told.
func readLabelled(file string, stdin io.Reader) ([]classify.Labelled, error) {
	in := stdin
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, used(fmt.Errorf("read questions: %w", err), "name a file with one JSON object a line")
		}
		defer f.Close()
		in = f
	}
	var all []classify.Labelled
	var errs []error
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 16<<20)
	for n := 1; lines.Scan(); n++ {
		line := bytes.TrimSpace(bytes.TrimPrefix(lines.Bytes(), []byte("\ufeff")))
		if len(line) == 0 {
			continue
		}
		var q classify.Labelled
		switch err := json.Unmarshal(line, &q); {
		case err != nil:
			errs = append(errs, fmt.Errorf("%s:%d: %w", file, n, err))
		case q.Text == "" || q.Label == "":
			errs = append(errs, fmt.Errorf("%s:%d: text or label is missing", file, n))
		default:
			all = append(all, q)
		}
	}
	if err := errors.Join(append(errs, lines.Err())...); err != nil {
		return nil, used(err, `each line is an object such as {"text": "Hvornår …?", "label": "TMF"}`)
	}
	if len(all) == 0 {
		return nil, used(fmt.Errorf("%s holds no question", file), `each line is an object such as {"text": "Hvornår …?", "label": "TMF"}`)
	}
	return all, nil
}

// rulesLintVerb finds what is right in form and wrong in sense.
type rulesLintVerb struct{}

// Help is the page of this verb.
func (rulesLintVerb) Help() string {
	return `Names keywords that two administrations share, that others swallow or that can
never count, rules that never hold or have ended, and examples that come out
wrong: each with its line and what to do.

Example:

    inquiryd rules lint -c config.example.toml

The exit status is 1 when something was found.`
}

// Run prints a line for each finding.
func (rulesLintVerb) Run(c *cli, s *streams) error {
	config, err := loadConfig(c.Config)
	if err != nil {
		return err
	}
	var found []error
	for _, f := range classify.Lint(config.Classify, time.Now()) {
		found = append(found, f)
	}
	if len(found) == 0 {
		s.say("%s and %s, nothing to find", count(len(config.Classify.Administrations), "administration"), count(len(config.Rules), "rule"))
		return nil
	}
	fmt.Fprintln(s.out, config.located(errors.Join(found...)))
	return errFound
}
