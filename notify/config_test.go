package notify_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"inquiryd/notify"
)

func TestConfigReads(t *testing.T) {
	var c notify.Config
	err := toml.Unmarshal([]byte(`
from = "Københavns Kommune <spoergsmaal@kk.example>"
language = "da"
pdf_timeout = "10s"
[smtp]
address = "smtp.kk.example:465"
username = "council"
password_env = "SMTP_PASSWORD"
timeout = "30s"
`), &c)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Validate(); err != nil {
		t.Error(err)
	}
	if c.From.Name != "Københavns Kommune" || c.From.Address != "spoergsmaal@kk.example" || c.SMTP.Timeout.Seconds() != 30 {
		t.Errorf("read %+v", c)
	}
}

// TestConfigMistakes: each names its key.
func TestConfigMistakes(t *testing.T) {
	good := func() notify.Config {
		c := config()
		c.SMTP = notify.SMTPConfig{Address: "smtp.kk.example:465", Username: "u", PasswordEnv: "X"}
		return c
	}
	notPEM := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(notPEM, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := good().Validate(); err != nil {
		t.Fatal(err)
	}
	for want, spoil := range map[string]func(*notify.Config){
		"dkim.domain: ":         func(c *notify.Config) { c.DKIM = notify.DKIMConfig{Domain: "kk example", Selector: "s", KeyFile: "x"} },
		"dkim.selector: ":       func(c *notify.Config) { c.DKIM = notify.DKIMConfig{Domain: "kk.example", KeyFile: "x"} },
		"dkim.key_file: no key": func(c *notify.Config) { c.DKIM = notify.DKIMConfig{Domain: "kk.example", Selector: "s"} },
		"dkim.key_file: only one": func(c *notify.Config) {
			c.DKIM = notify.DKIMConfig{Domain: "kk.example", Selector: "s", KeyFile: "x", Credential: "y"}
		},
		"from: ":                  func(c *notify.Config) { c.From.Address = "nobody" },
		"language: ":              func(c *notify.Config) { c.Language = "tlh" },
		"templates: ":             func(c *notify.Config) { c.Templates = "/not/there" },
		"pdf_command: ":           func(c *notify.Config) { c.PDFCommand = []string{""} },
		"pdf_timeout: ":           func(c *notify.Config) { c.PDFTimeout.Duration = -1 },
		"smtp.address: ":          func(c *notify.Config) { c.SMTP.Address = "smtp.kk.example" },
		"smtp.tls: none is only":  func(c *notify.Config) { c.SMTP.TLS = "none" },
		"smtp.tls: \"ssl\"":       func(c *notify.Config) { c.SMTP.TLS = "ssl" },
		"smtp.ca_file: open":      func(c *notify.Config) { c.SMTP.CAFile = "/not/there" },
		"holds no PEM":            func(c *notify.Config) { c.SMTP.CAFile = notPEM },
		"smtp.hello: ":            func(c *notify.Config) { c.SMTP.Hello = "a b" },
		"smtp.password_file: ":    func(c *notify.Config) { c.SMTP.PasswordFile = "x" },
		"smtp.username: a passw":  func(c *notify.Config) { c.SMTP.Username = "" },
		"smtp.username: no passw": func(c *notify.Config) { c.SMTP.PasswordEnv = "" },
		"smtp.oauth: ":            func(c *notify.Config) { c.SMTP.OAuth = true },
		"smtp.timeout: ":          func(c *notify.Config) { c.SMTP.Timeout.Duration = -1 },
		"smtp.max_connections: ":  func(c *notify.Config) { c.SMTP.Connections = -1 },
	} {
		c := good()
		spoil(&c)
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q in %v", want, err)
		}
	}
}

func TestConfigReportsAllAtOnce(t *testing.T) {
	err := notify.Config{Language: "tlh"}.Validate()
	for _, key := range []string{"from: ", "language: ", "smtp.address: "} {
		if err == nil || !strings.Contains(err.Error(), key) {
			t.Errorf("%q is missing in %v", key, err)
		}
	}
}

func TestWorldReadablePasswordIsRefused(t *testing.T) {
	file := passwordFile(t, "secret")
	if err := os.Chmod(file, 0o644); err != nil {
		t.Fatal(err)
	}
	cfg := plainConfig("127.0.0.1:1")
	script, told := secretiveServer(t, []string{"250-mx", "250 AUTH PLAIN"}, nil)
	cfg.Address, cfg.Username, cfg.PasswordFile = script, "council", file
	_, err := newPoster(t, cfg).Post(t.Context(), "a@kk.example", "b@medlem.example", []byte(mailText))
	if err == nil || !strings.Contains(err.Error(), "everybody can read") || told.Load() {
		t.Errorf("got %v, told %v", err, told.Load())
	}
}
