package notify_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"inquiryd/internal/mailtest"
	"inquiryd/notify"
)

func TestCheckLogsInAndSendsNothing(t *testing.T) {
	server, err := mailtest.StartSMTP(mailtest.SMTPOptions{User: "council", Password: "secret", TLS: mailtest.StartTLS})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	dir := t.TempDir()
	ca, err := server.CA().WriteFile(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		password string
		ok       bool
	}{{"secret", true}, {"wrong", false}} {
		file := filepath.Join(dir, c.password)
		if err := os.WriteFile(file, []byte(c.password), 0o600); err != nil {
			t.Fatal(err)
		}
		poster, err := notify.NewPoster(notify.SMTPConfig{Address: server.Addr(), TLS: "starttls", CAFile: ca, Username: "council", PasswordFile: file}, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		if err := poster.Check(t.Context()); (err == nil) != c.ok {
			t.Errorf("with the password %q: %v", c.password, err)
		}
		if err := poster.Close(); err != nil {
			t.Error(err)
		}
	}
	if n := len(server.Messages()); n != 0 {
		t.Errorf("%d mails were sent", n)
	}
}
