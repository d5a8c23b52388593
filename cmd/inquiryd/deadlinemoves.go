package main

import (
	"context"
	"fmt"
	"log/slog"

	"inquiryd/internal/clerk"
	"inquiryd/internal/register"
)

// tellDeadlines tells the log and the registrar which deadlines the configuration
// that came into force would move. It moves none.
func tellDeadlines(ctx context.Context, desk *clerk.Desk, log *slog.Logger) {
	n, err := desk.TellMoves(ctx)
	if err != nil {
		log.Error("the deadlines could not be compared with the calendar", "err", err)
	}
	if n > 0 {
		log.Warn("the calendar or the terms were changed and would move deadlines; none was moved: inquiryd case due lists them, --apply moves them", "cases", n)
	}
}

// checkDeadlines says how many cases the configuration would give another
// deadline, if there is a register yet.
func (c *configuration) checkDeadlines(ctx context.Context) finding {
	if c.Register.URL == "" && !exists(c.Register.Path) {
		return finding{what: "no deadline would move: there is no case yet"}
	}
	r, err := register.Open(ctx, c.Register)
	if err != nil {
		return finding{err: err}
	}
	defer r.Close()
	o, err := c.options(slog.New(slog.DiscardHandler))
	if err != nil {
		return finding{err: err}
	}
	o.Register = r
	desk, err := clerk.New(o)
	if err != nil {
		return finding{err: err}
	}
	moves, err := desk.Moves(ctx)
	if err != nil || len(moves) == 0 {
		return finding{what: "no deadline would move", err: err}
	}
	return finding{note: fmt.Sprintf("clerk: the calendar or the terms would move the deadline of %s, though no deadline moves by itself: inquiryd case due --changed %s lists them", count(len(moves), "case"), c.file)}
}
