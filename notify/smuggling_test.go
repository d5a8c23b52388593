package notify_test

import (
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/mailtest/realmail"
	"inquiryd/notify"
)

// ends are ways to write the end of a mail that one server may take for it and
// another not (CVE-2023-51764), and what is smuggled behind it.
var ends = []string{"\r\n.\r\n", "\n.\r\n", "\r\n.\n", "\n.\n", "\r.\r", "\r.\r\n", "\r\n.\r", "\n.\r", "\r\n\x00.\r\n", "\r\n.\x00\r\n"}

const smuggled = "MAIL FROM:<direktoer@kk.example>\r\nRCPT TO:<b@medlem.example>\r\nDATA\r\nFrom: direktoer@kk.example\r\nSubject: smuggled\r\n\r\nBetal her\r\n.\r\n"

// T24: whatever a mail to us holds, and whatever somebody wants us to post, one
// letter arrives as one mail at a real Postfix, careful or not.
func TestNothingIsSmuggledThroughPostfix(t *testing.T) {
	for setting, careless := range map[string]bool{"no": true, "yes": false} {
		t.Run("smtpd_forbid_bare_newline="+setting, func(t *testing.T) {
			server := realmail.StartPostfix(t, "smtpd_forbid_bare_newline = "+setting, "smtpd_forbid_bare_newline_exclusions =", "smtpd_forbid_unauth_pipelining = no")
			w, poster := newWriter(t, config()), newPoster(t, plainConfig(server.Addr))
			post := func(raw []byte) error {
				_, err := poster.Post(t.Context(), "spoergsmaal@kk.example", "b@medlem.example", raw)
				return err
			}
			sent := 0
			for i, end := range ends {
				l := sample(notify.FollowUp, "da")
				hostile := "Hej" + end + smuggled
				l.Model.Text, l.Model.Inquiry.Subject, l.Model.Member.Name = hostile, hostile, hostile
				l.MessageID = fmt.Sprintf("2026-0041.follow-up.%d@kk.example", i)
				l.Attach = []notify.Attachment{{Name: "original.eml", MediaType: "message/rfc822", Content: []byte(hostile)}, {Name: hostile, MediaType: "text/plain", Content: []byte(hostile)}}
				c, err := w.Compose(l)
				if err != nil {
					t.Fatal(err)
				}
				if err := post(c.Raw); err != nil {
					t.Errorf("the letter with %q: %v", end, err)
				}
				sent++
				// The same as bytes: sent as one mail, or not at all.
				err = post([]byte("From: a@kk.example\r\nSubject: bytes\r\n\r\nHej" + end + smuggled))
				if err != nil && !errors.Is(err, notify.ErrBadMail) {
					t.Errorf("the bytes with %q: %v", end, err)
				}
				if err == nil {
					sent++
				}
			}
			mails := server.Mails(sent)
			if len(mails) != sent {
				t.Errorf("%d letters were sent and %d arrived", sent, len(mails))
			}
			for _, m := range mails {
				if head, _, _ := strings.Cut(m, "\n\n"); strings.Contains(head, "Subject: smuggled") || strings.Contains(head, "direktoer") && !strings.Contains(head, "bytes") && !strings.Contains(head, "Subject: =?") {
					t.Errorf("arrived:\n%s", head)
				}
			}
			// This server can be fooled, or not, by one who tries by hand.
			byHand(t, server.Addr)
			if n := len(server.Mails(sent+1)) - sent; careless && n != 2 || !careless && n > 1 {
				t.Errorf("by hand %d mails arrive: this server is not what it should be", n)
			}
		})
	}
}

// byHand smuggles as an attacker's own server would.
func byHand(t *testing.T, addr string) {
	t.Helper()
	raw, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	raw.SetDeadline(time.Now().Add(20 * time.Second))
	conn := textproto.NewConn(raw)
	conn.ReadResponse(220)
	for _, step := range []struct {
		say  string
		want int
	}{{"EHLO angreb.example", 250}, {"MAIL FROM:<x@angreb.example>", 250}, {"RCPT TO:<b@medlem.example>", 250}, {"DATA", 354}} {
		if err := conn.PrintfLine("%s", step.say); err != nil {
			t.Fatal(err)
		}
		if _, _, err := conn.ReadResponse(step.want); err != nil {
			t.Fatal(err)
		}
	}
	fmt.Fprintf(raw, "Subject: by hand\r\n\r\nHej\n.\r\n%sQUIT\r\n", smuggled)
	for range 5 {
		if _, _, err := conn.ReadResponse(-1); err != nil {
			return
		}
	}
}
