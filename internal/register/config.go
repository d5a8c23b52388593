package register

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"inquiryd/internal/objects"
	"inquiryd/internal/secretfile"
)

// Memory is the [Config.Path] of a register that lives in memory and ends with
// the process: the fake for tests.
const Memory = ":memory:"

// Config says where the register is kept: in one SQLite file, or in a
// PostgreSQL database.
type Config struct {
	// Path of the SQLite file; default "inquiryd.db" in the current folder.
	// A new file is readable for its owner only.
	Path string `toml:"path"`

	// MustExist refuses to start when the register is not there yet. Set it once
	// the first start is done: a wrong path then never begins a second,
	// empty register beside the real one.
	MustExist bool `toml:"must_exist"`

	// URL of a PostgreSQL database instead of a file, as
	// "postgres://inquiryd@db.example/inquiryd?sslmode=verify-full", without a
	// password.
	URL string `toml:"url"`

	// Schema of PostgreSQL that holds the tables; default: the first of the
	// role's search_path. Two installations in one database take two schemas.
	Schema string `toml:"schema"`

	// PasswordFile holds the password for URL; a relative name is looked up in
	// $CREDENTIALS_DIRECTORY first (systemd's LoadCredential).
	PasswordFile string `toml:"password_file"`

	// PasswordEnv names the environment variable that holds the password for URL.
	PasswordEnv string `toml:"password_env"`

	// Objects is where large mails and letters go when they have lain for a while;
	// default: they stay in the register.
	Objects objects.Config `toml:"objects"`

	// Upgrading is told before a register of an older schema is brought up to date,
	// which takes minutes for a large one; nil: nobody is.
	Upgrading func(from, to int64) `toml:"-" json:"-"`

	// Connections is how many there may be to PostgreSQL at a time; default 8, for
	// all tenants of one database together 32.
	Connections int `toml:"connections"`
}

// Validate reports all faults of c, each with the key that it is about.
func (c Config) Validate() error {
	var errs []error
	fault := func(key, format string, args ...any) {
		errs = append(errs, fmt.Errorf(key+": "+format, args...))
	}
	if joined, ok := c.Objects.Validate().(interface{ Unwrap() []error }); ok {
		for _, err := range joined.Unwrap() {
			errs = append(errs, fmt.Errorf("objects.%w", err))
		}
	}
	if strings.ContainsRune(c.Path, 0) {
		fault("path", "%q is no file name", c.Path)
	}
	if c.URL == "" {
		for key, value := range map[string]string{"schema": c.Schema, "password_file": c.PasswordFile, "password_env": c.PasswordEnv} {
			if value != "" {
				fault(key, "is only for PostgreSQL: set url too, or remove it")
			}
		}
		if c.Connections != 0 {
			fault("connections", "is only for PostgreSQL: set url too, or remove it")
		}
		return errors.Join(errs...)
	}
	if c.Path != "" {
		fault("path", "url is set too: keep one of them")
	}
	if c.PasswordFile != "" && c.PasswordEnv != "" {
		fault("password_env", "password_file is set too: keep one of them")
	}
	if c.Connections < 0 || c.Connections == 1 {
		fault("connections", "%d is too few: write at least 2, or leave it out", c.Connections)
	}
	if len(c.Schema) > 63 || strings.ContainsAny(c.Schema, "\x00\"") {
		fault("schema", "%q is no name of a PostgreSQL schema", c.Schema)
	}
	return errors.Join(append(errs, validateURL(c.URL))...)
}

// validateURL never repeats the URL in its error: it may hold a password.
func validateURL(s string) error {
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return errors.New("url: is no URL: write postgres://user@host/database")
	case u.Scheme != "postgres" && u.Scheme != "postgresql":
		return fmt.Errorf("url: begins with %q: only postgres:// is supported; for SQLite use path", u.Scheme+":")
	}
	if _, has := u.User.Password(); has || u.Query().Has("password") {
		return errors.New("url: holds a password: move it to password_file or password_env")
	}
	return nil
}

// password reads the password from where c says, "" when it says nothing.
func (c Config) password() (string, error) {
	return readSecret("password", c.PasswordFile, c.PasswordEnv)
}

// readSecret reads a secret from a variable or a file, "" when neither is named.
func readSecret(what, file, variable string) (string, error) {
	switch {
	case variable != "":
		value, ok := os.LookupEnv(variable)
		if !ok {
			return "", fmt.Errorf("read %s: environment variable %s is not set", what, variable)
		}
		return value, nil
	case file != "":
		secret, err := secretfile.Read(credential(file))
		if errors.Is(err, secretfile.ErrOpen) {
			err = fmt.Errorf("%w: chmod 600 it, or 640 with the daemon's group", err)
		}
		if err != nil {
			return "", fmt.Errorf("read %s: %w", what, err)
		}
		return secret, nil
	}
	return "", nil
}

func credential(name string) string {
	if dir := os.Getenv("CREDENTIALS_DIRECTORY"); dir != "" && !filepath.IsAbs(name) {
		if path := filepath.Join(dir, name); fileExists(path) {
			return path
		}
	}
	return name
}

func fileExists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
