package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"inquiryd/internal/register"
)

// ledgerVerb is every mail ever seen.
type ledgerVerb struct {
	List   ledgerListVerb   `cmd:"" default:"withargs" help:"List mails, newest first, or count them (--balance)."`
	Retry  ledgerRetryVerb  `cmd:"" help:"Let the daemon try a stuck mail again."`
	GiveUp ledgerGiveUpVerb `cmd:"" name:"give-up" help:"Settle a stuck mail as ignored, with a reason."`
}

// ledgerListVerb lists every mail ever seen, with what became of it.
type ledgerListVerb struct {
	Outcome string `enum:"all,received,filed,followed-up,answered,held,ignored,stuck" default:"all" help:"Only mails with this outcome: ${enum}."`
	Mailbox string `placeholder:"NAME" help:"Only mails of this mailbox."`
	Since   string `placeholder:"DATE" help:"Only mails seen since this day, as 2026-11-01."`
	Balance bool   `help:"Instead of the mails, count them by day and outcome."`
	Limit   int    `default:"100" help:"At most so many mails."`
	JSON    bool   `name:"json" help:"Print a JSON list."`
}

// Help is the page of this verb.
func (ledgerVerb) Help() string {
	return `Every mail that was ever seen has a line, written before anything else is done
with it. The balance shows that each has an outcome: received is what has none
yet, and stuck what could not be fetched or kept; it still lies in the mailbox.

Examples:

    inquiryd ledger --outcome stuck

    inquiryd ledger --mailbox INBOX --since 2026-11-01

    inquiryd ledger --balance --since 2026-11-01

    inquiryd ledger retry 17

    inquiryd ledger give-up 17 --reason "damaged; the sender sent it again"

The exit status is 1 when the balance has mails without an outcome.`
}

// Run prints the ledger.
func (v ledgerListVerb) Run(ctx context.Context, c *cli, s *streams) error {
	return c.view(ctx, func(config *configuration, tx *register.Tx) error {
		since, err := v.since(config.zone)
		if err != nil {
			return err
		}
		if v.Balance {
			return v.balance(ctx, config, tx, s, since)
		}
		f := register.LedgerFilter{Since: since, Mailbox: v.Mailbox, Limit: v.Limit}
		if v.Outcome != "all" {
			f.Outcome = register.Outcome(v.Outcome)
		}
		lines, err := tx.Lines(ctx, f)
		if err != nil {
			return err
		}
		cases, err := casesOf(ctx, tx, lines)
		if err != nil {
			return err
		}
		if v.JSON {
			return s.printJSON(ledgerRows(lines, cases, config.zone))
		}
		if len(lines) == 0 {
			return v.none(config, s)
		}
		w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "MAIL\tSEEN\tOUTCOME\tCASE\tFOLDER\tFROM\tSUBJECT\tWHY")
		for _, l := range lines {
			fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", l.ID, l.SeenAt.In(config.zone).Format("2006-01-02 15:04"), l.Outcome,
				cmp.Or(strings.Join(cases[l.ID], ", "), l.Case, "-"), cmp.Or(l.MovedTo, l.Mailbox), shorten(l.From, 40), shorten(l.Subject, 40), shorten(l.Reason, 80))
		}
		return w.Flush()
	})
}

// casesOf are the cases that mails became, by their lines: of one with several
// questions there may be several.
func casesOf(ctx context.Context, tx *register.Tx, lines []register.LedgerLine) (map[int64][]string, error) {
	if len(lines) == 0 {
		return nil, nil
	}
	first, last := lines[0].ID, lines[0].ID
	for _, l := range lines {
		first, last = min(first, l.ID), max(last, l.ID)
	}
	return tx.CasesOfMails(ctx, first, last)
}

// none says that no mail was asked for, or that there is no such mailbox.
func (v ledgerListVerb) none(config *configuration, s *streams) error {
	var names []string
	for _, m := range config.Intake.Mailboxes() {
		names = append(names, m.Name)
	}
	if v.Mailbox != "" && !slices.Contains(names, v.Mailbox) {
		return used(fmt.Errorf("there is no mailbox %s, and no mail of it", v.Mailbox), "there are "+strings.Join(names, ", "))
	}
	s.say("no such mails")
	return nil
}

func (v ledgerListVerb) since(zone *time.Location) (time.Time, error) {
	if v.Since == "" {
		if v.Balance {
			return time.Now().In(zone).AddDate(0, 0, -29), nil
		}
		return time.Time{}, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, v.Since, zone)
	if err != nil {
		return day, used(fmt.Errorf("--since: %q is no day", v.Since), "write it as 2026-11-01")
	}
	return day, nil
}

// balanced are the outcomes that a settled mail can have.
var balanced = []register.Outcome{register.Filed, register.FollowedUp, register.Answered, register.Held, register.Ignored, register.Stuck}

func (v ledgerListVerb) balance(ctx context.Context, config *configuration, tx *register.Tx, s *streams, since time.Time) error {
	days, err := tx.Days(ctx, since, time.Now())
	if err != nil {
		return err
	}
	rows, open := dayRows(days, config.zone), 0
	for _, r := range rows {
		open += r.Without
	}
	if v.JSON {
		err = s.printJSON(rows)
	} else {
		err = s.tellBalance(rows)
	}
	if err == nil && open > 0 {
		err = fmt.Errorf("the ledger does not balance: %d mails have no outcome", open)
	}
	return err
}

// tellBalance prints a line for each day.
func (s *streams) tellBalance(rows []dayRow) error {
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(w, "DAY\tSEEN\t=\t")
	for _, o := range balanced {
		fmt.Fprintf(w, "%s\t", o)
	}
	fmt.Fprintln(w, "without\t")
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t%d\t\t", r.Day, r.Seen)
		for _, o := range balanced {
			fmt.Fprintf(w, "%d\t", r.Outcomes[o])
		}
		fmt.Fprintf(w, "%d\t\n", r.Without)
	}
	return w.Flush()
}

// ledgerRow is a mail in JSON.
type ledgerRow struct {
	Mail    int64            `json:"mail"`
	Seen    string           `json:"seen"`
	Arrived string           `json:"arrived"`
	Mailbox string           `json:"mailbox"`
	UID     uint32           `json:"uid"`
	Folder  string           `json:"folder,omitempty"`
	Outcome register.Outcome `json:"outcome"`
	Why     string           `json:"why,omitempty"`
	Case    string           `json:"case,omitempty"`
	Cases   []string         `json:"cases,omitempty"` // that it became, of which case is the first
	From    string           `json:"from,omitempty"`
	Subject string           `json:"subject,omitempty"`
	Digest  string           `json:"sha256,omitempty"`
	Size    int64            `json:"size"`
}

func ledgerRows(lines []register.LedgerLine, cases map[int64][]string, zone *time.Location) []ledgerRow {
	rows := []ledgerRow{}
	for _, l := range lines {
		rows = append(rows, ledgerRow{l.ID, moment3339(l.SeenAt, zone), moment3339(l.ArrivedAt, zone), l.Mailbox, l.UID, l.MovedTo,
			l.Outcome, l.Reason, l.Case, cases[l.ID], l.From, l.Subject, l.Digest, l.Size})
	}
	return rows
}
