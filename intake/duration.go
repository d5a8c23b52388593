package intake

import (
	"fmt"
	"time"
)

// Duration is a time.Duration that TOML writes as Go does: "30s", "10m".
type Duration struct{ time.Duration }

// UnmarshalText reads "90s".
func (d *Duration) UnmarshalText(text []byte) (err error) {
	if d.Duration, err = time.ParseDuration(string(text)); err != nil {
		return fmt.Errorf("%q is no duration: write 30s, 10m or 24h", text)
	}
	return nil
}

// MarshalText writes "1m30s".
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// or is d, or the default when d is zero.
func (d Duration) or(def time.Duration) time.Duration {
	if d.Duration == 0 {
		return def
	}
	return d.Duration
}
