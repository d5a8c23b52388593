package webhook

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"golang.org/x/net/dns/dnsmessage"

	"inquiryd/internal/register"
)

// secret is that of the examples of Standard Webhooks.
const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

func endpoint(t *testing.T, cfg Config) *Endpoint {
	t.Helper()
	cfg.Name, cfg.SecretFile = "test", filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(cfg.SecretFile, []byte(secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	e, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

func server(t *testing.T, handle http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(handle)
	t.Cleanup(s.Close)
	return s.URL
}

var delivery = register.Delivery{Event: "msg_p5jXN8AQM9LWM0D4loKWxJek", Payload: `{"test": 2432232314}`}

// The example of the specification gives the signature of the specification.
func TestSignature(t *testing.T) {
	var got http.Header
	e := endpoint(t, Config{AllowPrivate: true, URL: server(t, func(_ http.ResponseWriter, r *http.Request) { got = r.Header })})
	e.now = func() time.Time { return time.Unix(1614265330, 0) }
	if err := e.Deliver(t.Context(), delivery); err != nil {
		t.Fatal(err)
	}
	for field, want := range map[string]string{"webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": "1614265330",
		"webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "Content-Type": "application/cloudevents+json; charset=utf-8"} {
		if got.Get(field) != want {
			t.Errorf("%s: %q, want %q", field, got.Get(field), want)
		}
	}
}

// A receiver that knows only the specification, and not its library, verifies what
// it gets: HMAC-SHA256 over id, time and body, with the key behind "whsec_". Each
// try of a delivery has the same id and body, and a time of its own.
func TestAReceiverWithoutTheLibraryVerifies(t *testing.T) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	var times []string
	e := endpoint(t, Config{AllowPrivate: true, URL: server(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		id, at := r.Header.Get("webhook-id"), r.Header.Get("webhook-timestamp")
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(id + "." + at + "." + string(body)))
		if want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)); r.Header.Get("webhook-signature") != want {
			t.Errorf("signature %q, want %q", r.Header.Get("webhook-signature"), want)
		}
		seen[id+" "+string(body)]++
		if times = append(times, at); len(times) < 3 {
			w.WriteHeader(503)
		}
	})})
	now := time.Unix(1774000000, 0)
	e.now = func() time.Time { return now }
	for try := range 3 {
		if err := e.Deliver(t.Context(), delivery); (err == nil) != (try == 2) {
			t.Errorf("try %d: %v", try, err)
		}
		now = now.Add(time.Minute)
	}
	if len(seen) != 1 || seen[delivery.Event+" "+delivery.Payload] != 3 || slices.Compact(times)[2] != "1774000120" {
		t.Errorf("%v at %v", seen, times)
	}
}

func TestAReceiverVerifies(t *testing.T) {
	verifier, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	var verified error
	e := endpoint(t, Config{AllowPrivate: true, URL: server(t, func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		verified = verifier.Verify(body, r.Header)
	})})
	if err := errors.Join(e.Deliver(t.Context(), delivery), verified); err != nil {
		t.Error(err)
	}
}

// What an answer means.
func TestAnswers(t *testing.T) {
	var status atomic.Int64
	var after atomic.Value
	after.Store("")
	followed := false
	mux := http.NewServeMux()
	mux.HandleFunc("/elsewhere", func(http.ResponseWriter, *http.Request) { followed = true })
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "/elsewhere")
		if a := after.Load().(string); a != "" {
			w.Header().Set("Retry-After", a)
		}
		w.WriteHeader(int(status.Load()))
	})
	e := endpoint(t, Config{AllowPrivate: true, URL: server(t, mux.ServeHTTP)})
	for _, test := range []struct {
		status int
		after  string
		ok     bool
		gone   bool
		later  time.Duration
	}{
		{200, "", true, false, 0}, {204, "", true, false, 0}, {301, "", false, false, 0}, {302, "", false, false, 0}, {307, "", false, false, 0},
		{400, "", false, false, 0}, {410, "", false, true, 0}, {429, "120", false, false, 2 * time.Minute}, {500, "", false, false, 0}, {503, "9999999", false, false, 24 * time.Hour},
		{503, "soon", false, false, 0}, {503, "-1", false, false, 0},
	} {
		status.Store(int64(test.status))
		after.Store(test.after)
		err := e.Deliver(t.Context(), delivery)
		answer, isAnswer := errors.AsType[*Error](err)
		if (err == nil) != test.ok || isAnswer == test.ok || isAnswer && (answer.Gone() != test.gone || answer.Later() != test.later) {
			t.Errorf("%+v: %v %+v", test, err, answer)
		}
	}
	if followed {
		t.Error("a redirect was followed")
	}
}

