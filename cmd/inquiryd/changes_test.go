package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"inquiryd/internal/register"
)

// mounted is a configuration in a folder of a test, with a desk that takes over
// its changes.
type mounted struct {
	t     *testing.T
	dir   string
	right string // a configuration without mistakes
	live  *live
	log   logged
}

// logged is a log that is read while it is written.
type logged struct {
	mutex sync.Mutex
	text  strings.Builder
	heard func(line string) // hears each line before whoever wrote it goes on; may be nil
}

func (l *logged) Write(p []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.heard != nil {
		l.heard(string(p))
	}
	return l.text.Write(p)
}

func (l *logged) has(words string) bool {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return strings.Contains(l.text.String(), words)
}

// eventually waits for something to become so, and else fails with what tell
// says.
func eventually(t testing.TB, so func() bool, tell func() string) {
	t.Helper()
	for end := time.Now().Add(2 * time.Minute); !so(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("not within two minutes: ", tell())
		}
	}
}

// mount lays the configuration out by lay, and watches it.
func mount(t *testing.T, lay func(m *mounted)) *mounted {
	t.Helper()
	right, err := os.ReadFile("testdata/config/right.toml")
	if err != nil {
		t.Fatal(err)
	}
	m := &mounted{t: t, dir: t.TempDir(), right: string(right)}
	lay(m)
	config, err := loadConfig(m.at("config.toml"))
	m.must(err)
	log := slog.New(slog.NewTextHandler(io.MultiWriter(t.Output(), &m.log), &slog.HandlerOptions{Level: slog.LevelDebug}))
	stops := &stops{log: log}
	desk, _, err := config.openDesk(t.Context(), log, stops, nil)
	m.must(err)
	m.live = newLive(config, desk, log)
	stops.add("changes", m.live.watch(t.Context(), func(context.Context) {}))
	t.Cleanup(func() { m.must(stops.run()) })
	return m
}

func (m *mounted) at(name string) string { return filepath.Join(m.dir, name) }

func (m *mounted) write(name, text string) {
	m.t.Helper()
	m.must(os.MkdirAll(filepath.Dir(m.at(name)), 0o700))
	m.must(os.WriteFile(m.at(name), []byte(text), 0o600))
}

