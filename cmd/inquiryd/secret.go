package main

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// leastSecret is the number of bytes that a secret must have at least.
const leastSecret = 32

// secret is the key by which reply addresses and Message-IDs are signed. It is
// read from the environment variable env, or else from file. When the file is
// not there yet it is made, readable for its owner only; made tells so. Whoever
// loses it loses nothing but the proof in addresses that were given out before.
func secret(env, file string) (key []byte, made bool, err error) {
	if env != "" {
		key = []byte(os.Getenv(env))
		return key, false, longEnough(key, "environment variable "+env)
	}
	key, err = os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		key, err = makeSecret(file)
		return key, err == nil, err
	}
	if err != nil {
		return nil, false, fmt.Errorf("read secret: %w", err)
	}
	key = bytes.TrimSpace(key)
	return key, false, longEnough(key, file)
}

// makeSecret writes a new secret to a file that must not exist.
func makeSecret(file string) ([]byte, error) {
	random := make([]byte, leastSecret)
	rand.Read(random) // never fails
	key := base64.RawStdEncoding.AppendEncode(nil, random)
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, found(fmt.Errorf("make secret: %w", err), "make it yourself: (umask 077; head -c 32 /dev/urandom | base64 >"+file+")")
	}
	_, err = f.Write(append(key, '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("make secret: %w", err)
	}
	return key, nil
}

func longEnough(key []byte, where string) error {
	if len(key) >= leastSecret {
		return nil
	}
	return found(fmt.Errorf("read secret: %s holds %d bytes, %d are needed", where, len(key), leastSecret),
		"make one with: head -c 32 /dev/urandom | base64")
}
