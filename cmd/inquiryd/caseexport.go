package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"inquiryd/internal/export"
	"inquiryd/internal/register"
)

// caseExportVerb writes all of one case into a folder or a zip file.
type caseExportVerb struct {
	Zip    bool   `help:"Write a zip file, as for a place that ends in .zip."`
	Public bool   `help:"Only what everybody may read, and only of a public case."`
	Number string `arg:"" name:"CASE" help:"The number, as 2026-0041."`
	Folder string `arg:"" name:"PLACE" optional:"" help:"A folder or file that is not there yet; default: the number."`
}

// Help is the page of this verb.
func (caseExportVerb) Help() string {
	return `For case-management systems, for access to documents, and for the archive: the case
as JSON and XML, every mail that belongs to it and every letter as it was sent,
the answer letters as PDF, the attachments, the chain of events, and a page that a
person can open. docs/integration.md names the files.

--public leaves out mails, attachments, letters and events, and withholds identity
numbers, mail addresses and telephone numbers. Read it before you publish it: names
and stories of third persons are recognised by nobody else.

Examples:

    inquiryd case export 2026-0041 /srv/out/2026-0041

    inquiryd case export --zip 2026-0041 && inquiryd case verify 2026-0041.zip`
}

// Run writes the files and names their place.
func (v caseExportVerb) Run(ctx context.Context, c *cli, s *streams) error {
	place := v.Folder
	v.Zip = v.Zip || strings.EqualFold(filepath.Ext(place), ".zip")
	if place == "" {
		if place = v.Number; v.Zip {
			place += ".zip"
		}
	}
	return c.view(ctx, func(config *configuration, tx *register.Tx) error {
		d, err := readDossier(ctx, tx, v.Number)
		if err != nil {
			return err
		}
		if err := d.explainDeadline(ctx, tx, config); err != nil {
			return err
		}
		now := time.Now()
		files, err := export.Files(ctx, tx, d.Dossier, export.Options{Zone: config.zone, Limits: config.Intake.Limits, Now: now, Public: v.Public})
		if errors.Is(err, export.ErrNotPublic) {
			return found(fmt.Errorf("case %s: %w", v.Number, err), "its access is "+d.Case.Access+"; inquiryd case set --access changes it")
		}
		if err != nil {
			return fmt.Errorf("export case %s: %w", v.Number, err)
		}
		if v.Zip {
			err = export.WriteZip(place, v.Number, files, now)
		} else {
			err = export.WriteFolder(place, files)
		}
		if errors.Is(err, fs.ErrExist) {
			return used(fmt.Errorf("write the export: %w", err), "name a place that is not there yet")
		}
		if err != nil {
			return fmt.Errorf("export case %s: %w", v.Number, err)
		}
		fmt.Fprintln(s.out, place)
		return nil
	})
}
