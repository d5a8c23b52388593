package intake_test

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pelletier/go-toml/v2"

	"inquiryd/intake"
)

const goodConfig = `
[imap]
address = "imap.kk.example:993"
username = "spm"
password_env = "SPM_PASSWORD"
timeout = "30s"

[authentication]
authserv_id = "mx.kk.example"

[folders]
filed = "Behandlet/Sager"
`

func decode(t *testing.T, text string) intake.Config {
	t.Helper()
	var config intake.Config
	if err := toml.NewDecoder(strings.NewReader(text)).DisallowUnknownFields().Decode(&config); err != nil {
		t.Fatal(err)
	}
	return config
}

func TestConfigIsReadFromTOML(t *testing.T) {
	config := decode(t, goodConfig)
	if err := config.Validate(); err != nil {
		t.Fatal(err)
	}
	if config.IMAP.Timeout.Duration != 30*time.Second || !config.Auth.Required() {
		t.Errorf("config %+v", config)
	}
	if f := config.Folders.WithDefaults(); f.Filed != "Behandlet/Sager" || f.Held != "Held" {
		t.Errorf("folders %+v", f)
	}
}

func TestValidateTellsEveryFault(t *testing.T) {
	for name, c := range map[string]struct {
		toml string
		want []string
	}{
		"nothing": {"", []string{"imap.address: is missing", "imap.username: is missing", "imap.password_file: no way to log in"}},
		"no port": {"[imap]\naddress = 'imap'", []string{`imap.address: "imap" has no port: write host:993`}},
		"plain text": {"[imap]\naddress = 'imap.kk.example:143'\ntls = 'none'",
			[]string{`imap.tls: none is only for loopback, "imap.kk.example" is not`}},
		"unknown mode": {"[imap]\ntls = 'ssl'", []string{`imap.tls: "ssl" is unknown: write implicit, starttls or none`}},
		"two secrets":  {"[imap]\npassword_file = 'a'\npassword_env = 'B'", []string{"imap.password_file: only one place"}},
		"credential":   {"[imap]\ncredential = '../x'", []string{"is not a plain name"}},
		"CA file":      {"[imap]\nca_file = '/nowhere/ca.pem'", []string{"imap.ca_file: open /nowhere/ca.pem"}},
		"password and oauth": {"[imap]\npassword_env = 'B'\n[imap.oauth]\nclient_id = 'x'",
			[]string{"imap.password_file: the table oauth is set", "imap.oauth.token_url: is missing", "imap.oauth.client_secret_file: no secret"}},
		"oauth": {"[imap.oauth]\ntoken_url = 'http://login.example/token'\nmechanism = 'plain'",
			[]string{`imap.oauth.token_url: "http://login.example/token" is not encrypted`, "imap.oauth.client_id: is missing", `imap.oauth.mechanism: "plain" is unknown`}},
		"times":                 {"[imap]\ntimeout = '-1s'\noperation = '-1m'", []string{"imap.timeout: -1s is negative", "imap.operation: -1m0s is negative"}},
		"authserv_id":           {"[authentication]\nauthserv_id = 'mx; dmarc=pass'", []string{"authentication.authserv_id: "}},
		"both":                  {"[authentication]\nauthserv_id = 'mx'\nmicrosoft = true", []string{"authentication.microsoft: "}},
		"nobody asked":          {"[authentication]\nrequire = true", []string{"authentication.require: nobody is asked"}},
		"limits":                {"[limits]\nmax_parts = -1\nmax_size = -2", []string{"limits.max_parts: -1 is negative", "limits.max_size: -2 is negative"}},
		"folders":               {"[folders]\nfiled = 'A//B'\nheld = 'a*'\nignored = 'inbox'\nrejected = \"a\\u0007\"", []string{`folders.filed: "A//B" has an empty level`, "folders.held: ", `folders.ignored: "inbox" is the mailbox that is read`, "folders.rejected: "}},
		"copies":                {"sent_folder = 'Held'", []string{`sent_folder: mail of the mailbox "INBOX" lies in "Held": name another folder`}},
		"copies in the mailbox": {"sent_folder = 'inbox'", []string{`sent_folder: mail of the mailbox "INBOX" lies in "inbox"`}},
		"copies nowhere":        {"sent_folder = 'a//b'", []string{`sent_folder: "a//b" has an empty level`}},
		"copies further on":     {"sent_folder = 'Udvalg'\n[[mailbox]]\nname = 'udvalg'\nmailbox = 'Udvalg'", []string{`sent_folder: mail of the mailbox "udvalg" lies in "Udvalg"`}},
		"another folder":        {"[imap]\nmailbox = 'Filed'", []string{`folders.filed: "Filed" is the mailbox that is read`}},
	} {
		t.Run(name, func(t *testing.T) {
			err := decode(t, c.toml).Validate()
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range c.want {
				if !strings.Contains("\n"+err.Error(), "\n"+want) && !strings.Contains(err.Error(), want) {
					t.Errorf("error\n%v\ndoes not say %q", err, want)
				}
			}
			for line := range strings.Lines(err.Error()) {
				if key, _, ok := strings.Cut(line, ": "); !ok || strings.Contains(key, " ") {
					t.Errorf("%q does not begin with a key", line)
				}
			}
		})
	}
}

