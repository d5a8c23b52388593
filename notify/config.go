package notify

import (
	"errors"
	"fmt"
	"net/mail"
	"os"
	"strings"
	"time"

	"inquiryd/internal/language"
)

// Config says how letters are written and posted.
type Config struct {
	From       Address        `toml:"from"`        // author of every letter, as "Københavns Kommune <spoergsmaal@kk.example>"
	Language   string         `toml:"language"`    // code of one of Languages; default "da"
	Templates  string         `toml:"templates"`   // folder with templates that take the place of the built-in ones; default none
	PDFCommand []string       `toml:"pdf_command"` // reads the letter as HTML on stdin and writes a PDF to stdout; default none: the built-in PDF
	PDFTimeout Duration       `toml:"pdf_timeout"` // how long pdf_command may take; default 30s
	SMTP       SMTPConfig     `toml:"smtp"`
	DKIM       DKIMConfig     `toml:"dkim"` // signs every letter; default none
	Zone       *time.Location `toml:"-"`    // in which days are counted and printed; default Europe/Copenhagen
	Languages  *language.Set  `toml:"-"`    // of the installation; nil: those that are built in
}

// Duration is a time.Duration written as "30s" or "10m" in the configuration.
type Duration struct{ time.Duration }

// UnmarshalText reads the form of time.ParseDuration.
func (d *Duration) UnmarshalText(text []byte) (err error) {
	d.Duration, err = time.ParseDuration(string(text))
	if err != nil {
		return fmt.Errorf("%q is not a duration: write it as 30s, 10m or 2h", text)
	}
	return nil
}

// or returns d, or what holds when it was not set.
func (d Duration) or(otherwise time.Duration) time.Duration {
	if d.Duration == 0 {
		return otherwise
	}
	return d.Duration
}

// UnmarshalText reads "Name <local@domain>" or a bare address (RFC 5322
// section 3.4).
func (a *Address) UnmarshalText(text []byte) error {
	parsed, err := mail.ParseAddress(string(text))
	if err != nil {
		return fmt.Errorf("%q is not a mail address: write it as \"Name <local@domain>\"", text)
	}
	*a = Address{Name: parsed.Name, Address: parsed.Address}
	return nil
}

// Validate reports every fault. Templates are read by [NewWriter].
func (c Config) Validate() error {
	var faults []error
	fault := func(key, format string, args ...any) {
		faults = append(faults, fmt.Errorf(key+": "+format, args...))
	}
	if _, err := mail.ParseAddress(c.From.Address); err != nil {
		fault("from", "%q is not a mail address: write it as \"Name <local@domain>\"", c.From.Address)
	}
	if c.Language != "" && !c.Languages.Has(c.Language) {
		fault("language", "no letters in %q: write one of %s, or add a file for it to the folder that the key languages names", c.Language, strings.Join(c.Languages.Codes(), ", "))
	}
	if c.Templates != "" {
		if info, err := os.Stat(c.Templates); err != nil {
			fault("templates", "%w: write the name of a folder, or leave the key out", err)
		} else if !info.IsDir() {
			fault("templates", "%q is not a folder: write the name of one, or leave the key out", c.Templates)
		}
	}
	if len(c.PDFCommand) > 0 && c.PDFCommand[0] == "" {
		fault("pdf_command", "the first element is empty: write the program, then its arguments")
	}
	if c.PDFTimeout.Duration < 0 {
		fault("pdf_timeout", "%v is negative", c.PDFTimeout.Duration)
	}
	faults = append(faults, c.SMTP.faults("smtp.")...)
	return errors.Join(append(faults, c.DKIM.faults("dkim.")...)...)
}

// folders are where the installation has templates of its own.
func (c Config) folders() (all source) {
	for _, folder := range []string{c.Templates, c.Languages.Folder()} {
		if folder != "" {
			all = append(all, folder)
		}
	}
	return all
}

// zone is where days are counted.
func (c Config) zone() *time.Location {
	if c.Zone != nil {
		return c.Zone
	}
	if zone, err := time.LoadLocation("Europe/Copenhagen"); err == nil {
		return zone
	}
	return time.FixedZone("CET", 3600)
}
