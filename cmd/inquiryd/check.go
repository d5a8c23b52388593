package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"path/filepath"
	"slices"
	"time"

	"inquiryd/classify"
	"inquiryd/intake"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// checkVerb says whether everything is right before the daemon starts.
type checkVerb struct {
	Connect bool `help:"Try the servers, the secrets and the register too."`
	JSON    bool `name:"json" help:"Print a JSON list of what was looked at: level (ok, note or wrong), what, and file, line and key of mistakes."`
}

// Help is the page of this verb.
func (checkVerb) Help() string {
	return `Reads the configuration, compiles the rules, files their examples and writes one
letter of each kind, and says what is wrong: all of it at once, with the line
where it stands. Nothing is sent, and of the secrets only the key that signs
letters is read, when there is one: the record that DNS must have is printed.

With --connect it also reads each secret that a run reads, showing none, logs in
to the mailboxes and to the outgoing server, reads the whole register, says how
many mails the next run would read, and looks whether DNS has that record.

Examples:

    inquiryd check -c config.example.toml

    inquiryd check --connect && systemctl restart inquiryd

The exit status is 0 when all is right, 1 when something is wrong.`
}

// Run looks at everything and prints a line for each thing.
func (v checkVerb) Run(ctx context.Context, c *cli, s *streams) error {
	rows := []findingRow{}
	wrong, err := v.look(ctx, c, s, func(tenant string, all []finding) bool {
		if v.JSON {
			rows = append(rows, rowsOf(tenant, all)...)
			return slices.ContainsFunc(all, func(f finding) bool { return f.err != nil })
		}
		if tenant != "" {
			fmt.Fprintf(s.out, "tenant %s\n", tenant)
		}
		return s.findings(all)
	})
	if v.JSON {
		if f, ok := errors.AsType[*faults](err); ok {
			rows, wrong, err = append(rows, mistakeRows("", f)...), true, nil
		}
		if err == nil {
			err = s.printJSON(rows)
		}
	}
	if err == nil && wrong {
		err = errFound
	}
	return err
}

// look looks at everything and tells what it found, tenant by tenant.
func (v checkVerb) look(ctx context.Context, c *cli, s *streams, tell func(tenant string, all []finding) bool) (wrong bool, err error) {
	main, err := loadConfig(c.Config)
	if err != nil {
		return false, err
	}
	files, err := main.only(c.Tenant)
	if err != nil {
		return false, err
	}
	var claims claims
	for _, name := range slices.Sorted(maps.Keys(files)) {
		config, err := main.tenant(name)
		if err == nil {
			err = claims.take(config)
		}
		if err != nil && name == "" {
			return false, err
		}
		all := []finding{{err: err}}
		if err == nil {
			all = v.findings(ctx, config)
		}
		wrong = tell(name, all) || wrong
	}
	if len(files) == 0 {
		return false, found(fmt.Errorf("%s: there is no tenant", main.Tenants), "write a file NAME.toml for each")
	}
	return wrong, nil
}

// findings are all that was looked at in one configuration.
func (v checkVerb) findings(ctx context.Context, config *configuration) []finding {
	all := []finding{config.checkMembers(), config.checkRules(), config.checkLetters(ctx), config.checkWords(), config.checkTrust(), config.checkAlarm()}
	all = append(all, config.checkKinds()...)
	all = append(all, config.checkReading()...)
	all = append(all, config.checkSigning(ctx, v.Connect)...)
	if v.Connect {
		kept := config.checkRegister(ctx)
		all = append(all, config.checkSecret(), config.checkSecrets(), kept)
		if kept.err == nil {
			all = append(all, config.checkDeadlines(ctx))
		}
		if !config.Register.Objects.IsZero() {
			all = append(all, config.checkObjects(ctx))
		}
		all = append(all, config.checkMailboxes(ctx)...)
		all = append(all, config.checkOutgoing(ctx)...)
	}
	return all
}

func (c *configuration) checkMembers() finding {
	return finding{what: fmt.Sprintf("%s with %s may ask, %s", count(len(c.Members), "member"), plural(c.roster.Len(), "address", "addresses"), plural(len(c.Administrations), "administration answers", "administrations answer"))}
}

// checkRules compiles the rules and files their examples.
func (c *configuration) checkRules() finding {
	rules, err := classify.Compile(c.Classify)
	if err != nil {
		return finding{err: err}
	}
	keywords := 0
	for _, a := range c.Classify.Administrations {
		keywords += len(a.Keywords)
	}
	return finding{what: fmt.Sprintf("%s and %s (version %s); their examples are filed as they say", count(keywords, "keyword"), count(len(c.Rules), "rule"), rules.Version()),
		err: c.located(rules.CheckExamples())}
}

