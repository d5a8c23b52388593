package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"inquiryd/internal/register"
)

// shared are the keys that a configuration with tenants holds: all others
// stand in the tenants' own.
var shared = []string{"tenants", "register", "operation", "alarm"}

// tenantName is what the name of a tenant's file may be: it is the name of its
// schema too, and a label of its metrics.
var tenantName = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,62}$`)

// tenantFiles are the configurations of the tenants, by name. One without
// tenants has one of no name: itself.
func (c *configuration) tenantFiles() (map[string]string, error) {
	if c.Tenants == "" {
		return map[string]string{"": c.file}, nil
	}
	if _, err := os.ReadDir(c.Tenants); err != nil {
		return nil, found(fmt.Errorf("tenants: %w", err), "make the folder, with a file NAME.toml for each tenant")
	}
	files, err := filepath.Glob(c.tenantPattern())
	if err != nil {
		return nil, fmt.Errorf("list tenants: %w", err)
	}
	all := map[string]string{}
	for _, file := range files {
		if !hidden(file, "*") {
			all[strings.TrimSuffix(filepath.Base(file), ".toml")] = file
		}
	}
	return all, nil
}

func (c *configuration) tenantPattern() string {
	return filepath.Join(literal(c.Tenants), "*.toml")
}

// only is the file of the tenant that was asked for.
func (c *configuration) only(asked string) (map[string]string, error) {
	all, err := c.tenantFiles()
	switch {
	case err != nil || asked == "":
		return all, err
	case c.Tenants == "":
		return nil, used(fmt.Errorf("--tenant %s: %s has no tenants", asked, c.file), "leave --tenant out")
	case all[asked] == "":
		return nil, used(fmt.Errorf("--tenant %s: there is no %s", asked, filepath.Join(c.Tenants, asked+".toml")), "tenants are "+strings.Join(slices.Sorted(maps.Keys(all)), ", "))
	}
	return map[string]string{asked: all[asked]}, nil
}

// load reads the configuration that a verb works by: the one of the tenant that
// --tenant names where there are tenants.
func (c *cli) load() (*configuration, error) {
	main, err := loadConfig(c.Config)
	if err != nil {
		return nil, err
	}
	all, err := main.only(c.Tenant)
	if err != nil {
		return nil, err
	}
	if main.Tenants != "" && c.Tenant == "" {
		return nil, used(fmt.Errorf("%s has %s", main.file, count(len(all), "tenant")), "say which one by --tenant: "+strings.Join(slices.Sorted(maps.Keys(all)), ", "))
	}
	return main.tenant(c.Tenant)
}

// tenant reads the configuration of a tenant, "" where there are none.
func (c *configuration) tenant(name string) (*configuration, error) {
	if name == "" {
		return c, nil
	}
	if !tenantName.MatchString(name) {
		return nil, fmt.Errorf("%s: %q is no name of a tenant: take small letters a to z, digits, - and _", filepath.Join(c.Tenants, name+".toml"), name)
	}
	return readConfig(filepath.Join(c.Tenants, name+".toml"), c)
}

// again reads the configuration anew from its files.
func (c *configuration) again() (*configuration, error) {
	if c.house != nil {
		return c.house.tenant(c.tenantName)
	}
	next, err := loadConfig(c.file)
	if err == nil && next.Tenants != "" {
		return nil, errors.New("tenants: only a restart makes tenants of one configuration")
	}
	return next, err
}

// ofHouse checks what a configuration with tenants holds of its own.
func (c *configuration) ofHouse(f *faults, o *outline) {
	for key, at := range o.lines {
		first, _, _ := strings.Cut(key, ".")
		first, _, _ = strings.Cut(first, "[")
		if !slices.Contains(shared, first) && key == first {
			f.add(at, key, "belongs to one tenant: move it to the tenants' files in %s", c.Tenants)
		}
	}
	if c.Register.Path != "" || c.Register.Schema != "" {
		f.add(o.line("register"), "register", "each tenant has a register of its own: only url, password, connections and objects stand here, for those in PostgreSQL")
	}
	f.validated(o, "register", c.Register.Validate())
	f.validated(o, "operation", c.Operation.Validate())
	f.validated(o, "alarm", c.Alarm.Validate())
}

// inherit gives a tenant what it shares with the others, and a register and a
// secret of its own.
func (c *configuration) inherit(house *configuration, f *faults, o *outline) {
	c.house, c.tenantName = house, strings.TrimSuffix(filepath.Base(c.file), ".toml")
	if c.Tenants != "" {
		f.add(o.line("tenants"), "tenants", "a tenant has no tenants: remove it")
	}
	if c.Operation.Listen != "" {
		f.add(o.line("operation.listen"), "operation.listen", "there is one address for all tenants: write it in %s", house.file)
	}
	objects := c.Register.Objects
	if objects.IsZero() {
		objects = house.Register.Objects.Within(c.tenantName)
	}
	if c.Register.URL == "" && c.Register.Path == "" && house.Register.URL != "" {
		schema, must := c.Register.Schema, c.Register.MustExist
		c.Register = house.Register
		c.Register.Schema, c.Register.MustExist = schema, must || house.Register.MustExist
	}
	if c.Register.URL != "" {
		c.Register.Schema = cmp.Or(c.Register.Schema, c.tenantName)
	} else {
		c.Register.Path = cmp.Or(c.Register.Path, c.tenantName+".db")
	}
	c.Register.Objects = objects
	if c.SecretEnv == "" && c.SecretCredential == "" {
		c.SecretFile = cmp.Or(c.SecretFile, c.tenantName+".secret")
	}
	if reflect.ValueOf(c.Operation).IsZero() {
		c.Operation = house.Operation
		c.Operation.Listen, c.Operation.ListenAnywhere = "", false
	}
	if reflect.ValueOf(c.Alarm).IsZero() {
		c.Alarm = house.Alarm
	}
}

// holds are the things that only one tenant can have.
func (c *configuration) holds() []string {
	place := c.Register.Path
	if c.Register.URL != "" {
		place = c.Register.URL + " schema " + c.Register.Schema
	}
	all := []string{"register " + place, "address " + strings.ToLower(c.Notify.From.Address)}
	if o := c.Register.Objects; !o.IsZero() {
		all = append(all, fmt.Sprintf("place %s of objects at %q", o.URL, o.Endpoint))
	}
	for _, m := range c.Intake.Mailboxes() {
		name := cmp.Or(m.Mailbox, "INBOX")
		if strings.EqualFold(name, "INBOX") { // the one name that is the same in any letters
			name = "INBOX"
		}
		all = append(all, fmt.Sprintf("mailbox %s of %s at %s", name, m.Username, strings.ToLower(m.Address)))
	}
	return all
}

// pooled says whether a tenant's register is on the connections that all share.
func (c *configuration) pooled() bool {
	return c.house != nil && c.house.Register.URL != "" && c.Register.URL == c.house.Register.URL
}

// readConfig reads a file, of a tenant where there is a house.
func readConfig(file string, house *configuration) (*configuration, error) {
	src, err := os.ReadFile(file)
	if err != nil {
		return nil, used(fmt.Errorf("read configuration: %w", err), "name a configuration with -c")
	}
	c, err := parseAs(file, src, house)
	if err != nil {
		return nil, err
	}
	c.content = c.sources.digest()
	if again, err := os.ReadFile(file); err != nil || !bytes.Equal(again, src) {
		c.content = [32]byte{}
	}
	return c, nil
}

// sharePool makes the connections that the tenants of one database share; nil
// when there are none.
func (c *configuration) sharePool() (*register.Pool, error) {
	if c.Tenants == "" || c.Register.URL == "" {
		return nil, nil
	}
	return register.NewPool(c.Register)
}
