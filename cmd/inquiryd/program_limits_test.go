package main

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"inquiryd/internal/mailtest/realmail"
)

// mounted is a small file system of its own in the world's folder, with the
// register on it.
func (c *crash) mounted(options string) (folder string) {
	c.t.Helper()
	folder = filepath.Join(c.dir, "disk")
	if err := os.Mkdir(folder, 0o700); err != nil {
		c.t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, options); err != nil {
		realmail.Lack(c.t, fmt.Sprint("a small file system can only be mounted by root: ", err))
	}
	c.t.Cleanup(func() { syscall.Unmount(folder, syscall.MNT_DETACH) })
	c.write("config.toml", c.configuration()+"\n[register]\npath = \"disk/inquiryd.db\"\n")
	c.keepIn(filepath.Join(folder, "inquiryd.db"))
	return folder
}

// F06: no file can be made any more, although there is space.
func TestProgramNoInodesLeft(t *testing.T) {
	c := newCrash(t, 0, 0)
	disk := c.mounted("size=24m,nr_inodes=20")
	c.deliver(3)
	c.run(nil)
	c.deliver(6)
	var ballast []string
	for n := 0; ; n++ {
		name := filepath.Join(disk, fmt.Sprint("ballast", n))
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			break
		}
		ballast = append(ballast, name)
	}
	log, status := c.attempt(nil)
	if status == statusDone || log == "" {
		t.Errorf("without inodes: status %d:\n%s", status, log)
	}
	for _, name := range ballast {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
	c.settle()
}

// F06: the disk is full when a backup is put back, and when one is made. The
// register stays as it is, and nothing half is left.
func TestProgramDiskIsFullForABackup(t *testing.T) {
	t.Parallel()
	c := newCrash(t, 0, 0)
	disk := c.mounted("size=8m")
	c.deliver(4)
	c.run(nil)
	backup := filepath.Join(c.dir, "backup.db")
	c.mustVerb("backup", backup)
	c.deliver(6)
	c.run(nil)
	before := c.told()
	ballast, copied := filepath.Join(disk, "ballast"), filepath.Join(disk, "copy.db")
	for _, free := range []int{0, 64 << 10, 400 << 10} {
		fill(t, ballast, free)
		for _, args := range [][]string{{"restore", backup}, {"backup", copied}} {
			if out, status := c.verb(args...); status != statusFound || !strings.Contains(out, "no space left") {
				t.Errorf("%s with %d bytes free: status %d:\n%s", args[0], free, status, out)
			}
		}
		os.Remove(ballast)
		left, err := filepath.Glob(filepath.Join(disk, "*copy*"))
		draft, draftErr := filepath.Glob(filepath.Join(disk, ".*"))
		if err = errors.Join(err, draftErr); err != nil || len(left)+len(draft) > 0 {
			t.Errorf("with %d bytes free %v and %v are left: %v", free, left, draft, err)
		}
		if after := c.told(); !slices.Equal(after, before) {
			t.Errorf("with %d bytes free the register says\n%q, before\n%q", free, after, before)
		}
	}
	c.settle()
}

// F06: files may not grow beyond a limit.
func TestProgramFilesMayNotGrow(t *testing.T) {
	c := newCrash(t, 0, 0)
	c.deliver(2)
	c.run(nil)
	c.deliver(40)
	for _, blocks := range []int{8, 400, 700} {
		log, status := c.attempt(limited(fmt.Sprintf("-f %d", blocks)))
		if status == statusDone && blocks < 100 || status != statusDone && log == "" {
			t.Errorf("with files of %d blocks at most: status %d:\n%s", blocks, status, log)
		}
		c.at["random"]++ // the process may have died on the way
	}
	c.makeDue()
	c.settle()
}

// F22: a network without any route, not even to this machine.
func TestProgramNoRoute(t *testing.T) {
	c := newCrash(t, 0, 0)
	c.deliver(2)
	c.run(nil)
	c.deliver(4)
	began := time.Now()
	log, status := c.attempt(func(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET} })
	if status == statusDone || !strings.Contains(log, "unreachable") || time.Since(began) > 30*time.Second {
		t.Errorf("status %d after %v:\n%s", status, time.Since(began), log)
	}
	c.settle()
}

// memory is the most that a process had in use. What the system tells at its
// end is that of whoever started it, if that had more.
type memory struct{ kilobytes atomic.Int64 }

func (m *memory) megabytes() int64 { return m.kilobytes.Load() >> 10 }

func (m *memory) watch(process *os.Process) {
	go func() {
		for {
			status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", process.Pid))
			_, peak, found := strings.Cut(string(status), "VmHWM:")
			if err != nil || !found { // it has ended
				return
			}
			var kilobytes int64
			if _, err := fmt.Sscan(peak, &kilobytes); err == nil && strings.Contains(string(status), "inquiryd") {
				m.kilobytes.Store(kilobytes)
			}
			time.Sleep(5 * time.Millisecond)
		}
	}()
}

