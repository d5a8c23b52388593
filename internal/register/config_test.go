package register

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestValidateNamesEveryFault(t *testing.T) {
	good := []Config{{}, {Path: "x.db", MustExist: true}, {URL: "postgres://inquiryd@db.example/inquiryd", Schema: "kk", PasswordEnv: "PW"},
		{URL: "postgresql:///inquiryd?host=/run/postgresql", PasswordFile: "pw"}}
	for _, c := range good {
		if err := c.Validate(); err != nil {
			t.Errorf("%+v: %v", c, err)
		}
	}
	bad := []struct {
		c    Config
		keys string
	}{
		{Config{Path: "a\x00b"}, "path"},
		{Config{Schema: "kk"}, "schema"},
		{Config{URL: "mysql://db.example/x"}, "url"},
		{Config{URL: "::"}, "url"},
		{Config{URL: "postgres://u:hemmeligt@db.example/x"}, "url"},
		{Config{URL: "postgres://u@db.example/x?password=hemmeligt"}, "url"},
		{Config{Path: "x", URL: "postgres://u@db.example/x", PasswordFile: "a", PasswordEnv: "b", Schema: "a\"b"}, "path password_env schema"},
	}
	for _, test := range bad {
		err := test.c.Validate()
		if err == nil {
			t.Errorf("%+v: no fault found", test.c)
			continue
		}
		var keys []string
		for line := range strings.Lines(err.Error()) {
			key, _, _ := strings.Cut(line, ": ")
			keys = append(keys, key)
		}
		if got := strings.Join(keys, " "); got != test.keys {
			t.Errorf("%+v: faults of %q, want %q", test.c, got, test.keys)
		}
		if strings.Contains(err.Error(), "hemmeligt") {
			t.Errorf("the password is in the error: %v", err)
		}
	}
}

func TestPasswordComesFromWhereItIsSaid(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "register")
	if err := os.WriteFile(file, []byte("hemmeligt\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("CREDENTIALS_DIRECTORY", dir)
	t.Setenv("REGISTER_PASSWORD", "hemmeligt")
	for _, c := range []Config{{PasswordFile: file}, {PasswordFile: "register"}, {PasswordEnv: "REGISTER_PASSWORD"}} {
		c.URL = "postgres://inquiryd@db.example/inquiryd"
		conf, err := postgresConfig(c, newPatience())
		if err != nil || conf.Password != "hemmeligt" {
			t.Errorf("%+v: password %q, %v", c, conf.Password, err)
		}
	}
	for _, c := range []Config{{PasswordFile: file + "x"}, {PasswordEnv: "REGISTER_NONE"}} {
		if _, err := c.password(); err == nil {
			t.Errorf("%+v: no error", c)
		}
	}
}
