package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"time"

	"inquiryd/intake"
)

// configuration is the whole file: the tables of all rooms, and what they
// have in common.
type configuration struct {
	Name      string `toml:"name"`      // of the municipality, as letters say it
	Language  string `toml:"language"`  // of letters and rules: "da" or "en"; default "da"
	TimeZone  string `toml:"time_zone"` // of schedules and deadlines; default Europe/Copenhagen
	Web       string `toml:"web"`       // address of the municipality's site, for letters
	Telephone string `toml:"telephone"` // of the municipality, for letters

	Limits intake.Limits `toml:"intake"`

	zone *time.Location
	file string
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

// loadConfig reads the configuration. All its mistakes come back at once, as
// *faults.
func loadConfig(asked string) (*configuration, error) {
	file, err := findConfig(asked)
	if err != nil {
		return nil, err
	}
	src, err := os.ReadFile(file)
	if err != nil {
		return nil, used(fmt.Errorf("read configuration: %w", err), "name a configuration with -c")
	}
	return parseConfig(file, src)
}

// parseConfig reads the text of a configuration; file is its name.
func parseConfig(file string, src []byte) (*configuration, error) {
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	f := &faults{file: file}
	c := &configuration{file: file}
	o := readOutline(src, f, reflect.TypeFor[configuration]())
	if err := decode(src, o.bad, c); err != nil {
		f.syntax(err)
		return nil, f
	}
	anchor(reflect.ValueOf(c).Elem(), filepath.Dir(file))
	c.check(f, o)
	if len(f.all) > 0 {
		return nil, f
	}
	return c, nil
}

// check fills in what the rooms share and collects the faults of all tables.
func (c *configuration) check(f *faults, o *outline) {
	f.validated(o, "", c.checkTop())
	f.validated(o, "intake", c.Limits.Validate())
}

func (c *configuration) checkTop() error {
	var errs []error
	if c.Language == "" {
		c.Language = "da"
	}
	if c.TimeZone == "" {
		c.TimeZone = "Europe/Copenhagen"
	}
	var err error
	if c.zone, err = time.LoadLocation(c.TimeZone); err != nil || c.TimeZone == "Local" {
		errs = append(errs, fmt.Errorf("time_zone: %q is no time zone: write one as Europe/Copenhagen", c.TimeZone))
		c.zone = time.UTC
	}
	return errors.Join(errs...)
}
