package main

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"

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

// makeSecret writes a new secret to a file that must not exist.
func makeSecret(file string) ([]byte, error) {
	random := make([]byte, leastSecret)
	rand.Read(random) // never fails
	key := base64.RawStdEncoding.AppendEncode(nil, random)
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) { // another process was faster
		key, _, err = secret(intake.SecretSource{File: file})
		return key, err
	}
	if err != nil {
		return nil, found(fmt.Errorf("make the secret for reply addresses: %w", err), "make it yourself: (umask 077; head -c 32 /dev/urandom | base64 >"+file+")")
	}
	_, err = f.Write(append(key, '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("make the secret for reply addresses: %w", err)
	}
	return key, nil
}
