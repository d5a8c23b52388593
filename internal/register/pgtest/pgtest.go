// Package pgtest runs a private PostgreSQL server for tests: its data lies in a
// temporary folder, it listens on a free port of the loopback interface, and it
// ends with the test binary. Debian's package postgresql has the programs.
//
// fsync stays on, as it must in operation: what a benchmark measures here is
// what an installation gets. Start one server in TestMain and give each test a
// schema of its own.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
)

// ErrMissing says that PostgreSQL's programs are not on this machine.
var ErrMissing = errors.New("PostgreSQL is not installed: apt install postgresql")

// Server is a running server.
type Server struct {
	URL string // of an empty database whose user may do everything

	bin     string
	folder  string
	options string              // of the server's command line
	run     *syscall.Credential // nil: as ourselves
	guard   *exec.Cmd
	end     io.Closer // of the guard's input
}

// Start makes a new, empty server and runs it, with settings as
// "max_connections=30". [ErrMissing]: it cannot.
func Start(ctx context.Context, settings ...string) (_ *Server, err error) {
	s := &Server{}
	if s.bin, err = programs(); err != nil {
		return nil, err
	}
	if s.folder, err = os.MkdirTemp("", "inquiryd-postgres-"); err != nil {
		return nil, err
	}
	if err := s.start(ctx, settings); err != nil {
		return nil, errors.Join(fmt.Errorf("start PostgreSQL: %w", err), s.Stop())
	}
	return s, nil
}

func (s *Server) start(ctx context.Context, settings []string) error {
	if err := s.leaveRoot(); err != nil {
		return err
	}
	if err := s.watch(); err != nil {
		return err
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	data := filepath.Join(s.folder, "data")
	if err := s.command(ctx, "initdb", "-D", data, "-U", "inquiryd", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions"); err != nil {
		return err
	}
	s.at(port)
	for _, setting := range settings {
		s.options += " -c " + setting
	}
	return s.Again(ctx)
}

// Standby makes and runs a server that follows this one, which it reaches at an
// address: that of this one, or of something between them.
func (s *Server) Standby(ctx context.Context, at string) (_ *Server, err error) {
	f := &Server{bin: s.bin}
	if f.folder, err = os.MkdirTemp("", "inquiryd-postgres-"); err != nil {
		return nil, err
	}
	if err := f.follow(ctx, at); err != nil {
		return nil, errors.Join(fmt.Errorf("start a standby: %w", err), f.Stop())
	}
	return f, nil
}

func (s *Server) follow(ctx context.Context, at string) error {
	if err := s.leaveRoot(); err != nil {
		return err
	}
	if err := s.watch(); err != nil {
		return err
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	if err := s.command(ctx, "pg_basebackup", "-D", filepath.Join(s.folder, "data"), "-R", "-X", "stream", "-c", "fast", "-d", "postgres://inquiryd@"+at+"/"); err != nil {
		return err
	}
	s.at(port)
	return s.Again(ctx)
}

// Promote makes a standby a server that writes.
func (s *Server) Promote(ctx context.Context) error {
	return s.command(ctx, "pg_ctl", "promote", "-w", "-D", filepath.Join(s.folder, "data"))
}

// at sets where the server listens.
func (s *Server) at(port int) {
	s.options = fmt.Sprintf("-c listen_addresses=127.0.0.1 -c port=%d -c unix_socket_directories='' -c max_connections=200", port)
	s.URL = fmt.Sprintf("postgres://inquiryd@127.0.0.1:%d/postgres?sslmode=disable", port)
}

// Again runs the server again after Crash, on what it has on the disk.
func (s *Server) Again(ctx context.Context) error {
	log := filepath.Join(s.folder, "log")
	if err := s.command(ctx, "pg_ctl", "start", "-w", "-t", "60", "-D", filepath.Join(s.folder, "data"), "-l", log, "-o", s.options); err != nil {
		said, _ := os.ReadFile(log)
		return fmt.Errorf("%w\n%s", err, said)
	}
	return nil
}

// Crash ends the server and its connections at once, without a checkpoint, and
// keeps its data for Again.
func (s *Server) Crash(ctx context.Context) error {
	return s.command(ctx, "pg_ctl", "stop", "-w", "-m", "immediate", "-D", filepath.Join(s.folder, "data"))
}

// guard waits for the end of its standard input, which comes when [Server.Stop]
// closes it and also when this process is killed, and then ends the server and
// removes its data.
const guard = `read end; "$0" stop -w -m immediate -D "$1/data" >/dev/null 2>&1; rm -rf "$1"`

// watch starts the guard, out of reach of signals to our group.
func (s *Server) watch() (err error) {
	s.guard = exec.Command("/bin/sh", "-c", guard, filepath.Join(s.bin, "pg_ctl"), s.folder)
	s.guard.Dir = "/"
	s.guard.SysProcAttr = &syscall.SysProcAttr{Credential: s.run, Setpgid: true}
	if s.end, err = s.guard.StdinPipe(); err != nil {
		return err
	}
	return s.guard.Start()
}

// Own starts a server for one test, which may crash it. Where PostgreSQL is missing
// the test is skipped; with CI=true it fails.
func Own(t testing.TB) *Server {
	t.Helper()
	server, err := Start(context.WithoutCancel(t.Context()))
	if errors.Is(err, ErrMissing) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Stop() })
	return server
}

// Stop ends the server at once and removes its data.
func (s *Server) Stop() error {
	if s.end == nil {
		return os.RemoveAll(s.folder)
	}
	if err := errors.Join(s.end.Close(), s.guard.Wait()); err != nil {
		return fmt.Errorf("stop PostgreSQL: %w", err)
	}
	return nil
}

// leaveRoot gives the folder to an ordinary user: PostgreSQL refuses to run as
// root.
func (s *Server) leaveRoot() error {
	if os.Geteuid() != 0 {
		return nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.Atoi(u.Uid)
		gid, gidErr := strconv.Atoi(u.Gid)
		if err := errors.Join(uidErr, gidErr); err != nil {
			return err
		}
		s.run = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		return os.Chown(s.folder, uid, gid)
	}
	return errors.New("no user postgres or nobody to run it")
}

func (s *Server) command(ctx context.Context, program string, args ...string) error {
	cmd := exec.CommandContext(ctx, filepath.Join(s.bin, program), args...)
	cmd.Dir = s.folder
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.run}
	// A file, not a pipe: the server inherits it, and waiting for the end of a
	// pipe would be waiting for the server.
	out, err := os.CreateTemp(s.folder, "out-")
	if err != nil {
		return err
	}
	defer os.Remove(out.Name())
	defer out.Close()
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Run(); err != nil {
		said, _ := os.ReadFile(out.Name())
		return fmt.Errorf("%s: %w\n%s", program, err, said)
	}
	return nil
}

// programs returns the folder of the newest PostgreSQL of this machine.
func programs() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err != nil { // the others may have no link
			return "", err
		}
		return filepath.Dir(path), nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", ErrMissing
	}
	newest := slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })
	return filepath.Dir(newest), nil
}

func version(initdb string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(initdb))))
	return n
}

// freePort is a port that nobody listened on a moment ago, below those that the
// system gives to connections: one of these could take it before the server does.
func freePort() (port int, err error) {
	for range 100 {
		port = 20000 + rand.IntN(12000)
		var l net.Listener
		if l, err = net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			return port, l.Close()
		}
	}
	return 0, err
}
