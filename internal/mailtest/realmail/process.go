package realmail

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Need returns the path of a program, or ends the test.
func Need(t testing.TB, program, debianPackage string) string {
	t.Helper()
	for _, path := range []string{program, "/usr/sbin/" + program, "/usr/lib/dovecot/" + program} {
		if found, err := exec.LookPath(path); err == nil {
			return found
		}
	}
	Lack(t, fmt.Sprintf("%s is not installed: apt-get install %s", program, debianPackage))
	return ""
}

// Lack ends the test for want of a server: as a failure where CI=true, since
// there nothing may be left out quietly.
func Lack(t testing.TB, message string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(message)
	}
	t.Skip(message)
}

// freePort is a port that nobody listened on a moment ago, below those that the
// system gives to connections: one of these could take it before the server does.
// No other test gets it until this one ends: a name of Linux's abstract sockets stands
// for it, which goes with its process.
func freePort(t testing.TB) int {
	t.Helper()
	var err error
	for range 100 {
		port := 20000 + rand.IntN(12000)
		var claim, ln net.Listener
		if claim, err = net.Listen("unix", fmt.Sprintf("@inquiryd-test-port-%d", port)); err != nil {
			continue
		}
		if ln, err = net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err != nil {
			claim.Close()
			continue
		}
		ln.Close()
		t.Cleanup(func() { claim.Close() })
		return port
	}
	t.Fatal(err)
	return 0
}

// process is a server in the foreground, in a process group of its own.
type process struct {
	cmd  *exec.Cmd
	out  safeBuffer
	done chan struct{}
}

func start(t testing.TB, program string, args ...string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(program, args...), done: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr, p.cmd.WaitDelay = &p.out, &p.out, 5*time.Second // its children may outlive it
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
	if err := p.cmd.Start(); err != nil {
		t.Fatalf("start %s: %v", program, err)
	}
	go func() { p.cmd.Wait(); close(p.done) }()
	return p
}

// ready waits until the server greets on addr.
func (p *process) ready(t testing.TB, addr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for !greets(addr) {
		select {
		case <-p.done:
			t.Fatalf("%s ended by itself: %s", p.cmd.Path, p.out.String())
		case <-ctx.Done():
			t.Fatalf("%s does not greet on %s: %s", p.cmd.Path, addr, p.out.String())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func greets(addr string) bool {
	conn, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		return false
	}
	defer conn.Close()
	conn.SetReadDeadline(time.Now().Add(2 * time.Second))
	n, err := conn.Read(make([]byte, 4))
	return err == nil && n > 0
}

// stop ends the server and all its children, gently first.
func (p *process) stop() {
	p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.done:
	case <-time.After(5 * time.Second):
	}
	syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	<-p.done
}

type safeBuffer struct {
	mutex sync.Mutex
	buf   bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.buf.Write(p)
}

func (b *safeBuffer) String() string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.buf.String()
}
