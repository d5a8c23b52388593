package health

import (
	"cmp"
	"errors"
	"fmt"
	"net/mail"
	"reflect"
	"time"

	"inquiryd/notify"
)

// AlarmConfig says when something is wrong and who is told: table [alarm].
type AlarmConfig struct {
	// To are the addresses that alarms are sent to. They need [alarm.smtp].
	To []string `toml:"to"`
	// From is the author of these mails. Default: the first of To.
	From string `toml:"from"`
	// SMTP is the server that takes them: another one than that of the letters.
	SMTP notify.SMTPConfig `toml:"smtp"`
	// Command is a program with its arguments that gets the text on its standard
	// input, besides or in place of the mail. No shell reads it.
	Command []string `toml:"command"`
	// Repeat is how long after it was told an alarm that still rings is told
	// again. Default "24h".
	Repeat Duration `toml:"repeat"`
	// Quiet is how long the cause must be gone before the end of an alarm is
	// told. Default "10m".
	Quiet Duration `toml:"quiet"`
	// Gap is the least time between two mails; what comes up meanwhile goes into
	// the next one. Default "5m".
	Gap Duration `toml:"gap"`

	// Polls is how many times in a row the mailbox must have been due without
	// having been read. Default 5.
	Polls int `toml:"polls"`
	// Silence is how much working time may pass without any mail. Default "16h".
	Silence Duration `toml:"silence"`
	// Outbox is how late a letter may be. Default "30m".
	Outbox Duration `toml:"outbox"`
	// Held is how much working time a case may be held. Default "16h".
	Held Duration `toml:"held"`
	// Task is how much working time work for a person may wait. Default "40h".
	Task Duration `toml:"task"`
	// Stuck is how long a mail may be one that cannot be taken in. Default "15m".
	Stuck Duration `toml:"stuck"`
	// Folder is how long a folder of the mail server may take nothing: mail stays
	// in the mailbox, or letters get no copy among the sent ones. Default "2h".
	Folder Duration `toml:"folder"`
	// Clock is by how much the clock may jump, or lie behind the last entry of
	// the register. Default "2m".
	Clock Duration `toml:"clock"`
	// Register is how long the register may be out of reach. Default "3m".
	Register Duration `toml:"register"`
	// Secret is how long before its end a secret of OAuth 2.0 is warned of.
	// Default "720h", 30 days.
	Secret Duration `toml:"secret"`
	// Canary is how long a canary may travel. Default "30m".
	Canary Duration `toml:"canary"`
}

// withDefaults is c with its zero fields filled in.
func (c AlarmConfig) withDefaults() AlarmConfig {
	for _, d := range []struct {
		to    *Duration
		value time.Duration
	}{
		{&c.Repeat, 24 * time.Hour}, {&c.Quiet, 10 * time.Minute}, {&c.Gap, 5 * time.Minute},
		{&c.Silence, 16 * time.Hour}, {&c.Outbox, 30 * time.Minute}, {&c.Held, 16 * time.Hour}, {&c.Task, 40 * time.Hour},
		{&c.Stuck, 15 * time.Minute}, {&c.Folder, 2 * time.Hour}, {&c.Clock, 2 * time.Minute}, {&c.Register, 3 * time.Minute},
		{&c.Secret, 30 * 24 * time.Hour}, {&c.Canary, 30 * time.Minute},
	} {
		*d.to = cmp.Or(*d.to, Duration{d.value})
	}
	c.Polls = cmp.Or(c.Polls, 5)
	if len(c.To) > 0 {
		c.From = cmp.Or(c.From, c.To[0])
	}
	return c
}

// Validate reports every fault, each with its key first.
func (c AlarmConfig) Validate() error {
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	for i, to := range c.To {
		if !address(to) {
			fault("to[%d]: %q is not a mail address: write name@domain and nothing else", i, to)
		}
	}
	if c.From != "" && !address(c.From) {
		fault("from: %q is not a mail address: write name@domain and nothing else", c.From)
	}
	server := c.SMTP
	server.Tokens = nil // they come from elsewhere
	mails := !reflect.ValueOf(server).IsZero()
	switch {
	case len(c.To) > 0 && !mails:
		fault("to: no server takes these mails: write a table [alarm.smtp], of another server than that of the letters")
	case len(c.To) == 0 && mails:
		fault("smtp: nobody is to get these mails: write to")
	case mails:
		for _, err := range split(c.SMTP.Validate()) {
			faults = append(faults, fmt.Errorf("smtp.%w", err))
		}
	}
	if len(c.Command) > 0 && c.Command[0] == "" {
		fault("command: the first element is empty: write the program, then its arguments")
	}
	if c.Polls < 0 {
		fault("polls: %d is negative: leave it out for the default", c.Polls)
	}
	return errors.Join(append(faults, c.lengths().faults()...)...)
}

func (c AlarmConfig) lengths() lengths {
	return lengths{{"repeat", c.Repeat}, {"quiet", c.Quiet}, {"gap", c.Gap}, {"silence", c.Silence}, {"outbox", c.Outbox}, {"held", c.Held},
		{"task", c.Task}, {"stuck", c.Stuck}, {"folder", c.Folder}, {"clock", c.Clock}, {"register", c.Register}, {"secret", c.Secret}, {"canary", c.Canary}}
}

func address(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s
}

// split takes an error of errors.Join apart.
func split(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	if err == nil {
		return nil
	}
	return []error{err}
}
