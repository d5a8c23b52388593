package clerk_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"inquiryd/internal/catchup"
	"inquiryd/internal/clerk"
	"inquiryd/internal/mailtest"
	"inquiryd/internal/register"
)

// archive is an office whose register lies in a file and can be put back to
// what it was.
type archive struct {
	*office
	dir     string
	serial  int
	backups bool // the register can be copied
}

func newArchive(t testing.TB, change ...func(*clerk.Options)) *archive {
	t.Helper()
	a := &archive{dir: t.TempDir(), backups: true}
	a.office = newOfficeOn(t, register.Config{Path: filepath.Join(a.dir, "inquiryd.db")}, change...)
	return a
}

func (a *archive) backup() string {
	a.t.Helper()
	if !a.backups {
		return ""
	}
	a.serial++
	path := filepath.Join(a.dir, fmt.Sprintf("copy-%d.db", a.serial))
	a.must(a.reg.Backup(a.t.Context(), path))
	return path
}

// restore lets the office go on with a copy, or with nothing (""), marked or
// not.
func (a *archive) restore(path string, marked bool) {
	a.t.Helper()
	a.serial++
	place := filepath.Join(a.dir, fmt.Sprintf("restored-%d.db", a.serial))
	if path != "" {
		_, err := register.Restore(a.t.Context(), path, place, a.clock.Now(), func(tx *register.Tx) error {
			if !marked {
				return nil
			}
			return catchup.Restored(a.t.Context(), tx, a.clock.Now())
		})
		a.must(err)
	}
	var err error
	a.reg, err = register.Open(a.t.Context(), register.Config{Path: place})
	a.must(err)
	a.t.Cleanup(func() { a.reg.Close() })
	a.options.Register = a.reg
	a.desk, err = clerk.New(a.options)
	a.must(err)
	a.must(a.desk.Start(a.t.Context()))
}

// story is what a register says, apart from what only it can know: when it
// wrote that down, and under which ids.
func (o *office) story() []string {
	o.t.Helper()
	var all []string
	o.view(func(ctx context.Context, tx *register.Tx) error {
		lines, err := tx.Lines(ctx, register.LedgerFilter{})
		if err != nil {
			return err
		}
		for _, l := range lines {
			all = append(all, fmt.Sprintf("mail %.8s %s %s case %s in %s", l.Digest, l.MessageID, l.Outcome, l.Case, l.MovedTo))
		}
		cases, err := tx.Cases(ctx, register.CaseFilter{})
		if err != nil {
			return err
		}
		for _, c := range cases {
			all = append(all, fmt.Sprintf("case %s %s %q %s, due %s, acknowledged %v", c.Number, c.State, c.Administration, c.Subject, c.Due.In(copenhagen).Format(time.DateOnly), inquiryOf(ctx, tx, c).Acknowledged))
			questions, err := tx.Questions(ctx, c.ID)
			if err != nil {
				return err
			}
			for _, q := range questions {
				all = append(all, fmt.Sprintf("case %s question %d %s answered %v: %s", c.Number, q.Number, q.Text, !q.AnsweredAt.IsZero(), q.Answer))
			}
			letters, err := tx.LettersOf(ctx, c.Number)
			if err != nil {
				return err
			}
			for _, l := range letters {
				all = append(all, fmt.Sprintf("letter %s %s to %s %s: %s", l.MessageID, l.Kind, l.Recipient, l.Status, l.Subject))
			}
		}
		return nil
	})
	slices.Sort(all)
	return all
}

func inquiryOf(ctx context.Context, tx *register.Tx, c register.CaseSummary) register.Inquiry {
	return must(tx.Inquiry(ctx, c.Inquiry))
}

// different shows what only one of two stories says.
func different(before, after []string) string {
	var b strings.Builder
	for _, line := range before {
		if !slices.Contains(after, line) {
			fmt.Fprintln(&b, "- ", line)
		}
	}
	for _, line := range after {
		if !slices.Contains(before, line) {
			fmt.Fprintln(&b, "+ ", line)
		}
	}
	return b.String()
}

func person(from, to, subject, id, reply, body string) string {
	return "From: " + from + "\nTo: " + to + "\nSubject: " + subject + "\nMessage-ID: <" + id + "@post.example>\n" + reply +
		"Date: Mon, 09 Mar 2026 11:00:00 +0100\nContent-Type: text/plain; charset=utf-8\n\n" + body + "\n"
}

