package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"inquiryd/internal/register"
)

// taskVerb is work for a person.
type taskVerb struct {
	List taskListVerb `cmd:"" default:"withargs" help:"List what a person must see to."`
	Done taskDoneVerb `cmd:"" help:"Say that it was seen to."`
}

// Help is the page of these verbs.
func (taskVerb) Help() string {
	return `What no rule and no retry settles is left for a person: a letter that came back,
a mail from a stranger, a mail that cannot be read. The registrar also hears of
it by mail.

Examples:

    inquiryd task list

    inquiryd task done 17`
}

type taskListVerb struct {
	All  bool `help:"Also those that are done."`
	JSON bool `name:"json" help:"Print a JSON list."`
}

// Run prints a line for each task.
func (v taskListVerb) Run(ctx context.Context, c *cli, s *streams) error {
	return c.view(ctx, func(config *configuration, tx *register.Tx) error {
		tasks, err := tx.Tasks(ctx, !v.All)
		if err != nil {
			return err
		}
		if v.JSON {
			return s.printJSON(taskRows(tasks, config.zone))
		}
		if len(tasks) == 0 {
			s.say("nothing to see to")
			return nil
		}
		w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "TASK\tSINCE\tCASE\tMAIL\tDONE\tWHAT")
		for _, t := range tasks {
			mail := "-"
			if t.Ledger != 0 {
				mail = fmt.Sprint(t.Ledger)
			}
			fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\t%s\n", t.ID, day(t.At, config.zone), cmp.Or(t.Case, "-"), mail, cmp.Or(day(t.DoneAt, config.zone), "-"), t.What)
		}
		return w.Flush()
	})
}

type taskDoneVerb struct {
	Task int64 `arg:"" name:"TASK" help:"Its number, as task list shows it."`
}

// Run finishes the task.
func (v taskDoneVerb) Run(ctx context.Context, c *cli, s *streams) error {
	config, err := c.load()
	if err != nil {
		return err
	}
	err = config.withRegister(ctx, func(r *register.Register) error {
		return r.Update(ctx, func(tx *register.Tx) error { return tx.FinishTask(ctx, v.Task, time.Now()) })
	})
	if errors.Is(err, register.ErrNotFound) {
		return used(fmt.Errorf("there is no task %d to be done", v.Task), "see inquiryd task list --all")
	}
	return err
}
