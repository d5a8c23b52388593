package realmail

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Namespace runs the calling test once more, in a process with a network and
// files of /etc of its own, and returns a nil function in the first process,
// which has nothing left to do. In the second one the returned function writes
// /etc/hosts. There 127.0.0.1 works, no name server answers, and 2001:db8::1 is
// a black hole: what is sent to it is lost without a word.
//
// It needs root and iproute2.
func Namespace(t testing.TB) (hosts func(lines ...string)) {
	t.Helper()
	const inside = "INQUIRYD_NAMESPACE"
	if os.Getenv(inside) == t.Name() {
		return prepare(t)
	}
	Need(t, "ip", "iproute2")
	if os.Geteuid() != 0 {
		Lack(t, "a network namespace needs root")
		return nil
	}
	child := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v", "-test.count=1")
	child.Env = append(os.Environ(), inside+"="+t.Name(), "GODEBUG=netdns=go")
	child.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET | syscall.CLONE_NEWNS, Pdeathsig: syscall.SIGKILL}
	out, err := child.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Fatalf("in a namespace: %v\n%s", err, out)
	}
	return nil
}

func prepare(t testing.TB) (hosts func(lines ...string)) {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"hosts", "resolv.conf"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("nameserver 2001:db8::1\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, command := range []string{
		"mount --make-rprivate /",
		"mount --bind " + filepath.Join(dir, "hosts") + " /etc/hosts",
		"mount --bind " + filepath.Join(dir, "resolv.conf") + " /etc/resolv.conf",
		"ip link set lo up",
		"ip tuntap add dev hole mode tap",
		"ip link set hole up",
		"ip addr add 2001:db8::2/64 dev hole nodad",
		"ip neigh add 2001:db8::1 lladdr 02:00:00:00:00:01 dev hole",
	} {
		words := strings.Fields(command)
		if out, err := exec.Command(words[0], words[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v %s", command, err, out)
		}
	}
	return func(lines ...string) {
		t.Helper()
		if err := os.WriteFile("/etc/hosts", []byte(fmt.Sprintln(strings.Join(lines, "\n"))), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
