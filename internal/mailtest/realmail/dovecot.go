package realmail

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"inquiryd/internal/mailtest"
)

// Options shape a Dovecot server. The zero value offers all that it can.
type Options struct {
	WithoutMove    bool   // MOVE is not offered
	WithoutUIDPlus bool   // UIDPLUS is not offered
	WithoutIdle    bool   // IDLE is not offered
	Separator      string // between levels of mailbox names; default "/"
	Prefix         string // of our namespace, as "INBOX."
	SentFolder     string // carries \Sent; "": none
	Quota          string // as "20K"; "": none. Needs dovecot's quota plugin, which is in its core package
	Connections    int    // that the user may have; 0: as many as they like
	Sync           bool   // writes to the disk before it answers, as in operation; tests need not wait for that
}

// Server is a Dovecot with one user, council, whose password is secret.
type Server struct {
	Addr     string // host:port, plain with STARTTLS
	AddrTLS  string // host:port, implicit TLS
	User     string
	Password string
	CA       *mailtest.CA
	Home     string // of the user; Home/Maildir is INBOX
	dir      string
	process  *process
	serial   int // of the messages delivered; Deliver is for one goroutine
	t        testing.TB
}

// Dovecot starts a server that ends with the test: 2.3, or 2.4, which has another
// language for its configuration.
func Dovecot(t testing.TB, options Options) *Server {
	t.Helper()
	program := Need(t, "dovecot", "dovecot-imapd")
	version, err := exec.Command(program, "--version").Output()
	if err != nil {
		t.Fatalf("ask dovecot for its version: %v", err)
	}
	if options.Separator == "" {
		options.Separator = "/"
	}
	s := &Server{User: "council", Password: "secret", t: t}
	s.dir = shortDir(t)
	s.Home = filepath.Join(s.dir, "home")
	plain, secure := freePort(t), freePort(t)
	for secure == plain {
		secure = freePort(t)
	}
	s.Addr, s.AddrTLS = fmt.Sprintf("127.0.0.1:%d", plain), fmt.Sprintf("127.0.0.1:%d", secure)
	s.certify()
	s.configure(settings{Options: options, Plain: plain, Secure: secure, Since24: !strings.HasPrefix(string(version), "2.3.")})
	s.Start()
	t.Cleanup(s.Stop)
	return s
}

// Start starts the server again after Stop, on the same ports and mail.
func (s *Server) Start() {
	s.t.Helper()
	s.process = start(s.t, Need(s.t, "dovecot", "dovecot-imapd"), "-F", "-c", filepath.Join(s.dir, "dovecot.conf"))
	s.process.ready(s.t, s.Addr)
}

// Stop ends the server and its connections. A second Stop does nothing.
func (s *Server) Stop() {
	if s.process != nil {
		s.process.stop()
		s.process = nil
	}
}

// shortDir is a folder whose sockets have names that fit: t.TempDir is too deep.
func shortDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "dovecot")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func (s *Server) certify() {
	s.t.Helper()
	ca, err := mailtest.NewCA()
	if err != nil {
		s.t.Fatal(err)
	}
	leaf, err := ca.Leaf()
	if err != nil {
		s.t.Fatal(err)
	}
	if _, _, err := mailtest.WriteLeaf(s.dir, leaf); err != nil {
		s.t.Fatal(err)
	}
	s.CA = ca
}
