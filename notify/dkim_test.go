package notify_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-msgauth/dkim"

	"inquiryd/internal/mailtest/realmail"
	"inquiryd/notify"
)

var rsaKey = sync.OnceValue(func() crypto.Signer {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

func edKey() crypto.Signer {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte("k"), ed25519.SeedSize))
}

// keyFile writes a key as PEM that only its owner can read.
func keyFile(t *testing.T, key any) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return secretFile(t, string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
}

func secretFile(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "key.pem")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func dkimConfig(file string) notify.DKIMConfig {
	return notify.DKIMConfig{Domain: "kk.example", Selector: "inquiryd", KeyFile: file}
}

func signedConfig(t *testing.T, key any) (notify.Config, *notify.DKIM) {
	t.Helper()
	cfg := config()
	cfg.DKIM = dkimConfig(keyFile(t, key))
	signer, err := notify.NewDKIM(cfg.DKIM)
	if err != nil {
		t.Fatal(err)
	}
	return cfg, signer
}

// verify asks go-msgauth, with the record that we say must be published.
func verify(t *testing.T, signer *notify.DKIM, raw []byte) error {
	t.Helper()
	name, text := signer.Record()
	found, err := dkim.VerifyWithOptions(bytes.NewReader(raw), &dkim.VerifyOptions{LookupTXT: func(domain string) ([]string, error) {
		if domain != name {
			t.Errorf("the key is looked for under %s, not %s", domain, name)
		}
		return []string{text}, nil
	}})
	if err != nil || len(found) != 1 {
		t.Fatalf("%d signatures, %v", len(found), err)
	}
	if found[0].Domain != "kk.example" {
		t.Errorf("%s vouches", found[0].Domain)
	}
	return found[0].Err
}

// Every kind of letter bears a signature that two verifiers of others believe,
// and writing it again gives the same bytes.
func TestSignedLettersVerify(t *testing.T) {
	for name, key := range map[string]crypto.Signer{"rsa": rsaKey(), "ed25519": edKey()} {
		t.Run(name, func(t *testing.T) {
			cfg, signer := signedConfig(t, key)
			w, plain := newWriter(t, cfg), newWriter(t, config())
			for _, kind := range notify.Kinds {
				c, err := w.Compose(sample(kind, "da"))
				if err != nil {
					t.Fatal(err)
				}
				if err := verify(t, signer, c.Raw); err != nil {
					t.Errorf("%s: %v\n%s", kind, err, c.Raw)
				}
				again, err := newWriter(t, cfg).Compose(sample(kind, "da"))
				if err != nil || !bytes.Equal(c.Raw, again.Raw) {
					t.Errorf("%s: written again it has other bytes, %v", kind, err)
				}
				bare, err := plain.Compose(sample(kind, "da"))
				if err != nil || !bytes.HasSuffix(c.Raw, bare.Raw) {
					t.Errorf("%s: the signature changed the letter, %v", kind, err)
				}
			}
		})
	}
}

// python3-dkim of Debian verifies the same letters, by the record as a zone
// file has it.
func TestSignedLettersVerifyInPython(t *testing.T) {
	const python = "/usr/bin/python3"
	if err := exec.Command(python, "-c", "import dkim").Run(); err != nil {
		realmail.Lack(t, "python3-dkim is not installed: apt-get install python3-dkim")
	}
	const program = `import dkim, sys
record = b"".join(part for i, part in enumerate(sys.argv[1].encode().split(b'"')) if i % 2)
sys.exit(0 if dkim.verify(sys.stdin.buffer.read(), dnsfunc=lambda name, timeout=5: record) else "refused")`
	for name, key := range map[string]crypto.Signer{"rsa": rsaKey(), "ed25519": edKey()} {
		cfg, signer := signedConfig(t, key)
		c, err := newWriter(t, cfg).Compose(sample(notify.Answer, "da"))
		if err != nil {
			t.Fatal(err)
		}
		check := exec.Command(python, "-c", program, signer.ZoneLine())
		check.Stdin = bytes.NewReader(c.Raw)
		if out, err := check.CombinedOutput(); err != nil {
			t.Errorf("%s: %v %s", name, err, out)
		}
	}
}

