// Package objects keeps large values outside the register, in a folder or in an
// object store that speaks S3: mails and letters with their attachments, which
// are most of a register's bytes and are hardly ever read again.
//
// An object is written once and never changes. Its name is the register's, which
// also knows what it must hold: this package does not look into it.
package objects

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path"
	"path/filepath"
	"strings"
)

var (
	// ErrNotFound says that no object has that name.
	ErrNotFound = errors.New("objects: not found")
	// ErrAway says that the store cannot be reached, or does not let us in: the
	// same may succeed later.
	ErrAway = errors.New("objects: store cannot be used")
)

// Store keeps objects. It is safe for concurrent use.
type Store interface {
	// Put keeps an object, which survives a power cut once Put has returned. The
	// same object twice is one.
	Put(ctx context.Context, name string, content []byte) error
	// Get returns an object, or [ErrNotFound].
	Get(ctx context.Context, name string) ([]byte, error)
	// Delete removes an object; without one it does nothing.
	Delete(ctx context.Context, name string) error
	// List calls each with the name of every object, and of what is left of a Put
	// that was killed, in no order. An error of each ends it.
	List(ctx context.Context, each func(name string) error) error
}

// Config says where objects are kept.
type Config struct {
	// URL is "file:///srv/inquiryd/objects", or "s3://bucket/prefix"; "" nowhere.
	URL string `toml:"url"`

	// Endpoint of an S3 server, as "https://s3.example"; default: that of Amazon
	// in the region.
	Endpoint string `toml:"endpoint"`

	// Region of the bucket; default "us-east-1", which most servers of one's own
	// take.
	Region string `toml:"region"`

	// AccessKey names who we are.
	AccessKey string `toml:"access_key"`

	// SecretKeyFile holds the secret of the access key; a relative name is looked up
	// in $CREDENTIALS_DIRECTORY first (systemd's LoadCredential).
	SecretKeyFile string `toml:"secret_key_file"`

	// SecretKeyEnv names the environment variable that holds it instead.
	SecretKeyEnv string `toml:"secret_key_env"`

	// CAFile holds certificates (PEM) that are trusted besides the system's.
	CAFile string `toml:"ca_file"`

	// From is how large a value is, in bytes as the register keeps it, that goes
	// into the store; default 65536.
	From int64 `toml:"from"`

	// AfterDays is how old it is then; default 30. What is younger stays in the
	// register, so that no work on open cases waits for the store.
	AfterDays *int `toml:"after_days"`
}

// IsZero says that nothing is kept outside the register.
func (c Config) IsZero() bool { return c == Config{} }

// Within is the place of one of several tenants: a folder of its own, or a prefix.
func (c Config) Within(tenant string) Config {
	if c.URL != "" {
		c.URL = strings.TrimSuffix(c.URL, "/") + "/" + tenant
	}
	return c
}

// Validate reports all faults of c, each with the key that it is about.
func (c Config) Validate() error {
	if c.IsZero() {
		return nil
	}
	var errs []error
	fault := func(key, format string, args ...any) {
		errs = append(errs, fmt.Errorf(key+": "+format, args...))
	}
	if c.From < 0 {
		fault("from", "%d is no size in bytes", c.From)
	}
	if c.AfterDays != nil && *c.AfterDays < 0 {
		fault("after_days", "%d is no number of days", *c.AfterDays)
	}
	kind, where, err := c.place()
	if err != nil {
		return errors.Join(append(errs, fmt.Errorf("url: %w", err))...)
	}
	s3 := map[string]string{"endpoint": c.Endpoint, "region": c.Region, "access_key": c.AccessKey, "secret_key_file": c.SecretKeyFile,
		"secret_key_env": c.SecretKeyEnv, "ca_file": c.CAFile}
	if kind == "file" {
		if !filepath.IsAbs(where) {
			fault("url", "%q is no absolute path: write file:///srv/inquiryd/objects", where)
		}
		for key, value := range s3 {
			if value != "" {
				fault(key, "is only for s3: remove it")
			}
		}
		return errors.Join(errs...)
	}
	if c.AccessKey == "" {
		fault("access_key", "is missing: it names who may use the bucket")
	}
	if (c.SecretKeyFile == "") == (c.SecretKeyEnv == "") {
		fault("secret_key_file", "name the file or, in secret_key_env, the variable that holds the secret: one of them")
	}
	if _, err := c.endpoint(); err != nil {
		fault("endpoint", "%w", err)
	}
	return errors.Join(errs...)
}

// place is the kind of store, and its folder or its bucket with the prefix.
func (c Config) place() (kind, where string, err error) {
	u, err := url.Parse(c.URL)
	switch {
	case err != nil:
		return "", "", errors.New("is no URL: write s3://bucket/prefix or file:///folder")
	case c.URL == "":
		return "", "", errors.New("is missing: write s3://bucket/prefix or file:///folder, or remove the table")
	case u.User != nil || u.RawQuery != "":
		return "", "", errors.New("holds more than a place: keys go into access_key and secret_key_file")
	case u.Scheme == "file" && u.Host == "":
		return "file", filepath.Clean(u.Path + u.Opaque), nil
	case u.Scheme == "s3" && u.Host != "" && u.Opaque == "":
		return "s3", path.Join(u.Host, u.Path), nil
	}
	return "", "", fmt.Errorf("%q names no place: write s3://bucket/prefix or file:///folder", c.URL)
}

// Open makes a store ready; it speaks to no server yet. secret is that of the
// access key. nil: nothing is kept outside.
func Open(c Config, secret string) (Store, error) {
	if c.IsZero() {
		return nil, nil
	}
	if err := c.Validate(); err != nil {
		return nil, fmt.Errorf("open object store: %w", err)
	}
	kind, where, err := c.place()
	if err != nil {
		return nil, fmt.Errorf("open object store: %w", err)
	}
	if kind == "file" {
		return folder(where), nil
	}
	name, prefix, _ := strings.Cut(where, "/")
	b, err := newBucket(c, name, prefix, secret)
	if err != nil {
		return nil, fmt.Errorf("open object store: %w", err)
	}
	return b, nil
}
