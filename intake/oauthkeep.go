package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// A token endpoint may give a new refresh token with each access token, and
// the old one may be worth nothing from then on (RFC 6749 section 6, RFC 9700
// section 4.14.2). The new one is kept in a file beside the one that a person
// wrote, with the digest of that one: when a person writes another, it counts.

// rotatedFile is where it is kept.
func (c OAuthConfig) rotatedFile() string {
	if c.RotatedTokenFile != "" {
		return c.RotatedTokenFile
	}
	return c.RefreshTokenFile + ".rotated"
}

// refreshToken is the newest one: that of the endpoint, as long as it goes back
// to the one in RefreshTokenFile.
func (c OAuthConfig) refreshToken() (first, newest Secret, err error) {
	first, err = SecretSource{File: c.RefreshTokenFile}.Read()
	if err != nil {
		return "", "", fmt.Errorf("oauth: refresh token: %w", err)
	}
	kept, err := SecretSource{File: c.rotatedFile()}.Read()
	if errors.Is(err, fs.ErrNotExist) {
		return first, first, nil
	}
	if err != nil {
		return "", "", fmt.Errorf("oauth: refresh token that the endpoint gave: %w", err)
	}
	origin, rotated, found := strings.Cut(string(kept), "\n")
	if !found || origin != origin256(first) || rotated == "" {
		return first, first, nil
	}
	return first, Secret(rotated), nil
}

func origin256(s Secret) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// keep replaces the file as a whole: whatever happens, there is the old token
// or the new one.
func (c OAuthConfig) keep(first, rotated Secret) error {
	path := c.rotatedFile()
	err := replaceFile(path, []byte(origin256(first)+"\n"+string(rotated)+"\n"))
	if err != nil {
		return fmt.Errorf("%w: oauth: the endpoint gave a new refresh token, and it cannot be kept: %w: let the daemon write %s, or name another file by rotated_token_file", ErrAuth, err, path)
	}
	return nil
}

func replaceFile(path string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(content)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// turns makes those who use one refresh token wait for each other: two who ask
// at once would each make the other's worthless.
type turns struct{ sync.Mutex }

// InTurn gives every user of the same OAuth 2.0 client in the configuration one
// turn after the other, also those that are copied from it later.
func (c *Config) InTurn() {
	all := map[string]*turns{}
	give := func(o *OAuthConfig) {
		if o.RefreshTokenFile == "" {
			return
		}
		if all[o.RefreshTokenFile] == nil {
			all[o.RefreshTokenFile] = &turns{}
		}
		o.turns = all[o.RefreshTokenFile]
	}
	give(&c.IMAP.OAuth)
	for i := range c.More {
		give(&c.More[i].OAuth)
	}
}

func (c OAuthConfig) wait() (done func()) {
	if c.turns == nil {
		return func() {}
	}
	c.turns.Lock()
	return c.turns.Unlock
}