// What servers on the way do leaves the signature whole; what an attacker
// would do breaks it.
func TestSignatureCoversTheLetter(t *testing.T) {
	cfg, signer := signedConfig(t, edKey())
	c, err := newWriter(t, cfg).Compose(sample(notify.Acknowledgement, "da"))
	if err != nil {
		t.Fatal(err)
	}
	on := func(old, with string) func(string) string {
		return func(s string) string {
			if !strings.Contains(s, old) {
				t.Fatalf("the letter has no %q", old)
			}
			return strings.Replace(s, old, with, 1)
		}
	}
	for name, x := range map[string]struct {
		change func(string) string
		whole  bool
	}{
		"a field of the way on top": {func(s string) string { return "Received: from a by b; Mon, 9 Mar 2026 10:00:00 +0100\r\n" + s }, true},
		"folded anew":               {on("\r\nTo: ", "\r\nTo:\r\n "), true},
		"a blank line at the end":   {func(s string) string { return s + "\r\n \r\n" }, true},
		"blanks at an end of line":  {on("--\r\n", "-- \t\r\n"), true},
		"another author":            {on("spoergsmaal@kk.example", "x@angreb.example"), false},
		"a second author on top":    {func(s string) string { return "From: x@angreb.example\r\n" + s }, false},
		"a second subject on top":   {func(s string) string { return "Subject: Betal her\r\n" + s }, false},
		"another place for replies": {func(s string) string { return "Reply-To: x@angreb.example\r\n" + s }, false},
		"more text":                 {func(s string) string { return s + "Betal her\r\n" }, false},
		"another content type":      {on("multipart/alternative", "multipart/mixed"), false},
	} {
		t.Run(name, func(t *testing.T) {
			if err := verify(t, signer, []byte(x.change(string(c.Raw)))); (err == nil) != x.whole {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestDKIMRecordInDNS(t *testing.T) {
	_, signer := signedConfig(t, rsaKey())
	name, text := signer.Record()
	for about, c := range map[string]struct {
		records []string
		err     error
		says    string
	}{
		"there":               {records: []string{"something else", text}},
		"there, in parts":     {records: []string{strings.Replace(text, "; p=", ";  p= ", 1)}},
		"there, without k":    {records: []string{strings.Replace(text, "k=rsa; ", "", 1)}},
		"not there":           {err: errors.New("no such host"), says: "publish the record"},
		"another key":         {records: []string{"v=DKIM1; k=rsa; p=MIIB"}, says: "another key"},
		"withdrawn":           {records: []string{"v=DKIM1; p="}, says: "another key"},
		"of another kind":     {records: []string{strings.Replace(text, "k=rsa", "k=ed25519", 1)}, says: "another key"},
		"nothing in the name": {says: "another key"},
	} {
		err := signer.Published(t.Context(), func(_ context.Context, asked string) ([]string, error) {
			if asked != name {
				t.Errorf("asked for %s", asked)
			}
			return c.records, c.err
		})
		if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", about, err)
		}
	}
	for part := range strings.SplitSeq(signer.ZoneLine(), `"`) {
		if len(part) > 255 {
			t.Errorf("a string of %d bytes: %s", len(part), signer.ZoneLine())
		}
	}
	for author, want := range map[string]bool{"a@kk.example": true, "a@post.KK.example": true, "a@by.example": false, "a@evilkk.example": false} {
		if signer.Aligned(author) != want {
			t.Errorf("aligned with %s is %v", author, !want)
		}
	}
}

// A key that cannot do says why, by the key of the configuration.
func TestBadDKIMKeys(t *testing.T) {
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	open := keyFile(t, edKey())
	if err := os.Chmod(open, 0o644); err != nil {
		t.Fatal(err)
	}
	for says, file := range map[string]string{
		"1024 bits":            keyFile(t, small),
		"ecdsa":                keyFile(t, curve),
		"no PEM":               secretFile(t, "hello"),
		"is empty":             secretFile(t, ""),
		"everybody can read":   open,
		"no such file":         "/not/there",
		"which is no private":  secretFile(t, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
		"encrypted private ke": secretFile(t, "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n"),
	} {
		cfg := config()
		cfg.DKIM = dkimConfig(file)
		if _, err := notify.NewWriter(cfg); err == nil || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), "dkim.key_file: ") {
			t.Errorf("%s: %v", says, err)
		}
	}
	pkcs1 := secretFile(t, string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(rsaKey().(*rsa.PrivateKey))})))
	if _, err := notify.NewDKIM(dkimConfig(pkcs1)); err != nil {
		t.Error(err)
	}
	t.Setenv("CREDENTIALS_DIRECTORY", filepath.Dir(pkcs1))
	if _, err := notify.NewDKIM(notify.DKIMConfig{Domain: "kk.example", Selector: "s", Credential: "key.pem"}); err != nil {
		t.Error(err)
	}
}

func TestSigningLeavesNoLongLine(t *testing.T) {
	cfg, _ := signedConfig(t, rsaKey())
	c, err := newWriter(t, cfg).Compose(sample(notify.Answer, "da"))
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := bytes.Cut(c.Raw, []byte("\r\nFrom: "))
	lines := strings.Split(string(head), "\r\n")
	if !strings.HasPrefix(lines[0], "DKIM-Signature: v=1; a=rsa-sha256;") || slices.ContainsFunc(lines, func(l string) bool { return len(l) > 78 }) {
		t.Errorf("got\n%s", head)
	}
}
