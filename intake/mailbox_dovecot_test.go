package intake_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"inquiryd/intake"
	"inquiryd/internal/mailtest"
	"inquiryd/internal/mailtest/realmail"
)

func startDovecot(t *testing.T, options realmail.Options) (*realmail.Server, intake.IMAPConfig) {
	t.Helper()
	if testing.Short() {
		t.Skip("starts a real server")
	}
	server := realmail.Dovecot(t, options)
	return server, secured(t, server.Addr, "starttls", server.CA)
}

func deliverTo(server *realmail.Server, numbers ...int) {
	for _, n := range numbers {
		server.Deliver(letter(n), arrival.Add(time.Duration(n)*time.Minute))
	}
}

func uidsOf(stored []mailtest.Stored) (uids []uint32) {
	for _, m := range stored {
		uids = append(uids, m.UID)
	}
	return uids
}

func TestDovecot(t *testing.T) {
	server, cfg := startDovecot(t, realmail.Options{SentFolder: "Sendt post"})
	deliverTo(server, 1, 2, 3)
	odd := []byte("no header at all\nbare LF and \x80\xff bytes\n")
	server.Deliver(odd, arrival)
	box := dial(t, cfg)
	entries, err := box.List(t.Context(), 0)
	if err != nil || len(entries) != 4 {
		t.Fatalf("List = %v, %v; want 4", entries, err)
	}

	t.Run("implicit TLS", func(t *testing.T) {
		dial(t, secured(t, server.AddrTLS, "implicit", server.CA))
	})
	t.Run("a wrong password is ErrAuth", func(t *testing.T) {
		t.Setenv("WRONG", "guess")
		wrong := cfg
		wrong.PasswordFile, wrong.PasswordEnv = "", "WRONG"
		if _, err := intake.Dial(t.Context(), wrong, nil); !errors.Is(err, intake.ErrAuth) {
			t.Errorf("Dial = %v; want ErrAuth", err)
		}
	})
	t.Run("a certificate that nobody vouches for", func(t *testing.T) {
		unknown := cfg
		unknown.CAFile = ""
		if _, err := intake.Dial(t.Context(), unknown, nil); err == nil || !strings.Contains(err.Error(), "check address, and ca_file") {
			t.Errorf("Dial = %v", err)
		}
	})
	t.Run("a missing mailbox", func(t *testing.T) {
		missing := cfg
		missing.Mailbox = "Spørgsmål"
		if _, err := intake.Dial(t.Context(), missing, nil); err == nil || errors.Is(err, intake.ErrConnection) || !strings.Contains(err.Error(), "check mailbox") {
			t.Errorf("Dial = %v", err)
		}
	})
	t.Run("fetch", func(t *testing.T) {
		for _, e := range entries[:3] {
			raw, truncated, err := box.Fetch(t.Context(), e, 1<<20)
			if err != nil || truncated || int64(len(raw)) != e.Size || !strings.Contains(string(raw), "@medlem.example>\r\n\r\n") {
				t.Errorf("Fetch(%d) = %q, %t, %v", e.UID, raw, truncated, err)
			}
		}
		raw, truncated, err := box.Fetch(t.Context(), entries[0], 30)
		if err != nil || !truncated || string(raw) != string(letter(1)[:30]) {
			t.Errorf("partial Fetch = %q, %t, %v", raw, truncated, err)
		}
		if raw, _, err := box.Fetch(t.Context(), entries[3], 1<<20); err != nil || !strings.Contains(string(raw), "\x80\xff bytes") {
			t.Errorf("Fetch of odd bytes = %q, %v", raw, err)
		}
		for _, m := range server.Messages("INBOX") {
			if len(m.Flags) != 0 {
				t.Errorf("message %d has flags %v; want it unseen", m.UID, m.Flags)
			}
		}
	})
	t.Run("sent", func(t *testing.T) {
		folder, err := box.Sent(t.Context(), "")
		if err != nil || folder != "Sendt post" {
			t.Fatalf("Sent = %q, %v", folder, err)
		}
		if err := box.Append(t.Context(), folder, intake.Outgoing{Raw: letter(9), At: arrival}, true); err != nil {
			t.Fatal(err)
		}
		sent := server.Messages(folder)
		if len(sent) != 1 || string(sent[0].Raw) != string(letter(9)) || !slices.Contains(sent[0].Flags, `\Seen`) || !sent[0].At.Equal(arrival) {
			t.Errorf("%s holds %+v", folder, sent)
		}
	})
	t.Run("many sent", func(t *testing.T) {
		var messages []intake.Outgoing
		for n := range 60 {
			raw := letter(n)
			if n%9 == 0 {
				raw = append(raw, bytes.Repeat([]byte("a long line\r\n"), 20_000)...)
			}
			messages = append(messages, intake.Outgoing{Raw: raw, At: arrival})
		}
		for i, err := range box.AppendMany(t.Context(), "Many", messages, true) {
			if err != nil {
				t.Errorf("message %d: %v", i, err)
			}
		}
		for i, m := range server.Messages("Many") {
			if !bytes.Equal(m.Raw, messages[i].Raw) {
				t.Errorf("message %d is another", i)
			}
		}
		if n := len(server.Messages("Many")); n != len(messages) {
			t.Errorf("%d messages are there", n)
		}
	})
	t.Run("expunged under our feet", func(t *testing.T) {
		other := server.Client()
		defer other.Close()
		other.Select("INBOX", nil).Wait()
		flag := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}
		other.Store(imap.UIDSetNum(imap.UID(entries[0].UID)), flag, nil).Close()
		other.Expunge().Close()
		if _, _, err := box.Fetch(t.Context(), entries[0], 1<<20); !errors.Is(err, intake.ErrGone) {
			t.Errorf("Fetch = %v; want ErrGone", err)
		}
		if err := box.Move(t.Context(), []uint32{entries[0].UID, entries[1].UID}, "Filed"); err != nil {
			t.Errorf("Move of one that is gone and one that is not: %v", err)
		}
		if got := server.Messages("Filed"); len(got) != 1 || string(got[0].Raw) != string(letter(2)) {
			t.Errorf("Filed holds %+v", got)
		}
	})
	t.Run("UIDVALIDITY changes", func(t *testing.T) {
		before, _, _ := box.State()
		server.SetUIDValidity("INBOX", before+10)
		if after, _, _ := dial(t, cfg).State(); after != before+10 {
			t.Errorf("State of a new connection: UIDVALIDITY %d; want %d", after, before+10)
		}
	})
}

