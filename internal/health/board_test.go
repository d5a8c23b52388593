package health_test

import (
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/health"
)

// board shows the house alone.
func (h *house) board() *health.Board {
	b := &health.Board{}
	b.Put("", h.care, nil)
	return b
}

// Several tenants are at one address: each of their figures says whose it is,
// and what is wrong with one is said of that one.
func TestBoardOfTenants(t *testing.T) {
	b := &health.Board{}
	var houses []*house
	for _, name := range []string{"nord", "syd"} {
		h := newHouse(t, func(o *health.Options) { o.Tenant = name })
		b.Put(name, h.care, nil)
		houses = append(houses, h)
	}
	get := func(path string) (int, string) {
		w := httptest.NewRecorder()
		b.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", path, nil))
		return w.Code, w.Body.String()
	}
	for _, h := range houses {
		h.pass(2 * time.Minute)
	}
	if code, text := get("/healthz"); code != 200 {
		t.Errorf("/healthz: %d %s", code, text)
	}
	if code, text := get("/readyz"); code != 200 || !strings.Contains(text, "tenant nord") || !strings.Contains(text, "tenant syd") {
		t.Errorf("/readyz: %d %s", code, text)
	}
	_, metrics := get("/metrics")
	for _, line := range []string{`inquiryd_register_up{tenant="nord"} 1`, `inquiryd_register_up{tenant="syd"} 1`, `inquiryd_tenant_up{tenant="syd"} 1`,
		`inquiryd_alarm{name="poll",tenant="nord"}`, "process_resident_memory_bytes ", `inquiryd_build_info{`} {
		if !strings.Contains(metrics, line) {
			t.Errorf("no %s in\n%s", line, metrics)
		}
	}
	if n := strings.Count(metrics, "# TYPE inquiryd_register_up "); n != 1 {
		t.Errorf("a metric is told %d times", n)
	}

	b.Put("syd", nil, errors.New("the register is away"))
	if code, text := get("/readyz"); code != 503 || !strings.Contains(text, "wrong it does not work: the register is away") {
		t.Errorf("/readyz: %d %s", code, text)
	}
	if code, _ := get("/readyz?tenant=nord"); code != 200 {
		t.Errorf("/readyz of nord: %d", code)
	}
	if code, _ := get("/healthz"); code != 200 {
		t.Errorf("/healthz: %d, though the process works", code)
	}
	if _, metrics := get("/metrics"); !strings.Contains(metrics, `inquiryd_tenant_up{tenant="syd"} 0`) || !strings.Contains(metrics, `inquiryd_tenant_up{tenant="nord"} 1`) {
		t.Errorf("the tenant that does not work is not told:\n%s", metrics)
	}
	if status := b.Status(); status != "2 tenants; wrong: syd does not work" {
		t.Errorf("status %q", status)
	}
	houses[0].silent()
	if code, text := get("/healthz"); code != 503 || !strings.Contains(text, "tenant nord: the bell") {
		t.Errorf("/healthz with a silent bell: %d %s", code, text)
	}
	b.Take("syd")
	b.Take("nord")
	if code, _ := get("/readyz?tenant=nord"); code != 503 {
		t.Errorf("/readyz of nobody: %d", code)
	}
}

// silent lets time pass in which the bell does not ring.
func (h *house) silent() {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.running += time.Hour
}
