package realmail

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"inquiryd/internal/mailtest"
)

// Deliver puts a message into INBOX as a mail server does, by a file in the
// Maildir; at becomes its INTERNALDATE.
func (s *Server) Deliver(raw []byte, at time.Time) {
	s.t.Helper()
	s.deliver(raw, at, s.own)
}

// DeliverQuietly is Deliver for a backlog: faster, but the messages belong to
// the server's user only after [Server.Own], before which nobody may look.
func (s *Server) DeliverQuietly(raw []byte, at time.Time) {
	s.t.Helper()
	s.deliver(raw, at, func(string) {})
}

// Own gives what was delivered quietly to the server's user.
func (s *Server) Own() {
	s.t.Helper()
	s.own(filepath.Join(s.Home, "Maildir"))
}

func (s *Server) deliver(raw []byte, at time.Time, own func(path string)) {
	s.t.Helper()
	maildir := filepath.Join(s.Home, "Maildir")
	for _, sub := range []string{"tmp", "new", "cur"} {
		if err := os.MkdirAll(filepath.Join(maildir, sub), 0o700); err != nil {
			s.t.Fatal(err)
		}
	}
	s.serial++
	name := fmt.Sprintf("%d.%d_%d.mailtest", time.Now().Unix(), s.serial, os.Getpid())
	tmp := filepath.Join(maildir, "tmp", name)
	if err := os.WriteFile(tmp, raw, 0o600); err != nil {
		s.t.Fatal(err)
	}
	if err := os.Chtimes(tmp, at, at); err != nil {
		s.t.Fatal(err)
	}
	if s.serial == 1 { // later the server may be at work in it
		own(maildir)
	}
	own(tmp)
	if err := os.Rename(tmp, filepath.Join(maildir, "new", name)); err != nil {
		s.t.Fatal(err)
	}
}

// Messages lists a mailbox by ascending UID, without changing a flag.
func (s *Server) Messages(mailbox string) []mailtest.Stored {
	s.t.Helper()
	client := s.Client()
	defer client.Close()
	selected, err := client.Select(mailbox, &imap.SelectOptions{ReadOnly: true}).Wait()
	if err != nil {
		s.t.Fatalf("select %s: %v", mailbox, err)
	}
	if selected.NumMessages == 0 {
		return nil
	}
	all, whole := imap.UIDSet{{Start: 1}}, &imap.FetchItemBodySection{Peek: true}
	found, err := client.Fetch(all, &imap.FetchOptions{UID: true, Flags: true, InternalDate: true, BodySection: []*imap.FetchItemBodySection{whole}}).Collect()
	if err != nil {
		s.t.Fatalf("list %s: %v", mailbox, err)
	}
	var stored []mailtest.Stored
	for _, m := range found {
		one := mailtest.Stored{UID: uint32(m.UID), At: m.InternalDate, Raw: m.FindBodySection(whole)}
		for _, flag := range m.Flags {
			if flag != `\Recent` {
				one.Flags = append(one.Flags, string(flag))
			}
		}
		stored = append(stored, one)
	}
	slices.SortFunc(stored, func(a, b mailtest.Stored) int { return int(int64(a.UID) - int64(b.UID)) })
	return stored
}

// Client is another client, logged in.
func (s *Server) Client() *imapclient.Client {
	s.t.Helper()
	client, err := imapclient.DialInsecure(s.Addr, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := client.Login(s.User, s.Password).Wait(); err != nil {
		s.t.Fatal(err)
	}
	return client
}

// Doveadm runs an administrator's command for the user, such as
// "mailbox", "update", "--uid-validity", "77", "INBOX".
func (s *Server) Doveadm(args ...string) string {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	at := slices.IndexFunc(args, func(arg string) bool { return strings.HasPrefix(arg, "-") })
	if at < 0 {
		at = min(len(args), 2)
		if args[0] != "mailbox" {
			at = 1
		}
	}
	full := slices.Concat([]string{"-c", filepath.Join(s.dir, "dovecot.conf")}, args[:at], []string{"-u", s.User}, args[at:])
	out, err := exec.CommandContext(ctx, Need(s.t, "doveadm", "dovecot-core"), full...).CombinedOutput()
	if err != nil {
		s.t.Fatalf("doveadm %s: %v: %s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// SetUIDValidity gives a mailbox another UIDVALIDITY, as after a restored
// backup.
func (s *Server) SetUIDValidity(mailbox string, validity uint32) {
	s.t.Helper()
	s.Doveadm("mailbox", "update", "--uid-validity", fmt.Sprint(validity), mailbox)
}

// Log is what Dovecot wrote to its log.
func (s *Server) Log() string {
	raw, _ := os.ReadFile(filepath.Join(s.dir, "dovecot.log"))
	return string(raw)
}
