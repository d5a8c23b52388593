package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"inquiryd/internal/mailtest"
	"inquiryd/internal/register/pgtest"
)

// province is an installation with several tenants: each has a mailbox and an
// outgoing server of its own.
type province struct {
	t       *testing.T
	dir     string
	tenants map[string]*municipality
	process *exec.Cmd
	mutex   sync.Mutex
	text    bytes.Buffer
}

// municipality is one tenant with its servers.
type municipality struct {
	name  string
	imap  *mailtest.IMAP
	smtp  *mailtest.SMTP
	mails int
}

// newProvince lays out the configurations; house is added to the main one.
func newProvince(t *testing.T, house string, names ...string) *province {
	t.Helper()
	p := &province{t: t, dir: t.TempDir(), tenants: map[string]*municipality{}}
	if err := os.Mkdir(filepath.Join(p.dir, "tenants.d"), 0o700); err != nil {
		t.Fatal(err)
	}
	p.write("main.toml", "tenants = \"tenants.d\"\n\n[operation]\nlisten = \"127.0.0.1:0\"\nlook = \"1s\"\n"+house)
	for _, name := range names {
		p.add(name)
	}
	return p
}

func (p *province) write(name, text string) {
	p.t.Helper()
	if err := os.WriteFile(filepath.Join(p.dir, name), []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
}

// add lets a tenant have its servers and its file.
func (p *province) add(name string) *municipality {
	p.t.Helper()
	m := &municipality{name: name}
	var err error
	if m.imap, err = mailtest.StartIMAP(mailtest.IMAPOptions{Password: "hush"}); err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { m.imap.Close() })
	if m.smtp, err = mailtest.StartSMTP(mailtest.SMTPOptions{}); err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { m.smtp.Close() })
	p.write("tenants.d/password", "hush")
	p.write("tenants.d/"+name+".toml", p.configuration(m, m.smtp.Addr()))
	p.tenants[name] = m
	return m
}

func (p *province) configuration(m *municipality, smtp string) string {
	return strings.ReplaceAll(fmt.Sprintf(municipalConfig, m.imap.Addr(), m.imap.User(), smtp), "NAME", m.name)
}

// The member, the administration and the rules are the same in all of them.
const municipalConfig = `
name = "Kommune NAME"

[intake.imap]
address = "%s"
tls = "none"
username = "%s"
password_file = "password"

[notify]
from = "Kommune NAME <svar@NAME.example>"

[notify.smtp]
address = "%s"
tls = "none"

[clerk]
registrar = "fordeler@NAME.example"
poll = "@every 2s"
max_acknowledgements = 100000
max_same_subject = 100000
max_letters = 1000000

[[member]]
name = "Anna Holm"
address = "anna@medlem.example"

[[administration]]
id = "VEJ"
name = "Vejforvaltningen"
address = "vej@NAME.example"
keywords = ["cykelsti*"]
`

// Write takes the log.
func (p *province) Write(b []byte) (int, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.text.Write(b)
}

func (p *province) log() string {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.text.String()
}

func (p *province) start() {
	p.t.Helper()
	p.process = exec.Command("inquiryd", "run", "--all", "-c", filepath.Join(p.dir, "main.toml"))
	p.process.Stdout, p.process.Stderr = p, p
	if err := p.process.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() {
		p.process.Process.Kill()
		p.process.Wait()
		if p.t.Failed() {
			p.t.Log(p.log())
		}
	})
}

func (p *province) end() {
	p.t.Helper()
	if err := p.process.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	if err := p.process.Wait(); err != nil {
		p.t.Errorf("told to stop it ends with %v", err)
	}
}

func (p *province) until(what string, so func() bool) {
	p.t.Helper()
	eventually(p.t, so, func() string { return what })
}

// said waits until the log says something.
func (p *province) said(what string) {
	p.t.Helper()
	p.until("the log says "+what, func() bool { return strings.Contains(p.log(), what) })
}

func (p *province) get(path string) (int, string) {
	p.t.Helper()
	p.said("showing /healthz")
	response, err := http.Get("http://" + shownAt.FindStringSubmatch(p.log())[1] + path)
	if err != nil {
		p.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

// read is how many tenants' mailboxes have been read.
func (p *province) read() int {
	p.t.Helper()
	_, text := p.get("/readyz")
	return strings.Count(text, "ok    mailbox INBOX: read at")
}

// asks delivers a question.
func (m *municipality) asks(t *testing.T) {
	t.Helper()
	m.mails++
	raw := fmt.Sprintf("From: Anna Holm <anna@medlem.example>\r\nTo: svar@%s.example\r\nSubject: Nummer %d\r\nMessage-ID: <t%d@medlem.example>\r\n"+
		"Content-Type: text/plain; charset=utf-8\r\n\r\nHvornår bliver cykelsti %d færdig?\r\n", m.name, m.mails, m.mails, m.mails)
	if _, err := m.imap.Deliver("INBOX", []byte(raw), time.Now()); err != nil {
		t.Fatal(err)
	}
}

// got is how many letters somebody got.
func (m *municipality) got(to string) (n int) {
	for _, letter := range m.smtp.Messages() {
		if letter.To == to {
			n++
		}
	}
	return n
}

// inquiryd runs a verb and returns what it prints.
func (p *province) inquiryd(args ...string) string {
	p.t.Helper()
	out, err := exec.CommandContext(p.t.Context(), "inquiryd", append([]string{"-c", filepath.Join(p.dir, "main.toml")}, args...)...).Output()
	if err != nil {
		p.t.Fatalf("inquiryd %q: %v", args, err)
	}
	return string(out)
}

// houses are the main configuration's [register] on each database. PostgreSQL
// takes few connections, however many tenants there are: those that they share,
// and two for each of the eight that may open at the same time.
func houses(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{"files": ""}
	server, err := pgtest.Start(context.WithoutCancel(t.Context()), "max_connections=25")
	switch {
	case err == nil:
		t.Cleanup(func() { server.Stop() })
		all["postgres"] = fmt.Sprintf("\n[register]\nurl = %q\nconnections = 6\n", server.URL)
	case os.Getenv("CI") == "true" || !errors.Is(err, pgtest.ErrMissing):
		t.Fatal(err)
	}
	return all
}

// silence is a server that takes connections and never says a word.
func silence(t *testing.T) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { conn.Close() })
		}
	}()
	return l.Addr().String()
}
