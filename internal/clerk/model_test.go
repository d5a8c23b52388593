package clerk_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"inquiryd/intake"
	"inquiryd/internal/clerk"
	"inquiryd/internal/mailtest"
	"inquiryd/internal/register"
)

// sequence is a testing.TB for one sequence of a property: its end is the end
// of the sequence, and its faults are shrunk.
type sequence struct {
	testing.TB
	rt  *rapid.T
	dir string
	end []func()
}

func (s *sequence) Helper()                      {}
func (s *sequence) Fatal(args ...any)            { s.rt.Fatal(args...) }
func (s *sequence) Fatalf(f string, args ...any) { s.rt.Fatalf(f, args...) }
func (s *sequence) Error(args ...any)            { s.rt.Error(args...) }
func (s *sequence) Errorf(f string, args ...any) { s.rt.Errorf(f, args...) }
func (s *sequence) Cleanup(f func())             { s.end = append(s.end, f) }
func (s *sequence) TempDir() string              { return must(os.MkdirTemp(s.dir, "world")) }

func (s *sequence) close() {
	for _, f := range slices.Backward(s.end) {
		f()
	}
}

// world is an office and what the test knows of it by itself: what was
// delivered, and what arrived at the outgoing server.
type world struct {
	*archive
	rt        *rapid.T
	delivered map[string]string // digest → what it is
	copies    map[string]bool   // digests of what was delivered again, another way
	raws      [][]byte
	inquiries int
	serial    int
	ambiguous atomic.Int64
	copied    string // the last backup
}

// TestModelOfTheDesk does at random what happens to a mailbox and
// to a program, and holds the invariants after each step: nothing is lost,
// nothing is done twice, no number means two things, and nobody gets mail who
// should not. -rapid.checks=N makes it longer.
func TestModelOfTheDesk(t *testing.T) {
	dir := t.TempDir()
	if memory, err := os.MkdirTemp("/dev/shm", "inquiryd-model"); err == nil { // the disk is not under test here
		t.Cleanup(func() { os.RemoveAll(memory) })
		dir = memory
	}
	rapid.Check(t, func(rt *rapid.T) {
		s := &sequence{TB: t, rt: rt, dir: dir}
		defer s.close()
		w := &world{rt: rt, delivered: map[string]string{}, copies: map[string]bool{}, archive: newArchive(s, func(o *clerk.Options) { o.Config.MaxNotices = 10000 })}
		steps := map[string]func(){
			"ask": w.ask, "ask again": w.askAgain, "follow up": w.followUp, "answer": w.answerOne, "stranger": w.strange, "machine": w.machine,
			"bounce": w.bounce, "round": w.anyRound, "cut": w.cut, "refuse": w.refuse, "restart": w.restart, "renumber": w.renumber,
			"move back": w.moveBack, "back up": w.backUp, "put back": w.putBack,
		}
		names := make([]string, 0, len(steps))
		for name := range steps {
			names = append(names, name)
		}
		names = append(names, "put back", "round", "answer") // more often
		slices.Sort(names)
		w.ask()
		if rapid.Bool().Draw(rt, "filed") {
			w.anyRound()
		}
		w.backUp()
		for range rapid.IntRange(2, 10).Draw(rt, "steps") {
			steps[rapid.SampledFrom(names).Draw(rt, "step")]()
			w.hold()
		}
		w.settle()
		w.holdAtRest()
	})
}

func (w *world) post(what string, raw []byte) {
	w.deliver(raw)
	w.delivered[intake.Parse(raw, intake.Limits{}).Digest()] = what
	w.raws = append(w.raws, raw)
}

func (w *world) pick(label string, n int) int { return rapid.IntRange(0, n-1).Draw(w.rt, label) }