func member(subject, id, body string) []byte {
	return []byte(strings.ReplaceAll(person("Anna Holm <anna.holm@medlem.example>", mailbox, subject, id, "", body), "\n", "\r\n"))
}

// answer is what an official sends in reply to the last forwarding of a case.
func (o *office) answer(number, id, body string) []byte {
	return o.fill(person("Tove Mark <tove@tmf.kk.example>", `{{reply "forwarding" "`+number+`"}}`, "SV: sag", id, `In-Reply-To: {{id "forwarding" "`+number+`"}}`+"\n", body))
}

// days runs two days of an office with a backup between them, in which all that
// there is happens, and returns the backup.
func (a *archive) days(t *testing.T) (copied string) {
	a.deliver(ask(1))
	a.deliver(member("Cykelsti og skole", "two", "1) Hvornår bliver cykelstien på Vestvej færdig?\n2) Hvor mange elever har skolen på Østvej?"))
	a.deliver(member("Noget andet", "held-1", "Hvad koster kaffen i kantinen?"))
	a.deliver(member("Noget tredje", "held-2", "Hvad koster teen i kantinen?"))
	a.round()
	a.round()
	a.clock.Add(12 * time.Hour)
	copied = a.backup()
	a.clock.Add(12 * time.Hour)

	a.deliver(ask(2))
	a.deliver(member("Fortov og børnehave", "four", "1) Hvornår bliver fortovet på Nyvej færdigt?\n2) Hvor mange børn har børnehaven på Gammelvej?\n3) Hvad koster saften?"))
	a.round()
	a.deliver(a.answer("2026-0001", "answer-1", "Den bliver færdig i maj."))
	a.deliver(a.fill(person("Fordeleren <fordeler@kk.example>", `{{reply "held" "2026-0004"}}`, "SV: til fordeling", "decision", `In-Reply-To: {{id "held" "2026-0004"}}`+"\n", "TMF")))
	a.round()
	a.must(a.desk.Assign(t.Context(), "2026-0005", "BUF", "cli")) // no mail tells of it
	a.post()
	a.clock.Add(10 * time.Minute)
	a.deliver(a.answer("2026-0006", "answer-6", "Den bliver færdig i juni."))
	a.deliver(a.fill(person("Anna Holm <anna.holm@medlem.example>", `{{reply "acknowledgement" "2026-0002"}}`, "SV: kvittering", "more", `In-Reply-To: {{id "acknowledgement" "2026-0002"}}`+"\n", "Det gælder også Sydvej.")))
	a.deliver([]byte(strings.ReplaceAll(person("Nogen <nogen@fremmed.example>", mailbox, "Hej", "stranger", "", "Hvad er klokken?"), "\n", "\r\n")))
	a.deliver([]byte(strings.ReplaceAll(person("Anna Holm <anna.holm@medlem.example>", mailbox, "Fraværende", "away", "Auto-Submitted: auto-replied\n", "Jeg er på ferie."), "\n", "\r\n")))
	a.deliver(ask(2)) // once more
	a.round()
	a.must(a.desk.Answer(t.Context(), "2026-0003", "Den har 400 elever.", "cli")) // nor of this
	a.post()
	a.clock.Add(time.Minute)
	a.round()
	a.round()
	return copied
}

// F55, F09: yesterday's register over today's mailbox. It comes to say what
// today's said, under the same numbers; nobody gets a letter again; new mail
// gets a new number.
func TestARestoredRegisterRecoversFromTheMailbox(t *testing.T) {
	for name, marked := range map[string]bool{"marked by restore": true, "noticed by itself": false} {
		t.Run(name, func(t *testing.T) {
			a := newArchive(t)
			copied := a.days(t)
			before, sent := a.story(), len(a.smtp.Messages())
			a.clock.Add(time.Hour)
			a.restore(copied, marked)
			for range 3 {
				a.round()
			}
			for _, m := range a.smtp.Messages()[sent:] {
				t.Errorf("a letter went out again, to %s", m.To)
			}
			after := a.story()
			for i, line := range after { // the words of an answer that no mail brought are those of its letter
				if strings.HasPrefix(line, "case 2026-0003 question") && strings.Contains(line, "Den har 400 elever.") {
					after[i] = line[:strings.Index(line, ": ")] + ": Den har 400 elever."
				}
			}
			if d := different(before, after); d != "" {
				t.Errorf("the register says something else:\n%s", d)
			}
			a.deliver(ask(3))
			a.round()
			a.round()
			if c := a.caseOf(t, "Cykelsti nr. 3"); c.Number != "2026-0010" {
				t.Errorf("new mail became case %s", c.Number)
			}
			if n := len(a.smtp.Messages()) - sent; n != 2 {
				t.Errorf("%d letters about new mail, want 2", n)
			}
			a.verify()
		})
	}
}

