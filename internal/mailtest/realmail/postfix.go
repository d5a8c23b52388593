package realmail

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Postfix is a real mail server that puts every mail for medlem.example into
// one maildir.
type Postfix struct {
	Addr string // host:port
	t    testing.TB
	mail string
}

// StartPostfix starts one, with further lines of main.cf. It needs root, since
// Postfix drops rights that it must have first.
func StartPostfix(t testing.TB, settings ...string) *Postfix {
	t.Helper()
	program := Need(t, "postfix", "postfix")
	if os.Geteuid() != 0 {
		Lack(t, "Postfix starts as root only")
	}
	dir, err := os.MkdirTemp("", "postfix")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	port := freePort(t)
	p := &Postfix{Addr: fmt.Sprintf("127.0.0.1:%d", port), t: t, mail: filepath.Join(dir, "mail")}
	for _, folder := range []string{"", "etc", "queue", "data", "mail"} {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, owned := range []string{"postfix " + filepath.Join(dir, "data"), "nobody " + p.mail} {
		who, what, _ := strings.Cut(owned, " ")
		if out, err := exec.Command("chown", who, what).CombinedOutput(); err != nil {
			t.Fatalf("chown %s %s: %s", who, what, out)
		}
	}
	main := strings.ReplaceAll(postfixMain, "DIR", dir) + strings.Join(settings, "\n") + "\n"
	for name, text := range map[string]string{"main.cf": main, "master.cf": fmt.Sprintf(postfixMaster, p.Addr)} {
		if err := os.WriteFile(filepath.Join(dir, "etc", name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	running := start(t, program, "-c", filepath.Join(dir, "etc"), "start-fg")
	t.Cleanup(func() { // its master has a session of its own
		exec.Command(program, "-c", filepath.Join(dir, "etc"), "abort").Run()
		running.stop()
	})
	running.ready(t, p.Addr)
	return p
}

// Mails waits until n mails have arrived and a moment more, and returns all.
func (p *Postfix) Mails(n int) (all []string) {
	p.t.Helper()
	for range 100 {
		files, err := filepath.Glob(filepath.Join(p.mail, "all", "new", "*"))
		if err != nil {
			p.t.Fatal(err)
		}
		if len(files) >= n {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	time.Sleep(500 * time.Millisecond) // one that should not come would come now
	files, err := filepath.Glob(filepath.Join(p.mail, "all", "new", "*"))
	if err != nil {
		p.t.Fatal(err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			p.t.Fatal(err)
		}
		all = append(all, string(raw))
	}
	return all
}

const postfixMain = `compatibility_level = 3.6
queue_directory = DIR/queue
data_directory = DIR/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = /dev/stdout
myhostname = mx.medlem.example
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
mydestination =
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = medlem.example
virtual_mailbox_base = DIR/mail
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
smtpd_recipient_restrictions = permit_mynetworks, reject
`

const postfixMaster = `%s inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`
