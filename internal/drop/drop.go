// Package drop hands cases to a case-management system through folders, for
// systems without an interface, and takes their numbers back.
//
// Out: each transition that is told of becomes a folder with the case as JSON and
// XML and the letters as PDF. It appears as a whole, so that whoever fetches it
// needs no lock, and has a name of its own, so that nothing is written over.
// In: files that name cases and their numbers in the other system; one that was
// taken is moved into the folder "taken", one that cannot be used into "refused"
// with a file beside it that says why.
package drop

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"inquiryd/internal/export"
	"inquiryd/internal/register"
)

// Config is the file drop: table [drop].
type Config struct {
	// Folder takes a folder for each transition of a case. Default: none.
	Folder string `toml:"folder"`
	// Events are the transitions that are dropped. Default: "closed",
	// "answered-in-part", "refused", "withdrawn", "redirected", "duplicate" and
	// "erased".
	Events []string `toml:"events"`
	// Inbox is where files with numbers of the other system are looked for.
	// Default: none.
	Inbox string `toml:"inbox"`
}

// Kinds are the transitions that are dropped.
func (c Config) Kinds() []string {
	if len(c.Events) > 0 {
		return c.Events
	}
	return []string{"closed", "answered-in-part", "refused", "withdrawn", "redirected", "duplicate", "erased"}
}

// Validate reports all faults, each with its key; kinds are the transitions that
// there are.
func (c Config) Validate(kinds []string) error {
	var errs []error
	for i, e := range c.Events {
		if !slices.Contains(kinds, e) {
			errs = append(errs, fmt.Errorf("events[%d]: %q is no transition of a case: there are %s", i, e, strings.Join(kinds, ", ")))
		}
	}
	if len(c.Events) > 0 && c.Folder == "" {
		errs = append(errs, errors.New("folder: missing: name the folder that takes the cases, or remove events"))
	}
	if c.Folder != "" && c.Folder == c.Inbox {
		errs = append(errs, errors.New("inbox: it is the folder that cases are dropped into: name another one"))
	}
	return errors.Join(errs...)
}

// Name is the receiver's in the register.
const Name = "file drop"

// Out drops cases into a folder.
type Out struct {
	Folder   string
	Register *register.Register
	Zone     *time.Location
	Now      func() time.Time
}

// Deliver drops the case of a delivery as it stands now. One that was dropped
// before is not dropped again.
func (o Out) Deliver(ctx context.Context, d register.Delivery) error {
	var files []export.File
	err := o.Register.View(ctx, func(tx *register.Tx) error {
		dossier, err := export.Read(ctx, tx, d.Case)
		if err != nil {
			return err
		}
		files, err = export.Files(ctx, tx, dossier, export.Options{Zone: o.Zone, Now: o.Now(), Brief: true})
		return err
	})
	if err != nil {
		return fmt.Errorf("read case %s: %w", d.Case, err)
	}
	if err := os.MkdirAll(o.Folder, 0o750); err != nil {
		return fmt.Errorf("make the folder: %w", err)
	}
	err = export.WriteFolder(filepath.Join(o.Folder, fmt.Sprintf("%s-%s-%.8s", d.Case, d.Kind, d.Event)), files)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}
