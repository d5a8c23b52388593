package mailtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// CA is a certificate authority that nobody else trusts.
type CA struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	PEM  []byte // its certificate
}

// NewCA makes a certificate authority, valid for a day.
func NewCA() (*CA, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make a CA key: %w", err)
	}
	template := &x509.Certificate{
		Subject:               pkix.Name{CommonName: "mailtest CA"},
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign,
	}
	validFor(template, time.Now().Add(-time.Hour), 25*time.Hour)
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, fmt.Errorf("make a CA certificate: %w", err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("read the CA certificate: %w", err)
	}
	return &CA{cert: cert, key: key, PEM: pemBlock("CERTIFICATE", der)}, nil
}

// Leaf issues a server certificate for the hosts (names or IP addresses;
// 127.0.0.1 and localhost when none is given), valid for a day around now.
func (ca *CA) Leaf(hosts ...string) (tls.Certificate, error) {
	return ca.LeafFrom(time.Now().Add(-time.Hour), hosts...)
}

// LeafFrom issues a certificate that becomes valid at start and stays so for
// a day: one that starts two days ago has expired.
func (ca *CA) LeafFrom(start time.Time, hosts ...string) (tls.Certificate, error) {
	return ca.issue(start, x509.UnknownSignatureAlgorithm, hosts)
}

// LeafSHA1 issues a certificate like those of Leaf, but signed over a digest that
// can be forged (SHA-1).
func (ca *CA) LeafSHA1(hosts ...string) (tls.Certificate, error) {
	return ca.issue(time.Now().Add(-time.Hour), x509.ECDSAWithSHA1, hosts)
}

// issue signs a certificate; by the algorithm of our key, if none is given.
func (ca *CA) issue(start time.Time, algorithm x509.SignatureAlgorithm, hosts []string) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("make a server key: %w", err)
	}
	template := &x509.Certificate{
		Subject:            pkix.Name{CommonName: "mailtest server"},
		KeyUsage:           x509.KeyUsageDigitalSignature,
		ExtKeyUsage:        []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		SignatureAlgorithm: algorithm,
	}
	validFor(template, start, 24*time.Hour)
	nameHosts(template, hosts)
	der, err := x509.CreateCertificate(rand.Reader, template, ca.cert, &key.PublicKey, ca.key)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("issue a server certificate: %w", err)
	}
	return tls.Certificate{Certificate: [][]byte{der, ca.cert.Raw}, PrivateKey: key}, nil
}

// Pool is the set of roots that trusts this CA and no other.
func (ca *CA) Pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(ca.cert)
	return pool
}

// ServerConfig is a TLS configuration with a leaf for 127.0.0.1 and localhost.
func (ca *CA) ServerConfig() (*tls.Config, error) {
	leaf, err := ca.Leaf()
	if err != nil {
		return nil, err
	}
	return &tls.Config{Certificates: []tls.Certificate{leaf}, MinVersion: tls.VersionTLS12}, nil
}

// WriteFile puts the CA's certificate into dir and returns the file's path.
func (ca *CA) WriteFile(dir string) (string, error) {
	path := filepath.Join(dir, "ca.pem")
	return path, os.WriteFile(path, ca.PEM, 0o644)
}

// WriteLeaf puts a certificate chain and its key into dir, for servers that
// read files, and returns the two paths.
func WriteLeaf(dir string, leaf tls.Certificate) (certFile, keyFile string, err error) {
	key, err := x509.MarshalPKCS8PrivateKey(leaf.PrivateKey)
	if err != nil {
		return "", "", fmt.Errorf("write a server key: %w", err)
	}
	var chain []byte
	for _, der := range leaf.Certificate {
		chain = append(chain, pemBlock("CERTIFICATE", der)...)
	}
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	if err := os.WriteFile(certFile, chain, 0o644); err != nil {
		return "", "", err
	}
	return certFile, keyFile, os.WriteFile(keyFile, pemBlock("PRIVATE KEY", key), 0o600)
}

func validFor(template *x509.Certificate, start time.Time, length time.Duration) {
	template.SerialNumber = big.NewInt(time.Now().UnixNano())
	template.NotBefore = start
	template.NotAfter = start.Add(length)
}

func nameHosts(template *x509.Certificate, hosts []string) {
	if len(hosts) == 0 {
		hosts = []string{"127.0.0.1", "localhost"}
	}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
}

func pemBlock(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}
