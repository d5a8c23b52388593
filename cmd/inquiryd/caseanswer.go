package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"inquiryd/internal/clerk"
)

// caseAnswerVerb answers a case as its official would by mail.
type caseAnswerVerb struct {
	Number string `arg:"" name:"CASE" help:"The number, as 2026-0041."`
	CPR    bool   `name:"cpr" help:"The answer may hold a personal identity number."`
	File   string `arg:"" name:"FILE" default:"-" help:"The answer as text in UTF-8; default: standard input."`
}

// Help is the page of this verb.
func (caseAnswerVerb) Help() string {
	return `The text answers every question of the case that has no answer yet, and the formal
letter to the member is written. The daemon posts it.

Example:

    inquiryd case answer 2026-0041 answer.txt`
}

// Run answers the case.
func (v caseAnswerVerb) Run(ctx context.Context, c *cli, s *streams) error {
	if v.File == "-" && s.inTerm {
		s.say("write the answer, and end it with Ctrl-D")
	}
	const most = 1 << 20
	text, err := readMail(v.File, s.in, most)
	if err != nil {
		return used(fmt.Errorf("read the answer: %s: %w", v.File, err), "name a text file, or write it on standard input")
	}
	if len(text) > most {
		return used(errors.New("read the answer: it is longer than a mebibyte"), "give a shorter one")
	}
	answer := strings.ToValidUTF8(string(text), "�")
	if strings.TrimSpace(answer) == "" {
		return used(errors.New("the answer is empty"), "name a text file, or write it on standard input")
	}
	return c.decide(ctx, s, v.Number, func(d *clerk.Desk, who string) error {
		if v.CPR {
			return d.AnswerConfirmed(ctx, v.Number, answer, who)
		}
		return d.Answer(ctx, v.Number, answer, who)
	})
}
