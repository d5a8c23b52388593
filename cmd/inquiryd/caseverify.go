package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"

	"inquiryd/internal/export"
	"inquiryd/internal/register"
)

// caseVerifyVerb says whether events are as they were written.
type caseVerifyVerb struct {
	All   bool     `help:"Every case of the register."`
	Cases []string `arg:"" name:"CASE" optional:"" help:"Numbers, or folders and zip files that case export wrote."`
}

// Help is the page of this verb.
func (caseVerifyVerb) Help() string {
	return `Each event of a case holds the digest of the one before it, so that a change, a gap
or an addition shows. An exported folder or zip file is verified by itself, without
the register or a configuration: its files against its manifest, its events against
their chain. What that cannot see is that somebody made all of it anew: compare the
last digest with the register's, which verifying the number prints too.

Examples:

    inquiryd case verify --all

    inquiryd case verify 2026-0041 /srv/out/2026-0041.zip

The exit status is 1 when something is not as it was.`
}

// caseNumber is the form of a case's number.
var caseNumber = regexp.MustCompile(`^\d{4}-\d{4,9}$`)

// Run verifies and prints a line for each.
func (v caseVerifyVerb) Run(ctx context.Context, c *cli, s *streams) error {
	if v.All == (len(v.Cases) > 0) {
		return used(errors.New("name a case or an export, or say --all"), `try "inquiryd case verify --help"`)
	}
	if v.All {
		return v.register(ctx, c, s)
	}
	wrong := false
	for _, name := range v.Cases {
		head, events, err := v.one(ctx, c, name)
		if caseNumber.MatchString(name) && exists(name) {
			name += " (the export here, not the register)"
		}
		switch {
		case errors.Is(err, register.ErrTampered), errors.Is(err, export.ErrChanged):
			wrong = true
			fmt.Fprintf(s.out, "%s: %s: %v\n", s.paint().red("wrong"), name, err)
		case err != nil:
			return err
		default:
			fmt.Fprintf(s.out, "%s: %s: %d events, the last is %s\n", s.paint().green("ok"), name, events, head)
		}
	}
	if wrong {
		return errFound
	}
	return nil
}

func (v caseVerifyVerb) one(ctx context.Context, c *cli, name string) (head string, events int, err error) {
	if !caseNumber.MatchString(name) || exists(name) {
		m, err := export.Verify(name)
		return m.Head, m.Events, err
	}
	err = c.view(ctx, func(_ *configuration, tx *register.Tx) error {
		d, err := readDossier(ctx, tx, name)
		if err != nil {
			return err
		}
		if events = len(d.Events); events > 0 {
			head = d.Events[events-1].Hash
		}
		return d.Tampered
	})
	return head, events, err
}

// register verifies every case.
func (v caseVerifyVerb) register(ctx context.Context, c *cli, s *streams) error {
	config, err := loadConfig(c.Config)
	if err != nil {
		return err
	}
	return config.withRegister(ctx, func(r *register.Register) error {
		audit, err := r.Audit(ctx, func(register.Progress) {})
		if errors.Is(err, register.ErrTampered) || errors.Is(err, register.ErrCorrupt) {
			fmt.Fprintf(s.out, "%s: %v\n", s.paint().red("wrong"), err)
			return errFound
		}
		if err == nil {
			fmt.Fprintf(s.out, "%s: %d cases with %d events, %d mails\n", s.paint().green("ok"), audit.Cases, audit.Events, audit.Mails)
		}
		return err
	})
}
