package notify

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/net/publicsuffix"

	"inquiryd/internal/secretfile"
)

// DKIMConfig says how letters are signed (RFC 6376). The zero value signs
// none. Sign here when the outgoing server does not.
type DKIMConfig struct {
	Domain     string `toml:"domain"`     // that vouches; that of from, or one above or below it, for DMARC
	Selector   string `toml:"selector"`   // names the key in DNS: SELECTOR._domainkey.DOMAIN
	KeyFile    string `toml:"key_file"`   // private key as PEM: RSA of 2048 bits or more, or Ed25519 (RFC 8463)
	Credential string `toml:"credential"` // systemd credential that holds it, by its name
}

// IsZero says whether nothing is set.
func (c DKIMConfig) IsZero() bool { return c == DKIMConfig{} }

func (c DKIMConfig) faults(table string) (faults []error) {
	if c.IsZero() {
		return nil
	}
	fault := func(key, format string, args ...any) {
		faults = append(faults, fmt.Errorf(table+key+": "+format, args...))
	}
	for _, name := range []struct{ key, value, as string }{{"domain", c.Domain, "kk.example"}, {"selector", c.Selector, "inquiryd2026"}} {
		if !dnsName(name.value) {
			fault(name.key, "%q is no name in DNS: write it as %s", name.value, name.as)
		}
	}
	switch {
	case c.KeyFile == "" && c.Credential == "":
		fault("key_file", "no key: name it by key_file or credential")
	case c.KeyFile != "" && c.Credential != "":
		fault("key_file", "only one of key_file and credential can hold the key")
	}
	return faults
}

// dnsName reports whether s is one or more labels of DNS, in ASCII.
func dnsName(s string) bool {
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || strings.Trim(label, "-") != label ||
			strings.ContainsFunc(label, func(r rune) bool {
				return r != '-' && r != '_' && !('0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z')
			}) {
			return false
		}
	}
	return len(s) < 200
}

// smallestRSA is what RFC 8301 section 3.2 advises; verifiers may refuse less
// than 1024.
const smallestRSA = 2048

// DKIM signs letters with one key.
type DKIM struct {
	cfg       DKIMConfig
	key       crypto.Signer
	algorithm string // of the key, as in DNS: "rsa" or "ed25519"
	public    []byte // as in DNS
}

// NewDKIM reads the key, which nobody but its owner and group may read.
func NewDKIM(cfg DKIMConfig) (*DKIM, error) {
	text, err := readSecret(cfg.KeyFile, cfg.Credential)
	if err != nil {
		return nil, fmt.Errorf("dkim.key_file: %w", err)
	}
	d := &DKIM{cfg: cfg}
	if d.key, err = parseKey(text); err != nil {
		return nil, fmt.Errorf("dkim.key_file: %w", err)
	}
	switch public := d.key.Public().(type) {
	case *rsa.PublicKey:
		d.algorithm = "rsa"
		d.public, err = x509.MarshalPKIXPublicKey(public)
	case ed25519.PublicKey:
		d.algorithm, d.public = "ed25519", public
	}
	return d, err
}

// parseKey reads PKCS #8 and, for RSA, PKCS #1.
func parseKey(text string) (crypto.Signer, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("it holds no PEM: make a key with openssl genrsa 2048")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if block.Type == "RSA PRIVATE KEY" {
		key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	}
	if err != nil {
		return nil, fmt.Errorf("it holds %s, which is no private key of RSA or Ed25519 without a password", strings.ToLower(block.Type))
	}
	switch key := key.(type) {
	case *rsa.PrivateKey:
		if bits := key.N.BitLen(); bits < smallestRSA {
			return nil, fmt.Errorf("its key has %d bits, and receivers want %d: make one with openssl genrsa %[2]d", bits, smallestRSA)
		}
		return key, nil
	case ed25519.PrivateKey:
		return key, nil
	}
	return nil, fmt.Errorf("its key is a %T: DKIM knows RSA and Ed25519", key)
}

// Record is the TXT record that must stand in DNS: its name, and its text.
func (d *DKIM) Record() (name, text string) {
	return d.cfg.Selector + "._domainkey." + d.cfg.Domain,
		"v=DKIM1; k=" + d.algorithm + "; p=" + base64.StdEncoding.EncodeToString(d.public)
}

// ZoneLine is the record as a zone file has it: in strings of at most 255
// bytes (RFC 1035 section 3.3.14).
func (d *DKIM) ZoneLine() string {
	name, text := d.Record()
	var parts []string
	for len(text) > 255 {
		parts, text = append(parts, `"`+text[:255]+`"`), text[255:]
	}
	return name + ". IN TXT ( " + strings.Join(append(parts, `"`+text+`"`), " ") + " )"
}

// Published asks lookup, as [net.Resolver.LookupTXT], whether the record
// stands in DNS with this key.
func (d *DKIM) Published(ctx context.Context, lookup func(context.Context, string) ([]string, error)) error {
	name, text := d.Record()
	records, err := lookup(ctx, name)
	if err != nil {
		return fmt.Errorf("dkim.selector: %s is not in DNS: %w: publish the record", name, err)
	}
	want := tags(text)
	for _, r := range records {
		if got := tags(r); got["p"] == want["p"] && (got["k"] == want["k"] || got["k"] == "" && want["k"] == "rsa") {
			return nil
		}
	}
	return fmt.Errorf("dkim.key_file: DNS has another key under %s: publish the record, or use the key that is there", name)
}

// tags reads a tag list (RFC 6376 section 3.2).
func tags(record string) map[string]string {
	all := map[string]string{}
	for tag := range strings.SplitSeq(record, ";") {
		name, value, _ := strings.Cut(tag, "=")
		all[strings.TrimSpace(name)] = strings.Join(strings.Fields(value), "")
	}
	return all
}

// Aligned reports whether the signature speaks for an author (RFC 7489 section
// 3.1, relaxed): whether both domains are of one organisation.
func (d *DKIM) Aligned(author string) bool {
	_, domain, _ := cutAddress(author)
	a, errA := publicsuffix.EffectiveTLDPlusOne(strings.ToLower(domain))
	b, errB := publicsuffix.EffectiveTLDPlusOne(strings.ToLower(d.cfg.Domain))
	return strings.EqualFold(domain, d.cfg.Domain) || errA == nil && errB == nil && a == b
}

// readSecret reads a file, or a systemd credential, that holds a secret. One
// that everybody can read holds none.
func readSecret(file, credential string) (string, error) {
	if credential != "" {
		dir := os.Getenv("CREDENTIALS_DIRECTORY")
		if dir == "" {
			return "", fmt.Errorf("credential %q: $CREDENTIALS_DIRECTORY is not set: start under systemd with LoadCredential=%s:FILE", credential, credential)
		}
		file = filepath.Join(dir, filepath.Base(credential))
	}
	secret, err := secretfile.Read(file)
	if errors.Is(err, secretfile.ErrOpen) {
		err = fmt.Errorf("%w: chmod 600 it, or 640 with the daemon's group", err)
	}
	return secret, err
}