func TestSecretSources(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	t.Setenv("SPM_PASSWORD", "from the environment")
	t.Setenv("SPM_EMPTY", "")
	t.Setenv("CREDENTIALS_DIRECTORY", dir)
	write("imap", "from systemd\r\n", 0o440)
	for name, c := range map[string]struct {
		source     intake.SecretSource
		want, fail string
	}{
		"file":           {intake.SecretSource{File: write("ok", " hush \n", 0o640)}, " hush ", ""},
		"environment":    {intake.SecretSource{Env: "SPM_PASSWORD"}, "from the environment", ""},
		"credential":     {intake.SecretSource{Credential: "imap"}, "from systemd", ""},
		"world-readable": {intake.SecretSource{File: write("open", "hush", 0o644)}, "", "chmod 600"},
		"empty file":     {intake.SecretSource{File: write("empty", "\n", 0o600)}, "", "is empty"},
		"no file":        {intake.SecretSource{File: filepath.Join(dir, "none")}, "", "no such file"},
		"empty variable": {intake.SecretSource{Env: "SPM_EMPTY"}, "", "environment variable SPM_EMPTY is empty"},
		"nothing":        {intake.SecretSource{}, "", "no secret is named"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := c.source.Read()
			if string(got) != c.want || (err == nil) != (c.fail == "") {
				t.Fatalf("Read = %q, %v", string(got), err)
			}
			if err != nil && (!strings.Contains(err.Error(), c.fail) || strings.Contains(err.Error(), "hush")) {
				t.Errorf("error %q; want %q and no secret", err, c.fail)
			}
		})
	}
}

func TestSecretIsNeverPrinted(t *testing.T) {
	var out strings.Builder
	secret := intake.Secret("hush")
	fmt.Fprintf(&out, "%v %s %#v %q %+v", secret, secret, secret, secret, struct{ S intake.Secret }{secret})
	slog.New(slog.NewJSONHandler(&out, nil)).Info("login", "password", secret)
	if strings.Contains(out.String(), "hush") {
		t.Errorf("printed: %s", out.String())
	}
}

const moreConfig = goodConfig + `
[[mailbox]]
name = "udvalg"
mailbox = "Udvalg"
[mailbox.folders]
held = "Udvalg/Held"

[[mailbox]]
name = "elsewhere"
address = "imap.udvalg.example:143"
username = "udvalg"
password_env = "ELSEWHERE"
`

func TestFurtherMailboxesTakeWhatTheyLeaveOut(t *testing.T) {
	config := decode(t, moreConfig)
	if err := config.Validate(); err != nil {
		t.Fatal(err)
	}
	all := config.Mailboxes()
	if len(all) != 3 || all[0].Name != "INBOX" || all[0].Folders.Filed != "Behandlet/Sager" {
		t.Fatalf("mailboxes %+v", all)
	}
	same, other := all[1], all[2]
	if same.Address != "imap.kk.example:993" || same.Username != "spm" || same.PasswordEnv != "SPM_PASSWORD" || same.Timeout.Duration != 30*time.Second ||
		same.Folders != (intake.Folders{Filed: "Behandlet/Sager", Held: "Udvalg/Held", Ignored: "Ignored", Rejected: "Rejected"}) {
		t.Errorf("another folder of the same account: %+v", same)
	}
	if other.Address != "imap.udvalg.example:143" || other.Username != "udvalg" || other.PasswordEnv != "ELSEWHERE" {
		t.Errorf("another account: %+v", other)
	}
}

func TestFaultsOfFurtherMailboxes(t *testing.T) {
	for name, c := range map[string]struct{ toml, want string }{
		"no name":         {"[[mailbox]]\nmailbox = 'Udvalg'", "mailbox[0].name: is missing"},
		"the first's":     {"[[mailbox]]\nname = 'inbox'\nmailbox = 'Udvalg'", `mailbox[0].name: "inbox" is the name of another mailbox`},
		"name twice":      {"[[mailbox]]\nname = 'a'\nmailbox = 'A'\n[[mailbox]]\nname = 'A'\nmailbox = 'B'", `mailbox[1].name: "A" is the name of another mailbox`},
		"read twice":      {"[[mailbox]]\nname = 'a'\nmailbox = 'inbox'", `mailbox[0].mailbox: "inbox" of this account is read already`},
		"in a circle":     {"[[mailbox]]\nname = 'a'\nmailbox = 'Held'", `mailbox[0].mailbox: mail of the mailbox "INBOX" is moved to "Held"`},
		"into itself":     {"[[mailbox]]\nname = 'a'\nmailbox = 'A'\n[mailbox.folders]\nfiled = 'A'", `mailbox[0].folders.filed: "A" is the mailbox that is read`},
		"no address":      {"[[mailbox]]\nname = 'a'\nmailbox = 'A'\naddresses = ['kk.example']", `mailbox[0].addresses[0]: "kk.example" is not an address`},
		"no login there":  {"[[mailbox]]\nname = 'a'\naddress = 'imap.udvalg.example:993'", "mailbox[0].username: is missing"},
		"secret not lent": {"[[mailbox]]\nname = 'a'\naddress = 'imap.udvalg.example:993'\nusername = 'a'", "mailbox[0].password_file: no way to log in"},
	} {
		t.Run(name, func(t *testing.T) {
			err := decode(t, goodConfig+c.toml).Validate()
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}
