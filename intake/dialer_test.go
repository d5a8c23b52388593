package intake_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"inquiryd/intake"
	"inquiryd/internal/mailtest"
)

// F23: after a refused login the server is not asked again for a while, by
// whomever, so that the account is not locked; other accounts are.
func TestDialerKeepsAwayAfterARefusedLogin(t *testing.T) {
	server, err := mailtest.StartIMAP(mailtest.IMAPOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	wrong := configFor(t, server.Addr())
	wrong.PasswordFile = filepath.Join(t.TempDir(), "wrong")
	if err := os.WriteFile(wrong.PasswordFile, []byte("wrong"), 0o600); err != nil {
		t.Fatal(err)
	}
	dialer := intake.NewDialer(nil)
	var g sync.WaitGroup
	for range 5 {
		g.Go(func() {
			if _, err := dialer.Dial(t.Context(), wrong); !errors.Is(err, intake.ErrAuth) {
				t.Errorf("got %v", err)
			}
		})
	}
	g.Wait()
	if n := server.Connections(); n != 1 {
		t.Errorf("the server was asked %d times", n)
	}
	if _, err := dialer.Dial(t.Context(), wrong); err == nil || !strings.Contains(err.Error(), "next try in") || !strings.Contains(err.Error(), "check username and password") {
		t.Errorf("it is not said when the next try is and why not now: %v", err)
	}
	other := configFor(t, server.Addr())
	other.Username = "other"
	if _, err := dialer.Dial(t.Context(), other); !errors.Is(err, intake.ErrAuth) || server.Connections() != 2 {
		t.Errorf("another account of the server: %v, %d connections", err, server.Connections())
	}
}

// A password that cannot be read locks no account: the next try is made at once.
func TestAPasswordThatIsNotThereKeepsNobodyAway(t *testing.T) {
	server, err := mailtest.StartIMAP(mailtest.IMAPOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	cfg := configFor(t, server.Addr())
	away := cfg.PasswordFile + ".away"
	if err := os.Rename(cfg.PasswordFile, away); err != nil {
		t.Fatal(err)
	}
	dialer := intake.NewDialer(nil)
	for range 3 {
		if _, err := dialer.Dial(t.Context(), cfg); !errors.Is(err, intake.ErrAuth) || !strings.Contains(err.Error(), "read secret") {
			t.Errorf("without its password: %v", err)
		}
	}
	if err := os.Rename(away, cfg.PasswordFile); err != nil {
		t.Fatal(err)
	}
	box, err := dialer.Dial(t.Context(), cfg)
	if err != nil {
		t.Fatalf("once it is back: %v", err)
	}
	box.Close()
}

func TestDialerKeepsNobodyAwayWhenTheServerIsDown(t *testing.T) {
	server, err := mailtest.StartIMAP(mailtest.IMAPOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	cfg := configFor(t, server.Addr())
	dialer := intake.NewDialer(nil)
	server.SetFail(func(step, _ string) error {
		if step == "greeting" {
			return mailtest.ErrClose
		}
		return nil
	})
	if _, err := dialer.Dial(t.Context(), cfg); !errors.Is(err, intake.ErrConnection) {
		t.Fatalf("got %v", err)
	}
	server.SetFail(nil)
	box, err := dialer.Dial(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	box.Close()
}
