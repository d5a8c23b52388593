package health_test

import (
	"cmp"
	"compress/gzip"
	"flag"
	"fmt"
	"io"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"inquiryd/internal/health"
	"inquiryd/internal/register"
)

var update = flag.Bool("update", false, "write what was shown into the golden files")

// read is a page of metrics as Prometheus itself reads it. It fails the test
// where a metric is told twice, or what is told of it is not allowed.
func read(t *testing.T, page string) map[string]*dto.MetricFamily {
	t.Helper()
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(page))
	if err != nil {
		t.Fatalf("Prometheus cannot read the page: %v\n%s", err, page)
	}
	return families
}

// plain writes what was read in one way, whatever the order of labels or the
// form of numbers on the page was. What the process itself is has no figures.
func plain(families map[string]*dto.MetricFamily) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(families)) {
		f := families[name]
		fmt.Fprintf(&b, "%s, a %s: %s\n", name, strings.ToLower(f.GetType().String()), f.GetHelp())
		var lines []string
		for _, m := range f.GetMetric() {
			lines = append(lines, "  "+labels(m)+value(name, m)+"\n")
		}
		slices.Sort(lines)
		b.WriteString(strings.Join(lines, ""))
	}
	return b.String()
}

func labels(m *dto.Metric) string {
	var all []string
	for _, l := range m.GetLabel() {
		value := l.GetValue()
		if strings.HasPrefix(value, "go1.") {
			value = "go1"
		}
		all = append(all, fmt.Sprintf("%s=%q ", l.GetName(), value))
	}
	slices.Sort(all)
	return strings.Join(all, "")
}

func value(name string, m *dto.Metric) string {
	switch h, s := m.GetHistogram(), m.GetSummary(); {
	case s != nil:
		return fmt.Sprintf("%d quantiles", len(s.GetQuantile()))
	case !strings.HasPrefix(name, "inquiryd_"):
		return "…"
	case h != nil:
		var buckets []string
		for _, b := range h.GetBucket() {
			buckets = append(buckets, fmt.Sprintf("%v:%d", b.GetUpperBound(), b.GetCumulativeCount()))
		}
		return fmt.Sprintf("%d, together %v, to %s", h.GetSampleCount(), h.GetSampleSum(), strings.Join(buckets, " "))
	default:
		return fmt.Sprint(cmp.Or(m.GetGauge().GetValue(), m.GetCounter().GetValue()))
	}
}

// The pages of one installation and of several tenants: names, kinds, what is
// told of each, labels and figures. Dashboards and rules of operators rest on
// all of it.
func TestMetricPages(t *testing.T) {
	alone := newHouse(t, func(o *health.Options) {
		o.Mailboxes = []string{"INBOX", `Udvalg "Børn\Unge"`}
		o.Secrets = []health.Secret{{Mailbox: `Udvalg "Børn\Unge"`, Expires: o.Now().Add(48 * time.Hour)}}
	})
	alone.live()
	together := &health.Board{}
	for _, name := range []string{"nord", "syd"} {
		h := newHouse(t, func(o *health.Options) { o.Tenant = name })
		h.live()
		together.Put(name, h.care, nil)
	}
	together.Put("vest", nil, nil)
	for name, board := range map[string]*health.Board{"alone": alone.board(), "tenants": together} {
		w := httptest.NewRecorder()
		board.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", "/metrics", nil))
		if kind := w.Header().Get("Content-Type"); !strings.HasPrefix(kind, "text/plain; version=0.0.4; charset=utf-8") {
			t.Errorf("%s is %q", name, kind)
		}
		got, file := plain(read(t, w.Body.String())), filepath.Join("testdata", "metrics."+name)
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s:\n%s", file, got)
		}
	}
}

// live is some work of a day.
func (h *house) live() {
	h.receive(1, register.Ignored)
	h.receive(2, register.Received)
	h.stick()
	h.hold()
	h.letter("acknowledgement")
	h.care.Took("ignored", 3)
	for _, took := range []time.Duration{50 * time.Millisecond, 7 * time.Second, time.Hour} {
		end := h.care.Begin(health.Poll)
		h.shift(took, took)
		end(nil)
	}
	watched := h.care.Watched(h)
	if _, err := watched.Post(h.t.Context(), "", "vagt@it.example", nil); err != nil {
		h.t.Fatal(err)
	}
	h.care.Changed(false)
	h.pass(10 * time.Minute)
}

// Whoever takes packed pages gets them packed, and the same.
func TestMetricsArePacked(t *testing.T) {
	h := newHouse(t)
	h.pass(time.Minute)
	r := httptest.NewRequestWithContext(t.Context(), "GET", "/metrics", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	w := httptest.NewRecorder()
	h.board().Handler().ServeHTTP(w, r)
	packed, err := gzip.NewReader(w.Body)
	if err != nil || w.Header().Get("Content-Encoding") != "gzip" {
		t.Fatalf("%v, encoding %q", err, w.Header().Get("Content-Encoding"))
	}
	page, err := io.ReadAll(packed)
	if err != nil {
		t.Fatal(err)
	}
	if got := read(t, string(page)); got["inquiryd_register_up"] == nil {
		t.Errorf("the page has %d metrics", len(got))
	}
}