func (w *world) ask() {
	w.inquiries++
	n := w.inquiries
	body := fmt.Sprintf("Hvornår bliver cykelsti Q%dQ færdig?", n)
	switch n % 3 {
	case 1:
		body = fmt.Sprintf("1) Hvornår bliver cykelsti Q%dQ færdig?\n2) Hvor mange elever har skole Q%dQ?", n, n)
	case 2:
		body = fmt.Sprintf("Hvad koster kaffen i kantine Q%dQ?", n) // the rules cannot tell
	}
	w.post("inquiry", member(fmt.Sprintf("Sag Q%dQ", n), fmt.Sprintf("q%d", n), body))
}

func (w *world) askAgain() {
	raw := w.raws[w.pick("which", len(w.raws))]
	if rapid.Bool().Draw(w.rt, "by another way") {
		raw = append([]byte("Received: from a.example by b.example; Mon, 09 Mar 2026 10:00:09 +0100\r\n"), raw...)
	}
	w.deliver(raw)
	w.copies[intake.Parse(raw, intake.Limits{}).Digest()] = true
}

// letterOfKind is one of the letters at the outgoing server.
func (w *world) letterOfKind(kind string) (mail *intake.Mail, to string) {
	var found []mailtest.Message
	for _, m := range w.smtp.Messages() {
		if strings.Contains(string(m.Raw[:min(len(m.Raw), 2000)]), "."+kind+".") {
			found = append(found, m)
		}
	}
	if len(found) == 0 {
		return nil, ""
	}
	m := found[w.pick("letter", len(found))]
	return intake.Parse(m.Raw, intake.Limits{}), m.To
}

func (w *world) reply(what, kind, from, body string) {
	letter, _ := w.letterOfKind(kind)
	if letter == nil || len(letter.ReplyTo) == 0 {
		return
	}
	if from == "" {
		from = letter.To[0].Address
	}
	w.serial++
	w.post(what, []byte(strings.ReplaceAll(person(from, letter.ReplyTo[0].Address, "SV: "+letter.Subject, fmt.Sprint("r", w.serial), "In-Reply-To: <"+letter.MessageID+">\n", body), "\n", "\r\n")))
}

func (w *world) followUp() {
	w.reply("follow-up", "acknowledgement", "", rapid.SampledFrom([]string{"Det gælder også Sydvej.", "Status", "Træk tilbage"}).Draw(w.rt, "words"))
}

func (w *world) answerOne() {
	w.reply("answer", "forwarding", "", rapid.SampledFrom([]string{"Det sker i maj.", "Ikke vores", "Ikke vores, send til BUF", "Kommentar: internt"}).Draw(w.rt, "words"))
}

func (w *world) strange() {
	w.serial++
	w.post("stranger", []byte(strings.ReplaceAll(person("nogen@fremmed.example", mailbox, "Hej", fmt.Sprint("s", w.serial), "", "Hvad er klokken?"), "\n", "\r\n")))
}

func (w *world) machine() {
	w.serial++
	w.post("machine", []byte(strings.ReplaceAll(person("anna.holm@medlem.example", mailbox, "Fraværende", fmt.Sprint("m", w.serial), "Auto-Submitted: auto-replied\n", "Jeg er på ferie."), "\n", "\r\n")))
}

func (w *world) bounce() {
	letter, to := w.letterOfKind("acknowledgement")
	if letter == nil {
		return
	}
	w.serial++
	raw := fmt.Sprintf("From: MAILER-DAEMON@post.example\nTo: %s\nSubject: Undelivered\nMessage-ID: <b%d@post.example>\nReturn-Path: <>\nMIME-Version: 1.0\n"+
		"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\nNo.\n\n--b\nContent-Type: message/delivery-status\n\n"+
		"Reporting-MTA: dns; post.example\n\nFinal-Recipient: rfc822; %s\nAction: failed\nStatus: 5.1.1\n\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <%s>\n\n--b--\n",
		letter.ReplyTo[0].Address, w.serial, to, letter.MessageID)
	w.post("bounce", []byte(strings.ReplaceAll(raw, "\n", "\r\n")))
}

// anyRound is a round of which nothing is expected.
func (w *world) anyRound() {
	w.desk.Poll(context.Background())
	w.desk.PostDue(context.Background())
	w.desk.CopySent(context.Background())
	w.clock.Add(time.Minute)
}

