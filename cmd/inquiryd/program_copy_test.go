package main

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"inquiryd/internal/mailtest/realmail"
	"inquiryd/internal/register"
	"inquiryd/internal/register/growth"
	"inquiryd/internal/register/pgtest"
)

// A grown register goes to PostgreSQL and from there into a file, and each time
// the copy is killed in the middle again and again: it goes on where it was, and
// in the end all is there. INQUIRYD_COPY=100000 cases are many.
func TestProgramCopyIsKilled(t *testing.T) {
	server, err := pgtest.Start(context.WithoutCancel(t.Context()))
	if err != nil {
		realmail.Lack(t, err.Error())
	}
	t.Cleanup(func() { server.Stop() })
	cases := setting("INQUIRYD_COPY", 1500)
	c := &copied{t: t, dir: t.TempDir()}
	file, back := filepath.Join(c.dir, "first.db"), filepath.Join(c.dir, "back.db")
	if err := growth.Grow(t.Context(), register.Config{Path: file}, cases, time.Now()); err != nil {
		t.Fatal(err)
	}
	config, err := pgx.ParseConfig(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	config.RuntimeParams["search_path"] = "copied"
	c.copy(fmt.Sprintf("path = %q", file), cases, stdlib.OpenDB(*config), "--to", server.URL, "--schema", "copied")
	db, err := sql.Open("sqlite", "file:"+back+"?mode=ro&_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	c.copy(fmt.Sprintf("url = %q\nschema = \"copied\"", server.URL), cases, db, "--to", back)
	if out, err := c.command(fmt.Sprintf("path = %q", back), "register", "check").CombinedOutput(); err != nil || !strings.Contains(string(out), "the register is whole") {
		t.Errorf("register check: %v\n%s", err, out)
	}
}

// copied are copies that are killed.
type copied struct {
	t   *testing.T
	dir string
}

// command is a verb on a register.
func (c *copied) command(where string, args ...string) *exec.Cmd {
	c.t.Helper()
	return c.commandAt("127.0.0.1:1", "x", where, args...)
}

// commandAt is a verb on a register and a mailbox.
func (c *copied) commandAt(imap, user, where string, args ...string) *exec.Cmd {
	c.t.Helper()
	config := filepath.Join(c.dir, "config.toml")
	text := strings.ReplaceAll(fmt.Sprintf(municipalConfig, imap, user, "127.0.0.1:1"), "NAME", "nord") + "\n[register]\n" + where + "\n"
	for name, content := range map[string]string{config: text, filepath.Join(c.dir, "password"): "hush"} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			c.t.Fatal(err)
		}
	}
	self, err := os.Executable()
	if err != nil {
		c.t.Fatal(err)
	}
	cmd := exec.CommandContext(c.t.Context(), self)
	cmd.Args = append([]string{"inquiryd", "-c", config}, args...)
	return cmd
}

// copy kills a copy while its rows come, a little later each time, until it has
// been killed five times with rows there and comes to its end. What a killed one
// has brought stays.
func (c *copied) copy(from string, cases int, target *sql.DB, to ...string) {
	c.t.Helper()
	defer target.Close()
	kills, before := 0, 0
	for try := 0; ; try++ {
		cmd := c.command(from, append([]string{"register", "copy"}, to...)...)
		var out strings.Builder
		cmd.Stdout, cmd.Stderr = &out, &out
		if err := cmd.Start(); err != nil {
			c.t.Fatal(err)
		}
		if kills < 5 && try < 200 {
			c.killLater(cmd, target, before+1+rand.IntN(cases))
		}
		if err := cmd.Wait(); err == nil {
			if !strings.Contains(out.String(), "the copy is whole") || kills == 0 {
				c.t.Errorf("after %d kills it says\n%s", kills, out.String())
			}
			c.t.Logf("copied %d cases, killed %d times", cases, kills)
			return
		} else if cmd.ProcessState.ExitCode() >= 0 {
			c.t.Fatalf("the copy fails: %v\n%s", err, out.String())
		}
		kills++
		now := rowsThere(target)
		if now < before {
			c.t.Errorf("a killed copy had %d rows, the next one %d", before, now)
		}
		before = now
	}
}

// killLater kills a copy as soon as there are so many rows, if it lasts that long.
func (c *copied) killLater(cmd *exec.Cmd, target *sql.DB, rows int) {
	for deadline := time.Now().Add(5 * time.Minute); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if rowsThere(target) >= rows {
			cmd.Process.Kill()
			return
		}
		if strings.Contains(processState(cmd.Process.Pid), "Z") {
			return // it ended
		}
	}
}

// processState is the letter of /proc, "Z" for one that ended.
func processState(pid int) string {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return "Z"
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	return rest[:1]
}

// rowsThere is how many rows of the largest tables a copy has brought.
func rowsThere(db *sql.DB) (n int) {
	for _, table := range []string{"cases", "events", "letters", "ledger"} {
		var some int
		if db.QueryRow("SELECT COUNT(*) FROM "+table).Scan(&some) == nil {
			n += some
		}
	}
	return n
}
