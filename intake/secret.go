package intake

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"inquiryd/internal/secretfile"
)

// Secret is text that is never printed: fmt and slog show "***". Convert it
// with string(s) where it is used.
type Secret string

// String is "***", or "" when there is no secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "***"
}

// GoString hides the secret from %#v.
func (s Secret) GoString() string { return s.String() }

// LogValue hides the secret from logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// SecretSource says where a secret is kept: in exactly one of a file, an
// environment variable or a systemd credential. A configuration never holds
// the secret itself. The zero value is no secret.
type SecretSource struct {
	File       string // readable by its owner or group only
	Env        string // name of an environment variable
	Credential string // name of a file in $CREDENTIALS_DIRECTORY (systemd LoadCredential=)
}

// IsZero says whether no place is named.
func (s SecretSource) IsZero() bool { return s == SecretSource{} }

// Read returns the secret without its trailing line end. A file that everybody
// can read, a secret that is not there and an empty one are errors that say
// what to do; none of them shows the secret.
func (s SecretSource) Read() (Secret, error) {
	switch {
	case s.Credential != "":
		return s.readCredential()
	case s.File != "":
		return readSecretFile(s.File, "a secret must not be world-readable: chmod 600 it, or 640 with the daemon's group")
	case s.Env != "":
		return nonEmpty(Secret(os.Getenv(s.Env)), "environment variable "+s.Env)
	}
	return "", errors.New("no secret is named: set the key that ends in _file, _env or credential")
}

func (s SecretSource) readCredential() (Secret, error) {
	dir := os.Getenv("CREDENTIALS_DIRECTORY")
	if dir == "" {
		return "", fmt.Errorf("credential %q: $CREDENTIALS_DIRECTORY is not set: start under systemd with LoadCredential=%s:FILE", s.Credential, s.Credential)
	}
	return readSecretFile(filepath.Join(dir, s.Credential), "look at the unit's LoadCredential=")
}

func readSecretFile(path, advice string) (Secret, error) {
	text, err := secretfile.Read(path)
	if errors.Is(err, secretfile.ErrOpen) {
		err = fmt.Errorf("%w: %s", err, advice)
	}
	if err != nil {
		return "", fmt.Errorf("read secret: %w", err)
	}
	return Secret(text), nil
}

func nonEmpty(s Secret, where string) (Secret, error) {
	s = Secret(strings.TrimRight(string(s), "\r\n"))
	if s == "" {
		return "", fmt.Errorf("read secret: %s is empty", where)
	}
	return s, nil
}

// faults reports what is wrong with the source itself; prefix is the key
// before _file.
func (s SecretSource) faults(prefix string) (faults []error) {
	named := 0
	for _, place := range []string{s.File, s.Env, s.Credential} {
		if place != "" {
			named++
		}
	}
	if named > 1 {
		faults = append(faults, fmt.Errorf("%s_file: only one place can hold the secret: keep one of %[1]s_file, %[1]s_env and its credential", prefix))
	}
	if s.Credential != filepath.Base(s.Credential) && s.Credential != "" {
		faults = append(faults, fmt.Errorf("%s_file: credential %q is not a plain name", prefix, s.Credential))
	}
	return faults
}
