package main

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"inquiryd/intake"
	"inquiryd/internal/mailtest"
)

// A login that the server refuses, or a server that is not there, is tried and told once, however many mailboxes
// are the same account's; another account is told of by itself.
func TestARefusedLoginIsToldOnce(t *testing.T) {
	server, err := mailtest.StartIMAP(mailtest.IMAPOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "wrong"), []byte("nonsense"), 0o600); err != nil {
		t.Fatal(err)
	}
	mailboxes := func(more string) string {
		return `
name = "Købing Kommune"
[intake.imap]
address = "` + server.Addr() + `"
tls = "none"
username = "` + server.User() + `"
password_file = "wrong"
[[intake.mailbox]]
name = "udvalg"
mailbox = "Udvalg"
[[intake.mailbox]]
name = "aktindsigt"
mailbox = "Aktindsigt"
` + more + `
[notify]
from = "Købing Kommune <council@koebing.example>"
smtp = {address = "127.0.0.1:25", tls = "none"}
[clerk]
registrar = "fordeler@koebing.example"
[[administration]]
id = "TMF"
name = "Teknik- og Miljøforvaltningen"
address = "svar@tmf.example"
keywords = ["cykelsti*"]
[[member]]
name = "Anna Holm"
address = "anna.holm@medlem.example"
`
	}
	other := "username = \"somebody-else\"\npassword_file = \"wrong\"\n"
	for n, more := range map[int]string{1: "", 2: other} {
		t.Run(strconv.Itoa(n), func(t *testing.T) {
			c, err := parseConfig(filepath.Join(dir, "config.toml"), []byte(mailboxes(more)))
			if err != nil {
				t.Fatal(err)
			}
			before := server.Connections()
			all := c.checkMailboxes(t.Context())
			if len(all) != n || server.Connections()-before != n {
				t.Errorf("%d findings of %d logins, want %d: %v", len(all), server.Connections()-before, n, all)
			}
			for _, one := range all {
				if !errors.Is(one.err, intake.ErrAuth) && !strings.Contains(one.err.Error(), "username") {
					t.Errorf("%v", one.err)
				}
			}
		})
	}
	server.Close()
	c, err := parseConfig(filepath.Join(dir, "config.toml"), []byte(mailboxes("")))
	if err != nil {
		t.Fatal(err)
	}
	if all := c.checkMailboxes(t.Context()); len(all) != 1 || !strings.Contains(all[0].err.Error(), "intake.imap.address") {
		t.Errorf("of a server that is not there: %v", all)
	}
}