// cut breaks a connection off at some command of the rounds that follow: so a
// process that dies looks to the servers.
func (w *world) cut() {
	var left atomic.Int64 // connections count together
	left.Store(rapid.Int64Range(1, 60).Draw(w.rt, "commands"))
	w.imap.SetFail(func(string, string) error {
		if left.Add(-1) == 0 {
			return mailtest.ErrClose
		}
		return nil
	})
	w.anyRound()
	w.imap.SetFail(nil)
}

func (w *world) refuse() {
	code := rapid.SampledFrom([]int{421, 451, 0}).Draw(w.rt, "code")
	at := rapid.SampledFrom([]string{"greeting", "mail", "rcpt", "data", "dot"}).Draw(w.rt, "at")
	w.smtp.SetFail(func(step, _ string) error {
		switch {
		case step != at:
			return nil
		case code == 0:
			if step == "dot" {
				w.ambiguous.Add(1)
			}
			return mailtest.ErrClose
		}
		return mailtest.Reply(code, "4.3.0 later")
	})
	w.anyRound()
	w.smtp.SetFail(nil)
}

// restart lets a new process go on with the same register.
func (w *world) restart() {
	desk, err := clerk.New(w.options)
	w.must(err)
	w.desk = desk
	w.must(w.desk.Start(context.Background()))
}

func (w *world) renumber() { w.must(w.imap.Renumber(context.Background(), "INBOX")) }

// moveBack is a person who moves a filed mail back to where it came.
func (w *world) moveBack() {
	filed, err := w.imap.Messages(context.Background(), "Filed")
	if err != nil || len(filed) == 0 {
		return
	}
	m := filed[w.pick("mail", len(filed))]
	w.must(w.imap.Expunge(context.Background(), "Filed", m.UID))
	_, err = w.imap.Deliver("INBOX", m.Raw, m.At)
	w.must(err)
}

func (w *world) backUp() { w.copied = w.backup() }

// putBack puts the last backup back. What was posted in the last moments before
// a loss and not yet copied to the folder of sent mail is known to nobody, so
// the loss comes after a moment of rest.
func (w *world) putBack() {
	if w.copied == "" {
		return
	}
	w.settle()
	w.clock.Add(time.Minute)
	w.reg.Close()
	w.restore(w.copied, rapid.Bool().Draw(w.rt, "marked"))
}

// settle lets the faults end and everything come to rest.
func (w *world) settle() {
	for range 3 {
		w.round()
		w.clock.Add(5 * time.Hour)
	}
	w.round()
}

var nonce = regexp.MustCompile(`Q(\d+)Q`)

// hold checks what must hold at any moment.
func (w *world) hold() {
	first := map[string][]byte{}
	again := 0
	meaning := map[string]string{} // number → the question that it was told for
	acknowledged := map[string]string{}
	for _, m := range w.smtp.Messages() {
		if !slices.Contains([]string{"anna.holm@medlem.example", "fordeler@kk.example", "svar@tmf.kk.example", "svar@buf.kk.example"}, m.To) {
			w.rt.Fatalf("a letter went to %s", m.To)
		}
		letter := intake.Parse(m.Raw, intake.Limits{})
		id := letter.MessageID
		if before, known := first[id]; known {
			if again++; !bytes.Equal(before, m.Raw) {
				w.rt.Fatalf("letter %s was sent with other bytes", id)
			}
			continue
		}
		first[id] = m.Raw
		parts := strings.Split(id, ".")
		about := nonce.FindString(letter.Subject + " " + letter.Text)
		if !strings.HasPrefix(parts[0], "2026-") || about == "" {
			continue
		}
		if before, known := meaning[parts[0]]; known && before != about {
			w.rt.Fatalf("case %s was told for %s and for %s", parts[0], before, about)
		}
		meaning[parts[0]] = about
		if parts[1] == "acknowledgement" {
			mail := strings.Join(letter.InReplyTo, " ") // a follow-up to an ended case is an inquiry of its own
			if before, twice := acknowledged[mail]; twice {
				w.rt.Fatalf("mail %s was acknowledged by %s and by %s", mail, before, id)
			}
			acknowledged[mail] = id
		}
	}
	if int64(again) > w.ambiguous.Load() {
		w.rt.Fatalf("%d letters were sent again after %d unanswered dots", again, w.ambiguous.Load())
	}
	w.must(w.reg.View(context.Background(), func(tx *register.Tx) error { return w.holdRegister(tx) }))
}

