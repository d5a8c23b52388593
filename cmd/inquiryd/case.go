package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/user"
	"strings"
	"time"

	"inquiryd/internal/clerk"
	"inquiryd/internal/register"
)

// caseVerb shows cases and takes a person's decisions about them.
type caseVerb struct {
	List    caseListVerb    `cmd:"" help:"List cases: all that are not finished, or those that you ask for."`
	Show    caseShowVerb    `cmd:"" help:"Show all of one case: questions, decisions, events, letters."`
	Due     caseDueVerb     `cmd:"" help:"Show how deadlines came about, and which a changed calendar would move."`
	Assign  caseAssignVerb  `cmd:"" help:"Give a case to an administration and forward it there."`
	Release caseReleaseVerb `cmd:"" help:"File a held case where the rules guessed."`
	Answer  caseAnswerVerb  `cmd:"" help:"Answer a case and write the letter to the member."`
	Set     caseSetVerb     `cmd:"" help:"Set who may read a case, and its numbers in other systems."`
	Close   caseCloseVerb   `cmd:"" help:"End a case without a letter, for a reason."`
	Erase   caseEraseVerb   `cmd:"" help:"Take away what an ended case said, when its time is over."`
	Export  caseExportVerb  `cmd:"" help:"Write all of one case into a folder or a zip file."`
	Verify  caseVerifyVerb  `cmd:"" help:"Say whether the events of cases and exports are as they were written."`
}

// withRegister opens the register that must be there already, and closes it
// after do.
func (c *configuration) withRegister(ctx context.Context, do func(*register.Register) error) (err error) {
	c.Register.MustExist = true
	r, err := register.Open(ctx, c.Register)
	if errors.Is(err, register.ErrMissing) {
		return c.noRegister()
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	return do(r)
}

// noRegister says that the register was not made yet.
func (c *configuration) noRegister() error {
	return found(fmt.Errorf("%s: there is no register yet", c.Register.Path), "inquiryd run makes it; -c names another configuration")
}

// view reads the register in one snapshot.
func (c *cli) view(ctx context.Context, do func(*configuration, *register.Tx) error) error {
	config, err := c.load()
	if err != nil {
		return err
	}
	return config.withRegister(ctx, func(r *register.Register) error {
		return r.View(ctx, func(tx *register.Tx) error { return do(config, tx) })
	})
}

// decide lets a person decide at the desk. The letters that this writes lie in
// the outbox: the daemon posts them.
func (c *cli) decide(ctx context.Context, s *streams, number string, do func(d *clerk.Desk, who string) error) error {
	return c.atDesk(ctx, s, func(config *configuration, desk *clerk.Desk) error {
		if err := do(desk, "cli "+username()); err != nil {
			return explainDecision(err, number)
		}
		return desk.Register.View(ctx, func(tx *register.Tx) error { return tellDecision(ctx, config, s, tx, number) })
	})
}

// atDesk opens the desk for a person who decides something.
func (c *cli) atDesk(ctx context.Context, s *streams, do func(*configuration, *clerk.Desk) error) (err error) {
	config, err := c.load()
	if err != nil {
		return err
	}
	config.Register.MustExist = true
	if config.Register.URL == "" && !exists(config.Register.Path) { // before a secret is made for it
		return config.noRegister()
	}
	log := slog.New(slog.NewTextHandler(s.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	stops := &stops{log: log}
	defer func() { err = errors.Join(err, stops.run()) }()
	desk, _, err := config.openDesk(ctx, log, stops, nil)
	if err != nil {
		return err
	}
	return do(config, desk)
}

// username is who sits at the terminal.
func username() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return cmp.Or(os.Getenv("USER"), "unknown")
}

// errNoReason says that a case was to end, or to be erased, without a word why.
var errNoReason = used(errors.New("give the reason"), `write --reason "why"; it stays in the register`)

// explainDecision adds what to do to the errors that a person can cause.
func explainDecision(err error, number string) error {
	if e, ok := errors.AsType[*clerk.NoAdministrationError](err); ok {
		return used(e, "there are "+strings.Join(e.IDs, ", "))
	}
	switch {
	case errors.Is(err, clerk.ErrField):
		return used(err, "inquiryd case set --help shows what can be set")
	case errors.Is(err, clerk.ErrUnknown):
		return used(err, "inquiryd case list shows the cases")
	case errors.Is(err, clerk.ErrPersonal):
		return found(err, "take it out, or say --cpr when the member must get it")
	case errors.Is(err, register.ErrTransition):
		return found(errors.New(transitionText(err, number)), "inquiryd case show "+number+" shows what happened to it")
	}
	return err
}

// transitionText says why a case's state does not allow what was asked, without
// the way that the error came.
func transitionText(err error, number string) string {
	before, why, ok := strings.Cut(err.Error(), register.ErrTransition.Error())
	if why = strings.TrimPrefix(why, ": "); ok && why != "" {
		return why
	}
	return strings.TrimPrefix(before, "decide on case "+number+": ") + "its state does not allow that"
}

// tellDecision says how the case stands now, and what will go out.
func tellDecision(ctx context.Context, config *configuration, s *streams, tx *register.Tx, number string) error {
	c, err := tx.Case(ctx, number)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s is %s", c.Number, c.State)
	if c.Administration != "" {
		fmt.Fprintf(s.out, ", with %s", c.Administration)
	}
	if !c.Due.IsZero() && c.State == register.StateOpen {
		fmt.Fprintf(s.out, ", due %s", day(c.Due, config.zone))
	}
	fmt.Fprintln(s.out)
	letters, err := tx.LettersOf(ctx, number)
	if err != nil {
		return err
	}
	for _, l := range letters {
		if l.Status == register.Written {
			fmt.Fprintf(s.out, "  in the outbox: %s to %s\n", l.Kind, l.Recipient)
		}
	}
	return nil
}

// day is a date for people, "" for none.
func day(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone).Format("2 Jan 2006")
}

// printJSON writes v for programs.
func (s *streams) printJSON(v any) error {
	e := json.NewEncoder(s.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