func TestDovecotMove(t *testing.T) {
	for name, options := range map[string]realmail.Options{
		"by MOVE":                 {},
		"by COPY":                 {WithoutMove: true},
		"dots and a namespace":    {Separator: ".", Prefix: "INBOX."},
		"by COPY, into namespace": {WithoutMove: true, Separator: ".", Prefix: "INBOX."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, cfg := startDovecot(t, options)
			deliverTo(server, 1, 2, 3)
			box := dial(t, cfg)
			if err := box.Move(t.Context(), []uint32{1, 3}, "Behandlet/Økonomi & trafik/Ålborg"); err != nil {
				t.Fatal(err)
			}
			real := "Behandlet/Økonomi & trafik/Ålborg"
			if options.Separator == "." {
				real = "INBOX.Behandlet.Økonomi & trafik.Ålborg"
			}
			moved := server.Messages(real)
			if len(moved) != 2 || string(moved[0].Raw) != string(letter(1)) || len(moved[0].Flags) != 0 || !moved[1].At.Equal(arrival.Add(3*time.Minute)) {
				t.Errorf("%s holds %+v", real, moved)
			}
			if left := uidsOf(server.Messages("INBOX")); !slices.Equal(left, []uint32{2}) {
				t.Errorf("INBOX holds %v; want 2", left)
			}
			if err := box.Move(t.Context(), []uint32{1, 3}, "Behandlet/Økonomi & trafik/Ålborg"); err != nil {
				t.Errorf("once more, when they are gone: %v", err)
			}
		})
	}
}

func TestDovecotWithNeitherMoveNorUIDPlusIsRefused(t *testing.T) {
	_, cfg := startDovecot(t, realmail.Options{WithoutMove: true, WithoutUIDPlus: true})
	if _, err := intake.Dial(t.Context(), cfg, nil); err == nil || !strings.Contains(err.Error(), "neither MOVE nor UIDPLUS") {
		t.Errorf("Dial = %v; want a refusal", err)
	}
}

func TestDovecotFullFolderKeepsTheMail(t *testing.T) {
	server, cfg := startDovecot(t, realmail.Options{Quota: "20K", WithoutMove: true})
	server.Deliver(append(letter(1), []byte(strings.Repeat("En lang linje.\r\n", 800))...), arrival)
	box := dial(t, cfg)
	err := box.Move(t.Context(), []uint32{1}, "Filed")
	if err == nil || errors.Is(err, intake.ErrConnection) || !strings.Contains(err.Error(), "OVERQUOTA") {
		t.Errorf("Move = %v; want the server's OVERQUOTA", err)
	}
	if left := server.Messages("INBOX"); len(left) != 1 || len(left[0].Flags) != 0 {
		t.Errorf("INBOX holds %d messages", len(left))
	}
	if _, err := box.List(t.Context(), 0); err != nil {
		t.Errorf("List afterwards: %v", err)
	}
}

// A letter that does not fit is told from those behind it, which are not known of.
func TestDovecotAppendManyBeyondTheQuota(t *testing.T) {
	server, cfg := startDovecot(t, realmail.Options{Quota: "20K"})
	box := dial(t, cfg)
	big := append(letter(2), []byte(strings.Repeat("En lang linje.\r\n", 2000))...)
	errs := box.AppendMany(t.Context(), "Sent", []intake.Outgoing{{Raw: letter(1), At: arrival}, {Raw: big, At: arrival}, {Raw: letter(3), At: arrival}}, true)
	if errs[0] != nil || errors.Is(errs[1], intake.ErrConnection) || !strings.Contains(fmt.Sprint(errs[1]), "OVERQUOTA") || !errors.Is(errs[2], intake.ErrConnection) {
		t.Errorf("AppendMany = %v; want OVERQUOTA for the second, which costs the connection", errs)
	}
	if n := len(server.Messages("Sent")); n != 1 {
		t.Errorf("the folder holds %d messages", n)
	}
}

