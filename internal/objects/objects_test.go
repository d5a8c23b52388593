package objects

import (
	"bytes"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"inquiryd/internal/mailtest/realmail"
)

func open(t *testing.T, c Config, secret string) Store {
	t.Helper()
	s, err := Open(c, secret)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// createBucket makes a bucket on a server.
func createBucket(t *testing.T, c Config) {
	t.Helper()
	if err := open(t, c, realmail.SwiftSecret).(*bucket).Put(t.Context(), "", nil); err != nil {
		t.Fatal(err)
	}
}

// TestStores holds every kind of store to what a register rests on.
func TestStores(t *testing.T) {
	t.Run("folder", func(t *testing.T) {
		holdStore(t, open(t, Config{URL: "file://" + filepath.Join(t.TempDir(), "a", "b")}, ""))
	})
	t.Run("S3", func(t *testing.T) {
		c := Config{URL: "s3://town", Endpoint: realmail.Swift(t), AccessKey: realmail.SwiftKey, SecretKeyEnv: "X"}
		createBucket(t, c)
		holdStore(t, open(t, c, realmail.SwiftSecret))
		c.URL = "s3://town/north side/æble"
		holdStore(t, open(t, c, realmail.SwiftSecret))
		t.Run("refusals", func(t *testing.T) { holdRefusals(t, c) })
	})
}

func holdStore(t *testing.T, s Store) {
	t.Helper()
	ctx := t.Context()
	large := bytes.Repeat([]byte("Hvornår? "), 400_000)
	for name, content := range map[string][]byte{"mails/2026/1-a": []byte("one"), "letters/2026/2-b": large, "mails/2026/3-c": {}} {
		for range 2 { // the same object twice is one
			if err := s.Put(ctx, name, content); err != nil {
				t.Fatal(err)
			}
		}
		got, err := s.Get(ctx, name)
		if err != nil || !bytes.Equal(got, content) {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
	}
	if _, err := s.Get(ctx, "mails/2026/4-d"); !errors.Is(err, ErrNotFound) {
		t.Errorf("an object that is not there: %v", err)
	}
	for range 2 {
		if err := s.Delete(ctx, "letters/2026/2-b"); err != nil {
			t.Error(err)
		}
	}
	if _, err := s.Get(ctx, "letters/2026/2-b"); !errors.Is(err, ErrNotFound) {
		t.Errorf("an object that was removed: %v", err)
	}
	if got, err := s.Get(ctx, "mails/2026/1-a"); err != nil || string(got) != "one" {
		t.Errorf("its neighbour: %q, %v", got, err)
	}
	if got, want := listed(t, s), []string{"mails/2026/1-a", "mails/2026/3-c"}; !slices.Equal(got, want) {
		t.Errorf("listed: %q, want %q", got, want)
	}
	stop := errors.New("stop")
	if err := s.List(ctx, func(string) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("a list that is ended: %v", err)
	}
}

// listed are the names of all objects, in order.
func listed(t *testing.T, s Store) (names []string) {
	t.Helper()
	if err := s.List(t.Context(), func(name string) error { names = append(names, name); return nil }); err != nil {
		t.Error(err)
	}
	slices.Sort(names)
	return names
}

// holdRefusals holds a bucket to errors that say what to do and nothing secret,
// and that are never taken for an object that is not there.
func holdRefusals(t *testing.T, c Config) {
	wrong := "not-the-secret"
	missing := c
	missing.URL = "s3://village"
	deaf := c
	deaf.Endpoint = "http://127.0.0.1:1"
	for name, s := range map[string]Store{"secret": open(t, c, wrong), "bucket": open(t, missing, realmail.SwiftSecret), "server": open(t, deaf, realmail.SwiftSecret)} {
		_, read := s.Get(t.Context(), "mails/2026/1-a")
		list := s.List(t.Context(), func(string) error { return nil })
		for _, err := range []error{read, s.Put(t.Context(), "x", []byte("x")), s.Delete(t.Context(), "x"), list} {
			if !errors.Is(err, ErrAway) || errors.Is(err, ErrNotFound) {
				t.Errorf("wrong %s: %v", name, err)
			}
			if err != nil && (strings.Contains(err.Error(), wrong) || strings.Contains(err.Error(), realmail.SwiftSecret)) {
				t.Errorf("wrong %s: a secret is told: %v", name, err)
			}
		}
	}
}

// A folder is closed to others, and one that is not mounted lacks nothing.
func TestFolder(t *testing.T) {
	root := filepath.Join(t.TempDir(), "objects")
	s := open(t, Config{URL: "file://" + root}, "")
	if _, err := s.Get(t.Context(), "a"); !errors.Is(err, ErrAway) {
		t.Errorf("a folder that is not there: %v", err)
	}
	if err := s.Delete(t.Context(), "a"); !errors.Is(err, ErrAway) {
		t.Errorf("a folder that is not there: %v", err)
	}
	if names := listed(t, s); len(names) > 0 {
		t.Errorf("a folder that is not there: %q", names)
	}
	if err := s.Put(t.Context(), "mails/1", []byte("x")); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if left, _ := filepath.Glob(filepath.Join(root, "mails", ".new-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if err := os.WriteFile(filepath.Join(root, "letters"), nil, 0o600); err != nil { // no folder can be made there
		t.Fatal(err)
	}
	if err := s.Put(t.Context(), "letters/1", []byte("x")); !errors.Is(err, ErrAway) {
		t.Errorf("a folder that cannot be made: %v", err)
	}
}

func TestConfig(t *testing.T) {
	minus := -1
	s3 := Config{URL: "s3://town/mails", AccessKey: "town", SecretKeyFile: "secret"}
	with := func(change func(*Config)) Config { c := s3; change(&c); return c }
	tests := []struct {
		name string
		c    Config
		want string // in the error; "" is right
	}{
		{"nowhere", Config{}, ""},
		{"folder", Config{URL: "file:///srv/objects"}, ""},
		{"bucket", s3, ""},
		{"own server", with(func(c *Config) { c.Endpoint = "https://s3.by.example:9000" }), ""},
		{"loopback", with(func(c *Config) { c.Endpoint = "http://127.0.0.1:9000" }), ""},
		{"no place", Config{From: 1}, "url: is missing"},
		{"relative folder", Config{URL: "file:objects"}, "absolute"},
		{"host", Config{URL: "file://srv/objects"}, "names no place"},
		{"another kind", Config{URL: "gs://town"}, "names no place"},
		{"no bucket", with(func(c *Config) { c.URL = "s3:///mails" }), "names no place"},
		{"keys in the URL", with(func(c *Config) { c.URL = "s3://a:b@town" }), "access_key"},
		{"in the clear", with(func(c *Config) { c.Endpoint = "http://s3.by.example" }), "in the clear"},
		{"no endpoint", with(func(c *Config) { c.Endpoint = "s3.by.example" }), "endpoint: "},
		{"no key", with(func(c *Config) { c.AccessKey = "" }), "access_key: is missing"},
		{"no secret", with(func(c *Config) { c.SecretKeyFile = "" }), "secret_key_file"},
		{"two secrets", with(func(c *Config) { c.SecretKeyEnv = "X" }), "one of them"},
		{"folder with a key", Config{URL: "file:///srv/objects", AccessKey: "town"}, "access_key: is only for s3"},
		{"size", with(func(c *Config) { c.From = -1 }), "from: "},
		{"days", with(func(c *Config) { c.AfterDays = &minus }), "after_days: "},
	}
	for _, test := range tests {
		err := test.c.Validate()
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
		if _, opened := Open(test.c, "x"); (opened == nil) != (err == nil) {
			t.Errorf("%s: opens: %v", test.name, opened)
		}
	}
}

// A server that is not S3's, as a proxy's login page, is an error and no answer.
func TestAnswersOfOthers(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("login") {
			t.Error("a request with a signature was sent elsewhere")
		}
		http.Redirect(w, r, "/?login", http.StatusFound)
	}))
	defer other.Close()
	s := open(t, Config{URL: "s3://town", Endpoint: other.URL, AccessKey: "town", SecretKeyEnv: "X"}, "sesame")
	if _, err := s.Get(t.Context(), "a"); !errors.Is(err, ErrAway) {
		t.Errorf("read: %v", err)
	}
	if err := s.Put(t.Context(), "a", nil); !errors.Is(err, ErrAway) {
		t.Errorf("write: %v", err)
	}
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("<html>Log in</html>")) }))
	defer page.Close()
	s = open(t, Config{URL: "s3://town", Endpoint: page.URL, AccessKey: "town", SecretKeyEnv: "X"}, "sesame")
	if err := s.Put(t.Context(), "a", []byte("a")); !errors.Is(err, ErrAway) {
		t.Errorf("a page takes what is written: %v", err)
	}
	if err := s.Delete(t.Context(), "a"); !errors.Is(err, ErrAway) {
		t.Errorf("a page removes: %v", err)
	}
	if err := s.List(t.Context(), func(string) error { return nil }); !errors.Is(err, ErrAway) {
		t.Errorf("list: %v", err)
	}
}

