package clerk_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/clerk"
	"inquiryd/internal/mailtest"
	"inquiryd/internal/poll"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// ask is a member's mail with one question; n makes it another mail.
func ask(n int, headers ...string) []byte {
	return []byte(strings.Join(append([]string{
		"From: Anna Holm <anna.holm@medlem.example>",
		"To: " + mailbox,
		fmt.Sprintf("Subject: Cykelsti nr. %d", n),
		"Date: Mon, 09 Mar 2026 10:00:00 +0100",
		fmt.Sprintf("Message-ID: <ask-%d@post.example>", n),
		"Content-Type: text/plain; charset=utf-8",
	}, headers...), "\r\n") + fmt.Sprintf("\r\n\r\nHvornår bliver cykelsti nummer %d færdig?\r\n", n))
}

func (o *office) outcomes() map[register.Outcome]int {
	o.t.Helper()
	n := map[register.Outcome]int{}
	o.view(func(ctx context.Context, tx *register.Tx) error {
		lines, err := tx.Lines(ctx, register.LedgerFilter{Limit: 10000})
		for _, l := range lines {
			n[l.Outcome]++
		}
		return err
	})
	return n
}

func (o *office) kinds() map[string]int {
	n := map[string]int{}
	for _, l := range o.letters() {
		n[l.Kind]++
	}
	return n
}

func (o *office) count(folder string) int {
	o.t.Helper()
	stored, err := o.imap.Messages(o.t.Context(), folder)
	o.must(err)
	return len(stored)
}

func TestFirstStartLeavesOldMailAlone(t *testing.T) {
	o := newOffice(t, func(c *clerk.Options) { c.Adopt = poll.Adopt{} })
	o.deliver(ask(1))
	o.round()
	if got := o.outcomes(); len(got) != 0 {
		t.Errorf("old mail was taken in: %v", got)
	}
	o.deliver(ask(2))
	o.round()
	if got := o.outcomes(); got[register.Filed] != 1 || len(got) != 1 {
		t.Errorf("new mail after the first start: %v", got)
	}
	o.must(o.imap.Renumber(t.Context(), "INBOX")) // the server loses its UIDs
	o.round()
	if got := o.outcomes(); got[register.Filed] != 1 || len(got) != 1 {
		t.Errorf("after a new UIDVALIDITY old mail was taken in: %v", got)
	}
}

// The log of a first start says how to file the mail that it left alone: by a
// later run. What was filed since is not filed again.
func TestOldMailIsFiledLater(t *testing.T) {
	o := newOffice(t, func(c *clerk.Options) { c.Adopt, c.Config.KeepInPlace = poll.Adopt{}, true })
	arrived := func(n int, day time.Time) {
		t.Helper()
		_, err := o.imap.Deliver("INBOX", ask(n), day)
		o.must(err)
	}
	arrived(1, time.Date(2026, 3, 5, 12, 0, 0, 0, copenhagen))
	arrived(2, time.Date(2026, 3, 7, 12, 0, 0, 0, copenhagen))
	o.round()
	o.deliver(ask(3))
	o.round()
	for _, step := range []struct {
		adopt poll.Adopt
		filed int
	}{
		{poll.Adopt{From: time.Date(2026, 3, 6, 0, 0, 0, 0, copenhagen)}, 2},
		{poll.Adopt{From: time.Date(2026, 3, 7, 0, 0, 0, 0, copenhagen)}, 2},
		{poll.Adopt{All: true}, 3},
		{poll.Adopt{All: true}, 3},
		{poll.Adopt{}, 3},
	} {
		o.reopenWith(func(c *clerk.Options) { c.Adopt = step.adopt })
		o.round()
		if got := o.outcomes(); got[register.Filed] != step.filed || len(got) != 1 {
			t.Errorf("%+v: the ledger says %v", step.adopt, got)
		}
	}
	if got := o.kinds()[string(notify.Acknowledgement)]; got != 3 {
		t.Errorf("%d acknowledgements for 3 mails", got)
	}
}

