package clerk_test

import (
	"bytes"
	"cmp"
	"context"
	"flag"
	"fmt"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"text/template"
	"time"

	"github.com/pelletier/go-toml/v2"
	"golang.org/x/tools/txtar"

	"inquiryd/classify"
	"inquiryd/intake"
	"inquiryd/internal/clerk"
	"inquiryd/internal/mailtest/realmail"
	"inquiryd/internal/register"
	"inquiryd/internal/register/pgtest"
	"inquiryd/notify"
)

var update = flag.Bool("update", false, "write what was seen into the golden files")

// TestTalk runs the conversations of testdata/talk: mails in, and after each
// the letters out, the cases and the ledger. A mail is a template: "reply"
// gives the Reply-To and "id" the Message-ID of the last letter of a kind (and
// of a case, when one is named), as a mail program would use them. A section
// config at the beginning holds tables of the configuration.
func TestTalk(t *testing.T) {
	talks(t, func(testing.TB) register.Config { return register.Config{Path: register.Memory} })
}

// postgres is one server for all tests, started by the first that needs one; it
// ends with the test binary. No test here looks at what a crash of the machine
// leaves, so nothing waits for the disk.
var postgres = sync.OnceValues(func() (*pgtest.Server, error) {
	return pgtest.Start(context.Background(), "fsync=off", "synchronous_commit=off", "full_page_writes=off")
})

var schemas atomic.Int64

// onPostgres is a place in PostgreSQL that holds nothing yet.
func onPostgres(t testing.TB) register.Config {
	t.Helper()
	server, err := postgres()
	if err != nil {
		realmail.Lack(t, fmt.Sprint(err, " (Debian package postgresql)"))
	}
	return register.Config{URL: server.URL, Schema: fmt.Sprint("test ", schemas.Add(1))}
}

// TestTalkOnPostgres runs the same conversations on a register in PostgreSQL.
func TestTalkOnPostgres(t *testing.T) {
	talks(t, onPostgres)
}

func talks(t *testing.T, place func(testing.TB) register.Config) {
	files, err := filepath.Glob("testdata/talk/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no conversations", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			talk(t, file, place(t))
		})
	}
}

func talk(t *testing.T, file string, place register.Config) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	o := newOfficeOn(t, place, func(options *clerk.Options) { settle(t, archive, options) })
	got := &txtar.Archive{Comment: archive.Comment}
	for _, f := range archive.Files {
		if strings.HasPrefix(f.Name, "want") {
			continue
		}
		got.Files = append(got.Files, f)
		switch word, rest, _ := strings.Cut(f.Name, " "); word {
		case "config": // done when the office was opened
			continue
		case "mail":
			o.deliver(o.fill(string(f.Data)))
			o.round()
		case "wait":
			days, err := time.ParseDuration(rest)
			if err != nil {
				t.Fatal(err)
			}
			o.clock.Add(days)
			o.remind()
		case "refuse": // the outgoing server refuses a recipient for good
			o.refused = append(o.refused, rest)
			continue
		default:
			t.Fatalf("%s: a section is named mail, wait, refuse or want: %q", file, f.Name)
		}
		got.Files = append(got.Files, txtar.File{Name: "want", Data: []byte(o.news())})
	}
	o.verify()
	compare(t, file, archive, got)
}

// settle reads the section "config" of a conversation: tables [clerk],
// [intake] and [[administration]], which add to what the office has, and a
// language, with [[rules]] in it.
func settle(t *testing.T, archive *txtar.Archive, o *clerk.Options) {
	for _, f := range archive.Files {
		if f.Name != "config" {
			continue
		}
		more := struct {
			Clerk           *clerk.Config          `toml:"clerk"`
			Intake          *intake.Config         `toml:"intake"`
			Administrations []clerk.Administration `toml:"administration"`

			Language string                    `toml:"language"`
			Rules    []classify.Administration `toml:"rules"`
		}{Clerk: &o.Config, Intake: &o.Intake}
		if err := toml.Unmarshal(f.Data, &more); err != nil {
			t.Fatal(err)
		}
		if more.Language != "" {
			o.Language = more.Language
			rules, err := classify.Compile(classify.Config{Language: more.Language, Administrations: more.Rules})
			if err != nil {
				t.Fatal(err)
			}
			o.Classifier = rules
		}
		for _, a := range more.Administrations {
			i := slices.IndexFunc(o.Administrations, func(b clerk.Administration) bool { return b.ID == a.ID })
			if i < 0 {
				t.Fatalf("no administration %q", a.ID)
			}
			o.Administrations[i].Approvers = a.Approvers
			o.Administrations[i].ApprovalTimeout = a.ApprovalTimeout
			o.Administrations[i].SelfApproval = a.SelfApproval
			a.Deadline = cmp.Or(a.Deadline, o.Administrations[i].Deadline)
			o.Administrations[i].Terms, o.Administrations[i].Kinds, o.Administrations[i].Heads = a.Terms, a.Kinds, a.Heads
		}
	}
}

