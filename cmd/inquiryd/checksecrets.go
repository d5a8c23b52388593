package main

import (
	"errors"
	"fmt"
	"io/fs"

	"inquiryd/intake"
	"inquiryd/internal/webhook"
	"inquiryd/notify"
)

// namedSecret is a secret that a run reads, with the table that names it.
type namedSecret struct {
	table, name string // as "intake.imap" and "password"
	source      intake.SecretSource
}

// checkSecrets reads each secret by which a run logs in somewhere or signs what
// other systems get, as the run would read it. None is shown. Those for reply
// addresses, for signing letters and for the database are read where they are
// used.
func (c *configuration) checkSecrets() finding {
	var errs []error
	all := c.secrets()
	for _, s := range all {
		if _, err := s.source.Read(); err != nil {
			if errors.Is(err, fs.ErrNotExist) {
				err = fmt.Errorf("%w: write it into that file, which the daemon's user alone may read", err)
			}
			errs = append(errs, fmt.Errorf("%s: %w", s.key(), err))
		}
	}
	for i, w := range c.Webhooks {
		endpoint, err := webhook.New(w)
		if err != nil {
			errs = append(errs, fmt.Errorf("webhook[%d].secret: %w", i, err))
			continue
		}
		endpoint.Close()
	}
	return finding{what: count(len(all)+len(c.Webhooks), "secret") + " can be read", err: c.placed(errs)}
}

// placed adds to errors that begin with a key the file and line of it.
func (c *configuration) placed(errs []error) error {
	if len(errs) == 0 {
		return nil
	}
	f := &faults{file: c.file}
	f.validated(c.outline, "", errors.Join(errs...))
	return f
}

// secrets are those of the servers, each place once.
func (c *configuration) secrets() (all []namedSecret) {
	seen := map[intake.SecretSource]bool{{}: true}
	add := func(table, name string, s intake.SecretSource) {
		if !seen[s] {
			all = append(all, namedSecret{table, name, s})
		}
		seen[s] = true
	}
	for i, m := range c.Intake.Mailboxes() {
		table := "intake.imap"
		if i > 0 {
			table = fmt.Sprintf("intake.mailbox[%d]", i-1)
		}
		add(table, "password", intake.SecretSource{File: m.PasswordFile, Env: m.PasswordEnv, Credential: m.Credential})
		add(table+".oauth", "client_secret", intake.SecretSource{File: m.OAuth.ClientSecretFile, Env: m.OAuth.ClientSecretEnv, Credential: m.OAuth.Credential})
		add(table+".oauth", "refresh_token", intake.SecretSource{File: m.OAuth.RefreshTokenFile})
	}
	for i, s := range []notify.SMTPConfig{c.Notify.SMTP, c.Alarm.SMTP} {
		table := []string{"notify.smtp", "alarm.smtp"}[i]
		add(table, "password", intake.SecretSource{File: s.PasswordFile, Env: s.PasswordEnv, Credential: s.Credential})
	}
	return all
}

// key is the key of the configuration that says where the secret is.
func (s namedSecret) key() string {
	switch {
	case s.source.Credential != "":
		return s.table + ".credential"
	case s.source.Env != "":
		return s.table + "." + s.name + "_env"
	}
	return s.table + "." + s.name + "_file"
}
