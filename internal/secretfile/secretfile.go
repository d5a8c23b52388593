// Package secretfile reads files that hold a secret: a password, a token, a key.
// Such a file must be an ordinary one that not everybody can read. What a person's
// editor or shell adds around the secret (a mark of the encoding, line ends) is
// taken off; a file that cannot be meant is an error that says what to do, and
// never shows what is in it.
package secretfile

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
)

// most is how large such a file may be.
const most = 64 << 10

var (
	// ErrOpen says that everybody can read the file.
	ErrOpen = errors.New("everybody can read it")
	// ErrEmpty says that there is nothing in it.
	ErrEmpty = errors.New("is empty")
)

// Read returns the secret in a file. Its errors name the file.
func Read(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	switch {
	case !info.Mode().IsRegular(): // to read a pipe would wait for whoever writes into it
		return "", fmt.Errorf("%s is no ordinary file, but one of the kind %s: a secret is read each time that it is used, so write it into a file", path, info.Mode().Type())
	case info.Mode().Perm()&0o004 != 0:
		return "", fmt.Errorf("%s: its mode is %04o: %w", path, info.Mode().Perm(), ErrOpen)
	case info.Size() > most:
		return "", fmt.Errorf("%s has %d bytes, which is no secret: name the file that holds it", path, info.Size())
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	if bytes.HasPrefix(raw, []byte{0xFE, 0xFF}) || bytes.HasPrefix(raw, []byte{0xFF, 0xFE}) {
		return "", fmt.Errorf("%s is in UTF-16: save it as UTF-8", path)
	}
	text := strings.TrimRight(string(bytes.TrimPrefix(raw, []byte("\uFEFF"))), "\r\n")
	if text == "" {
		return "", fmt.Errorf("%s %w", path, ErrEmpty)
	}
	return text, nil
}