// Mail that was deleted before the first start left gaps. They do not look as if
// the register were older than the mailbox, which would take in again what
// people filed in the folders themselves.
func TestGapsInOldMailAreNoLostMail(t *testing.T) {
	for name, adopt := range map[string][]poll.Adopt{
		"at the first start": {{All: true}},
		"later":              {{}, {All: true}},
		"since a day":        {{}, {From: time.Date(2026, 3, 1, 0, 0, 0, 0, copenhagen)}, {All: true}},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			for n := range 4 {
				o.deliver(ask(n))
			}
			o.must(o.imap.Expunge(t.Context(), "INBOX", 2))
			o.must(o.imap.Expunge(t.Context(), "INBOX", 4))
			for _, a := range adopt {
				o.reopenWith(func(c *clerk.Options) { c.Adopt = a })
				o.round()
			}
			_, err := o.imap.Deliver("Filed", ask(9), o.clock.Now())
			o.must(err)
			o.reopenWith(func(*clerk.Options) {})
			o.round()
			if got := o.outcomes(); got[register.Filed] != 2 || len(got) != 1 {
				t.Errorf("the ledger says %v", got)
			}
		})
	}
}

func TestAdoptFromADay(t *testing.T) {
	o := newOffice(t, func(c *clerk.Options) { c.Adopt = poll.Adopt{From: time.Date(2026, 3, 8, 0, 0, 0, 0, copenhagen)} })
	_, err := o.imap.Deliver("INBOX", ask(1), time.Date(2026, 3, 7, 23, 0, 0, 0, copenhagen))
	o.must(err)
	_, err = o.imap.Deliver("INBOX", ask(2), time.Date(2026, 3, 8, 1, 0, 0, 0, copenhagen))
	o.must(err)
	o.round()
	if got := o.outcomes(); got[register.Filed] != 1 || len(got) != 1 {
		t.Errorf("got %v", got)
	}
}

func TestANewUIDValidityFilesNothingTwice(t *testing.T) {
	o := newOffice(t, func(c *clerk.Options) { c.Config.KeepInPlace = true })
	for n := range 5 {
		o.deliver(ask(n))
	}
	o.round()
	o.must(o.imap.Renumber(t.Context(), "INBOX"))
	o.round()
	o.round()
	if got := o.kinds()[string(notify.Acknowledgement)]; got != 5 {
		t.Errorf("%d acknowledgements for 5 mails", got)
	}
	if got := o.outcomes(); got[register.Filed] != 5 || got[register.Ignored] != 5 {
		t.Errorf("the ledger says %v", got)
	}
}

func TestOneMailThatCannotBeFetchedStopsNoOther(t *testing.T) {
	o := newOffice(t, func(c *clerk.Options) { c.Config.Tries = 3 })
	for n := range 3 {
		o.deliver(ask(n))
	}
	o.imap.SetFail(func(step, arg string) error {
		if step == "FETCH" && (arg == "2" || arg == "1:3") {
			return mailtest.No("", "that message is broken")
		}
		return nil
	})
	for range 4 {
		o.round()
	}
	if got := o.outcomes(); got[register.Filed] != 2 || got[register.Stuck] != 1 {
		t.Fatalf("the ledger says %v", got)
	}
	o.view(func(ctx context.Context, tx *register.Tx) error {
		tasks, err := tx.Tasks(ctx, true)
		if len(tasks) != 1 || !strings.Contains(tasks[0].What, "UID 2") {
			t.Errorf("tasks: %v", tasks)
		}
		return err
	})
	if n := o.count("INBOX"); n != 1 {
		t.Errorf("%d mails in INBOX, want the broken one", n)
	}
}

func TestALetterIsTriedAgainAsItIs(t *testing.T) {
	o := newOffice(t)
	var seen [][]byte
	fail := 3
	o.smtp.SetFail(func(step, arg string) error {
		if step == "rcpt" && strings.Contains(arg, "anna.holm") && fail > 0 {
			fail--
			return mailtest.Reply(451, "4.3.0 try again")
		}
		return nil
	})
	o.deliver(ask(1))
	o.round()
	for range 5 {
		o.clock.Add(10 * time.Minute)
		o.round()
	}
	for _, m := range o.smtp.Messages() {
		if o.letterOf(m.Raw).Kind == string(notify.Acknowledgement) {
			seen = append(seen, m.Raw)
		}
	}
	if len(seen) != 1 || fail != 0 {
		t.Fatalf("the acknowledgement arrived %d times, %d refusals left", len(seen), fail)
	}
	l := o.letterOf(seen[0])
	if l.Attempts != 4 || !bytes.Equal(bytes.TrimSpace(l.Raw), bytes.TrimSpace(seen[0])) {
		t.Errorf("attempt %d, same bytes: %v", l.Attempts, bytes.Equal(l.Raw, seen[0]))
	}
}