func (m *mounted) must(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

// with is the right configuration with one more keyword.
func (m *mounted) with(keyword string) string {
	return strings.Replace(m.right, `["cykelsti*"`, `["cykelsti*", "`+keyword+`"`, 1)
}

// becomes waits until the rules in force have so many keywords, after so many
// changes were refused.
func (m *mounted) becomes(keywords int, refused int64) {
	m.t.Helper()
	have := func() int { return len(m.live.now.Load().config.Classify.Administrations[0].Keywords) }
	eventually(m.t, func() bool { return have() == keywords && m.live.refused.Load() == refused }, func() string {
		return fmt.Sprintf("%d keywords are in force and %d changes were refused, want %d and %d", have(), m.live.refused.Load(), keywords, refused)
	})
}

// hear lets f hear each line of the log while it is written: whoever writes it
// waits for f.
func (m *mounted) hear(f func(line string)) {
	m.log.mutex.Lock()
	defer m.log.mutex.Unlock()
	m.log.heard = f
}

func (m *mounted) plain() { m.write("config.toml", m.right) }

func TestChangesAreTakenOver(t *testing.T) {
	t.Run("written in place", func(t *testing.T) {
		t.Parallel()
		m := mount(t, (*mounted).plain)
		m.write("config.toml", m.with("fortov*"))
		m.becomes(2, 0)
	})
	t.Run("replaced by an editor, twice", func(t *testing.T) {
		t.Parallel()
		m := mount(t, (*mounted).plain)
		for n, text := range []string{m.with("fortov*"), m.with(`fortov*", "bro`)} {
			m.write("config.toml~", text)
			m.must(os.Rename(m.at("config.toml"), m.at("config.bak")))
			m.must(os.Rename(m.at("config.toml~"), m.at("config.toml")))
			m.becomes(n+2, 0)
		}
	})
	t.Run("again while it is taken over", func(t *testing.T) {
		t.Parallel()
		m := mount(t, (*mounted).plain)
		later := []string{m.with(`fortov*", "bro`), m.with(`fortov*", "bro", "vej`)}
		m.hear(func(line string) {
			if len(later) > 0 && strings.Contains(line, "the changed configuration is in force") {
				m.write("config.toml", later[0])
				later = later[1:]
			}
		})
		m.write("config.toml", m.with("fortov*"))
		m.becomes(4, 0)
	})
	t.Run("mended while it is refused", func(t *testing.T) {
		t.Parallel()
		m := mount(t, (*mounted).plain)
		m.hear(func(line string) {
			if strings.Contains(line, "the old one stays in force") {
				m.write("config.toml", m.with("fortov*"))
			}
		})
		m.write("config.toml", m.with("*"))
		m.becomes(2, 1)
	})
	t.Run("half written for a while", func(t *testing.T) {
		t.Parallel()
		m := mount(t, (*mounted).plain)
		text := m.with("fortov*")
		m.write("config.toml", text[:len(text)/3])
		eventually(t, func() bool { return m.log.has("looked at once more") }, func() string { return "nobody looked at the half of the file" })
		m.write("config.toml", text)
		m.becomes(2, 0)
	})
	t.Run("broken, gone, and mended", func(t *testing.T) {
		t.Parallel()
		m := mount(t, (*mounted).plain)
		m.write("config.toml", m.with("*"))
		m.becomes(1, 1)
		m.must(os.Remove(m.at("config.toml")))
		m.becomes(1, 2)
		if !m.log.has("config.toml: no such file or directory: put the file back") || m.log.has("name a configuration with -c") {
			t.Error("the log does not say what to do about a file that is gone")
		}
		m.write("config.toml", m.with("fortov*"))
		m.becomes(2, 2)
		m.letters(2)
	})
	t.Run("a pipe in its place", func(t *testing.T) {
		t.Parallel()
		m := mount(t, (*mounted).plain)
		m.must(os.Remove(m.at("config.toml")))
		m.must(syscall.Mkfifo(m.at("config.toml"), 0o600))
		m.becomes(1, 1)
		if !m.log.has("config.toml is not a file") {
			t.Error("the log does not say what is wrong")
		}
		m.must(os.Remove(m.at("config.toml")))
		m.write("config.toml", m.with("fortov*"))
		m.becomes(2, 1)
	})
	t.Run("a ConfigMap's link is turned", func(t *testing.T) {
		t.Parallel()
		m := mount(t, func(m *mounted) {
			m.write("..1/config.toml", m.right)
			m.must(os.Symlink("..1", m.at("..data")))
			m.must(os.Symlink("..data/config.toml", m.at("config.toml")))
		})
		m.write("..2/config.toml", m.with("fortov*"))
		m.must(os.Symlink("..2", m.at("..data_tmp")))
		m.must(os.Rename(m.at("..data_tmp"), m.at("..data")))
		m.must(os.RemoveAll(m.at("..1")))
		m.becomes(2, 0)
		m.write("..2/config.toml", m.with(`fortov*", "bro`)) // the new target is watched too
		m.becomes(3, 0)
	})
	t.Run("the folder is a link", func(t *testing.T) {
		t.Parallel()
		m := mount(t, func(m *mounted) {
			m.write("releases/1/config.toml", m.right)
			m.must(os.Symlink("releases/1", m.at("current")))
			m.must(os.Symlink("current/config.toml", m.at("config.toml")))
		})
		m.write("releases/2/config.toml", m.with("fortov*"))
		m.must(os.Symlink("releases/2", m.at("next")))
		m.must(os.Rename(m.at("next"), m.at("current")))
		m.becomes(2, 0)
	})
	t.Run("the roster", func(t *testing.T) {
		t.Parallel()
		m := mount(t, func(m *mounted) {
			m.write("members.csv", "name;address\nAnna Holm;anna.holm@medlem.example\n")
			from, to := strings.Index(m.right, "[[member]]"), strings.Index(m.right, "[intake.imap]")
			m.write("config.toml", "roster_file = \"members.csv\"\n"+m.right[:from]+m.right[to:])
		})
		m.write("members.csv", "name;address\nAnna Holm;anna.holm@medlem.example\nBo Krogh;bo.krogh@medlem.example\n")
		eventually(t, func() bool { return m.live.now.Load().config.roster.Len() == 2 }, func() string { return "the new member may not ask" })
	})
	t.Run("a roster of which the half is there, then nobody, then few", func(t *testing.T) {
		t.Parallel()
		whole := "name;address\nAnna Holm;anna.holm@medlem.example\nBo Krogh;bo.krogh@medlem.example\nDorte Vind;dorte.vind@medlem.example\n"
		m := mount(t, func(m *mounted) {
			m.write("members.csv", whole)
			from, to := strings.Index(m.right, "[[member]]"), strings.Index(m.right, "[intake.imap]")
			m.write("config.toml", "roster_file = \"members.csv\"\n"+m.right[:from]+m.right[to:])
		})
		may := func() int { return m.live.now.Load().config.roster.Len() }
		m.write("members.csv", whole[:strings.Index(whole, "Bo")])
		eventually(t, func() bool { return m.log.has("looked at once more") }, func() string { return "nobody looked at the half of the file" })
		m.write("members.csv", whole)
		m.write("members.csv", "name;address\n")
		eventually(t, func() bool { return m.live.refused.Load() == 1 }, func() string { return "a roster of nobody was not refused" })
		if may() != 3 || m.log.has("is in force") {
			t.Errorf("%d members may ask; they had to be three all the time", may())
		}
		m.write("members.csv", whole[:strings.Index(whole, "Dorte")])
		eventually(t, func() bool { return may() == 2 }, func() string { return "a member who left may still ask" })
		if !m.log.has("gone=\"1 member of 3\"") {
			t.Error("the log does not tell who is gone")
		}
	})
	t.Run("an included file, a broken one, and one that is new", func(t *testing.T) {
		t.Parallel()
		m := mount(t, func(m *mounted) {
			m.write("rules/a.toml", "[[rule]]\nname = \"broer\"\nto = \"TMF\"\nany = [\"bro\"]\n")
			m.write("config.toml", "include = [\"rules/*.toml\"]\n"+m.right)
		})
		rules := func(want int, refused int64) {
			t.Helper()
			have := func() int { return len(m.live.now.Load().config.Classify.Rules) }
			eventually(t, func() bool { return have() == want && m.live.refused.Load() == refused }, func() string {
				return fmt.Sprintf("%d rules are in force, %d changes refused; want %d, %d", have(), m.live.refused.Load(), want, refused)
			})
		}
		m.write("rules/b.toml", "[[rule]]\nname = \"veje\"\nto = \"TMF\"\nany = [\"vej\"]\n")
		rules(2, 0)
		m.write("rules/c.toml", "[[rule]]\nname = \"stier\"\nto = \"XYZ\"\nany = [\"sti\"]\n")
		rules(2, 1)
		m.write("rules/c.toml", "[[rule]]\nname = \"stier\"\nto = \"TMF\"\nany = [\"sti\"]\n")
		rules(3, 1)
		m.must(os.Remove(m.at("rules/a.toml")))
		rules(2, 1)
	})
	t.Run("a template", func(t *testing.T) {
		t.Parallel()
		m := mount(t, func(m *mounted) {
			m.write("letters/da/answer.txt", "{{define \"subject\"}}Svar{{end}}Svar")
			m.write("config.toml", strings.Replace(m.right, "[notify]", "[notify]\ntemplates = \"letters\"", 1))
		})
		m.write("letters/da/answer.txt", "{{.Nonsense")
		m.becomes(1, 1)
	})
	t.Run("examples that come out wrong", func(t *testing.T) {
		t.Parallel()
		m := mount(t, (*mounted).plain)
		m.write("config.toml", strings.Replace(m.with("fortov*"), "[[member]]", "examples = [\"Hvornår åbner biblioteket?\"]\n[[member]]", 1))
		m.becomes(1, 1)
	})
}

// letters counts the letters to the owner of the rules.
func (m *mounted) letters(want int) {
	m.t.Helper()
	m.must(m.live.desk().Register.View(m.t.Context(), func(tx *register.Tx) error {
		n, err := tx.CountLetters(m.t.Context(), "fordeler@koebing.example", nil, time.Time{})
		if n != want {
			m.t.Errorf("%d letters to the owner of the rules, want %d", n, want)
		}
		return err
	}))
}

// What needs a restart is named and stays; all else is taken over.
func TestKeep(t *testing.T) {
	m := mount(t, (*mounted).plain)
	old := m.live.now.Load().config
	for from, to := range map[string]string{
		"imap.koebing": "imap2.koebing", "Købing Kommune\"\n": "Nykøbing Kommune\"\n", "council@koebing": "svar@koebing",
		"registrar = ": "poll = \"@every 5m\"\ndeadline = \"5 days\"\nregistrar = ",
	} {
		m.right = strings.Replace(m.right, from, to, 1)
	}
	next, err := parseConfig(m.at("config.toml"), []byte(m.right+"\n[register]\npath = \"other.db\"\n"))
	m.must(err)
	later := strings.Join(next.keep(old), " ")
	if want := "intake.imap.address register.path notify.from clerk.poll"; later != want {
		t.Errorf("a restart is needed for %q, want %q", later, want)
	}
	if next.Name != "Nykøbing Kommune" || next.Clerk.Deadline != "5 days" {
		t.Errorf("%q with a deadline of %q is in force", next.Name, next.Clerk.Deadline)
	}
	if next.Intake.IMAP.Address != old.Intake.IMAP.Address || next.Register.Path != old.Register.Path || next.office().Mailbox != "council@koebing.example" {
		t.Error("what needs a restart was taken over")
	}
}
