package register_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"inquiryd/internal/mailtest/realmail"
	"inquiryd/internal/register"
)

// runChild is what the test binary does instead of testing when a test started
// it again, with what to do in the environment.
func runChild(what string) int {
	ctx := context.Background()
	if what == "copy" {
		return copyChild(ctx)
	}
	r, err := register.Open(ctx, register.Config{Path: os.Getenv("REGISTER_TEST_PATH")})
	if err != nil {
		fmt.Println("open:", err)
		return 1
	}
	if what == "open" {
		return 0
	}
	for n := 1; ; n++ {
		err := r.Update(ctx, func(tx *register.Tx) error { return second(fileMail(ctx, tx, n)) })
		switch {
		case err == nil:
			fmt.Println("filed", n)
		case what == "until unusable":
			fmt.Println("first error:", err)
			err = r.Update(ctx, func(*register.Tx) error { return nil })
			fmt.Println("then:", errors.Is(err, register.ErrUnusable))
			return 0
		default:
			fmt.Println("error:", err)
			return 1
		}
	}
}

// child starts the test binary again.
func child(t *testing.T, what, path string, wrap ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	args := append(wrap, self)
	cmd := exec.CommandContext(t.Context(), args[0], args[1:]...)
	cmd.Env = append(os.Environ(), "REGISTER_TEST_CHILD="+what, "REGISTER_TEST_PATH="+path)
	return cmd
}

// A process that is killed in the middle of its work leaves all mails whose
// transaction ended, nothing of the others, and a sound register.
func TestKilledInTheMiddle(t *testing.T) {
	rounds := 12
	if testing.Short() {
		rounds = 3
	}
	cfg := file.make(t)
	kept := 0
	for round := range rounds {
		path := filepath.Join(t.TempDir(), "register.db")
		cmd := child(t, "file", path)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// The first round dies on its way up, the others while they file: a
		// little later in the work each time, whatever the machine's speed.
		kill := func() { _ = cmd.Process.Kill() }
		if round == 0 {
			time.AfterFunc(60*time.Millisecond, kill)
		}
		said := lastFiled(out, func(n int) {
			if round > 0 && n == 1+round/3 {
				time.AfterFunc(time.Duration(round)*time.Millisecond, kill)
			}
		})
		_ = cmd.Wait() // it was killed
		cfg.Path = path
		r := open(t, cfg)
		if err := r.Check(t.Context()); err != nil {
			t.Error(err)
		}
		n := wholeMails(t, r)
		if n < said || n > said+1 {
			t.Errorf("round %d: %d mails are kept, the process said %d", round, n, said)
		}
		kept += n
	}
	if kept == 0 {
		t.Error("every process was killed before it filed a mail")
	}
}

// lastFiled is the number of the last mail that the process said it filed; each
// is told when it is said.
func lastFiled(out io.Reader, each func(n int)) (n int) {
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if number, ok := strings.CutPrefix(lines.Text(), "filed "); ok {
			n, _ = strconv.Atoi(number)
			each(n)
		}
	}
	return n
}

// wholeMails fails unless each mail is there with all that it led to, and
// returns how many there are.
func wholeMails(t *testing.T, r *register.Register) (n int) {
	t.Helper()
	look(t, r, func(ctx context.Context, tx *register.Tx) error {
		lines, err := tx.Lines(ctx, register.LedgerFilter{})
		if err != nil {
			return err
		}
		n = len(lines)
		for _, l := range lines {
			letters, err := tx.LettersOf(ctx, l.Case)
			questions, err2 := tx.QuestionsOf(ctx, l.Inquiry)
			events, err3 := tx.Events(ctx, l.Case)
			_, err4 := tx.Raw(ctx, l.Digest)
			if err := errors.Join(err, err2, err3, err4); err != nil {
				return err
			}
			if l.Outcome != register.Filed || len(letters) != 2 || len(questions) != 2 || len(events) != 3 {
				t.Errorf("line %d is %s, with %d letters, %d questions, %d events", l.ID, l.Outcome, len(letters), len(questions), len(events))
			}
		}
		return nil
	})
	return n
}