func TestNoReplyAfterTheDotIsAskedAgainWithTheSameBytes(t *testing.T) {
	o := newOffice(t)
	var done atomic.Bool
	o.smtp.SetFail(func(step, arg string) error { // asked by several connections at once
		if step == "dot" && done.CompareAndSwap(false, true) {
			return mailtest.ErrClose
		}
		return nil
	})
	o.deliver(ask(1))
	o.round()
	o.clock.Add(10 * time.Minute)
	o.round()
	ids := map[string]int{}
	for _, m := range o.smtp.Messages() {
		ids[o.letterOf(m.Raw).Key]++
	}
	if len(ids) != 2 || len(o.smtp.Messages()) != 3 {
		t.Errorf("letters: %v", ids)
	}
}

func TestOldLettersAreGivenUpAndAPersonIsTold(t *testing.T) {
	o := newOffice(t)
	o.smtp.SetFail(func(step, arg string) error {
		if step == "rcpt" && strings.Contains(arg, "tmf") {
			return mailtest.Reply(450, "4.2.0 greylisted")
		}
		return nil
	})
	o.deliver(ask(1))
	for range 40 {
		o.round()
		o.clock.Add(4 * time.Hour)
	}
	o.view(func(ctx context.Context, tx *register.Tx) error {
		tasks, err := tx.Tasks(ctx, true)
		if len(tasks) != 1 || !strings.Contains(tasks[0].What, "forwarding did not arrive") {
			t.Errorf("tasks: %v", tasks)
		}
		return err
	})
}

func TestAFolderThatCannotBeHadLeavesTheMailAndNothingIsDoubled(t *testing.T) {
	o := newOffice(t)
	o.imap.SetFail(func(step, arg string) error {
		if step == "MOVE" {
			return mailtest.No("", "over quota")
		}
		return nil
	})
	o.deliver(ask(1))
	o.round()
	o.round()
	if n := o.count("INBOX"); n != 1 {
		t.Fatalf("%d mails in INBOX", n)
	}
	o.imap.SetFail(nil)
	o.round()
	if n := o.count("Filed"); n != 1 || o.kinds()[string(notify.Acknowledgement)] != 1 {
		t.Errorf("%d mails in Filed, letters %v", n, o.kinds())
	}
}

func TestSentLettersAreCopiedOnce(t *testing.T) {
	o := newOffice(t)
	o.deliver(ask(1))
	for range 3 {
		o.round()
	}
	if n := o.count("Sendt"); n != 2 {
		t.Errorf("%d copies of 2 letters", n)
	}
}

func TestAcknowledgementsAreCapped(t *testing.T) {
	o := newOffice(t, func(c *clerk.Options) { c.Config.MaxAcknowledgements = 3 })
	for n := range 6 {
		o.deliver(ask(n))
	}
	o.round()
	kinds := o.kinds()
	if kinds[string(notify.Acknowledgement)] != 3 || kinds[string(notify.Forwarding)] != 6 || kinds[string(notify.Notice)] != 1 {
		t.Errorf("letters: %v", kinds)
	}
	o.clock.Add(25 * time.Hour)
	o.deliver(ask(7))
	o.round()
	if got := o.kinds()[string(notify.Acknowledgement)]; got != 4 {
		t.Errorf("%d acknowledgements after a day", got)
	}
}

func TestAnUnverifiedMemberIsHeldUntilReleased(t *testing.T) {
	o := newOffice(t, func(c *clerk.Options) { c.Intake.Auth = intake.AuthConfig{AuthservID: "mx.kk.example"} })
	o.deliver(ask(1))
	o.deliver(ask(2, "Authentication-Results: mx.kk.example; dmarc=fail header.from=medlem.example"))
	o.round()
	if kinds := o.kinds(); kinds[string(notify.HeldNotice)] != 2 || len(kinds) != 1 {
		t.Fatalf("letters about unverified mail: %v", kinds)
	}
	o.must(o.desk.Release(t.Context(), "2026-0001", "cli anna"))
	o.round()
	if kinds := o.kinds(); kinds[string(notify.Acknowledgement)] != 1 || kinds[string(notify.Forwarding)] != 1 {
		t.Errorf("letters after the release: %v", kinds)
	}
	verified := append([]byte("Authentication-Results: mx.kk.example; dmarc=pass header.from=medlem.example\r\n"), ask(3)...)
	o.deliver(verified)
	o.round()
	if kinds := o.kinds(); kinds[string(notify.Acknowledgement)] != 2 {
		t.Errorf("letters after a verified mail: %v", kinds)
	}
}

