package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"inquiryd/internal/clerk"
	"inquiryd/internal/mailtest"
	"inquiryd/internal/register"
)

// demoVerb shows the whole round trip on this machine.
type demoVerb struct {
	Keep bool `help:"Leave the folder with register, letters and configuration, and print how to look around."`
}

// Help is the page of this verb.
func (demoVerb) Help() string {
	return `Starts a mail server for the council and one for outgoing mail inside this process,
with the example configuration and a register in a temporary folder. Six mails
arrive; the same code as the daemon's files them, and everything else happens by
reply: the registrar decides, one administration sends a case on, another needs
more time, two answer one inquiry, an approver lets their letter go. Nothing
leaves this machine. What is told comes from the register and from the mails
that were sent.

The exit status is not 0 if any step is missing.`
}

// Run tells the story from beginning to end.
func (v demoVerb) Run(ctx context.Context, s *streams) (err error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	log := slog.New(slog.NewTextHandler(s.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	d := &demo{tale: tale{out: s.out, paint: s.paint()}, stops: &stops{log: log}, log: log}
	defer func() { err = errors.Join(err, d.stops.run()) }()
	if err := d.open(ctx, v.Keep); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	for _, chapter := range []func(context.Context) error{d.arrive, d.decide, d.redirect, d.postpone, d.answer, d.approve, d.letter, d.look} {
		if err := chapter(ctx); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
	}
	d.end(v.Keep)
	return nil
}

// demo is a small world: two servers, a folder, and the daemon's own desk.
type demo struct {
	tale
	dir      string
	imap     *mailtest.IMAP
	smtp     *mailtest.SMTP
	config   *configuration
	register *register.Register
	watch    *watch
	stops    *stops
	log      *slog.Logger
	mails    []delivered
}

// open builds the world and reads the mailbox for the first time.
func (d *demo) open(ctx context.Context, keep bool) (err error) {
	if d.dir, err = os.MkdirTemp("", "inquiryd-demo-"); err != nil {
		return err
	}
	if !keep {
		d.stops.close("folder", func() error { return os.RemoveAll(d.dir) })
	}
	if err := d.servers(); err != nil {
		return err
	}
	file := filepath.Join(d.dir, "config.toml")
	if err := d.writeConfig(file); err != nil {
		return err
	}
	if d.config, err = loadConfig(file); err != nil {
		return err
	}
	quiet := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	var desk *clerk.Desk
	if desk, d.register, err = d.config.openDesk(ctx, quiet, d.stops, d.config.outside(quiet, d.stops)); err != nil {
		return err
	}
	d.watch = newWatch(func() *clerk.Desk { return desk }, quiet)
	d.heading("A mailbox for questions")
	d.line("IMAP on %s and SMTP on %s, both in this process and over TLS.", d.imap.Addr(), d.smtp.Addr())
	d.line("%d members may ask, %d administrations answer, the register is %s", len(d.config.Members), len(d.config.Administrations), d.config.Register.Path)
	return d.watch.round(ctx) // the first start: what lies in the mailbox before is left alone
}

// servers starts IMAP and SMTP on loopback, with certificates of an authority
// of their own.
func (d *demo) servers() (err error) {
	if d.imap, err = mailtest.StartIMAP(mailtest.IMAPOptions{User: demoUser, Password: demoPassword, TLS: mailtest.Implicit, SentFolder: "Sendt"}); err != nil {
		return err
	}
	d.stops.close("IMAP server", d.imap.Close)
	if d.smtp, err = mailtest.StartSMTP(mailtest.SMTPOptions{User: demoUser, Password: demoPassword, TLS: mailtest.Implicit, CA: d.imap.CA()}); err != nil {
		return err
	}
	d.stops.close("SMTP server", d.smtp.Close)
	return nil
}

// end says what is left.
func (d *demo) end(keep bool) {
	d.heading("The end")
	if !keep {
		d.line("%s is removed now; --keep leaves it and says how to look around.", d.dir)
		return
	}
	d.line("Everything is in %s. To look around:", d.dir)
	config := filepath.Join(d.dir, "config.toml")
	for _, c := range []string{"case list --state all", "case show " + d.answered, "case export " + d.answered, "check", "explain " + filepath.Join(d.dir, "mails")} {
		d.line("  inquiryd %s -c %s", c, config)
	}
}
