package main

import (
	"bytes"
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"time"

	"inquiryd/classify"
	"inquiryd/intake"
	"inquiryd/internal/clerk"
	"inquiryd/internal/drop"
	"inquiryd/internal/health"
	"inquiryd/internal/language"
	"inquiryd/internal/register"
	"inquiryd/internal/webhook"
	"inquiryd/notify"
)

// configuration is the whole file: what the rooms have in common, and the
// table of each.
type configuration struct {
	Name      string `toml:"name"`      // of the municipality, as letters name it
	Language  string `toml:"language"`  // of letters, words by mail, alarms and rules; default "da"
	Languages string `toml:"languages"` // folder with files that add languages, or say things otherwise; default none
	TimeZone  string `toml:"time_zone"` // of schedules and deadlines; default "Europe/Copenhagen"
	Web       string `toml:"web"`       // for letters, where an administration has none of its own
	Telephone string `toml:"telephone"` // the same

	SecretFile       string `toml:"secret_file"`       // signs reply addresses; default "inquiryd.secret", made at the first start
	SecretEnv        string `toml:"secret_env"`        // or: environment variable that holds it
	SecretCredential string `toml:"secret_credential"` // or: systemd credential that holds it

	// Tenants is a folder with a configuration for each tenant, whose file has its
	// name: then only [register], [operation] and [alarm] stand beside it.
	Tenants string `toml:"tenants"`

	// Include are further files with [[administration]], [[rule]] and
	// [clerk.kind.…]: names or patterns such as "rules/*.toml", relative to this
	// file.
	Include []string `toml:"include"`

	RosterFile string          `toml:"roster_file"` // CSV of the members; or one [[member]] each
	Members    []intake.Member `toml:"member"`

	Administrations []clerk.Administration `toml:"administration"`
	Rules           []classify.Rule        `toml:"rule"`

	Intake   intake.Config   `toml:"intake"`
	Classify classify.Config `toml:"classify"`
	Register register.Config `toml:"register"`
	Notify   notify.Config   `toml:"notify"`
	Clerk    clerk.Config    `toml:"clerk"`

	Operation health.Config      `toml:"operation"`
	Alarm     health.AlarmConfig `toml:"alarm"`

	Webhooks []webhook.Config `toml:"webhook"` // other systems that are told of cases
	Drop     drop.Config      `toml:"drop"`    // and those that get files

	tongues *language.Set // of the folder Languages
	zone    *time.Location
	roster  *intake.Roster
	rack    rack
	file    string
	sources sources
	content [32]byte // digest of sources as they were read; zero: they changed meanwhile
	outline *outline

	house      *configuration // that this tenant is one of; nil: it is alone
	tenantName string         // "" when it is alone
	pool       *register.Pool // connections that all tenants share; nil: it has its own
}

// rack is what the sorting rack reads of the same file.
type rack struct {
	Administrations []classify.Administration `toml:"administration"`
}

// places are where the configuration is looked for.
var places = []string{"config.toml", "/etc/inquiryd/config.toml"}

// errNoConfig says that there is no configuration at all.
var errNoConfig = errors.New("no configuration: neither config.toml nor /etc/inquiryd/config.toml is here")

// findConfig is the path of the configuration: the one that was asked for, or
// the first of the places that exists.
func findConfig(asked string) (string, error) {
	if asked != "" {
		return asked, nil
	}
	for _, p := range places {
		if _, err := os.Stat(p); !errors.Is(err, fs.ErrNotExist) {
			return p, nil
		}
	}
	return "", used(errNoConfig, "copy config.example.toml to config.toml, or name one with -c")
}

// loadConfig reads the configuration, the main one where there are tenants: verbs
// take what [cli.load] gives. All its mistakes come back at once, as
// *faults.
func loadConfig(asked string) (*configuration, error) {
	file, err := findConfig(asked)
	if err != nil {
		return nil, err
	}
	return readConfig(file, nil)
}

// parseConfig reads the text of a configuration; file is its name.
func parseConfig(file string, src []byte) (*configuration, error) { return parseAs(file, src, nil) }

// parseAs reads the text of a configuration, which is a tenant's where there is
// a house.
func parseAs(file string, src []byte, house *configuration) (*configuration, error) {
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	f := &faults{file: file}
	c := configuration{file: file}
	f.sources = sourcesOf(file, &c)
	o := &outline{file: file, faults: f}
	o.read(src, reflect.TypeFor[configuration](), reflect.TypeFor[rack]())
	if err := decode(src, o.bad, &c, &c.rack); err != nil {
		f.syntax(src, err)
		return nil, f
	}
	if house != nil {
		c.inherit(house, f, o)
	}
	if c.Tenants == "" {
		c.defaults()
	}
	dir := filepath.Dir(file)
	if c.Tenants != "" {
		dir = absolute(dir) // tenants inherit names of files, and lie elsewhere
	}
	anchor(reflect.ValueOf(&c).Elem(), dir)
	if c.Tenants != "" {
		c.ofHouse(f, o)
		if len(f.all) > 0 {
			return nil, f
		}
		c.sources, c.outline, c.zone = f.sources.with(nil), o, time.UTC
		return &c, nil
	}
	f.sources = sourcesOf(file, &c)
	c.include(f, o)
	c.readLexicon(f, o)
	c.readLanguages(f, o)
	c.share()
	c.readRoster(f, o)
	c.validate(f, o)
	if len(f.all) > 0 {
		return nil, f
	}
	c.sources, c.outline = f.sources.with(nil), o
	return &c, nil
}

// located adds to the errors about rules that are joined in err, which begin
// with a key, the file and line of that key.
func (c *configuration) located(err error) error {
	if err == nil {
		return nil
	}
	f := &faults{file: c.file}
	f.validated(c.outline, "classify", err, "administration", "rule")
	return f
}

// defaults are those that have a file name or concern several rooms.
func (c *configuration) defaults() {
	c.Language = cmp.Or(c.Language, "da")
	c.TimeZone = cmp.Or(c.TimeZone, "Europe/Copenhagen")
	if c.SecretEnv == "" && c.SecretCredential == "" {
		c.SecretFile = cmp.Or(c.SecretFile, "inquiryd.secret")
	}
	if c.Register.URL == "" {
		c.Register.Path = cmp.Or(c.Register.Path, "inquiryd.db")
	}
}

// share gives the rooms what stands once in the file.
func (c *configuration) share() {
	c.Classify.Language = cmp.Or(c.Classify.Language, c.Language)
	c.Classify.Tongue = c.tongueOfRules()
	c.Classify.Administrations, c.Classify.Rules = c.rack.Administrations, c.Rules
	c.Notify.Language, c.Notify.Languages = cmp.Or(c.Notify.Language, c.Language), c.tongues
	var err error
	if c.zone, err = time.LoadLocation(c.TimeZone); err != nil {
		c.zone = time.UTC // validate tells
	}
	c.Notify.Zone = c.zone
	c.Intake.InTurn()
	if !c.Intake.IMAP.OAuth.IsZero() {
		c.Notify.SMTP.Tokens = c.Intake.IMAP.OAuth
		c.Alarm.SMTP.Tokens = c.Intake.IMAP.OAuth
	}
	for i := range c.Administrations {
		a := &c.Administrations[i]
		a.Web, a.Telephone = cmp.Or(a.Web, c.Web), cmp.Or(a.Telephone, c.Telephone)
	}
}

// office is the installation as letters name it.
func (c *configuration) office() notify.Office {
	return notify.Office{Name: c.Name, Mailbox: c.Notify.From.Address, Registrar: c.Clerk.Registrar, Web: c.Web, Telephone: c.Telephone}
}
