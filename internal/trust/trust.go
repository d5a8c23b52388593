// Package trust says whose certificates servers may show: those that the system
// trusts, and besides them the ones of a file that the configuration names (ca_file),
// as of a municipality that signs those of its own servers itself. Whatever dials by
// TLS asks here, so that the same file means the same everywhere.
package trust

import (
	"crypto/x509"
	"fmt"
	"os"
)

// Roots are the system's certificates and those of a file of PEM; nil, which means
// the system's, without a file. Errors name it.
func Roots(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s holds no PEM certificate", file)
	}
	return pool, nil
}
