package intake

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"
)

const (
	dialTimeout = 30 * time.Second
	// maxLine and maxLines bound what is read before TLS.
	maxLine, maxLines = 8 << 10, 32
)

// connect makes the connection, encrypted as configured. The returned wire
// still has its clock running: end stops it.
func connect(ctx context.Context, cfg IMAPConfig) (*guardConn, *deadlineConn, error) {
	dialer := net.Dialer{Timeout: dialTimeout}
	conn, err := dialer.DialContext(ctx, "tcp", cfg.Address)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w: check address and network", ErrConnection, err)
	}
	wire := &deadlineConn{Conn: conn, timeout: cfg.timeout()}
	wire.begin()
	stop := context.AfterFunc(ctx, func() { wire.Close() })
	defer stop()
	guard, err := encrypt(ctx, cfg, wire)
	if err != nil {
		wire.Close()
		return nil, nil, err
	}
	guard.allow(slack)
	return guard, wire, nil
}

func encrypt(ctx context.Context, cfg IMAPConfig, wire *deadlineConn) (*guardConn, error) {
	if cfg.mode() == tlsNone {
		if tcp, ok := wire.RemoteAddr().(*net.TCPAddr); !ok || !tcp.IP.IsLoopback() {
			return nil, fmt.Errorf("refuse to log in without TLS at %s, which is not loopback: set tls to implicit or starttls", wire.RemoteAddr())
		}
		return &guardConn{Conn: wire, wire: wire}, nil
	}
	config, err := cfg.tlsConfig()
	if err != nil {
		return nil, err
	}
	var greeting []byte
	if cfg.mode() == tlsStart {
		if err := startTLS(wire); err != nil {
			return nil, err
		}
		greeting = []byte("* OK TLS has begun\r\n") // the client waits for one
	}
	secure := tls.Client(wire, config)
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, tlsError(err)
	}
	return &guardConn{Conn: secure, wire: wire, ready: greeting}, nil
}

// startTLS asks for TLS on a plain connection (RFC 9051 section 6.2.1). It
// reads byte by byte: whatever an attacker slips in after the server's OK goes
// into the handshake, which fails (NO STARTTLS, 2021). A server that will not,
// or says that we are logged in already, is refused.
func startTLS(wire net.Conn) error {
	line, err := readLine(wire)
	if err != nil {
		return fmt.Errorf("%w: read the greeting: %w: check address, port and tls", ErrConnection, err)
	}
	switch word := secondWord(line); word {
	case "OK":
	case "BYE":
		return fmt.Errorf("%w: the server turns us away: %q", ErrConnection, clip(line, 200))
	case "PREAUTH":
		return errors.New("refuse a server that says PREAUTH before TLS: somebody may be between: use tls = \"implicit\"")
	default:
		return fmt.Errorf("this is no IMAP server: it says %q: check address", clip(line, 100))
	}
	if _, err := wire.Write([]byte("s STARTTLS\r\n")); err != nil {
		return fmt.Errorf("%w: ask for TLS: %w", ErrConnection, err)
	}
	for range maxLines {
		line, err := readLine(wire)
		if err != nil {
			return fmt.Errorf("%w: ask for TLS: %w", ErrConnection, err)
		}
		if !strings.HasPrefix(line, "s ") {
			continue
		}
		if secondWord(line) != "OK" {
			return fmt.Errorf("refuse to log in: the server does not take STARTTLS: %q: use tls = \"implicit\", or somebody is between", clip(line, 200))
		}
		return nil
	}
	return errors.New("refuse to log in: the server does not answer STARTTLS")
}

func secondWord(line string) string {
	_, rest, _ := strings.Cut(line, " ")
	word, _, _ := strings.Cut(rest, " ")
	return strings.ToUpper(word)
}

func readLine(conn net.Conn) (string, error) {
	var line []byte
	one := make([]byte, 1)
	for len(line) < maxLine {
		if _, err := conn.Read(one); err != nil {
			return "", err
		}
		if one[0] == '\n' {
			return strings.TrimSuffix(string(line), "\r"), nil
		}
		line = append(line, one[0])
	}
	return "", errors.New("the line is too long")
}

// tlsError adds what to do. A certificate that is not trusted does not get
// better by trying again; everything else may.
func tlsError(err error) error {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return fmt.Errorf("TLS: %w: check address, and ca_file if the server has its own CA", err)
	}
	return fmt.Errorf("%w: TLS: %w: check address, port and tls", ErrConnection, err)
}
