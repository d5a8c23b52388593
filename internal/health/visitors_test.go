package health_test

import (
	"bytes"
	"log/slog"
	"net"
	"net/http"
	"regexp"
	"testing"
	"time"

	"inquiryd/internal/health"
)

// Visitors that connect and say nothing take a bounded number of files: others wait
// until they leave.
func TestSilentVisitorsAreBounded(t *testing.T) {
	var log bytes.Buffer
	b := &health.Board{Config: health.Config{Listen: "127.0.0.1:0"}, Log: slog.New(slog.NewTextHandler(&log, nil))}
	b.Put("", newHouse(t).care, nil)
	stop, err := b.Serve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer stop(t.Context())
	address := regexp.MustCompile(`127\.0\.0\.1:\d+`).FindString(log.String())
	var silent []net.Conn
	for range 32 {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		silent = append(silent, c)
	}
	answered := func(within time.Duration) bool {
		client := http.Client{Timeout: within, Transport: &http.Transport{DisableKeepAlives: true}}
		response, err := client.Get("http://" + address + "/healthz")
		if err == nil {
			response.Body.Close()
		}
		return err == nil
	}
	if answered(200 * time.Millisecond) {
		t.Error("one more is let in")
	}
	for _, c := range silent[:2] { // whoever gave up may still stand in the queue
		c.Close()
	}
	if !answered(4 * time.Second) {
		t.Error("nobody is let in when others have left")
	}
}
