package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"inquiryd/classify"
	"inquiryd/intake"
	"inquiryd/internal/clerk"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// options are what a desk needs of the configuration alone: enough to explain
// mails, without a register, a server or a secret.
func (c *configuration) options(log *slog.Logger) (clerk.Options, error) {
	rules, err := classify.Compile(c.Classify)
	if err != nil {
		return clerk.Options{}, fmt.Errorf("compile rules: %w", err)
	}
	return clerk.Options{
		Config: c.Clerk, Office: c.office(), Language: c.Language, Languages: c.tongues, Place: c.zone,
		Administrations: c.Administrations, Roster: c.roster, Intake: c.Intake, Classifier: rules, Receivers: c.receivers(),
		Log: log, Holder: c.holder(), Silence: longestSilence, CheckClock: true, PostAtOnce: true,
	}, nil
}

// holder names this daemon among others on the same register. A register in a
// file has one daemon, whose next run takes over at once what a killed one
// held; on PostgreSQL there may be several on one machine.
func (c *configuration) holder() string {
	host, err := os.Hostname()
	if err != nil {
		host = "inquiryd"
	}
	if c.Register.URL == "" {
		return host
	}
	return fmt.Sprintf("%s/%d", host, os.Getpid())
}

// openDesk opens the register and makes a desk that can decide and write
// letters; change adds what else it is to have. What it opened is stopped by s.
func (c *configuration) openDesk(ctx context.Context, log *slog.Logger, s *stops, change func(*clerk.Options) error) (*clerk.Desk, *register.Register, error) {
	o, err := c.options(log)
	if err != nil {
		return nil, nil, err
	}
	if o.Signer, err = c.signer(log); err != nil {
		return nil, nil, err
	}
	if o.Writer, err = notify.NewWriter(c.Notify); err != nil {
		return nil, nil, err
	}
	if o.Register, err = c.openRegister(ctx, log); err != nil {
		return nil, nil, err
	}
	s.close("register", o.Register.Close)
	if change != nil {
		if err := change(&o); err != nil {
			return nil, nil, err
		}
	}
	desk, err := clerk.New(o)
	return desk, o.Register, err
}

// openRegister opens the register, on the shared connections if there are any.
func (c *configuration) openRegister(ctx context.Context, log *slog.Logger) (*register.Register, error) {
	place := c.Register
	place.Upgrading = func(from, to int64) {
		log.Info("bringing the register up to date, which takes minutes for a large one", "from", from, "to", to)
	}
	if c.pool != nil {
		return c.pool.Open(ctx, place)
	}
	return register.Open(ctx, place)
}

// signer reads the secret, and makes one at the first start.
func (c *configuration) signer(log *slog.Logger) (*notify.Signer, error) {
	source := intake.SecretSource{File: c.SecretFile, Env: c.SecretEnv, Credential: c.SecretCredential}
	key, made, err := secret(source)
	if err != nil {
		return nil, err
	}
	if made {
		log.Info("made the secret that signs reply addresses: keep it with the register's backups", "file", c.SecretFile)
	}
	return notify.NewSigner(key, c.Notify.From.Address)
}

// outside gives the desk its servers.
func (c *configuration) outside(log *slog.Logger, s *stops) func(*clerk.Options) error {
	return func(o *clerk.Options) error {
		poster, err := notify.NewPoster(c.Notify.SMTP, log)
		if err != nil {
			return err
		}
		s.close("outgoing mail", poster.Close)
		o.Poster = poster
		o.Dial = intake.NewDialer(log).Dial
		return c.reach(o, s)
	}
}
