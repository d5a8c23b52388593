package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/clerk"
)

// validate collects the faults of all tables.
func (c *configuration) validate(f *faults, o *outline) {
	f.validated(o, "", c.validateTop())
	f.validated(o, "", clerk.ValidateAdministrations(c.Administrations))
	f.validated(o, "notify", c.Notify.Validate(), c.inherited()...) // first: what is no language of letters is none of rules
	f.validated(o, "classify", c.Classify.Validate(), o.ofFiling()...)
	f.validated(o, "intake", c.Intake.Validate())
	f.validated(o, "register", c.Register.Validate())
	f.validated(o, "clerk", c.Clerk.Validate())
	f.validated(o, "clerk", c.Clerk.Numbers.ValidateWords(c.tongues, c.Language))
	f.validated(o, "operation", c.Operation.Validate())
	f.validated(o, "alarm", c.Alarm.Validate())
	c.validateOutward(f, o)
	if c.RosterFile == "" {
		var err error
		c.roster, err = intake.NewRoster(c.Members)
		f.validated(o, "", err)
	}
	f.validated(o, "", c.validateOwn())
}

// inherited are the keys of notify that were taken from the top of the file:
// what is wrong with them is wrong there.
func (c *configuration) inherited() []string {
	if c.Notify.Language == c.Language {
		return []string{"language"}
	}
	return nil
}

func (c *configuration) validateTop() error {
	var errs []error
	fault := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if c.Name == "" {
		fault("name: is missing: write the municipality's name, as letters give it")
	}
	if _, err := time.LoadLocation(c.TimeZone); err != nil || c.TimeZone == "Local" {
		fault("time_zone: %q is no time zone: write one as \"Europe/Copenhagen\"", c.TimeZone)
	}
	if len(c.Administrations) == 0 {
		fault("administration: there is none: write a table [[administration]] for each that answers questions")
	}
	if c.RosterFile == "" && len(c.Members) == 0 {
		fault("member: nobody may ask: write a table [[member]] for each, or name a CSV by roster_file")
	}
	if c.Notify.SMTP.OAuth && c.Intake.IMAP.OAuth.IsZero() {
		fault("notify.smtp.oauth: there is no table [intake.imap.oauth] to get tokens from: write it, or use a password")
	}
	if c.Alarm.SMTP.OAuth && c.Intake.IMAP.OAuth.IsZero() {
		fault("alarm.smtp.oauth: there is no table [intake.imap.oauth] to get tokens from: write it, or use a password")
	}
	secrets := 0
	for _, s := range []string{c.SecretFile, c.SecretEnv, c.SecretCredential} {
		if s != "" {
			secrets++
		}
	}
	if secrets > 1 {
		fault("secret_file: only one place can hold the secret: keep one of secret_file, secret_env and secret_credential")
	}
	return errors.Join(errs...)
}

// readRoster reads the CSV of the members. Its faults have its own lines.
func (c *configuration) readRoster(f *faults, o *outline) {
	if c.RosterFile == "" {
		return
	}
	if len(c.Members) > 0 {
		f.add(o.line("roster_file"), "roster_file", "there are tables [[member]] too: keep one of the two")
	}
	csv, err := os.Open(c.RosterFile)
	if err != nil {
		f.add(o.line("roster_file"), "roster_file", "%v: write the roster, or a table [[member]] for each member", err)
		return
	}
	defer csv.Close()
	members, err := intake.ReadRosterCSV(csv)
	if err == nil {
		c.Members = members
		c.roster, err = intake.NewRoster(members)
	}
	if err == nil && len(members) == 0 {
		f.add(o.line("roster_file"), "roster_file", "nobody in %s may ask: write a line for each member below the names of the columns", c.RosterFile)
	}
	f.within(c.RosterFile, err)
}
