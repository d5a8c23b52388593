package objects

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// folder keeps each object in a file of its own, readable for its owner only.
type folder string

// Put writes the file beside its place, syncs it, and renames it into it.
func (f folder) Put(_ context.Context, name string, content []byte) error {
	if err := f.put(name, content); err != nil {
		return fmt.Errorf("%w: %w", ErrAway, err)
	}
	return nil
}

func (f folder) put(name string, content []byte) error {
	path := f.path(name)
	made, err := makeFolders(filepath.Dir(path))
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".new-*") // of mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // does nothing once it is renamed
	_, err = file.Write(content)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return err
	}
	for _, dir := range append(made, filepath.Dir(path)) {
		if err := syncFolder(dir); err != nil {
			return err
		}
	}
	return nil
}

// Get reads the file.
func (f folder) Get(_ context.Context, name string) ([]byte, error) {
	content, err := os.ReadFile(f.path(name))
	if errors.Is(err, fs.ErrNotExist) && f.there() {
		return nil, fmt.Errorf("%w: %s", ErrNotFound, name)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAway, err)
	}
	return content, nil
}

// Delete removes the file.
func (f folder) Delete(_ context.Context, name string) error {
	err := os.Remove(f.path(name))
	if errors.Is(err, fs.ErrNotExist) && f.there() {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrAway, err)
	}
	if err := syncFolder(filepath.Dir(f.path(name))); err != nil {
		return fmt.Errorf("%w: %w", ErrAway, err)
	}
	return nil
}

// List walks through the folder; one that is not there yet has no objects.
func (f folder) List(ctx context.Context, each func(name string) error) error {
	return filepath.WalkDir(string(f), func(path string, entry fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist): // also what was removed meanwhile
			return nil
		case err != nil:
			return fmt.Errorf("%w: %w", ErrAway, err)
		case ctx.Err() != nil:
			return ctx.Err()
		case entry.IsDir():
			return nil
		}
		name, err := filepath.Rel(string(f), path)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrAway, err)
		}
		return each(filepath.ToSlash(name))
	})
}

// there tells a file that is missing from a disk that is not mounted.
func (f folder) there() bool {
	entries, err := os.ReadDir(string(f))
	return err == nil && len(entries) > 0
}

func (f folder) path(name string) string { return filepath.Join(string(f), filepath.FromSlash(name)) }

// makeFolders makes a folder and those above it, and returns those in which
// it made one.
func makeFolders(dir string) (above []string, err error) {
	if _, err := os.Stat(dir); err == nil {
		return nil, nil
	}
	if above, err = makeFolders(filepath.Dir(dir)); err != nil {
		return nil, err
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return append(above, filepath.Dir(dir)), nil
}

func syncFolder(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
