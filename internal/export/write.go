package export

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"time"
)

// WriteFolder writes the files into a new folder, which appears as a whole or
// not at all: it is filled beside its place and then takes its name. A folder
// that is there already is an error, [fs.ErrExist].
func WriteFolder(folder string, files []File) (err error) {
	if _, err := os.Lstat(folder); err == nil {
		return fmt.Errorf("%s: %w", folder, fs.ErrExist)
	}
	draft, err := os.MkdirTemp(filepath.Dir(filepath.Clean(folder)), ".inquiryd-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(draft) // nothing after the rename
	for _, f := range files {
		if err := writeFile(draft, f); err != nil {
			return err
		}
	}
	if err := syncFolder(draft); err != nil {
		return err
	}
	if err := os.Rename(draft, folder); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(filepath.Clean(folder)))
}

func writeFile(folder string, f File) error {
	if !filepath.IsLocal(f.Name) {
		return fmt.Errorf("%q is no name of a file within", f.Name)
	}
	name := filepath.Join(folder, filepath.FromSlash(f.Name))
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(f.Content)
	return errors.Join(err, file.Sync(), file.Close())
}

func syncFolder(name string) error {
	folder, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// WriteZip writes the files into a new zip file, below a folder of that name
// within. It appears as a whole or not at all.
func WriteZip(name, within string, files []File, now time.Time) error {
	if _, err := os.Lstat(name); err == nil {
		return fmt.Errorf("%s: %w", name, fs.ErrExist)
	}
	draft, err := os.CreateTemp(filepath.Dir(name), ".inquiryd-")
	if err != nil {
		return err
	}
	defer os.Remove(draft.Name())
	err = zipInto(draft, within, files, now)
	if err = errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return err
	}
	if err := os.Rename(draft.Name(), name); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(name))
}

func zipInto(w io.Writer, within string, files []File, now time.Time) error {
	z := zip.NewWriter(w)
	for _, f := range files {
		entry, err := z.CreateHeader(&zip.FileHeader{Name: path.Join(within, f.Name), Method: zip.Deflate, Modified: now.UTC()})
		if err != nil {
			return err
		}
		if _, err := entry.Write(f.Content); err != nil {
			return err
		}
	}
	return z.Close()
}
