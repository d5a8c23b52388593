package register_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/register"
)

// grown makes a register with n mails filed and a row in every other table.
func grown(t testing.TB, cfg register.Config, n int) {
	t.Helper()
	r, err := register.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	do(t, r, func(ctx context.Context, tx *register.Tx) error {
		var errs []error
		for i := range n {
			errs = append(errs, second(fileMail(ctx, tx, i+1)))
		}
		task := register.Task{What: "se på det", At: now}
		return errors.Join(append(errs, tx.SetMailbox(ctx, register.MailboxState{Mailbox: "INBOX", UIDValidity: 1, LastUID: uint32(n)}), tx.AddTask(ctx, &task),
			tx.SetNote(ctx, "æble", "noget", now), tx.SetAlarm(ctx, register.Alarm{Name: "a", Since: now}), second(tx.Stick(ctx, receipt(n+1), "cut", now)),
			second(tx.Lease(ctx, "poll INBOX", "somebody", now.Add(-time.Hour), now)),
			tx.Quote(ctx, 1, "2026-0001"),
			tx.AddCanary(ctx, register.Canary{MessageID: "c@kk.example", WrittenAt: now}))...)
	})
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
}

func ignore(register.Progress) {}

// A register goes to the other database and back, with everything in it, and
// the work goes on there.
func TestCopyThereAndBack(t *testing.T) {
	first, there, back := file.make(t), server.make(t), file.make(t)
	grown(t, first, 30)
	before, err := os.ReadFile(first.Path)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	copied, err := register.Copy(t.Context(), first, there, now, func(p register.Progress) { seen[p.Step] = true })
	if err != nil {
		t.Fatal(err)
	}
	if copied.Rows["cases"] < 30 || copied.Events.Cases != copied.Rows["cases"] || copied.Events.Events != copied.Rows["events"] || copied.Events.Mails != copied.Rows["raw_mails"] {
		t.Errorf("copied %+v", copied)
	}
	for _, step := range []string{"copy cases", "index words", "compare letters", "verify events", "verify mails"} {
		if !seen[step] {
			t.Errorf("%q was not told of", step)
		}
	}
	if after, err := os.ReadFile(first.Path); err != nil || string(after) != string(before) {
		t.Errorf("the source changed: %v", err)
	}
	if _, err := register.Copy(t.Context(), there, back, now, ignore); err != nil {
		t.Fatal(err)
	}
	for _, cfg := range []register.Config{there, back} {
		r := open(t, cfg)
		look(t, r, func(ctx context.Context, tx *register.Tx) error {
			list, err := tx.Cases(ctx, register.CaseFilter{Text: "skole"})
			if len(list) == 0 {
				t.Error("the words of the cases are not found")
			}
			text, _, err2 := tx.Note(ctx, "æble")
			same(t, "note", text, "noget")
			return errors.Join(err, err2)
		})
		do(t, r, func(ctx context.Context, tx *register.Tx) error { return second(fileMail(ctx, tx, 100)) })
		if err := r.Update(t.Context(), func(tx *register.Tx) error {
			return tx.AddEvent(t.Context(), &register.Event{Case: "2026-9999", At: now})
		}); err == nil {
			t.Error("an event of no case was kept: the references are not held")
		}
		if err := r.Check(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

func TestCopyRefuses(t *testing.T) {
	from, other := file.make(t), file.make(t)
	grown(t, from, 3)
	grown(t, other, 4)
	if _, err := register.Copy(t.Context(), from, other, now, ignore); !errors.Is(err, register.ErrOther) {
		t.Errorf("into another register: %v, want ErrOther", err)
	}
	missing := file.make(t)
	if _, err := register.Copy(t.Context(), missing, file.make(t), now, ignore); !errors.Is(err, register.ErrMissing) {
		t.Errorf("from nothing: %v, want ErrMissing", err)
	}
	used := server.make(t)
	r := open(t, used)
	do(t, r, func(ctx context.Context, tx *register.Tx) error {
		return second(tx.Lease(ctx, "poll INBOX", "node1/7", now, now.Add(time.Minute)))
	})
	for name, try := range map[string][2]register.Config{"into": {from, used}, "from": {used, file.make(t)}} {
		if _, err := register.Copy(t.Context(), try[0], try[1], now, ignore); !errors.Is(err, register.ErrBusy) || !strings.Contains(err.Error(), "node1/7") {
			t.Errorf("%s a register in use: %v, want ErrBusy", name, err)
		}
	}
}

// halfway copies until the context of the copy ends in the middle of it.
func halfway(t *testing.T, from, to register.Config) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err := register.Copy(ctx, from, to, now, func(p register.Progress) {
		if p.Step == "copy tasks" {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("Copy: %v, want it stopped", err)
	}
}

// A copy that is not whole is no register, and only its own source goes on
// with it.
func TestUnfinishedCopy(t *testing.T) {
	for _, p := range []place{file, server} {
		t.Run(p.name, func(t *testing.T) {
			from, other, to := file.make(t), file.make(t), p.make(t)
			grown(t, from, 5)
			halfway(t, from, to)
			if _, err := register.Open(t.Context(), to); !errors.Is(err, register.ErrUnfinished) {
				t.Errorf("Open: %v, want ErrUnfinished", err)
			}
			r := open(t, other)
			do(t, r, func(ctx context.Context, tx *register.Tx) error { return second(fileMail(ctx, tx, 77)) })
			if _, err := register.Copy(t.Context(), other, to, now, ignore); !errors.Is(err, register.ErrOther) {
				t.Errorf("from another register: %v, want ErrOther", err)
			}
			if _, err := register.Copy(t.Context(), from, to, now, ignore); err != nil {
				t.Errorf("from the same: %v", err)
			}
			open(t, to)
		})
	}
}

// What differs is found, in whatever table it is: a copy of a source that has
// changed since is none.
func TestCopyFindsDifferences(t *testing.T) {
	for _, change := range []string{
		`UPDATE cases SET unit = 'X' WHERE id = 1`,
		`UPDATE mailboxes SET last_uid = last_uid + 1`,
		`UPDATE raw_mails SET bytes = x'00' WHERE digest = (SELECT MIN(digest) FROM raw_mails)`,
		`UPDATE inquiries SET acknowledged = 1 - acknowledged WHERE id = 1`,
		`DELETE FROM canaries`,
		`UPDATE ledger SET arrived_at = NULL WHERE id = 1`,
	} {
		t.Run(change, func(t *testing.T) {
			from, to := file.make(t), server.make(t)
			grown(t, from, 5)
			halfway(t, from, to)
			if _, err := raw(t, from.Path).ExecContext(t.Context(), change); err != nil {
				t.Fatal(err)
			}
			if _, err := register.Copy(t.Context(), from, to, now, ignore); !errors.Is(err, register.ErrDiffers) {
				t.Errorf("Copy: %v, want ErrDiffers", err)
			}
			if _, err := register.Open(t.Context(), to); !errors.Is(err, register.ErrUnfinished) {
				t.Errorf("Open: %v, want ErrUnfinished", err)
			}
		})
	}
}

// copyChild copies what the environment names, and tells of every step.
func copyChild(ctx context.Context) int {
	var from, to register.Config
	if err := errors.Join(json.Unmarshal([]byte(os.Getenv("REGISTER_TEST_FROM")), &from), json.Unmarshal([]byte(os.Getenv("REGISTER_TEST_TO")), &to)); err != nil {
		fmt.Println(err)
		return 1
	}
	if _, err := register.Copy(ctx, from, to, now, func(p register.Progress) { fmt.Println(p.Step) }); err != nil {
		fmt.Println("error:", err)
		return 1
	}
	return 0
}

// A copy that is killed again and again becomes whole, and a killed one is
// never taken for whole.
func TestCopyIsKilled(t *testing.T) {
	for _, way := range []struct{ from, to place }{{file, server}, {server, file}} {
		t.Run(way.from.name+" to "+way.to.name, func(t *testing.T) {
			from, to := way.from.make(t), way.to.make(t)
			grown(t, from, 60)
			kills := 0
			for try := 0; ; try++ {
				killed, out := killedCopy(t, from, to, rand.IntN(10+5*try))
				if !killed {
					if !strings.Contains(out, "verify mails") {
						t.Fatalf("the copy failed:\n%s", out)
					}
					break
				}
				kills++
				if n := openedLines(t, to); n != -1 && n != 0 && n != 61 {
					t.Fatalf("a killed copy was opened with %d lines", n)
				} else if n == 61 {
					break // killed after its end
				}
			}
			if kills < 2 {
				t.Errorf("the copy was killed only %d times", kills)
			}
			r := open(t, to)
			if n := count(t, r); n != 61 {
				t.Errorf("%d lines, want 61", n)
			}
			if _, err := r.Audit(t.Context(), ignore); err != nil {
				t.Error(err)
			}
		})
	}
}

// openedLines is how many ledger lines a register has that can be opened, -1
// for one that cannot.
func openedLines(t *testing.T, cfg register.Config) int {
	t.Helper()
	r, err := register.Open(t.Context(), cfg)
	if err != nil {
		return -1
	}
	defer r.Close()
	return count(t, r)
}

// killedCopy copies in a process of its own and kills it at a step.
func killedCopy(t *testing.T, from, to register.Config, at int) (killed bool, out string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	text := func(c register.Config) string { b, _ := json.Marshal(c); return string(b) }
	cmd.Env = append(os.Environ(), "REGISTER_TEST_CHILD=copy", "REGISTER_TEST_FROM="+text(from), "REGISTER_TEST_TO="+text(to))
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(pipe); lines.Scan(); at-- {
		out += lines.Text() + "\n"
		if at == 0 {
			killed = true
			_ = cmd.Process.Kill()
		}
	}
	err = cmd.Wait()
	return killed && err != nil, out
}

// The audit says how much it found right, and finds a mail that is another now.
func TestAudit(t *testing.T) {
	for _, p := range []place{file, server} {
		t.Run(p.name, func(t *testing.T) {
			cfg := p.make(t)
			grown(t, cfg, 7)
			r := open(t, cfg)
			a, err := r.Audit(t.Context(), ignore)
			if err != nil || a.Cases < 7 || a.Events != a.Rows["events"] || a.Mails != 7 || a.Rows["ledger"] != 8 {
				t.Errorf("%+v, %v", a, err)
			}
			do(t, r, func(ctx context.Context, tx *register.Tx) error {
				return tx.Run(ctx, `UPDATE raw_mails SET bytes = (SELECT bytes FROM raw_mails ORDER BY digest LIMIT 1)`)
			})
			if _, err := r.Audit(t.Context(), ignore); !errors.Is(err, register.ErrCorrupt) {
				t.Errorf("changed mails: %v, want ErrCorrupt", err)
			}
		})
	}
}
