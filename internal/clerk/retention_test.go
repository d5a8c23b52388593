package clerk_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/clerk"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

const privateWords = "From: anna.holm@medlem.example\r\nTo: politikersvar@kk.example\r\nSubject: Sagen om Blomsterkrattet\r\nMessage-ID: <blomsterkrattet@medlem.example>\r\n" +
	"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" +
	"Hvorn=C3=A5r bliver cykelstien ved Blomsterkrattet lavet?\r\n--x\r\nContent-Type: text/plain; name=blomsterkrattet.txt\r\nContent-Disposition: attachment\r\n\r\nBlomsterkrattet\r\n--x--\r\n"

// T30: a case is kept as long as its kind says; then nothing of it is left in
// the files of the register, while its chain holds and a mail about it is a new
// inquiry.
func TestACaseIsErasedWhenItsTimeIsOver(t *testing.T) {
	folder := t.TempDir()
	o := newOfficeOn(t, register.Config{Path: filepath.Join(folder, "r.db")}, func(c *clerk.Options) {
		c.Config.Kinds = map[string]clerk.Kind{"question": {Keep: "2 years"}}
	})
	o.deliver([]byte(privateWords))
	o.round()
	o.deliver(o.fill(strings.ReplaceAll(fromOfficial, "færdig i juni", "færdig ved Blomsterkrattet i juni")))
	o.round()
	if !left(t, folder, "blomsterkrattet") {
		t.Fatal("the word was never on the disk: the test shows nothing")
	}
	token := o.fill("From: anna.holm@medlem.example\nTo: {{reply \"answer\"}}\nSubject: SV: svar\nMessage-ID: <again@medlem.example>\nIn-Reply-To: {{id \"answer\"}}\n\nHvornår bliver cykelstien færdig?\n")
	erase := func(years, want int) {
		t.Helper()
		o.clock.Add(time.Duration(years) * 366 * 24 * time.Hour)
		done, err := o.desk.Retention().EraseExpired(t.Context(), "system")
		if err != nil || len(done) != want {
			t.Fatalf("after %d more years: %+v %v", years, done, err)
		}
	}
	erase(1, 0)
	erase(1, 1)
	erase(1, 0)
	if left(t, folder, "blomsterkrattet") || left(t, folder, "anna.holm") || left(t, folder, "ole@tmf") {
		t.Error("something is left on the disk")
	}
	o.deliver(token)
	o.round()
	o.view(func(ctx context.Context, tx *register.Tx) error {
		c, err := tx.Case(ctx, "2029-0001")
		if err == nil {
			var q register.Inquiry
			q, err = tx.Inquiry(ctx, c.Inquiry)
			if q.Follows != "" || q.Member == "" {
				t.Errorf("%+v", q)
			}
		}
		return errors.Join(err, tx.VerifyEvents(ctx, "2026-0001"))
	})
	if o.kinds()[string(notify.Acknowledgement)] != 2 {
		t.Errorf("letters: %v", o.kinds())
	}
	o.verify()
}

// left says whether a word is in any file of a folder, in any case of letters.
func left(t *testing.T, folder, word string) (found bool) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		found = found || bytes.Contains(bytes.ToLower(b), []byte(word))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestWhatIsKept(t *testing.T) {
	o := newOffice(t, func(c *clerk.Options) {
		c.Config.Keep, c.Config.Kinds = "1 year", map[string]clerk.Kind{"question": {}, "aktindsigt": {Keep: "90 days"}}
	})
	o.deliver(ask(1))
	o.round()
	o.clock.Add(3 * 366 * 24 * time.Hour)
	if all, err := o.desk.Retention().Expired(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("an open case: %+v %v", all, err)
	}
	o.must(o.desk.Close(t.Context(), "2026-0001", "besvaret mundtligt", "cli x"))
	if _, err := o.desk.Erase(t.Context(), "2026-0001", " ", "cli x"); err == nil {
		t.Error("erased without a reason")
	}
	o.clock.Add(200 * 24 * time.Hour)
	if all, err := o.desk.Retention().Expired(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("too early: %+v %v", all, err)
	}
	o.clock.Add(200 * 24 * time.Hour)
	if all, err := o.desk.Retention().Expired(t.Context()); err != nil || len(all) != 1 || all[0].Keep != "1 year" {
		t.Errorf("%+v %v", all, err)
	}
}

// F13: a month or a year lasts until its last day has come, also where there is none of
// that number: before that nothing is erased.
func TestWhatIsKeptOverShortMonths(t *testing.T) {
	for _, c := range []struct{ keep, closed, early, due string }{
		{"1 month", "2027-03-02 12:00", "2027-03-31 13:00", "2027-04-02 13:00"},
		{"1 month", "2027-02-28 12:00", "2027-03-28 11:00", "2027-03-28 13:00"},
		{"1 year", "2027-03-01 09:00", "2028-02-29 10:00", "2028-03-01 10:00"},
		{"1 year", "2028-02-29 09:00", "2029-02-28 10:00", "2029-03-01 10:00"},
		{"18 months", "2026-08-30 12:00", "2028-02-29 11:00", "2028-03-01 12:00"},
	} {
		o := newOffice(t, func(o *clerk.Options) { o.Config.Keep = c.keep })
		o.deliver(ask(1))
		o.round()
		o.at(c.closed)
		o.must(o.desk.Close(t.Context(), "2026-0001", "besvaret mundtligt", "cli x"))
		for when, want := range map[string]int{c.early: 0, c.due: 1} {
			o.at(when)
			if all, err := o.desk.Retention().Expired(t.Context()); err != nil || len(all) != want {
				t.Errorf("%s: closed at %s, at %s %d inquiries are to be erased, want %d (%v)", c.keep, c.closed, when, len(all), want, err)
			}
		}
	}
}

// F13: a clock that was set ten years ahead erases nothing by schedule, and a person
// is told once; when it is right again what is due goes.
func TestAWrongClockErasesNothing(t *testing.T) {
	o := newOffice(t, func(c *clerk.Options) { c.Config.Kinds = map[string]clerk.Kind{"question": {Keep: "2 years"}} })
	o.deliver([]byte(privateWords))
	o.round()
	o.deliver(o.fill(fromOfficial))
	o.round()
	right := o.clock.Now()
	due := func(when time.Time, want int) {
		t.Helper()
		o.clock.set(when)
		done, err := o.desk.Retention().EraseDue(t.Context())
		if err != nil || len(done) != want {
			t.Errorf("at %v: %+v %v", when, done, err)
		}
	}
	due(right.AddDate(1, 0, 0), 0)
	o.wantTasks("nothing is erased", 0) // nothing would be
	for range 3 {
		due(right.AddDate(10, 0, 0), 0)
	}
	o.wantTasks("nothing is erased", 1)
	o.clock.set(right.AddDate(3, 0, 0))
	o.deliver(ask(2))
	o.round()
	due(right.AddDate(3, 0, 1), 1)
	o.verify()
}
