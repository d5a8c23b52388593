package intake_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"go.uber.org/goleak"

	"inquiryd/intake"
	"inquiryd/internal/mailtest"
)

// TestMain looks for goroutines left behind, but not while fuzzing: the
// workers' own goroutines would count.
func TestMain(m *testing.M) {
	flag.Parse()
	if flag.Lookup("test.fuzz").Value.String() != "" {
		os.Exit(m.Run())
	}
	goleak.VerifyTestMain(m)
}

var arrival = time.Date(2026, 3, 9, 14, 2, 0, 0, time.UTC)

func letter(n int) []byte {
	return fmt.Appendf(nil, "From: Mette Ager <mette@medlem.example>\r\nSubject: Nr. %d\r\nMessage-ID: <%d@medlem.example>\r\n\r\nHvor er cykelstien?\r\n", n, n)
}

func startIMAP(t *testing.T, options mailtest.IMAPOptions) *mailtest.IMAP {
	t.Helper()
	server, err := mailtest.StartIMAP(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	return server
}

// configFor logs in to a plain server on loopback.
func configFor(t *testing.T, addr string) intake.IMAPConfig {
	t.Helper()
	path := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(path, []byte("secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return intake.IMAPConfig{Address: addr, TLS: "none", Username: "council", PasswordFile: path}
}

func dial(t *testing.T, cfg intake.IMAPConfig) *intake.Mailbox {
	t.Helper()
	box, err := intake.Dial(t.Context(), cfg, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { box.Close() })
	return box
}

func deliver(t *testing.T, server *mailtest.IMAP, numbers ...int) {
	t.Helper()
	for _, n := range numbers {
		if _, err := server.Deliver("INBOX", letter(n), arrival.Add(time.Duration(n)*time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
}

func stored(t *testing.T, server *mailtest.IMAP, mailbox string) []mailtest.Stored {
	t.Helper()
	all, err := server.Messages(t.Context(), mailbox)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestListIsAscendingAndAbove(t *testing.T) {
	server := startIMAP(t, mailtest.IMAPOptions{})
	deliver(t, server, 1, 2, 3)
	box := dial(t, configFor(t, server.Addr()))
	if validity, next, messages := box.State(); validity == 0 || next != 4 || messages != 3 {
		t.Errorf("State = %d, %d, %d; want a validity, 4, 3", validity, next, messages)
	}
	for after, want := range map[uint32][]uint32{0: {1, 2, 3}, 1: {2, 3}, 3: nil, 99: nil, 1<<32 - 1: nil} {
		entries, err := box.List(t.Context(), after)
		if err != nil {
			t.Fatal(err)
		}
		var uids []uint32
		for _, e := range entries {
			uids = append(uids, e.UID)
			if e.Size != int64(len(letter(int(e.UID)))) || !e.ArrivedAt.Equal(arrival.Add(time.Duration(e.UID)*time.Minute)) {
				t.Errorf("entry %+v", e)
			}
		}
		if !slices.Equal(uids, want) {
			t.Errorf("List(%d) = %v; want %v", after, uids, want)
		}
	}
}

func TestFetchIsWholeAndLeavesTheMailUnseen(t *testing.T) {
	server := startIMAP(t, mailtest.IMAPOptions{})
	deliver(t, server, 1, 2)
	box := dial(t, configFor(t, server.Addr()))
	entries, _ := box.List(t.Context(), 0)
	raw, truncated, err := box.Fetch(t.Context(), entries[1], 1<<20)
	if err != nil || truncated || string(raw) != string(letter(2)) {
		t.Errorf("Fetch = %q, %t, %v", raw, truncated, err)
	}
	for _, m := range stored(t, server, "INBOX") {
		if len(m.Flags) != 0 {
			t.Errorf("message %d has flags %v", m.UID, m.Flags)
		}
	}
}

func TestFetchOfAMailThatIsTooBigIsItsBeginning(t *testing.T) {
	server := startIMAP(t, mailtest.IMAPOptions{})
	big := append(letter(1), []byte(strings.Repeat("En lang linje\r\n", 10_000))...)
	server.Deliver("INBOX", big, arrival)
	box := dial(t, configFor(t, server.Addr()))
	entries, _ := box.List(t.Context(), 0)
	for name, size := range map[string]int64{"known size": entries[0].Size, "unknown size": -1} {
		raw, truncated, err := box.Fetch(t.Context(), intake.Entry{UID: 1, Size: size}, 1000)
		if err != nil || !truncated || string(raw) != string(big[:1000]) {
			t.Errorf("%s: Fetch = %d bytes, %t, %v; want the first 1000", name, len(raw), truncated, err)
		}
	}
	raw, truncated, err := box.Fetch(t.Context(), intake.Entry{UID: 1, Size: -1}, int64(len(big))+1)
	if err != nil || truncated || len(raw) != len(big) {
		t.Errorf("unknown size below the limit: %d bytes, %t, %v", len(raw), truncated, err)
	}
}

func TestFetchOfAMailThatIsGone(t *testing.T) {
	server := startIMAP(t, mailtest.IMAPOptions{})
	deliver(t, server, 1, 2)
	box := dial(t, configFor(t, server.Addr()))
	entries, _ := box.List(t.Context(), 0)
	if err := server.Expunge(t.Context(), "INBOX", 1); err != nil {
		t.Fatal(err)
	}
	if _, _, err := box.Fetch(t.Context(), entries[0], 1<<20); !errors.Is(err, intake.ErrGone) {
		t.Errorf("Fetch = %v; want ErrGone", err)
	}
	if raw, _, err := box.Fetch(t.Context(), entries[1], 1<<20); err != nil || string(raw) != string(letter(2)) {
		t.Errorf("Fetch of the next = %q, %v", raw, err)
	}
}

func TestManyFetchesAtOnce(t *testing.T) {
	server := startIMAP(t, mailtest.IMAPOptions{})
	for n := 1; n <= 60; n++ {
		deliver(t, server, n)
	}
	box := dial(t, configFor(t, server.Addr()))
	entries, _ := box.List(t.Context(), 0)
	var all sync.WaitGroup
	for _, e := range entries {
		all.Go(func() {
			raw, _, err := box.Fetch(t.Context(), e, 1<<20)
			if err != nil || string(raw) != string(letter(int(e.UID))) {
				t.Errorf("Fetch(%d) = %q, %v", e.UID, raw, err)
			}
		})
	}
	all.Wait()
}

func TestMove(t *testing.T) {
	for name, options := range map[string]mailtest.IMAPOptions{
		"by MOVE":         {},
		"by COPY":         {WithoutMove: true},
		"without UIDPLUS": {WithoutUIDPlus: true},
	} {
		t.Run(name, func(t *testing.T) {
			server := startIMAP(t, options)
			deliver(t, server, 1, 2, 3, 4)
			box := dial(t, configFor(t, server.Addr()))
			for range 2 { // the second time they are gone, which is no error
				if err := box.Move(t.Context(), []uint32{2, 3}, "Behandlet/Økonomi & trafik"); err != nil {
					t.Fatal(err)
				}
			}
			left, moved := stored(t, server, "INBOX"), stored(t, server, "Behandlet/Økonomi & trafik")
			if len(left) != 2 || left[0].UID != 1 || left[1].UID != 4 {
				t.Errorf("INBOX holds %+v; want 1 and 4", left)
			}
			if len(moved) != 2 || string(moved[0].Raw) != string(letter(2)) || len(moved[0].Flags) != 0 {
				t.Errorf("the folder holds %+v; want 2 and 3, unseen", moved)
			}
		})
	}
}

func TestMoveWithoutMOVELosesNothing(t *testing.T) {
	for step, fault := range map[string]error{
		"COPY":    mailtest.No("OVERQUOTA", "the folder is full"),
		"STORE":   mailtest.No("", "read-only"),
		"EXPUNGE": mailtest.ErrClose,
	} {
		t.Run(step, func(t *testing.T) {
			server := startIMAP(t, mailtest.IMAPOptions{WithoutMove: true})
			deliver(t, server, 1, 2)
			box := dial(t, configFor(t, server.Addr()))
			server.SetFail(failAt(step, fault))
			if err := box.Move(t.Context(), []uint32{1}, "Filed"); err == nil {
				t.Fatal("no error")
			}
			if left := stored(t, server, "INBOX"); len(left) != 2 {
				t.Errorf("INBOX holds %d messages after a %s that failed; want both", len(left), step)
			}
		})
	}
}

func TestMoveAfterOthersFlaggedOtherMail(t *testing.T) {
	server := startIMAP(t, mailtest.IMAPOptions{WithoutMove: true})
	deliver(t, server, 1)
	box := dial(t, configFor(t, server.Addr()))
	if err := box.Append(t.Context(), "INBOX", intake.Outgoing{Raw: letter(2), At: arrival}, false); err != nil {
		t.Fatal(err)
	}
	// another client has flagged message 2 as deleted, but not removed it
	if err := server.Flag(t.Context(), "INBOX", 2, `\Deleted`); err != nil {
		t.Fatal(err)
	}
	if err := box.Move(t.Context(), []uint32{1}, "Filed"); err != nil {
		t.Fatal(err)
	}
	if left := stored(t, server, "INBOX"); len(left) != 1 || left[0].UID != 2 {
		t.Errorf("INBOX holds %+v; want message 2", left)
	}
}

func failAt(where string, err error) mailtest.Fail {
	return func(step, _ string) error {
		if step == where {
			return err
		}
		return nil
	}
}

func TestAFolderThatVanishesIsCreatedAgain(t *testing.T) {
	server := startIMAP(t, mailtest.IMAPOptions{})
	deliver(t, server, 1, 2)
	box := dial(t, configFor(t, server.Addr()))
	if err := box.Move(t.Context(), []uint32{1}, "Filed"); err != nil {
		t.Fatal(err)
	}
	if err := server.DeleteMailbox("Filed"); err != nil {
		t.Fatal(err)
	}
	if err := box.Move(t.Context(), []uint32{2}, "Filed"); err != nil {
		t.Fatal(err)
	}
	if moved := stored(t, server, "Filed"); len(moved) != 1 || string(moved[0].Raw) != string(letter(2)) {
		t.Errorf("Filed holds %+v; want 2", moved)
	}
}

func TestAppendToTheSentFolder(t *testing.T) {
	server := startIMAP(t, mailtest.IMAPOptions{SentFolder: "Sendt post"})
	box := dial(t, configFor(t, server.Addr()))
	folder, err := box.Sent(t.Context(), "")
	if err != nil || folder != "Sendt post" {
		t.Fatalf("Sent = %q, %v", folder, err)
	}
	if err := box.Append(t.Context(), folder, intake.Outgoing{Raw: letter(7), At: arrival}, true); err != nil {
		t.Fatal(err)
	}
	sent := stored(t, server, folder)
	if len(sent) != 1 || string(sent[0].Raw) != string(letter(7)) || !slices.Equal(sent[0].Flags, []string{`\Seen`}) || !sent[0].At.Equal(arrival) {
		t.Errorf("the folder holds %+v", sent)
	}
	none := startIMAP(t, mailtest.IMAPOptions{})
	if folder, err := dial(t, configFor(t, none.Addr())).Sent(t.Context(), ""); err != nil || folder != "" {
		t.Errorf("Sent on a server without one = %q, %v", folder, err)
	}
	for range 2 { // made, and found
		if folder, err := dial(t, configFor(t, none.Addr())).Sent(t.Context(), "Sendt"); err != nil || folder != "Sendt" || len(stored(t, none, folder)) != 0 {
			t.Errorf("Sent by its name = %q, %v", folder, err)
		}
	}
}

// Several letters go into a folder without waiting for each other. One that the
// server refuses is tried again by itself and stops none of the others, nor does
// a folder that somebody removed.
func TestAppendMany(t *testing.T) {
	var tried, refused atomic.Int32
	server := startIMAP(t, mailtest.IMAPOptions{SentFolder: "Sent", Fail: func(step, _ string) error {
		if n := tried.Add(1); step == "APPEND" && n%7 == 3 && n <= 40 { // also after SELECT and LIST
			refused.Add(1)
			return &imap.Error{Type: imap.StatusResponseTypeNo, Text: "not now"}
		}
		return nil
	}})
	box := dial(t, configFor(t, server.Addr()))
	if err := box.Select(t.Context(), "Sent"); err != nil {
		t.Fatal(err)
	}
	var messages []intake.Outgoing
	for n := range 40 {
		raw := letter(n)
		if n%10 == 0 {
			raw = append(raw, bytes.Repeat([]byte("a long line\r\n"), 40_000)...) // for which the server must be asked
		}
		messages = append(messages, intake.Outgoing{Raw: raw, At: arrival})
	}
	for i, err := range box.AppendMany(t.Context(), "Sent", messages, true) {
		if err != nil {
			t.Errorf("message %d: %v", i, err)
		}
	}
	if refused.Load() < 4 {
		t.Errorf("the server refused %d times", refused.Load())
	}
	have := map[string]int{}
	for _, m := range stored(t, server, "Sent") {
		have[string(m.Raw)]++
		if !slices.Equal(m.Flags, []string{`\Seen`}) || !m.At.Equal(arrival) {
			t.Errorf("message %d has flags %v and came at %v", m.UID, m.Flags, m.At)
		}
	}
	for i, m := range messages {
		if have[string(m.Raw)] != 1 {
			t.Errorf("message %d is in the folder %d times", i, have[string(m.Raw)])
		}
	}
	if err := server.DeleteMailbox("Sent"); err != nil {
		t.Fatal(err)
	}
	server.SetFail(nil)
	for i, err := range box.AppendMany(t.Context(), "Sent", messages[1:4], true) {
		if err != nil {
			t.Errorf("message %d after the folder was removed: %v", i, err)
		}
	}
	if n := len(stored(t, server, "Sent")); n != 3 {
		t.Errorf("the folder that was made again holds %d messages", n)
	}
}

// When the connection breaks, those without an answer have an error, and only
// those may be in the folder without our knowing.
func TestAppendManyOverABrokenConnection(t *testing.T) {
	var tried atomic.Int32
	server := startIMAP(t, mailtest.IMAPOptions{SentFolder: "Sent", Fail: func(step, _ string) error {
		if step == "APPEND" && tried.Add(1) > 10 {
			return mailtest.ErrClose
		}
		return nil
	}})
	box := dial(t, configFor(t, server.Addr()))
	messages := make([]intake.Outgoing, 30)
	for n := range messages {
		messages[n] = intake.Outgoing{Raw: letter(n), At: arrival}
	}
	sure := 0
	for i, err := range box.AppendMany(t.Context(), "Sent", messages, true) {
		if err == nil {
			sure++
		} else if !errors.Is(err, intake.ErrConnection) {
			t.Errorf("message %d: %v", i, err)
		}
	}
	if have := len(stored(t, server, "Sent")); have != 10 || sure > have || sure == 0 {
		t.Errorf("%d messages are in the folder, %d for sure", have, sure)
	}
}

func TestIdle(t *testing.T) {
	server := startIMAP(t, mailtest.IMAPOptions{})
	box := dial(t, configFor(t, server.Addr()))
	t.Run("wakes for new mail", func(t *testing.T) {
		wait := hears(t, server, "IDLE")
		go func() {
			wait()
			deliver(t, server, 1)
		}()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := box.Idle(ctx); err != nil {
			t.Fatal(err)
		}
		if entries, err := box.List(t.Context(), 0); err != nil || len(entries) != 1 {
			t.Errorf("List after it = %v, %v", entries, err)
		}
	})
	t.Run("ends with its context and keeps the connection", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		if err := box.Idle(ctx); !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, intake.ErrConnection) {
			t.Errorf("Idle = %v; want the context's error", err)
		}
		if _, err := box.List(t.Context(), 0); err != nil {
			t.Errorf("List after it: %v", err)
		}
	})
	t.Run("tells of mail that came before", func(t *testing.T) {
		deliver(t, server, 2)
		if _, _, err := box.Fetch(t.Context(), intake.Entry{UID: 1, Size: int64(len(letter(1)))}, 1<<20); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := box.Idle(ctx); err != nil {
			t.Errorf("Idle = %v; want nil at once", err)
		}
	})
	t.Run("does not tell of mail that was listed", func(t *testing.T) {
		deliver(t, server, 3)
		for range 2 { // the first is told of the new mail on its way
			if _, err := box.List(t.Context(), 0); err != nil {
				t.Fatal(err)
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		if err := box.Idle(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Idle = %v; want to wait", err)
		}
	})
	t.Run("ends when the connection does", func(t *testing.T) {
		wait := hears(t, server, "IDLE")
		go func() {
			wait()
			server.Drop()
		}()
		if err := box.Idle(t.Context()); !errors.Is(err, intake.ErrConnection) {
			t.Errorf("Idle = %v; want ErrConnection", err)
		}
	})
}

// hears watches for a command from now on; what it returns waits for it.
func hears(t *testing.T, server *mailtest.IMAP, command string) (wait func()) {
	heard := make(chan struct{}, 1)
	server.SetFail(func(step, _ string) error {
		if step == command {
			select {
			case heard <- struct{}{}:
			default:
			}
		}
		return nil
	})
	return func() {
		select {
		case <-heard:
		case <-time.After(time.Minute):
			t.Errorf("no %s within a minute", command)
		}
	}
}

func TestRefreshSeesANewUIDValidity(t *testing.T) {
	server := startIMAP(t, mailtest.IMAPOptions{})
	deliver(t, server, 1)
	box := dial(t, configFor(t, server.Addr()))
	before, _, _ := box.State()
	if err := server.Renumber(t.Context(), "INBOX"); err != nil {
		t.Fatal(err)
	}
	if err := box.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after, _, _ := box.State(); after == before {
		t.Errorf("UIDVALIDITY stayed %d", after)
	}
}

func TestServersRefusalsLeaveTheConnectionGood(t *testing.T) {
	server := startIMAP(t, mailtest.IMAPOptions{})
	deliver(t, server, 1)
	box := dial(t, configFor(t, server.Addr()))
	server.SetFail(func(step, _ string) error {
		if step == "MOVE" || step == "FETCH" {
			return mailtest.No("INUSE", "somebody else is in here")
		}
		return nil
	})
	_, listErr := box.List(t.Context(), 0)
	moveErr := box.Move(t.Context(), []uint32{1}, "Filed")
	for _, err := range []error{listErr, moveErr} {
		if err == nil || errors.Is(err, intake.ErrConnection) || !strings.Contains(err.Error(), "NO [INUSE] somebody else is in here") {
			t.Errorf("error %v; want the server's words", err)
		}
	}
	server.SetFail(nil)
	if entries, err := box.List(t.Context(), 0); err != nil || len(entries) != 1 {
		t.Errorf("List afterwards = %v, %v", entries, err)
	}
}