// A server that hangs, sends without end, or answers what is no HTTP does not
// hold the daemon.
func TestAServerInTrouble(t *testing.T) {
	for name, handle := range map[string]http.HandlerFunc{
		"silent": func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body); <-r.Context().Done() },
		"silent in body": func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			w.WriteHeader(500)
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		},
		"endless headers": func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X", strings.Repeat("x", 200<<10)) },
		"drops": func(w http.ResponseWriter, _ *http.Request) {
			c, _, _ := w.(http.Hijacker).Hijack()
			c.Close()
		},
		"no http": func(w http.ResponseWriter, _ *http.Request) {
			c, _, _ := w.(http.Hijacker).Hijack()
			_, _ = io.WriteString(c, "220 smtp.example ESMTP\r\n")
			c.Close()
		},
	} {
		t.Run(name, func(t *testing.T) {
			e := endpoint(t, Config{AllowPrivate: true, Timeout: "500ms", URL: server(t, handle)})
			done := make(chan error, 1)
			go func() { done <- e.Deliver(t.Context(), delivery) }()
			select {
			case err := <-done:
				if err == nil {
					t.Error("taken")
				}
			case <-time.After(time.Minute):
				t.Fatal("it hangs")
			}
		})
	}
	var sent atomic.Int64
	e := endpoint(t, Config{AllowPrivate: true, URL: server(t, func(w http.ResponseWriter, _ *http.Request) {
		for range 10000 { // 640 MB, if anybody reads it
			n, err := w.Write(make([]byte, 64<<10))
			if sent.Add(int64(n)); err != nil {
				return
			}
		}
	})})
	if err := e.Deliver(t.Context(), delivery); err != nil {
		t.Error(err)
	}
	if n := sent.Load(); n > 100<<20 {
		t.Errorf("%d bytes of the answer were read", n)
	}
}

func TestPrivateAddressesAreRefused(t *testing.T) {
	for _, a := range []string{"127.0.0.1", "127.8.9.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
		"255.255.255.255", "198.18.0.1", "240.0.0.1", "192.0.2.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
		"64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:db8::1", "fec0::1"} {
		if public(netip.MustParseAddr(a)) {
			t.Errorf("%s counts as public", a)
		}
	}
	for _, a := range []string{"1.1.1.1", "193.163.102.1", "2606:4700::1111", "64:ff9b::101:101", "::ffff:8.8.8.8"} {
		if !public(netip.MustParseAddr(a)) {
			t.Errorf("%s counts as private", a)
		}
	}
	reached := false
	url := server(t, func(http.ResponseWriter, *http.Request) { reached = true })
	for _, host := range []string{"127.0.0.1", "localhost", "0.0.0.0", "[::ffff:127.0.0.1]", "2130706433"} {
		e := endpoint(t, Config{URL: strings.Replace(url, "127.0.0.1", host, 1)})
		if err := e.Deliver(t.Context(), delivery); err == nil {
			t.Errorf("%s was told", host)
		} else if host == "127.0.0.1" && !errors.Is(err, ErrPrivate) {
			t.Errorf("%s: %v", host, err)
		}
	}
	if reached {
		t.Error("the private server was reached")
	}
}

// A name that is public when it is looked at and private when the connection is
// made (DNS rebinding) does not pass: the address is looked at last.
func TestRebinding(t *testing.T) {
	reached := false
	url := server(t, func(http.ResponseWriter, *http.Request) { reached = true })
	_, port, _ := strings.Cut(strings.TrimPrefix(url, "http://"), ":")
	e := endpoint(t, Config{URL: "http://rebind.example:" + port})
	dial := dialer(false, time.Second)
	answers := nameServer(t)
	dial.Resolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", answers)
	}}
	e.client.Transport.(*http.Transport).DialContext = dial.DialContext
	for range 3 {
		if err := e.Deliver(t.Context(), delivery); err == nil {
			t.Error("taken")
		}
	}
	if reached {
		t.Error("the private server was reached")
	}
}

// nameServer says that every name is a public address once, and this machine
// from then on.
func nameServer(t *testing.T) string {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		address := [4]byte{203, 0, 113, 7} // nobody's: connecting to it fails
		for b := make([]byte, 2000); ; {
			n, from, err := conn.ReadFrom(b)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(b[:n]) != nil || len(m.Questions) == 0 {
				continue
			}
			m.Response, m.Additionals = true, nil
			if q := m.Questions[0]; q.Type == dnsmessage.TypeA {
				m.Answers = []dnsmessage.Resource{{Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, Type: q.Type}, Body: &dnsmessage.AResource{A: address}}}
				address = [4]byte{127, 0, 0, 1}
			}
			if packed, err := m.Pack(); err == nil {
				_, _ = conn.WriteTo(packed, from)
			}
		}
	}()
	return conn.LocalAddr().String()
}

func TestSecretsMustBeLong(t *testing.T) {
	for _, bad := range []string{"", "short", "whsec_", "whsec_c2hvcnQ=", "whsec_no base64 at all, but long enough"} {
		if _, err := keyOf(bad); err == nil || len(bad) > 20 && strings.Contains(err.Error(), bad) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestEndpointsAreValidated(t *testing.T) {
	good := Config{Name: "arkiv", URL: "https://arkiv.example/haendelser", SecretFile: "s", Events: []string{"closed"}}
	if err := good.Validate([]string{"closed"}); err != nil {
		t.Error(err)
	}
	for want, change := range map[string]func(*Config){
		"name:":      func(c *Config) { c.Name = "a b" },
		"url:":       func(c *Config) { c.URL = "ftp://x" },
		"TLS":        func(c *Config) { c.URL = "http://arkiv.example" },
		"password":   func(c *Config) { c.URL = "https://u:p@arkiv.example" },
		"exactly":    func(c *Config) { c.SecretEnv = "X" },
		"transition": func(c *Config) { c.Events = []string{"close"} },
		"timeout:":   func(c *Config) { c.Timeout = "1h" },
	} {
		c := good
		change(&c)
		if err := c.Validate([]string{"closed"}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}