func TestDovecotIdle(t *testing.T) {
	server, cfg := startDovecot(t, realmail.Options{})
	box := dial(t, cfg)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	woken := make(chan error, 1)
	go func() { woken <- box.Idle(ctx) }()
	deliverTo(server, 1)
	if err := <-woken; err != nil {
		t.Fatalf("Idle = %v", err)
	}
	if entries, err := box.List(t.Context(), 0); err != nil || len(entries) != 1 {
		t.Errorf("List = %v, %v; want the new one", entries, err)
	}
	go func() { woken <- box.Idle(ctx) }()
	server.Stop()
	if err := <-woken; !errors.Is(err, intake.ErrConnection) {
		t.Errorf("Idle over a server that stops = %v; want ErrConnection", err)
	}
	server.Start()
	if _, err := dial(t, cfg).List(t.Context(), 0); err != nil {
		t.Errorf("List after the restart: %v", err)
	}
}

func TestDovecotCutAtEveryByteOfAFetch(t *testing.T) {
	server, cfg := startDovecot(t, realmail.Options{})
	deliverTo(server, 1)
	proxy, err := mailtest.StartProxy(server.Addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { proxy.Close() })
	cfg.Address, cfg.TLS, cfg.CAFile = proxy.Addr(), "none", ""
	session := func() (string, error) {
		box, err := intake.Dial(t.Context(), cfg, nil)
		if err != nil {
			return "", err
		}
		defer box.Close()
		raw, _, err := box.Fetch(t.Context(), intake.Entry{UID: 1, Size: int64(len(letter(1)))}, 1<<20)
		return string(raw), err
	}
	if got, err := session(); err != nil || got != string(letter(1)) {
		t.Fatalf("without damage: %q, %v", got, err)
	}
	total := proxy.Passed()
	for n := total - 400; n < total; n += 7 {
		proxy.Down(mailtest.Damage{After: n, Then: mailtest.Cut})
		got, err := session()
		if err == nil && got != string(letter(1)) || err != nil && !errors.Is(err, intake.ErrConnection) {
			t.Fatalf("cut after %d of %d bytes: %q, %v", n, total, got, err)
		}
	}
}

func TestDovecotBacklog(t *testing.T) {
	server, cfg := startDovecot(t, realmail.Options{})
	const many = 1200
	for n := range many {
		server.DeliverQuietly(letter(n+1), arrival)
	}
	server.Own()
	box := dial(t, cfg)
	entries, err := box.List(t.Context(), 0)
	if err != nil || len(entries) != many {
		t.Fatalf("List = %d, %v; want %d", len(entries), err, many)
	}
	var scattered []uint32 // every second one, so that no ranges shorten the command
	for i := 0; i < many; i += 2 {
		scattered = append(scattered, entries[i].UID)
	}
	if err := box.Move(t.Context(), scattered, "Filed"); err != nil {
		t.Fatal(err)
	}
	left, err := box.List(t.Context(), 0)
	if err != nil || len(left) != many/2 || len(server.Messages("Filed")) != many/2 {
		t.Errorf("%d left, %d moved, %v; want half each", len(left), len(server.Messages("Filed")), err)
	}
}

func BenchmarkFetchFromDovecot(b *testing.B) {
	if testing.Short() {
		b.Skip("starts a real server")
	}
	server := realmail.Dovecot(b, realmail.Options{})
	const many = 500
	for n := range many {
		server.DeliverQuietly(letter(n+1), arrival)
	}
	server.Own()
	b.Setenv("SPM_PASSWORD", server.Password)
	cfg := intake.IMAPConfig{Address: server.Addr, TLS: "none", Username: server.User, PasswordEnv: "SPM_PASSWORD"}
	box, err := intake.Dial(b.Context(), cfg, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer box.Close()
	entries, err := box.List(b.Context(), 0)
	if err != nil {
		b.Fatal(err)
	}
	for _, flying := range []int{1, 8} {
		b.Run(fmt.Sprintf("flying=%d", flying), func(b *testing.B) {
			b.ReportAllocs()
			todo := make(chan intake.Entry)
			done := make(chan error, flying)
			for range flying {
				go func() {
					for e := range todo {
						if _, _, err := box.Fetch(b.Context(), e, 1<<20); err != nil {
							b.Error(err)
						}
					}
					done <- nil
				}()
			}
			for i := 0; b.Loop(); i++ {
				todo <- entries[i%many]
			}
			close(todo)
			for range flying {
				<-done
			}
		})
	}
}
