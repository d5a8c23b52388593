package main

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"inquiryd/intake"
)

// leastSecret is the number of bytes that a secret must have at least.
const leastSecret = 32

// secret reads the key by which reply addresses and Message-IDs are signed. A
// file that is not there yet is made, readable for its owner only; made tells
// so. Whoever loses the key loses the proof in addresses that were given out.
func secret(source intake.SecretSource) (key []byte, made bool, err error) {
	if source.File != "" && !exists(source.File) {
		key, err = makeSecret(source.File)
		return key, err == nil, err
	}
	text, err := source.Read()
	if err != nil {
		return nil, false, fmt.Errorf("read the secret for reply addresses: %w", err)
	}
	if len(text) < leastSecret {
		return nil, false, found(fmt.Errorf("read the secret for reply addresses: it has %d characters, %d are needed", len(text), leastSecret),
			"make one with: head -c 32 /dev/urandom | base64")
	}
	return []byte(text), false, nil
}

// makeSecret writes a new secret to a file that must not exist. The file gets
// its name only when it is whole and on the disk: a process that is killed
// meanwhile leaves none that the next start would take for the secret.
func makeSecret(file string) ([]byte, error) {
	random := make([]byte, leastSecret)
	rand.Read(random) // never fails
	key := base64.RawStdEncoding.AppendEncode(nil, random)
	err := writeOnce(file, append(key, '\n'))
	if errors.Is(err, fs.ErrExist) { // another process was faster
		key, _, err = secret(intake.SecretSource{File: file})
		return key, err
	}
	if err != nil {
		return nil, found(fmt.Errorf("make the secret for reply addresses: %w", err), "make it yourself: (umask 077; head -c 32 /dev/urandom | base64 >"+file+")")
	}
	return key, nil
}

// writeOnce writes a file for its owner only, whole or not at all, in the place
// of none.
func writeOnce(file string, text []byte) error {
	folder := filepath.Dir(file)
	draft, err := os.CreateTemp(folder, ".inquiryd-secret-") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(draft.Name())
	_, err = draft.Write(text)
	if err = errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return err
	}
	if err := os.Link(draft.Name(), file); err != nil { // unlike a rename it replaces nothing
		return err
	}
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
