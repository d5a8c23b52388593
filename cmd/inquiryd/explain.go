package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"strings"
)

// explainVerb says what would become of mails, without a register, a server
// or a secret. It never stops at a bad mail.
type explainVerb struct {
	JSON  bool     `name:"json" help:"Print one JSON object a line, in the order of the files."`
	Files []string `arg:"" name:"FILE" help:"Raw mails (RFC 5322). A folder stands for every file below it, - for standard input."`
}

// Help is the page of this verb.
func (explainVerb) Help() string {
	return `Each FILE is read as the daemon would read it: what it is (a person's mail, an
automatic reply, a bounce …), what its sender wrote now, and what is attached.
With a configuration it is also filed: what would become of it, each question,
where it would go and the words that counted.

Examples:

    inquiryd explain question.eml

    inquiryd -c config.example.toml explain ~/Maildir/cur

    curl -s https://kommune.example/mail.eml | inquiryd explain --json - | jq .new_text

The exit status is 0 when every file was read, 1 when one could not be.`
}

// Run explains the files.
func (v explainVerb) Run(ctx context.Context, c *cli, s *streams) error {
	files, err := mailFiles(v.Files)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return used(errors.New("there is no file in "+strings.Join(v.Files, ", ")), "name a mail, or a folder with mails")
	}
	e, err := newExplainer(c, s)
	if err != nil {
		return err
	}
	bar, done := s.progress(len(files), "mails")
	defer done()
	return v.print(s, inOrder(runtime.GOMAXPROCS(0), files, func(f string) *explained {
		defer bar()
		return e.explain(ctx, f)
	}))
}

func (v explainVerb) print(s *streams, all iter.Seq[*explained]) error {
	out := bufio.NewWriter(s.out)
	failed := false
	for x := range all {
		failed = failed || x.Error != ""
		if err := v.one(out, s, x); err != nil {
			return fmt.Errorf("write standard output: %w", err)
		}
	}
	if failed {
		return errFound
	}
	return nil
}

func (v explainVerb) one(out *bufio.Writer, s *streams, x *explained) error {
	if x.Error != "" {
		s.say("%s: %s", x.File, x.Error)
	}
	if v.JSON {
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		return errors.Join(enc.Encode(x), out.Flush())
	}
	if x.Error == "" {
		tell(out, x, s.paint())
	}
	return out.Flush()
}
