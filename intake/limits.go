package intake

import (
	"errors"
	"fmt"
)

// The defaults of [Limits].
const (
	defaultSize        = 40 << 20
	defaultHeaderBytes = 256 << 10
	defaultFields      = 1000
	defaultDepth       = 20
	defaultParts       = 500
	defaultText        = 1 << 20
)

// withDefaults puts the default in place of each field that is zero or less.
func (l Limits) withDefaults() Limits {
	if l.Size <= 0 {
		l.Size = defaultSize
	}
	l.HeaderBytes = orDefault(l.HeaderBytes, defaultHeaderBytes)
	l.Fields = orDefault(l.Fields, defaultFields)
	l.Depth = orDefault(l.Depth, defaultDepth)
	l.Parts = orDefault(l.Parts, defaultParts)
	l.Text = orDefault(l.Text, defaultText)
	return l
}

// MaxSize is how many bytes of a mail are fetched, its default included.
func (l Limits) MaxSize() int64 { return l.withDefaults().Size }

func orDefault(n, def int) int {
	if n <= 0 {
		return def
	}
	return n
}

// Validate reports every limit that is negative; each error begins with the
// limit's TOML key.
func (l Limits) Validate() error {
	var errs []error
	for _, f := range []struct {
		key string
		n   int64
	}{
		{"max_size", l.Size},
		{"max_header_bytes", int64(l.HeaderBytes)},
		{"max_fields", int64(l.Fields)},
		{"max_depth", int64(l.Depth)},
		{"max_parts", int64(l.Parts)},
		{"max_text", int64(l.Text)},
	} {
		if f.n < 0 {
			errs = append(errs, fmt.Errorf("%s: %d is negative: write a positive number, or 0 for the default", f.key, f.n))
		}
	}
	return errors.Join(errs...)
}
