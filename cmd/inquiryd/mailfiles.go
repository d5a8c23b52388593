package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// mailFiles replaces each folder by the files below it, in lexical order and
// without those whose name begins with a dot. A name that is not there stays, and
// so does a folder below that cannot be read: reading it says so in its place.
func mailFiles(names []string) ([]string, error) {
	var files []string
	for _, name := range names {
		info, err := os.Stat(name)
		if name == "-" || err != nil || !info.IsDir() {
			files = append(files, name)
			continue
		}
		err = filepath.WalkDir(name, func(path string, d fs.DirEntry, err error) error {
			if err != nil && path == name {
				return err
			}
			if err != nil {
				files = append(files, path) // it is told in its place, and the others are read
				if d.IsDir() {
					return fs.SkipDir
				}
				return nil
			}
			if path != name && strings.HasPrefix(d.Name(), ".") {
				if d.IsDir() {
					return fs.SkipDir
				}
				return nil
			}
			if !d.IsDir() {
				files = append(files, path)
			}
			return nil
		})
		if err != nil {
			return nil, found(fmt.Errorf("read folder: %w", err), "")
		}
	}
	return files, nil
}

// readMail reads a file, or standard input for "-". Of more than max bytes it
// reads one more than max, so that the reader sees that the mail is larger.
func readMail(name string, stdin io.Reader, max int64) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(io.LimitReader(stdin, max+1))
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, plain(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, plain(err)
	}
	raw := bytes.NewBuffer(make([]byte, 0, min(info.Size(), max)+bytes.MinRead))
	if _, err = raw.ReadFrom(io.LimitReader(f, max+1)); err != nil {
		return nil, plain(err)
	}
	return raw.Bytes(), nil
}

// plain leaves the path out of err, for the file is named beside it.
func plain(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return fmt.Errorf("%s: %w", p.Op, p.Err)
	}
	return err
}
