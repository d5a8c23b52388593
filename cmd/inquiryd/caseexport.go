package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"inquiryd/internal/register"
)

// caseExportVerb writes all of one case into a folder.
type caseExportVerb struct {
	Number string `arg:"" name:"CASE" help:"The number, as 2026-0041."`
	Folder string `arg:"" name:"FOLDER" optional:"" help:"A folder that is not there yet; default: the number."`
}

// Help is the page of this verb.
func (caseExportVerb) Help() string {
	return `For case-management systems, for access to documents, and for the archive: the case
as JSON, every mail that belongs to it and every letter as it was sent, and the
answer letters as PDF.

Example:

    inquiryd case export 2026-0041 /srv/out/2026-0041`
}

// Run writes the folder and names it.
func (v caseExportVerb) Run(ctx context.Context, c *cli, s *streams) error {
	folder := v.Folder
	if folder == "" {
		folder = v.Number
	}
	return c.view(ctx, func(config *configuration, tx *register.Tx) error {
		d, err := readDossier(ctx, tx, v.Number)
		if err != nil {
			return err
		}
		if err := os.Mkdir(folder, 0o700); err != nil {
			return used(fmt.Errorf("make the folder: %w", err), "name one that is not there yet")
		}
		if err := errors.Join(d.writeJSON(folder, config.zone), d.writeMails(ctx, tx, folder), d.writeLetters(folder)); err != nil {
			return fmt.Errorf("export case %s: %w", v.Number, err)
		}
		fmt.Fprintln(s.out, folder)
		return nil
	})
}

func (d dossier) writeJSON(folder string, zone *time.Location) error {
	text, err := json.MarshalIndent(d.public(zone), "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "case.json"), append(text, '\n'), 0o600)
}

// writeMails writes the mails that caused something in the case.
func (d dossier) writeMails(ctx context.Context, tx *register.Tx, folder string) error {
	seen := map[int64]bool{}
	for _, id := range append([]int64{d.Inquiry.Ledger}, ledgers(d.Events)...) {
		if id == 0 || seen[id] {
			continue
		}
		seen[id] = true
		line, err := tx.Line(ctx, id)
		if err != nil {
			return fmt.Errorf("find mail %d: %w", id, err)
		}
		raw, err := tx.Raw(ctx, line.Digest)
		if err != nil {
			return fmt.Errorf("read mail %d: %w", id, err)
		}
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("mail-%d.eml", id)), raw, 0o600); err != nil {
			return err
		}
	}
	return nil
}

func ledgers(events []register.Event) (ids []int64) {
	for _, e := range events {
		ids = append(ids, e.Ledger)
	}
	return ids
}

func (d dossier) writeLetters(folder string) error {
	for _, l := range d.Letters {
		name := filepath.Join(folder, fmt.Sprintf("letter-%d-%s", l.ID, filepath.Base(l.Kind)))
		if err := os.WriteFile(name+".eml", l.Raw, 0o600); err != nil {
			return err
		}
		if len(l.PDF) == 0 {
			continue
		}
		if err := os.WriteFile(name+".pdf", l.PDF, 0o600); err != nil {
			return err
		}
	}
	return nil
}