func TestDecisionsFromTheCommandLine(t *testing.T) {
	o := newOffice(t)
	o.deliver(ask(1))
	o.round()
	ctx := t.Context()
	for _, err := range []error{
		o.desk.Assign(ctx, "2026-0009", "TMF", "cli x"), o.desk.Assign(ctx, "2026-0001", "XYZ", "cli x"),
		o.desk.Release(ctx, "2026-0001", "cli x"), o.desk.Answer(ctx, "2026-0001", " ", "cli x"), o.desk.Close(ctx, "2026-0001", "", "cli x"),
	} {
		if err == nil {
			t.Error("a decision that cannot be was taken")
		}
	}
	o.must(o.desk.Assign(ctx, "2026-0001", "buf", "cli x"))
	o.must(o.desk.Answer(ctx, "2026-0001", "I juni.", "cli x"))
	if err := o.desk.Assign(ctx, "2026-0001", "TMF", "cli x"); err == nil {
		t.Error("an answered case was given away")
	}
	o.round()
	if kinds := o.kinds(); kinds[string(notify.Answer)] != 1 || kinds[string(notify.Redirected)] != 1 {
		t.Errorf("letters: %v", kinds)
	}
	o.verify()
}

func TestAssignedToTheOneThatHasItACaseIsForwardedOnceMore(t *testing.T) {
	o := newOffice(t)
	o.deliver(ask(1))
	o.round()
	before := o.kinds()
	o.must(o.desk.Assign(t.Context(), "2026-0001", o.cases()[0].Administration, "cli x"))
	o.round()
	kinds := o.kinds()
	if got := kinds[string(notify.Forwarding)] - before[string(notify.Forwarding)]; got != 1 {
		t.Errorf("forwarded %d times more, want once", got)
	}
	if kinds[string(notify.Redirected)] != 0 || kinds[string(notify.Acknowledgement)] != before[string(notify.Acknowledgement)] {
		t.Errorf("the member was told of nothing new: %v", kinds)
	}
	o.verify()
}

func TestExplainSaysWhatReceivingDoes(t *testing.T) {
	o := newOffice(t)
	for name, c := range map[string]struct {
		raw  []byte
		want clerk.Verdict
	}{
		"a question":    {ask(1), clerk.VerdictInquiry},
		"a stranger":    {bytes.Replace(ask(1), []byte("anna.holm"), []byte("anna.ho1m"), 1), clerk.VerdictIgnored},
		"automatic":     {ask(1, "Auto-Submitted: auto-replied"), clerk.VerdictIgnored},
		"about nothing": {bytes.ReplaceAll(ask(1), []byte("ykelsti"), []byte("irkus")), clerk.VerdictHeld},
	} {
		m := intake.Parse(c.raw, intake.Limits{})
		intake.Screen(m, intake.Ours{})
		x := o.desk.Explain(t.Context(), m)
		if x.Verdict != c.want || x.Why == "" {
			t.Errorf("%s: %s (%s), want %s", name, x.Verdict, x.Why, c.want)
		}
		if m.Nature == intake.Person && len(x.Questions) != 1 {
			t.Errorf("%s: %d questions", name, len(x.Questions))
		}
	}
}

func TestWhatADeadRunHadClaimedIsDueAtTheNextStart(t *testing.T) {
	o := newOffice(t)
	o.deliver(ask(1))
	_, err := o.desk.Poll(t.Context())
	o.must(err)
	o.must(o.reg.Update(t.Context(), func(tx *register.Tx) error { // the run claims, and dies
		_, err := tx.ClaimLetters(t.Context(), "inquiryd", o.clock.Now(), time.Hour, 10)
		return err
	}))
	o.round()
	if n := len(o.smtp.Messages()); n != 0 {
		t.Fatalf("%d letters were posted in spite of the claim", n)
	}
	o.must(o.desk.Start(t.Context()))
	o.round()
	if n := len(o.smtp.Messages()); n != 2 {
		t.Errorf("%d letters were posted, want 2", n)
	}
}