// F29: many mails of twenty megabytes are filed one after the other, oldest
// first, within the memory that the unit allows. INQUIRYD_LARGE makes it longer.
func TestProgramBacklogOfLargeMails(t *testing.T) {
	c := newCrash(t, 0, 0)
	mails := setting("INQUIRYD_LARGE", 4)
	c.patience = time.Duration(mails) * 20 * time.Second
	line := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 57)) + "\r\n"
	for n := range mails {
		raw := fmt.Sprintf("From: anna@medlem.example\r\nTo: svar@proeve.example\r\nSubject: Sag L%d\r\nMessage-ID: <l%d@medlem.example>\r\n"+
			"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHvornår bliver cykelsti L%d færdig?\r\n"+
			"--b\r\nContent-Type: application/pdf; name=plan.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n", n, n, n) +
			strings.Repeat(line, 20<<20/len(line)) + "\r\n--b--\r\n"
		if _, err := c.imap.Deliver("INBOX", []byte(raw), time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	var most memory
	began := time.Now()
	log, status := c.attempt(nil, most.watch)
	used := most.megabytes()
	t.Logf("%d mails in %v, at most %d MiB in use", mails, time.Since(began).Round(time.Second), used)
	if status != statusDone || used > 384 {
		t.Errorf("%d MiB in use, status %d:\n%.2000s", used, status, log)
	}
	told := c.told()
	for n := range mails {
		if want := fmt.Sprintf("mail l%d@medlem.example", n); !slices.ContainsFunc(told, func(l string) bool { return strings.HasPrefix(l, want) && strings.Contains(l, "filed") }) {
			t.Errorf("%s was not filed: %v", want, told)
		}
	}
}

// F53: mails of a hundred megabytes with little memory: of those larger than
// max_size no more than that is fetched.
func TestProgramLittleMemory(t *testing.T) {
	c := newCrash(t, 0, 0)
	c.write("config.toml", c.configuration()+"\n[intake.limits]\nmax_size = 4194304\n")
	c.deliver(2)
	line := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 57)) + "\r\n"
	for n := range 3 {
		raw := fmt.Sprintf("From: Nogen <nogen@fremmed.example>\r\nTo: svar@proeve.example\r\nSubject: Stor\r\nMessage-ID: <big%d@fremmed.example>\r\n"+
			"MIME-Version: 1.0\r\nContent-Type: application/octet-stream; name=stor.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n", n) + strings.Repeat(line, 100<<20/len(line))
		if _, err := c.imap.Deliver("INBOX", []byte(raw), time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	c.deliver(4)
	var most memory
	log, status := c.attempt(func(cmd *exec.Cmd) {
		limited("-v 2500000")(cmd)
		cmd.Env = append(os.Environ(), "GOMEMLIMIT=96MiB")
	}, most.watch)
	used := most.megabytes()
	t.Logf("at most %d MiB in use", used)
	if status != statusDone || used > 256 {
		t.Errorf("%d MiB in use, status %d:\n%s", used, status, log)
	}
	filed := 0
	for _, l := range c.told() {
		if strings.HasPrefix(l, "mail n") && strings.Contains(l, "filed") {
			filed++
		}
	}
	if filed != 4 {
		t.Errorf("%d mails of 4 were filed beside the big ones", filed)
	}
}

// F56, F57: no standard error, a log on a full disk, the poor environment of
// cron, and any umask: what is made is for its owner only all the same.
func TestProgramPoorEnvironment(t *testing.T) {
	for name, change := range map[string]func(*testing.T, *crash, *exec.Cmd){
		"log to a full device": func(t *testing.T, c *crash, cmd *exec.Cmd) {
			cmd.Env, cmd.Dir = []string{"LANG=C"}, "/"
			full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { full.Close() })
			cmd.Stderr = full
		},
		"standard error is closed": func(t *testing.T, _ *crash, cmd *exec.Cmd) { shell("exec 2>&-", cmd) },
		"umask 077":                func(t *testing.T, _ *crash, cmd *exec.Cmd) { shell("umask 077", cmd) },
		"umask 000, no time zone": func(t *testing.T, _ *crash, cmd *exec.Cmd) {
			shell("umask 000; unset TZ HOME LANG", cmd)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCrash(t, 0, 0)
			c.deliver(2)
			log, status := c.attempt(func(cmd *exec.Cmd) { change(t, c, cmd) })
			if status != statusDone {
				t.Errorf("status %d:\n%s", status, log)
			}
			for _, file := range []string{"inquiryd.db", "inquiryd.db.lock", "secret"} {
				info, err := os.Stat(filepath.Join(c.dir, file))
				if err != nil || info.Mode().Perm()&0o077 != 0 {
					t.Errorf("%s: %v, %v", file, info.Mode(), err)
				}
			}
			c.settle()
		})
	}
}

// shell lets a shell do something before it becomes the program.
func shell(before string, cmd *exec.Cmd) {
	cmd.Args = append([]string{"sh", "-c", before + `; exec "$0" "$@"`, named()}, cmd.Args[1:]...)
	cmd.Path = "/bin/sh"
}
