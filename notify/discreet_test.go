package notify_test

import (
	"log/slog"
	"strings"
	"testing"

	"inquiryd/internal/mailtest"
	"inquiryd/notify"
)

func TestDiscreet(t *testing.T) {
	server, err := mailtest.StartSMTP(mailtest.SMTPOptions{Fail: func(step, _ string) error {
		if step == "rcpt" {
			return mailtest.Reply(550, "5.1.1 <anna@medlem.example>: Anna Holm er ukendt")
		}
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	post := func(address, to string) error {
		poster, err := notify.NewPoster(notify.SMTPConfig{Address: address, TLS: "none"}, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		defer poster.Close()
		_, err = poster.Post(t.Context(), "", to, []byte("Subject: x\r\n\r\nx\r\n"))
		return err
	}
	for want, err := range map[string]error{
		"name recipient: the server says 550":                                 post(server.Addr(), "anna@medlem.example"),
		"check mail: the mail breaks RFC 5322":                                post(server.Addr(), "anna holm@medlem.example"),
		"dial 127.0.0.1:1: dial tcp 127.0.0.1:1: connect: connection refused": post("127.0.0.1:1", "anna@medlem.example"),
	} {
		if got := notify.Discreet(err); !strings.HasPrefix(got, want) || strings.Contains(strings.ToLower(got), "anna") {
			t.Errorf("%q, want %q, of %v", got, want, err)
		}
	}
}