func TestAMemberConfirmsAMailByTheRostersAddress(t *testing.T) {
	o := newOffice(t, func(c *clerk.Options) {
		c.Intake.Auth = intake.AuthConfig{AuthservID: "mx.kk.example"}
		c.Config.ConfirmSenders = true
	})
	two := bytes.Replace(ask(1), []byte("Hvornår bliver cykelsti nummer 1 færdig?"), []byte("1) Hvornår bliver cykelsti nummer 1 færdig?\r\n2) Hvor mange elever er der på skolen?"), 1)
	o.deliver(two)
	o.round()
	l, m := o.last(notify.Confirmation)
	if l.Recipient != "anna.holm@medlem.example" || strings.Contains(m.Text, "cykelsti") {
		t.Fatalf("asked %s:\n%s", l.Recipient, m.Text)
	}
	reply := func(from, text string, n int) {
		o.deliver(o.fill("From: " + from + "\nTo: {{reply \"confirmation\"}}\nSubject: SV: Besked\nMessage-ID: <c" + fmt.Sprint(n) + "@medlem.example>\nContent-Type: text/plain\n\n" + text + "\n"))
		o.round()
	}
	reply("bo.krogh@medlem.example", "Ja", 1)
	reply("anna.holm@medlem.example", "Hvad er det for en mail?", 2)
	if kinds := o.kinds(); kinds[string(notify.Forwarding)] != 0 || kinds[string(notify.Acknowledgement)] != 0 {
		t.Fatalf("filed without a confirmation: %v", kinds)
	}
	reply("anna.holm@medlem.example", "Ja", 3)
	if kinds := o.kinds(); kinds[string(notify.Forwarding)] != 2 || kinds[string(notify.Acknowledgement)] != 1 {
		t.Errorf("letters after the confirmation: %v", kinds)
	}
	o.verify()
}

func TestTheThemesOfOtherQuestionsDoNotCount(t *testing.T) {
	o := newOffice(t)
	decide := func(subject, body string) (administrations []string) {
		raw := "From: anna.holm@medlem.example\r\nSubject: " + subject + "\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + body
		m := intake.Parse([]byte(raw), intake.Limits{})
		intake.Screen(m, intake.Ours{})
		for _, q := range o.desk.Explain(t.Context(), m).Questions {
			if !q.Decision.Filed {
				q.Decision.Administration = "held"
			}
			administrations = append(administrations, q.Decision.Administration)
		}
		return administrations
	}
	if got := decide("Cykelstier, fortove og parkering", "1) Hvornår er cykelstien færdig?\n2) Hvor mange elever går der på skolen?"); !slices.Equal(got, []string{"TMF", "BUF"}) {
		t.Errorf("the subject drowned a question: %q", got)
	}
	if got := decide("Cykelstien på Amagerbrogade", "1) Hvornår er den færdig?\n2) Hvad har den kostet?"); !slices.Equal(got, []string{"TMF", "TMF"}) {
		t.Errorf("the subject did not help questions that say nothing: %q", got)
	}
	if got := decide("To spørgsmål", "Hvor mange elever går der på skolen? Og hvornår er cykelstien på Amagerbrogade færdig?"); !slices.Equal(got, []string{"BUF", "TMF"}) {
		t.Errorf("questions of one paragraph for two administrations: %q", got)
	}
}

func TestAStrangersMailThatIsMovedBackIsFiledOnceTheSenderIsKnown(t *testing.T) {
	o := newOffice(t)
	raw := bytes.Replace(ask(1), []byte("anna.holm@"), []byte("ny.ansat@"), 1)
	o.deliver(raw)
	o.round()
	o.deliver(raw) // moved back too early: still a stranger
	o.round()
	if kinds := o.kinds(); kinds[string(notify.Notice)] != 1 || len(kinds) != 1 {
		t.Fatalf("letters: %v", kinds)
	}
	roster, err := intake.NewRoster([]intake.Member{{Name: "Ny Ansat", Address: "ny.ansat@medlem.example"}})
	o.must(err)
	o.options.Roster = roster
	o.desk, err = clerk.New(o.options)
	o.must(err)
	for range 2 { // and moved back twice by mistake
		o.deliver(raw)
		o.round()
	}
	if kinds := o.kinds(); kinds[string(notify.Acknowledgement)] != 1 || kinds[string(notify.Forwarding)] != 1 {
		t.Errorf("letters: %v", kinds)
	}
	o.verify()
}

func TestAWaveOfForgedMailIsNoWaveOfNotices(t *testing.T) {
	o := newOffice(t, func(c *clerk.Options) {
		c.Intake.Auth = intake.AuthConfig{AuthservID: "mx.kk.example"}
		c.Config.MaxNotices = 3
	})
	for n := range 8 {
		o.deliver(ask(n))
	}
	o.round()
	if kinds := o.kinds(); kinds[string(notify.HeldNotice)] != 3 || len(kinds) != 1 {
		t.Errorf("letters: %v", kinds)
	}
	o.view(func(ctx context.Context, tx *register.Tx) error {
		tasks, err := tx.Tasks(ctx, true)
		if len(tasks) != 5 {
			t.Errorf("%d tasks for the 5 mails that nobody was told of", len(tasks))
		}
		return err
	})
}
