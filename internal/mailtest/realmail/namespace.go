package realmail

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Namespace runs the calling test once more, in a process with a network and
// files of /etc of its own, and returns a nil function in the first process,
// which has nothing left to do. In the second one the returned function writes
// /etc/hosts, and returns when names lead where it says: Go looks at the file
// every five seconds. There 127.0.0.1 works, no name server answers, and 2001:db8::1 is
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
	child := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v", "-test.count=1", "-test.timeout=2m")
	child.Env = append(os.Environ(), inside+"="+t.Name(), "GODEBUG=netdns=go")
	child.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET | syscall.CLONE_NEWNS, Pdeathsig: syscall.SIGKILL}
	child.WaitDelay = 5 * time.Second // what it started may outlive it
	out, err := child.CombinedOutput()
	if errors.Is(err, exec.ErrWaitDelay) {
		err = nil
	}
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
		for want, end := places(lines), time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
			if got := found(t, want); maps.EqualFunc(got, want, slices.Equal) {
				return
			} else if time.Now().After(end) {
				t.Fatalf("names lead to %v, want %v", got, want)
			}
		}
	}
}

// places are the addresses of each name of the lines of /etc/hosts.
func places(lines []string) map[string][]string {
	all := map[string][]string{}
	for _, line := range lines {
		words := strings.Fields(line)
		all[words[1]] = append(all[words[1]], words[0])
	}
	for name := range all {
		slices.Sort(all[name])
	}
	return all
}

// found is where the names lead now.
func found(t testing.TB, names map[string][]string) map[string][]string {
	all := map[string][]string{}
	for name := range names {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second) // no name server answers
		all[name], _ = net.DefaultResolver.LookupHost(ctx, name)
		cancel()
		slices.Sort(all[name])
	}
	return all
}
