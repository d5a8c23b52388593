package mailtest_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"

	"inquiryd/internal/mailtest"
)

var arrival = time.Date(2026, 3, 9, 14, 2, 0, 0, time.UTC)

const letter = "From: Mette Ager <mette.ager@medlem.example>\r\nSubject: Spørgsmål\r\n\r\nHvor er cykelstien?\r\n"

func startIMAP(t *testing.T, options mailtest.IMAPOptions) *mailtest.IMAP {
	t.Helper()
	server, err := mailtest.StartIMAP(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	return server
}

func dialIMAP(t *testing.T, server *mailtest.IMAP) *imapclient.Client {
	t.Helper()
	client, err := imapclient.DialInsecure(server.Addr(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return client
}

func loggedIn(t *testing.T, server *mailtest.IMAP) *imapclient.Client {
	t.Helper()
	client := dialIMAP(t, server)
	if err := client.Login(server.User(), server.Password()).Wait(); err != nil {
		t.Fatal(err)
	}
	return client
}

func TestDeliverIsSeenByClientsAndByMessages(t *testing.T) {
	server := startIMAP(t, mailtest.IMAPOptions{})
	uid, err := server.Deliver("INBOX", []byte(letter), arrival)
	if err != nil || uid != 1 {
		t.Fatalf("Deliver = %d, %v; want 1, nil", uid, err)
	}
	selected, err := loggedIn(t, server).Select("INBOX", nil).Wait()
	if err != nil || selected.NumMessages != 1 {
		t.Fatalf("SELECT = %+v, %v; want one message", selected, err)
	}
	stored, err := server.Messages(t.Context(), "INBOX")
	if err != nil || len(stored) != 1 {
		t.Fatalf("Messages = %v, %v; want one", stored, err)
	}
	if got := stored[0]; got.UID != 1 || string(got.Raw) != letter || !got.At.Equal(arrival) || len(got.Flags) != 0 {
		t.Errorf("Messages[0] = %+v; want the letter, untouched", got)
	}
}

func TestWithoutMoveAndUIDPlusTheyAreNotOffered(t *testing.T) {
	for name, c := range map[string]struct {
		options       mailtest.IMAPOptions
		move, uidplus bool
	}{
		"both":            {mailtest.IMAPOptions{}, true, true},
		"without MOVE":    {mailtest.IMAPOptions{WithoutMove: true}, false, true},
		"without UIDPLUS": {mailtest.IMAPOptions{WithoutUIDPlus: true}, true, false},
		"neither":         {mailtest.IMAPOptions{WithoutMove: true, WithoutUIDPlus: true}, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			caps := loggedIn(t, startIMAP(t, c.options)).Caps()
			if caps.Has(imap.CapMove) != c.move || caps.Has(imap.CapUIDPlus) != c.uidplus {
				t.Errorf("capabilities %v: MOVE %t UIDPLUS %t wanted", caps, c.move, c.uidplus)
			}
		})
	}
}

func TestMoveOfAMessageThatIsGoneIsNoError(t *testing.T) {
	server := startIMAP(t, mailtest.IMAPOptions{})
	if err := server.CreateMailbox("Arkiv"); err != nil {
		t.Fatal(err)
	}
	client := loggedIn(t, server)
	client.Select("INBOX", nil).Wait()
	if _, err := client.Move(imap.UIDSetNum(7), "Arkiv").Wait(); err != nil {
		t.Errorf("MOVE of nothing: %v; want no error, as Dovecot", err)
	}
	if err := client.Noop().Wait(); err != nil {
		t.Errorf("NOOP after it: %v; want a connection that lives", err)
	}
}

func TestOddMailIsKeptByteByByte(t *testing.T) {
	for name, raw := range map[string]string{
		"no header":        "what is this\n\x80\xff and bare LF\n",
		"a broken field":   "From: a@x.example\r\nno colon here\r\n\r\nHej\r\n",
		"no blank line":    "From: a@x.example\r\nSubject: x",
		"bare LF":          "From: a@x.example\nSubject: x\n\nHej\n",
		"blanks and folds": "Subject : x\r\n\ty\r\n \r\n\r\nHej\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			server := startIMAP(t, mailtest.IMAPOptions{})
			server.CreateMailbox("Arkiv")
			server.Deliver("INBOX", []byte(letter), arrival)
			server.Deliver("INBOX", []byte(raw), arrival)
			client := loggedIn(t, server)
			client.Select("INBOX", nil).Wait()
			appended := client.Append("INBOX", int64(len(raw)), nil)
			appended.Write([]byte(raw))
			appended.Close()
			if _, err := appended.Wait(); err != nil {
				t.Fatal(err)
			}
			if _, err := client.Move(imap.UIDSetNum(1, 2), "Arkiv").Wait(); err != nil {
				t.Fatal(err)
			}
			if _, err := client.Copy(imap.UIDSetNum(3), "Arkiv").Wait(); err != nil {
				t.Fatal(err)
			}
			left, err := server.Messages(t.Context(), "INBOX")
			if err != nil || len(left) != 1 || string(left[0].Raw) != raw {
				t.Errorf("INBOX holds %+v, %v", left, err)
			}
			moved, err := server.Messages(t.Context(), "Arkiv")
			if err != nil || len(moved) != 3 || string(moved[0].Raw) != letter || string(moved[1].Raw) != raw || string(moved[2].Raw) != raw {
				t.Fatalf("Arkiv holds %+v, %v", moved, err)
			}
			if len(moved[1].Flags) != 0 || !moved[1].At.Equal(arrival) {
				t.Errorf("moved: %+v", moved[1])
			}
		})
	}
}