// That a page is missing at whatever stands before a store says nothing of an object.
func TestPageThatIsMissing(t *testing.T) {
	none := httptest.NewServer(http.NotFoundHandler())
	defer none.Close()
	s := open(t, Config{URL: "s3://town", Endpoint: none.URL, AccessKey: "town", SecretKeyEnv: "X"}, "sesame")
	if _, err := s.Get(t.Context(), "a"); !errors.Is(err, ErrAway) {
		t.Errorf("read: %v", err)
	}
	if err := s.Delete(t.Context(), "a"); !errors.Is(err, ErrAway) {
		t.Errorf("remove: %v", err)
	}
}

// A list of more than a thousand comes in pages.
func TestPages(t *testing.T) {
	pages := map[string]string{
		"":     `<Contents><Key>a/mails/1</Key></Contents><Contents><Key>a/mails/2</Key></Contents><IsTruncated>true</IsTruncated><NextContinuationToken>x+/=</NextContinuationToken>`,
		"x+/=": `<Contents><Key>a/letters/3 &amp; 4</Key></Contents><IsTruncated>false</IsTruncated>`,
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if r.URL.Path != "/town" || q.Get("list-type") != "2" || q.Get("prefix") != "a/" {
			t.Errorf("asked for %s", r.URL)
		}
		w.Write([]byte(`<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">` + pages[q.Get("continuation-token")] + `</ListBucketResult>`))
	}))
	defer server.Close()
	s := open(t, Config{URL: "s3://town/a", Endpoint: server.URL, AccessKey: "town", SecretKeyEnv: "X"}, "sesame")
	if got, want := listed(t, s), []string{"letters/3 & 4", "mails/1", "mails/2"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
