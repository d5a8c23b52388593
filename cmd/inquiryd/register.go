package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"inquiryd/internal/register"
)

// registerVerb looks after the register as a whole.
type registerVerb struct {
	Check   registerCheckVerb   `cmd:"" help:"Read the whole register and say whether all of it holds."`
	Copy    registerCopyVerb    `cmd:"" help:"Copy the register to PostgreSQL, or to a file."`
	Objects registerObjectsVerb `cmd:"" help:"Move large mails and letters into the object store, or back."`
}

// registerCheckVerb reads the whole register.
type registerCheckVerb struct{}

// Help is the page of this verb.
func (registerCheckVerb) Help() string {
	return `Reads everything: the database's own check of its pages and references, the
chain of events of each case, and each mail against its digest. The daemon may
go on meanwhile. On a register of many years this takes minutes.

The exit status is 1 when something does not hold; the register itself is never
changed.`
}

// Run checks.
func (registerCheckVerb) Run(ctx context.Context, c *cli, s *streams) error {
	config, err := c.load()
	if err != nil {
		return err
	}
	tell, done := s.steps()
	defer done()
	var a register.Audit
	err = config.withRegister(ctx, func(r *register.Register) (err error) {
		a, err = r.Audit(ctx, tell)
		return err
	})
	done()
	if err != nil {
		return err
	}
	if err := s.rows(a.Rows); err != nil {
		return err
	}
	s.say("the register is whole: the chains of %s with %s hold, and %s have the digests that they came with",
		count(int(a.Cases), "case"), count(int(a.Events), "event"), count(int(a.Mails), "mail"))
	if a.UnknownObjects > 0 {
		s.say("the object store holds %s that the register does not know: inquiryd register objects --unknown lists them", count(int(a.UnknownObjects), "object"))
	}
	return nil
}

// registerCopyVerb copies the register to another database.
type registerCopyVerb struct {
	To           string `required:"" placeholder:"URL|PATH" help:"Where to: postgres://user@host/database, or a file that is not there yet."`
	Schema       string `help:"Schema of PostgreSQL that is to hold it; made when it is missing."`
	PasswordFile string `placeholder:"FILE" help:"Holds the password for the URL; without it PGPASSWORD and ~/.pgpass count."`
}

// Help is the page of this verb.
func (registerCopyVerb) Help() string {
	return `Copies everything that the register of the configuration holds into another one,
from a file to PostgreSQL or back, and then compares the two row by row, and
verifies the chain of events of each case and the digest of each mail. The
source is not changed. Stop the daemon before, on both sides.

A copy that was interrupted goes on where it was when the same command is given
again; until it is whole no daemon starts on it. A place that holds another
register is refused.

When it is done, write the new place under [register] in the configuration and
start the daemon. Never start one on the old register again: both would answer
the same mailbox.

Examples:

    inquiryd register copy --to postgres://inquiryd@db.example/inquiryd

    inquiryd register copy --to /var/lib/inquiryd/inquiryd.db`
}

// Run copies.
func (v registerCopyVerb) Run(ctx context.Context, c *cli, s *streams) error {
	config, err := c.load()
	if err != nil {
		return err
	}
	to, err := v.target()
	if err != nil {
		return err
	}
	to.Objects = config.Register.Objects // what is kept there stays there
	if to.Path != "" && to.Path == absolute(config.Register.Path) {
		return used(errors.New("--to: this is the register of the configuration"), "name another place")
	}
	for _, path := range []string{config.Register.Path, to.Path} {
		if path == "" {
			continue
		}
		locked, err := lockRegister(path)
		if errors.Is(err, errLocked) {
			return found(fmt.Errorf("an inquiryd runs on %s", path), "stop it first")
		}
		if err != nil {
			return err
		}
		defer locked.Close()
	}
	tell, done := s.steps()
	defer done()
	copied, err := register.Copy(ctx, config.Register, to, time.Now(), tell)
	done()
	switch {
	case errors.Is(err, register.ErrDiffers):
		return found(err, "the source was changed since the copy began: remove the copy and begin again")
	case errors.Is(err, register.ErrOther), errors.Is(err, register.ErrMissing):
		return found(err, "nothing was changed")
	case err != nil:
		return found(err, "the source is as it was; the same command goes on with the copy")
	}
	if err := s.rows(copied.Rows); err != nil {
		return err
	}
	s.say("the copy is whole: it was compared row by row, %s with %s hold, and %s have their digests",
		count(int(copied.Events.Cases), "chain"), count(int(copied.Events.Events), "event"), count(int(copied.Events.Mails), "mail"))
	s.say("write %s under [register] in the configuration before the daemon starts again", v.key(to))
	return nil
}

// target reads where to copy.
func (v registerCopyVerb) target() (register.Config, error) {
	to := register.Config{Path: v.To}
	if strings.Contains(v.To, "://") {
		to = register.Config{URL: v.To, Schema: v.Schema, PasswordFile: v.PasswordFile}
	} else {
		to.Path, to.Schema, to.PasswordFile = absolute(v.To), v.Schema, v.PasswordFile
	}
	if err := to.Validate(); err != nil {
		return to, used(err, "inquiryd register copy --help shows examples")
	}
	return to, nil
}

func (registerCopyVerb) key(to register.Config) string {
	key := fmt.Sprintf("path = %q", to.Path)
	if to.URL != "" {
		key = fmt.Sprintf("url = %q", to.URL)
	}
	if to.Schema != "" {
		key += fmt.Sprintf(" and schema = %q", to.Schema)
	}
	return key
}

func absolute(path string) string {
	if path == "" {
		return ""
	}
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// rows prints how many rows each table has.
func (s *streams) rows(rows map[string]int64) error {
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "ROWS\tTABLE\t")
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		fmt.Fprintf(w, "%d\t%s\t\n", rows[name], name)
	}
	return w.Flush()
}
