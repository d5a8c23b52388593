package notify_test

import (
	"net"
	"testing"
	"time"

	"inquiryd/internal/mailtest"
	"inquiryd/internal/mailtest/realmail"
	"inquiryd/notify"
)

// F42: no name server, a black hole in IPv6, an address that changes. Each try
// ends in time, and the next one goes where the name leads then.
func TestNamesInTrouble(t *testing.T) {
	t.Parallel()
	hosts := realmail.Namespace(t)
	if hosts == nil {
		return
	}
	server, err := mailtest.StartSMTP(mailtest.SMTPOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	_, port, _ := net.SplitHostPort(server.Addr())
	cfg := plainConfig("localhost:" + port)
	post := func(cfg notify.SMTPConfig, most time.Duration) error {
		t.Helper()
		start := time.Now()
		_, err := newPoster(t, cfg).Post(t.Context(), "a@kk.example", "b@medlem.example", []byte(mailText))
		if took := time.Since(start); took > most {
			t.Errorf("it took %v", took)
		}
		if err != nil && (!notify.Temporary(err) || notify.Ambiguous(err)) {
			t.Errorf("not to be tried again: %v", err)
		}
		return err
	}
	hosts("127.0.0.1 other")
	nameless := cfg
	nameless.Address, nameless.TLS = "smtp.kk.example:465", "implicit"
	if err := post(nameless, 4*time.Second); err == nil {
		t.Error("a name that nobody answers for led somewhere")
	}
	hosts("2001:db8::1 localhost", "127.0.0.1 localhost")
	if err := post(cfg, 2*time.Second); err != nil {
		t.Errorf("IPv6 is a black hole, IPv4 works: %v", err)
	}
	hosts("2001:db8::1 localhost")
	start := time.Now()
	if err := post(cfg, 4*time.Second); err == nil || time.Since(start) < time.Second {
		t.Errorf("a black hole took the mail, or was none: %v after %v", err, time.Since(start))
	}
	hosts("127.0.0.1 localhost")
	if err := post(cfg, 2*time.Second); err != nil {
		t.Errorf("the address is right again: %v", err)
	}
	if n := len(server.Messages()); n != 2 {
		t.Errorf("%d mails arrived", n)
	}
}

// The name of this machine that leads elsewhere gets no mail in the clear.
func TestLoopbackThatIsNone(t *testing.T) {
	t.Parallel()
	hosts := realmail.Namespace(t)
	if hosts == nil {
		return
	}
	ln, err := net.Listen("tcp", "[2001:db8::2]:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	heard := make(chan bool, 1)
	go func() {
		conn, err := ln.Accept()
		if err != nil {
			heard <- false
			return
		}
		conn.Write([]byte("220 mx.angreb.example\r\n"))
		conn.SetReadDeadline(time.Now().Add(time.Second))
		n, _ := conn.Read(make([]byte, 100))
		conn.Close()
		heard <- n > 0
	}()
	_, port, _ := net.SplitHostPort(ln.Addr().String())
	hosts("2001:db8::2 localhost")
	_, err = newPoster(t, plainConfig("localhost:"+port)).Post(t.Context(), "a@kk.example", "b@medlem.example", []byte(mailText))
	defer time.AfterFunc(20*time.Second, func() { _ = ln.Close() }).Stop() // when nobody comes
	if err == nil || <-heard {
		t.Errorf("a server elsewhere was spoken to in the clear: %v", err)
	}
}
