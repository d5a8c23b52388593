package webhook

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"inquiryd/intake"
	"inquiryd/internal/register"
)

// Endpoint is one receiver. It is safe for concurrent use.
type Endpoint struct {
	cfg    Config
	signer *standardwebhooks.Webhook
	client *http.Client
	now    func() time.Time
}

// The most that is read of an answer: nothing in it is of use.
const (
	mostHeaders = 64 << 10
	mostBody    = 64 << 10
)

// shortestSecret is the least length of a secret that is not base64.
const shortestSecret = 24

// New reads the secret and makes an endpoint of a valid configuration.
func New(cfg Config) (*Endpoint, error) {
	secret, err := intake.SecretSource{File: cfg.SecretFile, Env: cfg.SecretEnv, Credential: cfg.SecretCredential}.Read()
	if err != nil {
		return nil, fmt.Errorf("webhook %s: %w", cfg.Name, err)
	}
	key, err := keyOf(string(secret))
	if err != nil {
		return nil, fmt.Errorf("webhook %s: %w", cfg.Name, err)
	}
	signer, err := standardwebhooks.NewWebhookRaw(key)
	if err != nil {
		return nil, fmt.Errorf("webhook %s: %w", cfg.Name, err)
	}
	timeout, err := cfg.timeout()
	if err != nil {
		return nil, fmt.Errorf("webhook %s: %w", cfg.Name, err)
	}
	return &Endpoint{cfg: cfg, signer: signer, now: time.Now, client: &http.Client{
		Timeout:       timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext:            dialer(cfg.AllowPrivate, timeout).DialContext,
			TLSHandshakeTimeout:    timeout,
			ResponseHeaderTimeout:  timeout,
			MaxResponseHeaderBytes: mostHeaders,
			MaxIdleConnsPerHost:    2,
			IdleConnTimeout:        time.Minute,
			ForceAttemptHTTP2:      true,
			DisableCompression:     true, // an answer cannot become larger than it came
		},
	}}, nil
}

// keyOf is the key in a secret: base64 after "whsec_", else its letters.
func keyOf(secret string) ([]byte, error) {
	if text, ok := strings.CutPrefix(secret, "whsec_"); ok {
		key, err := base64.StdEncoding.DecodeString(text)
		if err != nil || len(key) < shortestSecret {
			return nil, fmt.Errorf("the secret is not \"whsec_\" with base64 of at least %d bytes", shortestSecret)
		}
		return key, nil
	}
	if len(secret) < shortestSecret {
		return nil, fmt.Errorf("the secret is shorter than %d letters", shortestSecret)
	}
	return []byte(secret), nil
}

// Close ends idle connections.
func (e *Endpoint) Close() error {
	e.client.CloseIdleConnections()
	return nil
}

// Deliver makes one request. Any 2xx says that it was taken; everything else is
// an *Error, or the error of the connection.
func (e *Endpoint) Deliver(ctx context.Context, d register.Delivery) error {
	at := e.now()
	signature, err := e.signer.Sign(d.Event, at, []byte(d.Payload))
	if err != nil {
		return fmt.Errorf("sign delivery: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, e.cfg.URL, strings.NewReader(d.Payload))
	if err != nil {
		return fmt.Errorf("make request: %w", discreet(err))
	}
	request.Header.Set("Content-Type", "application/cloudevents+json; charset=utf-8")
	request.Header.Set("User-Agent", "inquiryd")
	request.Header.Set(standardwebhooks.HeaderWebhookID, d.Event)
	request.Header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(at.Unix(), 10))
	request.Header.Set(standardwebhooks.HeaderWebhookSignature, signature)
	response, err := e.client.Do(request)
	if err != nil {
		return fmt.Errorf("post: %w", discreet(err))
	}
	defer response.Body.Close()
	_, _ = io.CopyN(io.Discard, response.Body, mostBody) // so that the connection can be kept, when the answer is short
	if response.StatusCode/100 == 2 {
		return nil
	}
	return &Error{Status: response.StatusCode, after: retryAfter(response.Header.Get("Retry-After"), at)}
}

// discreet is err without the URL, which may hold a token in its path.
func discreet(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

// Error is an answer that is no yes.
type Error struct {
	Status int
	after  time.Duration
}

// Error names the status.
func (e *Error) Error() string {
	return fmt.Sprintf("the receiver answered %d %s", e.Status, http.StatusText(e.Status))
}

// Gone says that the receiver wants nothing any more.
func (e *Error) Gone() bool { return e.Status == http.StatusGone }

// Later is how long the receiver asks to be left alone; 0: it does not say.
func (e *Error) Later() time.Duration { return e.after }

// retryAfter reads seconds or a date (RFC 9110 section 10.2.3).
func retryAfter(text string, now time.Time) time.Duration {
	if seconds, err := strconv.Atoi(text); err == nil && seconds > 0 {
		return time.Duration(min(seconds, 24*3600)) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil && at.After(now) {
		return min(at.Sub(now), 24*time.Hour)
	}
	return 0
}

// ErrPrivate says that an endpoint is on this machine or in a private network.
var ErrPrivate = errors.New("webhook: its address is of this machine or of a private network: set allow_private if that is meant")

// dialer connects to public addresses only, unless others are allowed. It looks
// at the address that is connected to: a name may resolve to another one than a
// moment before.
func dialer(private bool, timeout time.Duration) *net.Dialer {
	d := &net.Dialer{Timeout: timeout}
	if !private {
		d.Control = refusePrivate
	}
	return d
}
