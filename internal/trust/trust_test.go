package trust_test

import (
	"crypto/x509"
	"encoding/pem"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"inquiryd/internal/trust"
)

// A server of the installation's own is trusted by its file, and nobody is without.
func TestRoots(t *testing.T) {
	server := httptest.NewTLSServer(nil)
	defer server.Close()
	write := func(name string, content []byte) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	if roots, err := trust.Roots(""); roots != nil || err != nil {
		t.Errorf("without a file: %v, %v", roots, err)
	}
	roots, err := trust.Roots(write("ca.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := server.Certificate().Verify(x509.VerifyOptions{Roots: roots, DNSName: "example.com"}); err != nil {
		t.Errorf("with the file: %v", err)
	}
	for path, says := range map[string]string{
		write("empty.pem", nil):                 "holds no PEM certificate",
		write("der.pem", []byte{0x30, 0x82}):    "holds no PEM certificate",
		filepath.Join(t.TempDir(), "not.there"): "no such file",
	} {
		if _, err := trust.Roots(path); err == nil || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", path, err)
		}
	}
}