func (o *office) caseOf(t *testing.T, subject string) register.CaseSummary {
	t.Helper()
	for _, c := range o.cases() {
		if c.Subject == subject {
			return c
		}
	}
	t.Fatalf("no case about %q", subject)
	return register.CaseSummary{}
}

// Without letters in the folder of sent mail nobody can tell what became of a
// mail: a person decides, no member and no administration gets a letter by
// itself, and numbers leave a gap.
func TestARestoredRegisterWithoutSentLetters(t *testing.T) {
	a := newArchive(t, func(o *clerk.Options) { o.Config.NoSentCopies = true })
	a.deliver(ask(1))
	a.round()
	copied := a.backup()
	a.clock.Add(2 * time.Hour)
	a.deliver(ask(2))
	a.deliver(a.answer("2026-0001", "answer-1", "Den bliver færdig i maj."))
	a.round()
	sent := len(a.smtp.Messages())
	a.restore(copied, true)
	a.round()
	a.round()
	for _, m := range a.smtp.Messages()[sent:] {
		if m.To != "fordeler@kk.example" {
			t.Errorf("a letter went to %s", m.To)
		}
	}
	second := a.caseOf(t, "Cykelsti nr. 2")
	if second.State != register.StateHeld || second.HeldWhy != string(clerk.ReasonRecovered) || second.Number != "2026-0102" {
		t.Errorf("the unknown inquiry became %s, %s %s", second.Number, second.State, second.HeldWhy)
	}
	if first := a.caseOf(t, "Cykelsti nr. 1"); first.State != register.StateApproved {
		t.Errorf("the answered case is %s", first.State)
	}
	if n := a.count("Held"); n != 1 {
		t.Errorf("%d mails in Held", n)
	}
	a.view(func(ctx context.Context, tx *register.Tx) error {
		letters, err := tx.LettersIn(ctx, register.GaveUp, 0)
		for _, l := range letters {
			if l.Kind != "answer" && l.Kind != "received" {
				t.Errorf("given up: %s", l.Key)
			}
		}
		if len(letters) != 2 {
			t.Errorf("%d letters are for a person, want 2", len(letters))
		}
		return err
	})
	a.must(a.desk.Release(t.Context(), second.Number, "cli")) // now a person has decided
	sent = len(a.smtp.Messages())
	a.round()
	var to []string
	for _, m := range a.smtp.Messages()[sent:] {
		to = append(to, m.To)
	}
	if slices.Sort(to); !slices.Equal(to, []string{"anna.holm@medlem.example", "svar@tmf.kk.example"}) {
		t.Errorf("after the release letters went to %q", to)
	}
	a.verify()
}

// F09: the register is lost. What the mailbox tells is enough for a new one.
func TestALostRegisterIsRebuilt(t *testing.T) {
	a := newArchive(t)
	a.days(t)
	rebuilt(t, a, func() { a.restore("", false) })
}

// TestALostRegisterIsRebuiltOnPostgres is the same with registers in PostgreSQL.
func TestALostRegisterIsRebuiltOnPostgres(t *testing.T) {
	a := &archive{dir: t.TempDir(), office: newOfficeOn(t, onPostgres(t))}
	a.days(t)
	rebuilt(t, a, func() {
		var err error
		a.reg, err = register.Open(t.Context(), onPostgres(t))
		a.must(err)
		t.Cleanup(func() { a.reg.Close() })
		a.options.Register = a.reg
		a.desk, err = clerk.New(a.options)
		a.must(err)
	})
}

func rebuilt(t *testing.T, a *archive, lose func()) {
	before, sent := a.story(), len(a.smtp.Messages())
	lose()
	a.round()
	a.round()
	if n := len(a.smtp.Messages()) - sent; n != 0 {
		t.Errorf("%d letters went out again", n)
	}
	after := a.story()
	for i, line := range after {
		if strings.HasPrefix(line, "case 2026-0003 question") && strings.Contains(line, "Den har 400 elever.") {
			after[i] = line[:strings.Index(line, ": ")] + ": Den har 400 elever."
		}
	}
	if d := different(before, after); d != "" {
		t.Errorf("the register says something else:\n%s", d)
	}
	a.deliver(ask(3))
	a.round()
	if c := a.caseOf(t, "Cykelsti nr. 3"); c.Number != "2026-0010" {
		t.Errorf("new mail became case %s", c.Number)
	}
}

