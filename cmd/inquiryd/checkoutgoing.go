package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"inquiryd/notify"
)

// checkOutgoing logs in to the server of the letters, and to that of the alarms.
func (c *configuration) checkOutgoing(ctx context.Context) []finding {
	all := []finding{c.checkServer(ctx, "notify.smtp", "the outgoing server", c.Notify.SMTP)}
	if len(c.Alarm.To) > 0 && c.Alarm.SMTP.Address != "" {
		all = append(all, c.checkServer(ctx, "alarm.smtp", "the server of the alarms", c.Alarm.SMTP))
	}
	return all
}

// checkServer says whether a server takes our mail. What is wrong stands at the
// address in the configuration, or at the name of the login.
func (c *configuration) checkServer(ctx context.Context, table, what string, cfg notify.SMTPConfig) finding {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	poster, err := notify.NewPoster(cfg, slog.New(slog.NewTextHandler(os.Stderr, nil)))
	if err != nil {
		return finding{err: err}
	}
	defer poster.Close()
	key, remedy := "address", "check address, port and tls"
	err = poster.Check(ctx)
	switch {
	case err == nil:
		return finding{what: fmt.Sprintf("%s at %s lets us in", what, cfg.Address)}
	case errors.Is(err, notify.ErrLogin):
		key, remedy = "username", "check username and password"
	}
	return finding{err: c.placed([]error{fmt.Errorf("%s.%s: %s at %s: %w: %s", table, key, what, cfg.Address, err, remedy)})}
}
