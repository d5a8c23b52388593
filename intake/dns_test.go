package intake_test

import (
	"errors"
	"net"
	"testing"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/mailtest"
	"inquiryd/internal/mailtest/realmail"
)

// F42: no name server, a black hole in IPv6, an address that changes under an
// open connection. Each dial ends in time, says what is wrong as a connection
// that can be tried again, and goes where the name leads then.
func TestMailboxNamesInTrouble(t *testing.T) {
	t.Parallel()
	hosts := realmail.Namespace(t)
	if hosts == nil {
		return
	}
	server := startIMAP(t, mailtest.IMAPOptions{})
	_, port, _ := net.SplitHostPort(server.Addr())
	cfg := configFor(t, "localhost:"+port)
	cfg.Timeout.Duration, cfg.Operation.Duration = 2*time.Second, 5*time.Second
	try := func(cfg intake.IMAPConfig, least, most time.Duration) (*intake.Mailbox, error) {
		t.Helper()
		start := time.Now()
		box, err := intake.Dial(t.Context(), cfg, nil)
		if took := time.Since(start); took < least || took > most {
			t.Errorf("it took %v, want %v to %v", took, least, most)
		}
		if err != nil && !errors.Is(err, intake.ErrConnection) {
			t.Errorf("not to be tried again: %v", err)
		}
		return box, err
	}
	hosts("127.0.0.1 other")
	nameless := cfg
	nameless.Address, nameless.TLS = "imap.kk.example:993", "implicit"
	if _, err := try(nameless, 0, 6*time.Second); err == nil {
		t.Error("a name that nobody answers for led somewhere")
	}
	hosts("2001:db8::1 localhost", "127.0.0.1 localhost")
	box, err := try(cfg, 0, 3*time.Second)
	if err != nil {
		t.Fatalf("IPv6 is a black hole, IPv4 works: %v", err)
	}
	defer box.Close()
	hosts("2001:db8::1 localhost")
	if _, err := box.List(t.Context(), 0); err != nil {
		t.Errorf("an open connection does not ask for names: %v", err)
	}
	if _, err := try(cfg, time.Second, 6*time.Second); err == nil {
		t.Error("a black hole has a mailbox")
	}
	hosts("127.0.0.1 localhost")
	again, err := try(cfg, 0, 3*time.Second)
	if err != nil {
		t.Fatalf("the address is right again: %v", err)
	}
	again.Close()
}
