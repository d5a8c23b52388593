package export

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"inquiryd/internal/register"
)

// ErrChanged says that an export is not as it was made.
var ErrChanged = errors.New("export: it is not as it was made")

// The most that is read of an export, against archives that are made to fill the
// memory.
const (
	mostFiles = 20000
	largest   = 1 << 30
)

// Verify reads an exported folder or zip file and holds its files against the
// manifest and its events against their chain. It needs no register. What it
// cannot see is that somebody made files, chain and manifest all anew: for that
// the head of the manifest is compared with the register's, or with one that was
// kept elsewhere. Errors: [ErrChanged], [register.ErrTampered].
func Verify(place string) (m Manifest, err error) {
	files, done, err := openExport(place)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, done()) }()
	text, err := read(files, manifestFile)
	if err != nil {
		return m, fmt.Errorf("%w: %w", ErrChanged, err)
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return m, fmt.Errorf("%w: %s: %w", ErrChanged, manifestFile, err)
	}
	if m.Format != format {
		return m, fmt.Errorf("%w: %q is no form that this program knows", ErrChanged, m.Format)
	}
	return m, errors.Join(m.holdFiles(files), m.holdChain(files))
}

// openExport opens a folder, or the folder in a zip file.
func openExport(place string) (fs.FS, func() error, error) {
	info, err := os.Stat(place)
	if err != nil {
		return nil, nil, err
	}
	if info.IsDir() {
		return os.DirFS(place), func() error { return nil }, nil
	}
	z, err := zip.OpenReader(place)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrChanged, err)
	}
	for _, f := range z.File {
		if path.Base(f.Name) == manifestFile && strings.Count(f.Name, "/") == 1 && fs.ValidPath(f.Name) {
			within, err := fs.Sub(z, path.Dir(f.Name))
			return within, z.Close, err
		}
	}
	return z, z.Close, nil
}

func read(files fs.FS, name string) ([]byte, error) {
	f, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, largest+1))
	if err == nil && len(b) > largest {
		err = fmt.Errorf("%s is larger than any file of an export", name)
	}
	return b, err
}

// holdFiles compares the files with the manifest: none changed, missing or
// added.
func (m Manifest) holdFiles(files fs.FS) error {
	var errs []error
	seen := 0
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || name == manifestFile {
			return err
		}
		if seen++; seen > mostFiles {
			return errors.New("there are more files than any export has")
		}
		want, ok := m.Files[name]
		if !ok {
			errs = append(errs, fmt.Errorf("%w: %s was added", ErrChanged, name))
			return nil
		}
		content, err := read(files, name)
		if err != nil {
			return err
		}
		if digest(content) != want {
			errs = append(errs, fmt.Errorf("%w: %s was changed", ErrChanged, name))
		}
		return nil
	})
	for name := range m.Files {
		if _, err := fs.Stat(files, name); err != nil {
			errs = append(errs, fmt.Errorf("%w: %s is missing", ErrChanged, name))
		}
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(append(errs, err)...)
}

// holdChain verifies the events; a public export has none.
func (m Manifest) holdChain(files fs.FS) error {
	if m.Events == 0 {
		return nil
	}
	text, err := read(files, eventsFile)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrChanged, err)
	}
	var events []register.Event
	d := json.NewDecoder(bytes.NewReader(text))
	for d.More() {
		var l link
		if err := d.Decode(&l); err != nil {
			return fmt.Errorf("%w: event %d: %w", ErrChanged, len(events)+1, err)
		}
		if l.Case != m.Case {
			return fmt.Errorf("%w: event %d is of case %q", ErrChanged, len(events)+1, l.Case)
		}
		events = append(events, register.Event{ID: int64(len(events) + 1), Case: l.Case, At: l.At, Who: l.Who, What: l.What, Detail: l.Detail, Ledger: l.Ledger,
			Prev: l.Prev, Hash: l.Hash, Erased: l.Erased})
	}
	if len(events) != m.Events {
		return fmt.Errorf("%w: there are %d events, not %d", ErrChanged, len(events), m.Events)
	}
	return register.VerifyChain(events, m.Head)
}
