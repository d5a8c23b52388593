package main

import (
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	_ "embed"

	"inquiryd/intake"
)

// exampleConfig is the configuration that is shipped.
//
//go:embed config.example.toml
var exampleConfig string

// demoMails are six mails as they come, in the order of their names.
//
//go:embed demo/*.eml
var demoMails embed.FS

// How the demo logs in to its own servers.
const (
	demoUser     = "spoergsmaal@kk.example"
	demoPassword = "only for the demo"
)

// approvers are those of the demo: the example has none.
const approvers = `[[administration.approvers]]
name = "Birgit Aaen"
address = "birgit.aaen@buf.example"

`

// writeConfig writes the shipped example with the addresses of the demo's
// servers, their authority and their password. Answers to one mail are
// assembled into one letter, and BUF approves what it has a part in; the rest
// is as it is shipped.
func (d *demo) writeConfig(file string) error {
	if _, err := d.imap.CA().WriteFile(d.dir); err != nil {
		return err
	}
	if err := os.Mkdir(filepath.Join(d.dir, "secrets"), 0o700); err != nil {
		return err
	}
	for _, name := range []string{"imap-password", "smtp-password"} {
		if err := os.WriteFile(filepath.Join(d.dir, "secrets", name), []byte(demoPassword), 0o600); err != nil {
			return err
		}
	}
	text := exampleConfig
	for _, r := range [][2]string{
		{`address = "imap.kk.example:993"`, fmt.Sprintf("address = %q", d.imap.Addr())},
		{`address = "smtp.kk.example:465"`, fmt.Sprintf("address = %q", d.smtp.Addr())},
		{`# tls = "implicit"`, `tls = "implicit"`},
		{`# ca_file = "ca.pem"`, `ca_file = "ca.pem"`},
		{"# assemble = false\n# assemble_by_due", "assemble = true\n# assemble_by_due"},
		{"[[administration]]\nid = \"SUF\"", approvers + "[[administration]]\nid = \"SUF\""}, // after BUF
	} {
		if !strings.Contains(text, r[0]) {
			return fmt.Errorf("the example configuration has no %q", r[0])
		}
		text = strings.ReplaceAll(text, r[0], r[1])
	}
	return os.WriteFile(file, []byte(text), 0o600)
}

// delivered is a mail that the demo put into the mailbox.
type delivered struct {
	raw  []byte
	mail *intake.Mail
}

// deliver puts a mail into the mailbox, as the council's server would, and
// keeps a copy beside the register.
func (d *demo) deliver(name string, raw []byte) error {
	raw = redated(raw, time.Now().In(d.config.zone))
	if _, err := d.imap.Deliver("INBOX", raw, time.Now()); err != nil {
		return fmt.Errorf("deliver %s: %w", name, err)
	}
	d.mails = append(d.mails, delivered{raw, intake.Parse(raw, d.config.Intake.Limits)})
	dir := filepath.Join(d.dir, "mails")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d-%s", len(d.mails), name)), raw, 0o600)
}

// deliverAll delivers the six mails.
func (d *demo) deliverAll() error {
	return fs.WalkDir(demoMails, "demo", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		raw, err := demoMails.ReadFile(path)
		if err != nil {
			return err
		}
		return d.deliver(e.Name()[2:], raw)
	})
}

var dateLine = regexp.MustCompile(`(?m)^Date: .*$`)

// redated is a mail with line ends as on the wire, written now.
func redated(raw []byte, now time.Time) []byte {
	text := strings.ReplaceAll(strings.ReplaceAll(string(raw), "\r\n", "\n"), "\n", "\r\n")
	return []byte(dateLine.ReplaceAllLiteralString(text, "Date: "+now.Format(time.RFC1123Z)+"\r"))
}
