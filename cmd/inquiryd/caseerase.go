package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"

	"inquiryd/internal/clerk"
	"inquiryd/internal/register"
)

// caseEraseVerb takes away what a case said.
type caseEraseVerb struct {
	Number  string `arg:"" name:"CASE" optional:"" help:"The number, as 2026-0041; its inquiry goes with all its cases."`
	Reason  string `help:"Why; it stays in the register."`
	Expired bool   `help:"All that have been kept as long as the configuration says."`
	DryRun  bool   `help:"Only list them."`
}

// Help is the page of this verb.
func (caseEraseVerb) Help() string {
	return `Mails, letters, questions, answers, names and attachments are taken away, also from
the index, the free pages and the log of the database. What stays: the ledger
line, the case with its number, dates and state, and its events without their
details, whose chain still verifies. It cannot be undone; backups and the folders
of the mailbox are not touched.

How long cases are kept is said by keep in [clerk] and [clerk.kind.…]; without it
they are kept for good. By erase in [clerk] the daemon does it by itself.

Examples:

    inquiryd case erase --expired --dry-run

    inquiryd case erase 2026-0041 --reason "asked for by the member, agreed by the archive"`
}

// Run erases, or lists what would be.
func (v caseEraseVerb) Run(ctx context.Context, c *cli, s *streams) error {
	if v.Number != "" && !v.Expired && v.DryRun {
		return used(errors.New("--dry-run lists what --expired would erase"), "inquiryd case show "+v.Number+" shows what one case holds")
	}
	if (v.Number == "") == !v.Expired || v.DryRun && !v.Expired {
		return used(errors.New("name one case, or say --expired"), `try "inquiryd case erase --help"`)
	}
	if v.Number != "" && strings.TrimSpace(v.Reason) == "" {
		return errNoReason
	}
	return c.atDesk(ctx, s, func(config *configuration, desk *clerk.Desk) error {
		if v.DryRun {
			return v.list(ctx, config, desk, s)
		}
		return v.erase(ctx, desk, s)
	})
}

func (v caseEraseVerb) erase(ctx context.Context, desk *clerk.Desk, s *streams) (err error) {
	who := "cli " + username()
	var done []register.Erased
	if v.Expired {
		done, err = desk.Retention().EraseExpired(ctx, who)
	} else {
		done = make([]register.Erased, 1)
		done[0], err = desk.Erase(ctx, v.Number, v.Reason, who)
	}
	for _, e := range done {
		if len(e.Cases) > 0 {
			fmt.Fprintf(s.out, "erased %s: %d mails, %d letters, the details of %d events\n", strings.Join(e.Cases, ", "), e.Mails, e.Letters, e.Events)
		}
	}
	if err == nil && len(done) == 0 || len(done) == 1 && err == nil && len(done[0].Cases) == 0 {
		s.say("nothing to erase")
	}
	if errors.Is(err, register.ErrUnended) {
		return found(err, "close it first")
	}
	return explainDecision(err, v.Number)
}

func (v caseEraseVerb) list(ctx context.Context, config *configuration, desk *clerk.Desk, s *streams) error {
	all, err := desk.Retention().Expired(ctx)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		s.say("nothing to erase")
		return nil
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "CASES\tKIND\tENDED\tKEPT FOR")
	for _, e := range all {
		var numbers []string
		for _, c := range e.Cases {
			numbers = append(numbers, c.Number)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", strings.Join(numbers, ", "), e.Inquiry.Kind, day(e.Since, config.zone), e.Keep)
	}
	return w.Flush()
}