// The recovery may break off anywhere and go on in the next round.
func TestARecoveryThatBreaksOffGoesOn(t *testing.T) {
	a := newArchive(t)
	copied := a.days(t)
	before, sent := a.story(), len(a.smtp.Messages())
	a.restore(copied, true)
	for n := 1; ; n++ {
		var left atomic.Int64 // connections count together
		left.Store(int64(n))
		a.imap.SetFail(func(string, string) error {
			if left.Add(-1) < 0 {
				return mailtest.ErrClose
			}
			return nil
		})
		_, err := a.desk.Poll(t.Context())
		if _, err := a.desk.PostDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		_, copyErr := a.desk.CopySent(t.Context())
		err = errors.Join(err, copyErr)
		if err == nil && left.Load() >= 0 {
			break
		}
		n += n / 3
		if n > 5000 {
			t.Fatal("it does not end")
		}
	}
	a.imap.SetFail(nil)
	a.round()
	if n := len(a.smtp.Messages()) - sent; n != 0 {
		t.Errorf("%d letters went out again", n)
	}
	var lost []string
	for _, line := range before {
		if !strings.Contains(line, "case 2026-0003 question") && !slices.Contains(a.story(), line) {
			lost = append(lost, line)
		}
	}
	if len(lost) > 0 {
		t.Errorf("lost:\n%s", strings.Join(lost, "\n"))
	}
	a.verify()
}

// A backup may be made while letters wait. Put back by hand, without a mark, it
// does not send those again that went out since.
// Mail that came and went while the daemon was down, and a new UIDVALIDITY, look
// like an old register. A new mail under the Message-ID of an old one is new all
// the same.
func TestANewMailUnderAnOldMessageIDIsNoOldMail(t *testing.T) {
	for name, odd := range map[string]func(a *archive){
		"a new UIDVALIDITY": func(a *archive) { a.must(a.imap.Renumber(a.t.Context(), "INBOX")) },
		"a mail came and went": func(a *archive) {
			uid := must(a.imap.Deliver("INBOX", ask(9), a.clock.Now()))
			a.must(a.imap.Expunge(a.t.Context(), "INBOX", uid))
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := newArchive(t)
			a.deliver(member("Cykelsti", "one", "Hvornår bliver cykelstien færdig?"))
			a.round()
			a.round()
			if n := a.count("Sendt"); n < 2 {
				t.Fatalf("%d sent letters", n)
			}
			odd(a)
			a.deliver(member("Fortov", "one", "Hvad koster cykelstien ved fortovet?"))
			a.restore(a.backup(), false)
			a.round()
			a.round()
			if got := a.outcomes(); got[register.Filed] != 2 || got[register.Held] != 0 || len(a.cases()) != 2 {
				t.Errorf("%v, %d cases", got, len(a.cases()))
			}
		})
	}
}

// A Message-ID proves nothing: a mail that bears the one of an older mail and
// waits while the register is put back is filed like any new mail, whatever was
// written about the older one since.
func TestAStolenMessageIDIsNoProofAfterARestore(t *testing.T) {
	filed := func(a *archive) {
		a.deliver(member("Cykelsti", "one", "Hvornår bliver cykelstien færdig?"))
		a.round()
		a.round()
	}
	for name, until := range map[string]func(a *archive) (copied string, cases int){
		"the older mail was answered since": func(a *archive) (string, int) {
			filed(a)
			a.clock.Add(2 * time.Hour)
			copied := a.backup()
			a.must(a.desk.Answer(a.t.Context(), "2026-0001", "Den bliver færdig i maj.", "cli")) // no mail tells of it
			a.post()
			a.clock.Add(10 * time.Minute)
			a.post()
			a.round()
			return copied, 2
		},
		"the older mail came since": func(a *archive) (string, int) {
			copied := a.backup()
			filed(a)
			return copied, 2
		},
		"the older mail came since, and is gone": func(a *archive) (string, int) {
			copied := a.backup()
			filed(a)
			a.must(a.imap.Expunge(a.t.Context(), "Filed", 1))
			return copied, 1
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := newArchive(t)
			copied, cases := until(a)
			a.deliver(member("Fortov", "one", "Hvad koster cykelstien ved fortovet?"))
			sent := len(a.smtp.Messages())
			a.restore(copied, true)
			a.round()
			a.round()
			if c := a.caseOf(t, "Fortov"); c.Number != "2026-0002" || c.State != register.StateOpen {
				t.Errorf("it became case %s, %s", c.Number, c.State)
			}
			if n := len(a.smtp.Messages()) - sent; n != 2 || len(a.cases()) != cases {
				t.Errorf("%d letters about it, %d cases", n, len(a.cases()))
			}
			a.verify()
		})
	}
}

