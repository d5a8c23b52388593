package intake_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/mailtest"
	"inquiryd/internal/mailtest/realmail"
)

// FetchMany brings each message as Fetch would, in order: one that is gone, one
// that is too large and one whose size was told wrongly do not harm the others.
func TestDovecotFetchMany(t *testing.T) {
	server, cfg := startDovecot(t, realmail.Options{})
	deliverTo(server, 1, 2, 3, 4, 5)
	box := dial(t, cfg)
	entries, err := box.List(t.Context(), 0)
	if err != nil || len(entries) != 5 {
		t.Fatalf("List = %v, %v", entries, err)
	}
	gone := intake.Entry{UID: 99, Size: 100}
	wrong := entries[3]
	wrong.Size += 5
	asked := []intake.Entry{entries[0], gone, entries[1], wrong, entries[2]}
	got, err := box.FetchMany(t.Context(), asked, 0)
	if err != nil || len(got) != len(asked) {
		t.Fatalf("FetchMany = %d messages, %v", len(got), err)
	}
	for i, f := range got {
		if f.UID != asked[i].UID {
			t.Fatalf("message %d is UID %d, want %d", i, f.UID, asked[i].UID)
		}
		if f.UID == gone.UID {
			if !errors.Is(f.Err, intake.ErrGone) || f.Raw != nil {
				t.Errorf("UID 99: %q, %v; want ErrGone", f.Raw, f.Err)
			}
			continue
		}
		if want := letter(int(f.UID)); f.Err != nil || f.Truncated || string(f.Raw) != string(want) {
			t.Errorf("UID %d: %q, %t, %v", f.UID, f.Raw, f.Truncated, f.Err)
		}
	}
	cut, err := box.FetchMany(t.Context(), entries, 30)
	if err != nil || len(cut) != 5 {
		t.Fatalf("FetchMany = %d messages, %v", len(cut), err)
	}
	for _, f := range cut {
		if f.Err != nil || !f.Truncated || string(f.Raw) != string(letter(int(f.UID))[:30]) {
			t.Errorf("UID %d: %q, %t, %v; want the first 30 bytes", f.UID, f.Raw, f.Truncated, f.Err)
		}
	}
	for _, m := range server.Messages("INBOX") {
		if len(m.Flags) != 0 {
			t.Errorf("message %d has flags %v; want it unseen", m.UID, m.Flags)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got, err := box.FetchMany(ctx, entries, 0); err == nil {
		t.Errorf("FetchMany without time = %d messages", len(got))
	}
}

// A context that is over is an error, also when there was nothing to ask for:
// else the mails that were not fetched count as fetched.
func TestFetchManyWhenStopped(t *testing.T) {
	server := startIMAP(t, mailtest.IMAPOptions{})
	if _, err := server.Deliver("INBOX", letter(1), time.Now()); err != nil {
		t.Fatal(err)
	}
	box := dial(t, configFor(t, server.Addr()))
	entries, err := box.List(t.Context(), 0)
	if err != nil || len(entries) != 1 {
		t.Fatalf("List = %v, %v", entries, err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if got, err := box.FetchMany(ctx, entries, 0); err == nil || len(got) > 0 {
		t.Errorf("FetchMany = %d messages, %v; want an error", len(got), err)
	}
}