func compare(t *testing.T, file string, want, got *txtar.Archive) {
	t.Helper()
	g := txtar.Format(got)
	if *update {
		if err := os.WriteFile(file, g, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if w := txtar.Format(want); !bytes.Equal(w, g) {
		t.Errorf("%s: run with -update and look at the difference\n--- got\n%s", file, g)
	}
}

// fill puts addresses and Message-IDs of letters into a mail, and its lines
// into the form that travels.
func (o *office) fill(text string) []byte {
	o.t.Helper()
	pick := func(kind string, numbers ...string) register.Letter {
		var last register.Letter
		for _, l := range o.letters() {
			if l.Kind == kind && (len(numbers) == 0 || l.Case == numbers[0]) {
				last = l
			}
		}
		if last.ID == 0 {
			o.t.Fatalf("no letter %s %v was written", kind, numbers)
		}
		return last
	}
	functions := template.FuncMap{
		"reply": func(kind string, numbers ...string) string {
			m, err := mail.ReadMessage(bytes.NewReader(pick(kind, numbers...).Raw))
			if err != nil {
				o.t.Fatal(err)
			}
			return m.Header.Get("Reply-To")
		},
		"first": func(kind string) string { // the reply address of the first letter of a kind
			for _, l := range o.letters() {
				if l.Kind == kind {
					m, err := mail.ReadMessage(bytes.NewReader(l.Raw))
					if err != nil {
						o.t.Fatal(err)
					}
					return m.Header.Get("Reply-To")
				}
			}
			return ""
		},
		"replyTo": func(kind, number, recipient string) string { // the reply address that somebody got
			for _, l := range o.letters() {
				if l.Kind == kind && l.Case == number && l.Recipient == recipient {
					m, err := mail.ReadMessage(bytes.NewReader(l.Raw))
					if err != nil {
						o.t.Fatal(err)
					}
					return m.Header.Get("Reply-To")
				}
			}
			return ""
		},
		"id":   func(kind string, numbers ...string) string { return "<" + pick(kind, numbers...).MessageID + ">" },
		"text": func(kind string, numbers ...string) string { return pick(kind, numbers...).Text },
		"page": func(kind string) string { // what a program quotes of the HTML letter
			page := intake.Parse(pick(kind).Raw, intake.Limits{}).HTML
			_, page, _ = strings.Cut(page, "<body")
			_, page, _ = strings.Cut(page, ">")
			page, _, _ = strings.Cut(page, "</body>")
			return page
		},
		"between": between, "under": under, "replace": strings.ReplaceAll, "betweenPage": betweenPage, "wrapped": wrapped,
		"quote": func(s string) string {
			return "> " + strings.ReplaceAll(strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")), "\n", "\n> ")
		},
	}
	tmpl, err := template.New("mail").Funcs(functions).Parse(text)
	if err != nil {
		o.t.Fatal(err)
	}
	var b bytes.Buffer
	if err := tmpl.Execute(&b, nil); err != nil {
		o.t.Fatal(err)
	}
	return bytes.ReplaceAll(bytes.ReplaceAll(b.Bytes(), []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n"))
}

// news is what happened since the last look: ledger lines, letters that really
// reached the outgoing server, tasks, and how the cases stand.
func (o *office) news() string {
	var b strings.Builder
	o.view(func(ctx context.Context, tx *register.Tx) error {
		lines, err := tx.Lines(ctx, register.LedgerFilter{Limit: 1000})
		if err != nil {
			return err
		}
		for i := len(lines) - 1; i >= 0; i-- {
			if l := lines[i]; l.ID > o.seenLine {
				fmt.Fprintf(&b, "ledger  %s %s→ %s: %s\n", l.Outcome, spaced(l.Case), l.MovedTo, l.Reason)
				o.seenLine = l.ID
			}
		}
		tasks, err := tx.Tasks(ctx, true)
		if err != nil {
			return err
		}
		for _, task := range tasks {
			if task.ID > o.seenTask {
				fmt.Fprintf(&b, "task    %s%s\n", spaced(task.Case), task.What)
				o.seenTask = task.ID
			}
		}
		return nil
	})
	posted := o.letters()[o.seenMail:]
	o.seenMail += len(posted)
	slices.SortFunc(posted, func(a, b register.Letter) int { return cmp.Compare(a.ID, b.ID) })
	for _, l := range posted {
		fmt.Fprintf(&b, "letter  %s %sto %s\n", l.Kind, spaced(l.Case), l.Recipient)
		for _, line := range shown(l) {
			fmt.Fprintf(&b, "        %s\n", line)
		}
		if l.Kind == string(notify.Digest) {
			fmt.Fprintf(&b, "        %s\n", l.Subject)
		}
	}
	o.view(func(ctx context.Context, tx *register.Tx) error {
		cases, err := tx.Cases(ctx, register.CaseFilter{Limit: 100})
		if err != nil {
			return err
		}
		for i := len(cases) - 1; i >= 0; i-- {
			c := cases[i]
			questions, err := tx.Questions(ctx, c.ID)
			if err != nil {
				return err
			}
			due := "-" // the clock stands
			if !c.Due.IsZero() {
				due = c.Due.In(copenhagen).Format(time.DateOnly)
			}
			fmt.Fprintf(&b, "case    %s %s %s due %s:", c.Number, c.State, c.Administration, due)
			for _, q := range questions {
				mark := "?"
				if !q.AnsweredAt.IsZero() {
					mark = "!"
				} else if q.Answer != "" {
					mark = "~"
				}
				fmt.Fprintf(&b, " %d%s", q.Number, mark)
			}
			b.WriteByte('\n')
		}
		return nil
	})
	return b.String()
}

func spaced(s string) string {
	if s == "" {
		return ""
	}
	return s + " "
}