func TestFailAtFetch(t *testing.T) {
	t.Run("a refusal is said", func(t *testing.T) {
		err := fetchWith(t, mailtest.No("INUSE", "somebody else is in here"))
		if refused, ok := errors.AsType[*imap.Error](err); !ok || refused.Code != "INUSE" {
			t.Errorf("FETCH = %v; want NO [INUSE]", err)
		}
	})
	t.Run("breaking off breaks off", func(t *testing.T) {
		err := fetchWith(t, mailtest.ErrClose)
		if _, ok := errors.AsType[*imap.Error](err); ok || err == nil {
			t.Errorf("FETCH = %v; want a broken connection", err)
		}
	})
}

func fetchWith(t *testing.T, fault error) error {
	t.Helper()
	server := startIMAP(t, mailtest.IMAPOptions{})
	server.Deliver("INBOX", []byte(letter), arrival)
	server.SetFail(func(step, arg string) error {
		if step == "FETCH" && arg == "1" {
			return fault
		}
		return nil
	})
	client := loggedIn(t, server)
	client.Select("INBOX", nil).Wait()
	return client.Fetch(imap.UIDSetNum(1), &imap.FetchOptions{Flags: true}).Close()
}

func TestRenumberChangesUIDValidityAndKeepsTheMail(t *testing.T) {
	server := startIMAP(t, mailtest.IMAPOptions{})
	server.Deliver("INBOX", []byte("Subject: first\r\n\r\n.\r\n"), arrival)
	server.Deliver("INBOX", []byte(letter), arrival)
	if err := server.Expunge(t.Context(), "INBOX", 1); err != nil {
		t.Fatal(err)
	}
	client := loggedIn(t, server)
	before, _ := client.Select("INBOX", nil).Wait()
	if err := server.Renumber(t.Context(), "INBOX"); err != nil {
		t.Fatal(err)
	}
	after, err := client.Select("INBOX", nil).Wait()
	if err != nil || after.UIDValidity == before.UIDValidity {
		t.Errorf("UIDVALIDITY stayed %d (%v)", before.UIDValidity, err)
	}
	stored, _ := server.Messages(t.Context(), "INBOX")
	if len(stored) != 1 || stored[0].UID != 1 || string(stored[0].Raw) != letter {
		t.Errorf("Messages = %+v; want the second message with UID 1", stored)
	}
}

func TestSentFolderCarriesItsSpecialUse(t *testing.T) {
	server := startIMAP(t, mailtest.IMAPOptions{SentFolder: "Sendt post"})
	listed, err := loggedIn(t, server).List("", "*", &imap.ListOptions{ReturnSpecialUse: true}).Collect()
	if err != nil || len(listed) != 2 {
		t.Fatalf("LIST = %v, %v; want INBOX and Sendt post", listed, err)
	}
	if !slices.Contains(listed[1].Attrs, imap.MailboxAttrSent) {
		t.Errorf("LIST = %+v; want \\Sent on %s", listed[1], listed[1].Mailbox)
	}
}

func TestTLSIsTrustedByItsOwnCAOnly(t *testing.T) {
	server := startIMAP(t, mailtest.IMAPOptions{TLS: mailtest.Implicit})
	conn, err := tls.Dial("tcp", server.Addr(), &tls.Config{RootCAs: server.CA().Pool()})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if line, _ := bufio.NewReader(conn).ReadString('\n'); !strings.HasPrefix(line, "* OK") {
		t.Errorf("greeting %q", line)
	}
	if conn, err := tls.Dial("tcp", server.Addr(), nil); err == nil {
		conn.Close()
		t.Error("the system's roots trust a throw-away CA")
	}
}

func TestXOAuth2(t *testing.T) {
	server := startIMAP(t, mailtest.IMAPOptions{Token: func(user, token string) bool { return token == "good" }})
	for token, want := range map[string]bool{"good": true, "stale": false} {
		err := dialIMAP(t, server).Authenticate(bearer{token})
		if (err == nil) != want {
			t.Errorf("AUTHENTICATE XOAUTH2 with the %s token: %v", token, err)
		}
	}
	if err := dialIMAP(t, server).Login(server.User(), server.Password()).Wait(); err == nil {
		t.Error("a password was taken where a token is demanded")
	}
}

type bearer struct{ token string }

func (b bearer) Start() (string, []byte, error) {
	return "XOAUTH2", []byte("user=council\x01auth=Bearer " + b.token + "\x01\x01"), nil
}
func (b bearer) Next([]byte) ([]byte, error) { return []byte{}, nil }

var _ sasl.Client = bearer{}

func TestProxyCutsAfterABytecount(t *testing.T) {
	server := startIMAP(t, mailtest.IMAPOptions{})
	proxy, err := mailtest.StartProxy(server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer proxy.Close()
	proxy.Down(mailtest.Damage{After: 4, Then: mailtest.Cut})
	if got := readAll(t, proxy.Addr()); got != "* OK" {
		t.Errorf("read %q through a proxy that cuts after 4 bytes", got)
	}
	proxy.Down(mailtest.Damage{After: 4, Then: mailtest.Stall})
	conn, _ := net.Dial("tcp", proxy.Addr())
	defer conn.Close()
	conn.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
	got, err := io.ReadAll(conn)
	if timeout, ok := errors.AsType[net.Error](err); string(got) != "* OK" || !ok || !timeout.Timeout() {
		t.Errorf("read %q, %v through a proxy that stalls after 4 bytes", got, err)
	}
}

func readAll(t *testing.T, addr string) string {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	context.AfterFunc(ctx, func() { conn.Close() })
	got, _ := io.ReadAll(conn)
	return string(got)
}