// The same when it was filed already and nothing was sent about it yet: the
// number of the older mail is not taken from that, and a person decides.
func TestAStolenMessageIDTakesNoNumberAfterARestore(t *testing.T) {
	a := newArchive(t)
	copied := a.backup()
	a.deliver(member("Cykelsti", "one", "Hvornår bliver cykelstien færdig?"))
	a.round()
	a.round()
	a.deliver(member("Fortov", "one", "Hvad koster cykelstien ved fortovet?"))
	must(a.desk.Poll(t.Context()))
	a.restore(copied, true)
	a.round()
	a.round()
	if c := a.caseOf(t, "Cykelsti"); c.Number != "2026-0001" || c.State != register.StateOpen {
		t.Errorf("the older mail is case %s, %s", c.Number, c.State)
	}
	if c := a.caseOf(t, "Fortov"); c.Number == "2026-0001" || c.State != register.StateHeld {
		t.Errorf("the later mail is case %s, %s", c.Number, c.State)
	}
	a.verify()
}

// A copy of a forged mail is no more to be believed than the mail: it lies beside
// it, and a register that is recovered holds it again.
func TestACopyOfAForgedMailStaysHeld(t *testing.T) {
	a := newArchive(t, verifying)
	start := a.backup()
	for range 3 {
		a.deliver(ask(1))
		a.round()
	}
	if n := a.count("Held"); n != 3 {
		t.Errorf("%d of the three copies are in Held", n)
	}
	a.restore(start, true)
	a.round()
	a.round()
	cases := a.cases()
	if len(cases) != 1 || cases[0].State != register.StateHeld {
		t.Errorf("after the recovery: %v", cases)
	}
	for _, m := range a.smtp.Messages() {
		if m.To != "fordeler@kk.example" {
			t.Errorf("a letter to %s", m.To)
		}
	}
}

func TestLettersThatWaitedInABackupAreNotSentAgain(t *testing.T) {
	a := newArchive(t)
	a.deliver(ask(1))
	must(a.desk.Poll(t.Context()))
	copied := a.backup() // the letters are written and not sent
	a.round()
	a.round()
	sent := len(a.smtp.Messages())
	a.restore(copied, false)
	a.round()
	if n := len(a.smtp.Messages()) - sent; n != 0 || sent != 2 {
		t.Errorf("%d letters were sent, %d of them again", sent, n)
	}
	for _, l := range a.letters() {
		if l.Status != register.Accepted {
			t.Errorf("%s is %s", l.Key, l.Status)
		}
	}
}

// What was still to be written when the backup was made may have been sent since:
// where no copies are kept, a person decides about that too.
func TestLettersStillToBeWrittenInABackupAreHeld(t *testing.T) {
	a := newArchive(t, func(o *clerk.Options) {
		o.Config.NoSentCopies = true
		o.Writer = printing(t, `printf '%%PDF-1.7 own %%%%EOF'`)
	}, atOnce)
	a.deliver(ask(1))
	a.round()
	a.deliver(a.answer("2026-0001", "answer-1", "Den bliver færdig i maj."))
	const backlog = 9
	for n := range backlog {
		a.deliver(ask(2 + n))
	}
	a.poll() // the answer is to be printed, and the other questions to be forwarded
	copied := a.backup()
	a.round()
	a.round()
	sent := len(a.smtp.Messages())
	if n := a.kinds(); n["answer"] != 1 || n["forwarding"] != 1+backlog {
		t.Fatalf("before: %v", n)
	}
	a.restore(copied, true)
	for range 3 {
		a.round()
	}
	for _, m := range a.smtp.Messages()[sent:] {
		if m.To != "fordeler@kk.example" {
			t.Errorf("a letter went to %s again:\n%.300s", m.To, m.Raw)
		}
	}
	left := map[string]int{}
	for _, l := range a.letters() {
		if l.Status == register.GaveUp {
			left[l.Kind]++
		}
	}
	if left["answer"] != 1 || left["forwarding"] != backlog {
		t.Errorf("left for a person to send: %v", left)
	}
	a.wantTasks("whether the answer", 1)
	a.wantTasks("whether the forwarding", backlog)
}