func (w *world) holdRegister(tx *register.Tx) error {
	ctx := context.Background()
	cases, err := tx.Cases(ctx, register.CaseFilter{})
	if err != nil {
		return err
	}
	if err := w.holdLedger(ctx, tx); err != nil {
		return err
	}
	inquiries := map[string]int64{}
	for _, c := range cases {
		if err := tx.VerifyEvents(ctx, c.Number); err != nil {
			return err
		}
		mail := inquiryOf(ctx, tx, c).MessageID
		if before, known := inquiries[mail]; known && before != c.Inquiry {
			return fmt.Errorf("mail %s is inquiry %d and %d", mail, before, c.Inquiry)
		}
		inquiries[mail] = c.Inquiry
	}
	return nil
}

// holdLedger checks the balance: every line has one outcome, none is left at
// received, and there is no line without a mail that was delivered. A mail of
// the stuck list has not been read yet.
func (w *world) holdLedger(ctx context.Context, tx *register.Tx) error {
	lines, err := tx.Lines(ctx, register.LedgerFilter{Limit: 10000})
	if err != nil {
		return err
	}
	balance, err := tx.Balance(ctx, time.Time{}, time.Time{})
	if err != nil {
		return err
	}
	sum := 0
	for _, n := range balance {
		sum += n
	}
	if sum != len(lines) || balance[register.Received] > 0 {
		return fmt.Errorf("the ledger has %d lines and says %v", len(lines), balance)
	}
	for _, l := range lines {
		if _, known := w.delivered[l.Digest]; !known && !w.copies[l.Digest] && l.Outcome != register.Stuck {
			return fmt.Errorf("line %d is of a mail that was never delivered: %+v", l.ID, l)
		}
	}
	return nil
}

// holdAtRest checks what must hold when nothing is left to do.
func (w *world) holdAtRest() {
	w.hold()
	ctx := context.Background()
	left, err := w.imap.Messages(ctx, "INBOX")
	w.must(err)
	if len(left) > 0 {
		w.rt.Fatalf("%d mails are left in INBOX", len(left))
	}
	w.must(w.reg.View(ctx, func(tx *register.Tx) error {
		waiting, err := tx.Waiting(ctx)
		if err != nil || len(waiting) > 0 {
			return errors.Join(err, fmt.Errorf("%d letters still wait", len(waiting)))
		}
		balance, err := tx.Balance(ctx, time.Time{}, time.Time{})
		if err != nil || balance[register.Received] > 0 || balance[register.Stuck] > 0 {
			return errors.Join(err, fmt.Errorf("the ledger says %v", balance))
		}
		for digest, what := range w.delivered {
			lines, err := tx.Copies(ctx, digest)
			if err != nil {
				return err
			}
			if len(lines) == 0 {
				return fmt.Errorf("a mail is lost: %s", what)
			}
			if what == "inquiry" && !slices.ContainsFunc(lines, func(l register.LedgerLine) bool { return l.Case != "" }) {
				return fmt.Errorf("an inquiry became no case: %+v", lines)
			}
		}
		cases, err := tx.Cases(ctx, register.CaseFilter{})
		seen := map[string]bool{}
		for _, c := range cases {
			seen[nonce.FindString(c.Subject)] = true
		}
		for n := range w.inquiries {
			if !seen["Q"+strconv.Itoa(n+1)+"Q"] {
				return fmt.Errorf("question %d has no case", n+1)
			}
		}
		return err
	}))
}
