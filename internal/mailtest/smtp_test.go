package mailtest_test

import (
	"context"
	"crypto/tls"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"go.uber.org/goleak"

	"inquiryd/internal/mailtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func startSMTP(t *testing.T, options mailtest.SMTPOptions) *mailtest.SMTP {
	t.Helper()
	server, err := mailtest.StartSMTP(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	return server
}

func send(client *smtp.Client) error {
	return client.SendMail("clerk@kk.example", []string{"mette@medlem.example", "bo@medlem.example"}, strings.NewReader(letter))
}

func TestWaitSeesOneMessageARecipient(t *testing.T) {
	server := startSMTP(t, mailtest.SMTPOptions{})
	client, err := smtp.Dial(server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	go send(client)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	messages, err := server.Wait(ctx, 2)
	if err != nil {
		t.Fatal(err)
	}
	if got := messages[1]; got.From != "clerk@kk.example" || got.To != "bo@medlem.example" || string(got.Raw) != letter {
		t.Errorf("second message %+v", got)
	}
	ctx, cancel = context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if got, err := server.Wait(ctx, 3); err == nil || len(got) != 2 {
		t.Errorf("Wait(3) = %d messages, %v; want 2 and an error", len(got), err)
	}
}

func TestLoginIsDemandedUnderTLS(t *testing.T) {
	server := startSMTP(t, mailtest.SMTPOptions{TLS: mailtest.StartTLS, User: "clerk", Password: "hush"})
	config := &tls.Config{RootCAs: server.CA().Pool(), ServerName: "127.0.0.1"}
	client, err := smtp.DialStartTLS(server.Addr(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if err := send(client); err == nil {
		t.Error("mail was taken without a login")
	}
	if err := client.Auth(sasl.NewPlainClient("", "clerk", "wrong")); err == nil {
		t.Error("a wrong password was taken")
	}
	if err := client.Auth(sasl.NewPlainClient("", "clerk", "hush")); err != nil {
		t.Fatal(err)
	}
	if err := send(client); err != nil || len(server.Messages()) != 2 {
		t.Errorf("after the login: %v, %d messages", err, len(server.Messages()))
	}
}

func TestFailAtEachStep(t *testing.T) {
	for _, step := range []string{"greeting", "ehlo", "mail", "rcpt", "data", "dot"} {
		t.Run(step, func(t *testing.T) {
			server := startSMTP(t, mailtest.SMTPOptions{})
			server.SetFail(failAt(step, mailtest.Reply(451, "later")))
			refused, ok := errors.AsType[*smtp.SMTPError](trySend(server))
			if !ok || refused.Code != 451 || len(server.Messages()) != 0 {
				t.Errorf("451 at %s: %v, %d messages kept", step, refused, len(server.Messages()))
			}
			server.SetFail(failAt(step, mailtest.ErrClose))
			err := trySend(server)
			if _, isReply := errors.AsType[*smtp.SMTPError](err); err == nil || isReply {
				t.Errorf("breaking off at %s: %v; want no reply", step, err)
			}
			if kept := len(server.Messages()); (step == "dot") != (kept == 2) {
				t.Errorf("breaking off at %s keeps %d messages", step, kept)
			}
		})
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

func trySend(server *mailtest.SMTP) error {
	client, err := smtp.Dial(server.Addr())
	if err != nil {
		return err
	}
	defer client.Close()
	return send(client)
}
