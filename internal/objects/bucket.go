package objects

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"inquiryd/internal/trust"
)

const (
	// patience is how long one call may take.
	patience = 30 * time.Second
	// largest is the most that an object may hold.
	largest = 1 << 30
)

// bucket is a bucket of a server that speaks S3, with requests signed by
// Signature Version 4. Four calls need no more than that: Amazon's own client
// would add some megabytes to the program.
type bucket struct {
	root   *url.URL // endpoint with the bucket
	prefix string   // of all names
	region string
	who    aws.Credentials
	signer *v4.Signer
	client *http.Client
	now    func() time.Time
}

func newBucket(c Config, name, prefix, secret string) (*bucket, error) {
	endpoint, err := c.endpoint()
	if err != nil {
		return nil, err
	}
	roots, err := trust.Roots(c.CAFile)
	if err != nil {
		return nil, fmt.Errorf("ca_file: %w", err)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	return &bucket{
		root: endpoint.JoinPath(name), prefix: prefix, region: c.region(), who: aws.Credentials{AccessKeyID: c.AccessKey, SecretAccessKey: secret},
		// A name stands in the path once encoded, and S3 signs it so.
		signer: v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true }),
		client: &http.Client{Transport: transport, Timeout: patience, CheckRedirect: refuse}, now: time.Now,
	}, nil
}

// refuse follows nobody elsewhere: a signature is for one host.
func refuse(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

func (c Config) region() string {
	if c.Region == "" {
		return "us-east-1"
	}
	return c.Region
}

// endpoint is where the server is. Off this machine it must speak TLS.
func (c Config) endpoint() (*url.URL, error) {
	if c.Endpoint == "" {
		return &url.URL{Scheme: "https", Host: "s3." + c.region() + ".amazonaws.com"}, nil
	}
	u, err := url.Parse(c.Endpoint)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || u.RawQuery != "" {
		return nil, errors.New("is no address of a server: write https://s3.example")
	}
	if ip := net.ParseIP(u.Hostname()); u.Scheme == "http" && (ip == nil || !ip.IsLoopback()) {
		return nil, errors.New("begins with http: mails must not cross a network in the clear: write https")
	}
	return u, nil
}

// Put uploads an object.
func (b *bucket) Put(ctx context.Context, name string, content []byte) error {
	_, err := b.call(ctx, http.MethodPut, b.place(name), content)
	return err
}

// Get downloads an object.
func (b *bucket) Get(ctx context.Context, name string) ([]byte, error) {
	return b.call(ctx, http.MethodGet, b.place(name), nil)
}

// Delete removes an object.
func (b *bucket) Delete(ctx context.Context, name string) error {
	_, err := b.call(ctx, http.MethodDelete, b.place(name), nil)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// List asks for names until there are no more (ListObjectsV2).
func (b *bucket) List(ctx context.Context, each func(name string) error) error {
	prefix := strings.TrimPrefix(b.prefix+"/", "/")
	where := *b.root
	for next := ""; ; {
		query := url.Values{"list-type": {"2"}, "prefix": {prefix}}
		if next != "" {
			query.Set("continuation-token", next)
		}
		where.RawQuery = query.Encode()
		body, err := b.call(ctx, http.MethodGet, &where, nil)
		if err != nil {
			return err
		}
		var page struct {
			XMLName               xml.Name `xml:"ListBucketResult"`
			Contents              []struct{ Key string }
			IsTruncated           bool
			NextContinuationToken string
		}
		if err := xml.Unmarshal(body, &page); err != nil {
			return fmt.Errorf("%w: list: the server's answer is no list of objects: %w", ErrAway, err)
		}
		for _, object := range page.Contents {
			if name, within := strings.CutPrefix(object.Key, prefix); within {
				if err := each(name); err != nil {
					return err
				}
			}
		}
		if next = page.NextContinuationToken; !page.IsTruncated || next == "" {
			return nil
		}
	}
}

// place is where an object is.
func (b *bucket) place(name string) *url.URL { return b.root.JoinPath(b.prefix, path.Clean(name)) }

func (b *bucket) call(ctx context.Context, method string, at *url.URL, content []byte) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, at.String(), bytes.NewReader(content))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAway, err)
	}
	sum := sha256.Sum256(content)
	digest := hex.EncodeToString(sum[:])
	request.Header.Set("X-Amz-Content-Sha256", digest)
	if err := b.signer.SignHTTP(ctx, b.who, request, digest, "s3", b.region, b.now()); err != nil {
		return nil, fmt.Errorf("%w: sign: %w", ErrAway, err)
	}
	response, err := b.client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAway, err)
	}
	defer response.Body.Close()
	if response.StatusCode/100 != 2 {
		return nil, refusal(response, method+" "+at.Path)
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, largest+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %s: %w", ErrAway, method, err)
	case method != http.MethodGet && len(body) > 0: // a store has nothing to say to that
		return nil, fmt.Errorf("%w: %s %s: what answers is no store: %.60q", ErrAway, method, at.Path, body)
	case len(body) > largest:
		return nil, fmt.Errorf("%w: %s %s: it is larger than %d bytes", ErrAway, method, at.Path, largest)
	}
	return body, nil
}

// refusal is what a server says in place of doing something.
func refusal(response *http.Response, what string) error {
	var said struct {
		Code    string
		Message string
	}
	text, _ := io.ReadAll(io.LimitReader(response.Body, 64<<10))
	if err := xml.Unmarshal(text, &said); err != nil {
		said.Code = response.Status
	}
	// A bucket that is not there is a matter of the configuration, and a page that is
	// not there one of whatever stands in between.
	if response.StatusCode == http.StatusNotFound && said.Code == "NoSuchKey" {
		return fmt.Errorf("%w: %s", ErrNotFound, what)
	}
	return fmt.Errorf("%w: %s: the server says %s %s", ErrAway, what, said.Code, said.Message)
}
