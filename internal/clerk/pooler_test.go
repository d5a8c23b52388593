package clerk_test

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/url"
	"testing"
	"time"

	"inquiryd/internal/register"
	"inquiryd/internal/register/pgtest"
)

// A pooler that keeps its clients' connections hides that the server was started
// anew: it is asked with each look, and nothing is posted before somebody has looked.
func TestAPoolerHidesNoRestart(t *testing.T) {
	server := pgtest.Own(t)
	o := newOfficeOn(t, register.Config{URL: pooled(t, server.URL) + "&default_query_exec_mode=simple_protocol", Connections: 2})
	ctx := t.Context()
	must2(o)(o.desk.Poll(ctx))
	o.deliver(ask(1))
	must2(o)(o.desk.Poll(ctx))
	o.must(errors.Join(server.Crash(ctx), server.Again(ctx)))
	if p, err := o.desk.PostDue(ctx); p.Accepted != 0 || err != nil {
		t.Errorf("while nobody has looked it posts %+v, %v", p, err)
	}
	must2(o)(o.desk.Poll(ctx))
	o.post()
	if n := o.kinds()["acknowledgement"]; n != 1 {
		t.Errorf("%d acknowledgements after the look", n)
	}
}

// pooled is the URL of a server by way of a pooler that makes its connections anew
// and keeps those of its clients.
func pooled(t *testing.T, server string) string {
	t.Helper()
	at, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	target := at.Host
	door, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(func() { cancel(); door.Close() })
	go func() {
		for {
			client, err := door.Accept()
			if err != nil {
				return
			}
			go pool(ctx, client, target)
		}
	}()
	at.Host = door.Addr().String()
	return at.String()
}

func pool(ctx context.Context, client net.Conn, target string) {
	defer client.Close()
	var head [4]byte
	if _, err := io.ReadFull(client, head[:]); err != nil {
		return
	}
	startup := append(head[:], make([]byte, binary.BigEndian.Uint32(head[:])-4)...)
	if _, err := io.ReadFull(client, startup[4:]); err != nil {
		return
	}
	said := make(chan []byte)
	go func() {
		defer close(said)
		for {
			part := make([]byte, 64<<10)
			n, err := client.Read(part)
			if err != nil {
				return
			}
			said <- part[:n]
		}
	}()
	for to := io.Writer(client); ctx.Err() == nil; to = io.Discard { // what the next server says at first, the client has heard
		server, err := net.Dial("tcp", target)
		if err != nil {
			time.Sleep(20 * time.Millisecond)
			continue
		}
		server.Write(startup)
		over := make(chan struct{})
		go func() {
			defer close(over)
			if greeted(server, to) == nil {
				io.Copy(client, server)
			}
		}()
		for open := true; open; {
			select {
			case part, ok := <-said:
				if !ok {
					server.Close()
					return
				}
				server.Write(part)
			case <-over:
				open = false
			}
		}
		server.Close()
	}
}

// greeted passes on what a server says until it is ready.
func greeted(server io.Reader, to io.Writer) error {
	for {
		var head [5]byte
		if _, err := io.ReadFull(server, head[:]); err != nil {
			return err
		}
		to.Write(head[:])
		if _, err := io.CopyN(to, server, int64(binary.BigEndian.Uint32(head[1:]))-4); err != nil {
			return err
		}
		if head[0] == 'Z' {
			return nil
		}
	}
}
