package main

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/mailtest"
)

// hold takes the lock of a register away from everybody else, as another
// process does, until it is given back.
func hold(t *testing.T, path string) (giveBack func()) {
	t.Helper()
	db, err := sql.Open("sqlite", path+"?_pragma=busy_timeout(20000)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	return func() {
		conn.ExecContext(context.Background(), "ROLLBACK")
		conn.Close()
	}
}

// F08: another process holds the register's lock, for less long than a round
// waits, and for longer.
func TestProgramRegisterIsLocked(t *testing.T) {
	t.Parallel()
	c := newCrash(t, 0, 0)
	c.deliver(2)
	c.run(nil)
	free := time.AfterFunc(time.Second, hold(t, c.database))
	defer free.Stop()
	c.deliver(4)
	if log, status := c.attempt(nil); status != statusDone {
		t.Errorf("it did not wait for the lock: status %d:\n%s", status, log)
	}

	giveBack := hold(t, c.database)
	c.deliver(6)
	sent := len(c.smtp.Messages())
	log, status := c.attempt(nil)
	if status != statusFound || !strings.Contains(log, "register: busy") {
		t.Errorf("status %d:\n%s", status, log)
	}
	if n := c.lying("INBOX"); n != 2 || len(c.smtp.Messages()) != sent {
		t.Errorf("%d mails of 2 are in INBOX, %d letters were sent", n, len(c.smtp.Messages())-sent)
	}
	giveBack()
	c.settle()
}

// F08: a daemon lives through a lock that outlasts its wait: the mail stays, it
// says so, and the next round files it once. INQUIRYD_LOCKED=1 keeps the lock
// until an alarm has rung, which takes another quarter of a minute.
func TestProgramServesOverALockedRegister(t *testing.T) {
	t.Parallel()
	second, err := mailtest.StartSMTP(mailtest.SMTPOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { second.Close() })
	d := newService(t, fmt.Sprintf("\n[alarm]\nto = [\"vagt@it.example\"]\nregister = \"2s\"\nquiet = \"1s\"\ngap = \"1s\"\n[alarm.smtp]\naddress = %q\ntls = \"none\"\n", second.Addr()))
	d.until("/readyz", d.status("/readyz", 200))
	giveBack := hold(t, filepath.Join(d.dir, "inquiryd.db"))
	if _, err := d.imap.Deliver("INBOX", fmt.Appendf(nil, question, "1"), time.Now()); err != nil {
		t.Fatal(err)
	}
	d.until("a round that cannot have the register", func() bool { return strings.Contains(d.logged(), "register: busy") })
	d.until("/readyz", d.status("/readyz", 503))
	long := setting("INQUIRYD_LOCKED", 0) != 0
	d.until("an alarm", func() bool { return !long || len(second.Messages()) > 0 })
	if left, err := d.imap.Messages(t.Context(), "INBOX"); err != nil || len(left) != 1 || len(d.smtp.Messages()) != 0 {
		t.Errorf("%d mails in INBOX (%v), %d letters", len(left), err, len(d.smtp.Messages()))
	}
	giveBack()
	d.until("the letters", func() bool { return len(d.smtp.Messages()) >= 2 })
	d.until("/readyz again", d.status("/readyz", 200))
	d.until("the alarm's end", func() bool {
		all := second.Messages()
		return !long || strings.Contains(intake.Parse(all[len(all)-1].Raw, intake.Limits{}).Subject, "Ovre")
	})
	d.stop()
	if n := len(d.smtp.Messages()); n != 2 {
		t.Errorf("%d letters went out for one mail", n)
	}
}