// checkLetters reads the templates and writes letters of each kind, with
// contents that mails may bring.
func (c *configuration) checkLetters(ctx context.Context) finding {
	if missing(c.Notify.PDFCommand) {
		return finding{err: c.placed([]error{noProgram("notify.pdf_command", c.Notify.PDFCommand)})}
	}
	writer, err := notify.NewWriter(c.Notify)
	if err != nil {
		return finding{err: err}
	}
	names, from := notify.TemplateNames(c.Notify.Languages), "built in"
	if folder := c.Notify.Templates; folder != "" {
		own := 0
		for _, name := range names {
			if exists(filepath.Join(folder, name)) {
				own++
			}
		}
		from = fmt.Sprintf("%d of them from the folder %s", own, folder)
	}
	return finding{what: fmt.Sprintf("%d templates, %s; letters of each kind can be written", len(names), from), err: writer.Check(ctx)}
}

// checkTrust reminds of what is dangerous, though it can be wanted.
func (c *configuration) checkTrust() finding {
	a := c.Intake.Auth
	if a.AuthservID == "" && !a.Microsoft && !a.DKIM {
		return finding{note: "intake.authentication: nobody is asked who sent a mail, so anybody who can write a member's address can ask: set authserv_id, microsoft or dkim"}
	}
	return finding{what: "senders are verified"}
}

// checkSigning reads the key that signs letters, and shows the record that
// receivers look for.
func (c *configuration) checkSigning(ctx context.Context, connect bool) []finding {
	if c.Notify.DKIM.IsZero() {
		return nil
	}
	signer, err := notify.NewDKIM(c.Notify.DKIM)
	if err != nil {
		return nil // the letters could not be written, and that was said
	}
	all := []finding{{what: "letters are signed by " + c.Notify.DKIM.Domain + "; this must stand in DNS:\n      " + signer.ZoneLine()}}
	if !signer.Aligned(c.Notify.From.Address) {
		all = append(all, finding{note: "notify.dkim.domain: " + c.Notify.DKIM.Domain + " is another organisation than that of notify.from, so the signature does not help with DMARC: sign with the domain of the author"})
	}
	if connect {
		ctx, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		all = append(all, finding{what: "DNS has the record of the signing key", err: signer.Published(ctx, net.DefaultResolver.LookupTXT)})
	}
	return all
}

// checkAlarm says whether anybody hears of it when mail does not work.
func (c *configuration) checkAlarm() finding {
	a := c.Alarm
	switch {
	case len(a.To) == 0 && len(a.Command) == 0:
		return finding{note: "alarm: nobody is told when mail does not come or go: write to and [alarm.smtp], or command"}
	case missing(a.Command):
		return finding{note: noProgram("alarm.command", a.Command).Error() + "; until then it tells nobody"}
	case len(a.Command) == 0 && a.SMTP.Address == c.Notify.SMTP.Address:
		return finding{note: "alarm.smtp.address: this is the server of the letters: nobody is told when it is broken: take another one, or add a command"}
	}
	return finding{what: "alarms go another way than letters"}
}

func (c *configuration) checkSecret() finding {
	source := intake.SecretSource{File: c.SecretFile, Env: c.SecretEnv, Credential: c.SecretCredential}
	if c.SecretFile != "" && !exists(c.SecretFile) {
		return finding{note: "secret_file: " + c.SecretFile + " is not there yet; the first run makes it"}
	}
	key, _, err := secret(source)
	if err == nil {
		_, err = notify.NewSigner(key, c.Notify.From.Address)
	}
	return finding{what: "the secret for reply addresses", err: err}
}

// checkRegister reads the whole register, if there is one yet.
func (c *configuration) checkRegister(ctx context.Context) finding {
	if c.Register.URL == "" && !exists(filepath.Dir(c.Register.Path)) {
		return finding{err: c.placed([]error{fmt.Errorf("register.path: there is no folder %s: make it, so that the daemon's user may write there", filepath.Dir(c.Register.Path))})}
	}
	if c.Register.URL == "" && !exists(c.Register.Path) {
		if c.Register.MustExist {
			return finding{err: c.placed([]error{fmt.Errorf("register.path: %s is not there, and must_exist is set: correct path, or remove must_exist to begin a new one", c.Register.Path)})}
		}
		return finding{note: "register.path: " + c.Register.Path + " is not there yet; the first run makes it"}
	}
	r, err := register.Open(ctx, c.Register)
	if err != nil {
		return finding{err: err}
	}
	defer r.Close()
	return finding{what: "the register is whole, and its events are as they were written", err: r.Check(ctx)}
}

// checkObjects writes to the object store, reads and removes, by a register in
// memory: that of the configuration need not be there yet.
func (c *configuration) checkObjects(ctx context.Context) finding {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	r, err := register.Open(ctx, register.Config{Path: register.Memory, Objects: c.Register.Objects})
	if err != nil {
		return finding{err: err}
	}
	defer r.Close()
	return finding{what: "the object store at " + c.Register.Objects.URL + " keeps, returns and removes objects", err: r.TryStore(ctx)}
}