// An error of fsync says nothing about what is on the disk, and asking again is
// answered wrongly: the register must not be used any further.
func TestUnusableAfterFsyncFailed(t *testing.T) {
	strace := realmail.Need(t, "strace", "strace")
	path := filepath.Join(t.TempDir(), "register.db")
	if err := open(t, register.Config{Path: path}).Close(); err != nil { // the schema is there
		t.Fatal(err)
	}
	cmd := child(t, "until unusable", path, strace, "-f", "-q", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO:when=5+")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	said := string(out)
	if !strings.Contains(said, "unusable") || !strings.Contains(said, "then: true") || !strings.Contains(said, "filed 1") {
		t.Errorf("it said:\n%s", said)
	}
	r := open(t, register.Config{Path: path})
	if err := r.Check(t.Context()); err != nil {
		t.Error(err)
	}
	wholeMails(t, r)
}

// A file system that turns read-only under an open register, as one does after a
// fault of its disk, is told from a full one.
func TestFileSystemTurnsReadOnly(t *testing.T) {
	strace := realmail.Need(t, "strace", "strace")
	path := filepath.Join(t.TempDir(), "register.db")
	if err := open(t, register.Config{Path: path}).Close(); err != nil { // the schema is there
		t.Fatal(err)
	}
	out, err := child(t, "until unusable", path, strace, "-f", "-q", "-o", "/dev/null", "-e", "trace=fchmodat,pwrite64",
		"-e", "inject=pwrite64:error=EROFS:when=200+", "-e", "inject=fchmodat:error=EROFS").CombinedOutput()
	if said := string(out); err != nil || !strings.Contains(said, "cannot be written") || !strings.Contains(said, "read-only") || !strings.Contains(said, "filed 1") {
		t.Errorf("%v\n%s", err, said)
	}
	wholeMails(t, open(t, register.Config{Path: path}))
}

// So is a quota that is used up told from a broken disk, as the want of space that it
// is.
func TestQuotaIsUsedUp(t *testing.T) {
	strace := realmail.Need(t, "strace", "strace")
	path := filepath.Join(t.TempDir(), "register.db")
	if err := open(t, register.Config{Path: path}).Close(); err != nil { // the schema is there
		t.Fatal(err)
	}
	out, err := child(t, "until unusable", path, strace, "-f", "-q", "-o", "/dev/null", "-e", "trace=pwrite64", "-e", "inject=pwrite64:error=EDQUOT:when=200+").CombinedOutput()
	if said := string(out); err != nil || !strings.Contains(said, "no space left") || !strings.Contains(said, "quota") || !strings.Contains(said, "filed 1") {
		t.Errorf("%v\n%s", err, said)
	}
	wholeMails(t, open(t, register.Config{Path: path}))
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".inquiryd-*")); len(left) > 0 {
		t.Errorf("%q is left", left)
	}
}

// A file system that cannot lock is told from a broken one.
func TestFileSystemWithoutLocks(t *testing.T) {
	strace := realmail.Need(t, "strace", "strace")
	path := filepath.Join(t.TempDir(), "register.db")
	out, err := child(t, "open", path, strace, "-f", "-q", "-o", "/dev/null", "-P", path, "-P", path+"-shm", "-e", "trace=fcntl", "-e", "inject=fcntl:error=ENOSYS").CombinedOutput()
	if err == nil || !strings.Contains(string(out), path) || !strings.Contains(string(out), "local disk") {
		t.Errorf("%v\n%s", err, out)
	}
}

// What cannot be written is refused at once, before any mail is fetched.
func TestReadOnlyFile(t *testing.T) {
	dir, err := os.MkdirTemp("", "register-readonly-") // t.TempDir is closed to other users
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "register.db")
	r, err := register.Open(t.Context(), register.Config{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(r.Close(), os.Chmod(path, 0o440)); err != nil {
		t.Fatal(err)
	}
	cmd := child(t, "open", path)
	if os.Geteuid() == 0 { // root may write everything
		nobody(t, cmd, dir, path)
	}
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "cannot be written") || !strings.Contains(string(out), path) {
		t.Errorf("opening a read-only file: %v\n%s", err, out)
	}
}

// nobody runs cmd as an ordinary user who owns the files, from a copy of the
// binary that this user may reach.
func nobody(t *testing.T, cmd *exec.Cmd, dir, path string) {
	t.Helper()
	u, err := user.Lookup("nobody")
	if err != nil {
		realmail.Lack(t, "there is no user nobody")
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	self, err := os.ReadFile(cmd.Path)
	if err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(dir, "register.test")
	if err := errors.Join(os.WriteFile(binary, self, 0o755), os.Chown(dir, uid, gid), os.Chown(path, uid, gid)); err != nil {
		t.Fatal(err)
	}
	cmd.Path, cmd.Args[0], cmd.Dir = binary, binary, dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
}
