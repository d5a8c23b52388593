package realmail

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"text/template"
)

// settings fill in the configuration.
type settings struct {
	Options
	Dir, Home        string
	Plain, Secure    int
	Login, Me, Group string // users that Dovecot runs as
	MailUser         string // who owns the mail
	MailGroup        string
	Capability       string // "": all
	Since24          bool   // Dovecot is 2.4 or newer
}

func (s *Server) configure(c settings) {
	s.t.Helper()
	c.Dir, c.Home = s.dir, s.Home
	s.chooseUsers(&c)
	if c.WithoutMove || c.WithoutUIDPlus || c.WithoutIdle {
		c.Capability = capability(c.Options)
	}
	var text strings.Builder
	if err := configuration.Execute(&text, c); err != nil {
		s.t.Fatal(err)
	}
	s.write("dovecot.conf", text.String(), 0o644)
	s.write("users", fmt.Sprintf("%s:{PLAIN}%s\n", s.User, s.Password), 0o644)
}

// chooseUsers: as root Dovecot drops its rights, and refuses to own mail as
// root; an ordinary user does everything as itself.
func (s *Server) chooseUsers(c *settings) {
	s.t.Helper()
	if err := os.Mkdir(s.Home, 0o700); err != nil {
		s.t.Fatal(err)
	}
	if os.Geteuid() == 0 {
		c.Login, c.Me, c.Group, c.MailUser, c.MailGroup = "dovenull", "dovecot", "dovecot", "nobody", "nogroup"
		s.own(s.Home)
		return
	}
	me, err := user.Current()
	if err != nil {
		s.t.Fatal(err)
	}
	group, err := user.LookupGroupId(me.Gid)
	if err != nil {
		s.t.Fatal(err)
	}
	c.Login, c.Me, c.Group, c.MailUser, c.MailGroup = me.Username, me.Username, group.Name, me.Username, group.Name
}

// own gives a file to the owner of the mail.
func (s *Server) own(path string) {
	s.t.Helper()
	if os.Geteuid() != 0 {
		return
	}
	if out, err := exec.Command("chown", "-R", "nobody:nogroup", path).CombinedOutput(); err != nil {
		s.t.Fatalf("chown %s: %s", path, out)
	}
}

func (s *Server) write(name, text string, mode os.FileMode) {
	s.t.Helper()
	if err := os.WriteFile(filepath.Join(s.dir, name), []byte(text), mode); err != nil {
		s.t.Fatal(err)
	}
}

func capability(o Options) string {
	caps := []string{"IMAP4rev1", "SASL-IR", "LITERAL+", "ID", "ENABLE", "NAMESPACE", "SPECIAL-USE", "LIST-EXTENDED", "ESEARCH"}
	if !o.WithoutIdle {
		caps = append(caps, "IDLE")
	}
	if !o.WithoutMove {
		caps = append(caps, "MOVE")
	}
	if !o.WithoutUIDPlus {
		caps = append(caps, "UIDPLUS")
	}
	return strings.Join(caps, " ")
}

// configuration is the one that Dovecot reads: since 2.4 it is another language.
var configuration = template.Must(template.New("dovecot.conf").Parse(`
{{- if .Since24}}
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
{{- end}}
base_dir = {{.Dir}}/run
state_dir = {{.Dir}}/run
log_path = {{.Dir}}/dovecot.log
protocols = imap
listen = 127.0.0.1
default_login_user = {{.Login}}
default_internal_user = {{.Me}}
default_internal_group = {{.Group}}
ssl = yes
{{- if .Since24}}
ssl_server_cert_file = {{.Dir}}/cert.pem
ssl_server_key_file = {{.Dir}}/key.pem
auth_allow_cleartext = yes
mail_driver = maildir
mail_path = ~/Maildir
{{- else}}
ssl_cert = <{{.Dir}}/cert.pem
ssl_key = <{{.Dir}}/key.pem
disable_plaintext_auth = no
mail_location = maildir:~/Maildir
{{- end}}
auth_mechanisms = plain login
auth_failure_delay = 0
first_valid_uid = 1
mail_fsync = {{if .Sync}}optimized{{else}}never{{end}}
mail_max_userip_connections = {{if .Connections}}{{.Connections}}{{else}}1000{{end}}
namespace inbox {
  inbox = yes
  separator = {{.Separator}}
  prefix = {{.Prefix}}
{{- if .SentFolder}}
  mailbox "{{.SentFolder}}" {
    auto = create
    special_use = \Sent
  }
{{- end}}
}
{{- if and .Quota .Since24}}
mail_plugins = quota
quota "User quota" {
  driver = count
  storage_size = {{.Quota}}
  storage_grace = 0
}
protocol imap {
  mail_plugins = quota imap_quota
}
{{- else if .Quota}}
mail_plugins = quota
plugin {
  quota = count:User quota
  quota_rule = *:storage={{.Quota}}
  quota_vsizes = yes
  quota_grace = 0
}
protocol imap {
  mail_plugins = quota imap_quota
}
{{- end}}
{{- if .Since24}}
passdb passwd-file {
  default_password_scheme = PLAIN
  auth_username_format = %{user}
  passwd_file_path = {{.Dir}}/users
}
userdb static {
  fields {
    uid = {{.MailUser}}
    gid = {{.MailGroup}}
    home = {{.Home}}
  }
}
{{- else}}
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {{.Dir}}/users
}
userdb {
  driver = static
  args = uid={{.MailUser}} gid={{.MailGroup}} home={{.Home}}
}
{{- end}}
{{- if .Capability}}
protocol imap {
  imap_capability = {{.Capability}}
}
{{- end}}
service imap-login {
  chroot =
  inet_listener imap {
    port = {{.Plain}}
  }
  inet_listener imaps {
    port = {{.Secure}}
    ssl = yes
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
`))
