package realmail

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"testing"
	"time"
)

// swiftDaemon is the configuration of one of Swift's daemons.
const swiftDaemon = `[DEFAULT]
swift_dir = %[1]s
devices = %[1]s/devices
mount_check = false
bind_ip = 127.0.0.1
bind_port = %[2]d
workers = 0
user = %[3]s
log_level = WARNING

[pipeline:main]
pipeline = %[4]s%[5]s-server

[app:%[5]s-server]
use = egg:swift#%[5]s
`

// swiftFilters make the proxy answer as S3 does. It insists on a cache, and goes
// on without its server.
const swiftFilters = `account_autocreate = true

[filter:catch_errors]
use = egg:swift#catch_errors

[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:1

[filter:s3api]
use = egg:swift#s3api

[filter:tempauth]
use = egg:swift#tempauth
user_town_daemon = sesame .admin
`

// Who may use [Swift]'s server.
const (
	SwiftKey    = "town:daemon"
	SwiftSecret = "sesame"
)

// Swift starts OpenStack's object store, which answers as S3 does and holds
// requests to their signatures, and returns its endpoint. It has no bucket yet.
func Swift(t testing.TB) (endpoint string) {
	t.Helper()
	who, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "devices", "one"), 0o700); err != nil {
		t.Fatal(err)
	}
	run := func(kind, filters, more string) (addr string) {
		t.Helper()
		port := freePort(t)
		text := fmt.Sprintf(swiftDaemon, dir, port, who.Username, filters, kind) + more
		config := filepath.Join(dir, kind+".conf")
		if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if filters == "" {
			makeRing(t, dir, kind, port)
		}
		p := start(t, Need(t, "swift-"+kind+"-server", "swift-"+kind), config)
		t.Cleanup(p.stop)
		addr = fmt.Sprintf("127.0.0.1:%d", port)
		p.listens(t, addr)
		return addr
	}
	for _, kind := range []string{"account", "container", "object"} {
		run(kind, "", "")
	}
	return "http://" + run("proxy", "catch_errors cache s3api tempauth ", swiftFilters)
}

// makeRing says that all of a kind is on one daemon.
func makeRing(t testing.TB, dir, kind string, port int) {
	t.Helper()
	for _, args := range [][]string{
		{"create", "1", "1", "0"},
		{"add", "--region", "1", "--zone", "1", "--ip", "127.0.0.1", "--port", fmt.Sprint(port), "--device", "one", "--weight", "1"},
		{"rebalance"},
	} {
		cmd := exec.Command(Need(t, "swift-ring-builder", "swift"), append([]string{kind + ".builder"}, args...)...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil && cmd.ProcessState.ExitCode() != 1 { // 1: a warning
			t.Fatalf("%v: %v\n%s", cmd.Args, err, out)
		}
	}
}

// listens waits until the server, which speaks only when spoken to, takes
// connections.
func (p *process) listens(t testing.TB, addr string) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; {
		conn, err := net.DialTimeout("tcp", addr, time.Second)
		if err == nil {
			conn.Close()
			return
		}
		select {
		case <-p.done:
			t.Fatalf("%s ended by itself: %s", p.cmd.Path, p.out.String())
		case <-time.After(10 * time.Millisecond):
			if time.Now().After(deadline) {
				t.Fatalf("%s takes no connection on %s: %s", p.cmd.Path, addr, p.out.String())
			}
		}
	}
}
