package health

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"time"
)

// Config says where the state of the daemon is shown: table [operation].
type Config struct {
	// Listen is where /healthz, /readyz and /metrics are, as "127.0.0.1:9120".
	// Default: nowhere.
	Listen string `toml:"listen"`
	// ListenAnywhere allows an address that other machines reach. There is
	// neither a login nor encryption. Default false.
	ListenAnywhere bool `toml:"listen_anywhere"`
	// Look is how often the figures are taken. Default "1m".
	Look Duration `toml:"look"`
	// Hang is how long one round of the mailbox or of the outbox may take; one
	// that takes longer counts as hung, and systemd's watchdog is told no more.
	// Default "35m".
	Hang Duration `toml:"hang"`
}

// withDefaults is c with its zero fields filled in.
func (c Config) withDefaults() Config {
	c.Look = cmp.Or(c.Look, Duration{time.Minute})
	c.Hang = cmp.Or(c.Hang, Duration{35 * time.Minute})
	return c
}

// Validate reports every fault, each with its key first.
func (c Config) Validate() error {
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	if host, port, err := net.SplitHostPort(c.Listen); c.Listen != "" {
		switch {
		case err != nil || port == "":
			fault("listen: %q has no port: write 127.0.0.1:9120", c.Listen)
		case !loopback(host) && !c.ListenAnywhere:
			fault("listen: other machines reach %q, and there is neither login nor encryption: write 127.0.0.1:%s, or set listen_anywhere", c.Listen, port)
		}
	}
	faults = append(faults, lengths{{"look", c.Look}, {"hang", c.Hang}}.faults()...)
	return errors.Join(faults...)
}

// loopback reports whether a host is this machine by its very name.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Duration is a time.Duration written as "30s" or "10m" in the configuration.
type Duration struct{ time.Duration }

// UnmarshalText reads the form of time.ParseDuration.
func (d *Duration) UnmarshalText(text []byte) (err error) {
	d.Duration, err = time.ParseDuration(string(text))
	if err != nil {
		return fmt.Errorf("%q is not a duration: write it as 30s, 10m or 2h", text)
	}
	return nil
}

// lengths are durations that must not be negative, with their keys.
type lengths []struct {
	key string
	Duration
}

func (l lengths) faults() (faults []error) {
	for _, d := range l {
		if d.Duration.Duration < 0 {
			faults = append(faults, fmt.Errorf("%s: %v is negative", d.key, d.Duration.Duration))
		}
	}
	return faults
}
