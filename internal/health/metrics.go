package health

import (
	"runtime"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// metrics are what this process counts, beside what a look shows. Labels are
// fixed words and names of mailboxes; never one that a mail brings.
type metrics struct {
	registry *prometheus.Registry
	mails    *prometheus.CounterVec
	letters  *prometheus.CounterVec
	errors   *prometheus.CounterVec
	polls    prometheus.Histogram
	posts    prometheus.Histogram
	accepted prometheus.Gauge
	changes  *prometheus.CounterVec
	refused  prometheus.Gauge
}

func newMetrics(h *Health) *metrics {
	m := &metrics{registry: prometheus.NewRegistry(),
		mails: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "inquiryd_mails_total",
			Help: "Mails that this process took in, by what became of them."}, []string{"outcome"}),
		letters: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "inquiryd_letters_posted_total",
			Help: "Tries of this process to post a letter, by what came of them: accepted, delayed or failed."}, []string{"result"}),
		errors: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "inquiryd_errors_total",
			Help: "What went wrong with the mailboxes (imap) and the outgoing server (smtp), by kind."}, []string{"protocol", "kind"}),
		polls: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "inquiryd_poll_duration_seconds",
			Help: "How long a round of a mailbox took.", Buckets: []float64{0.1, 0.5, 1, 5, 15, 60, 300, 1800}}),
		posts: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "inquiryd_post_duration_seconds",
			Help: "How long the outgoing server took for one letter.", Buckets: []float64{0.05, 0.1, 0.5, 1, 5, 15, 60, 600}}),
		accepted: prometheus.NewGauge(prometheus.GaugeOpts{Name: "inquiryd_last_post_timestamp_seconds",
			Help: "When the outgoing server last accepted a letter of this process; 0: not yet."}),
		changes: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "inquiryd_configuration_changes_total",
			Help: "Changed configurations: taken over, or refused for their mistakes."}, []string{"result"}),
		refused: prometheus.NewGauge(prometheus.GaugeOpts{Name: "inquiryd_configuration_refused",
			Help: "1 while the last changed configuration has mistakes and an older one is in force."}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "inquiryd_build_info", Help: "1, with the version of the program.",
		ConstLabels: prometheus.Labels{"version": h.Version, "go": runtime.Version()}})
	build.Set(1)
	var into prometheus.Registerer = m.registry
	if h.Tenant != "" { // the process is the board's
		into = prometheus.WrapRegistererWith(prometheus.Labels{"tenant": h.Tenant}, m.registry)
	} else {
		into.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	}
	into.MustRegister(build, m.mails, m.letters, m.errors, m.polls, m.posts, m.accepted, m.changes, m.refused, collector{h})
	for _, outcome := range append(outcomes, "received") {
		m.mails.WithLabelValues(string(outcome))
	}
	for _, result := range []string{"accepted", "delayed", "failed"} {
		m.letters.WithLabelValues(result)
	}
	for _, result := range []string{"taken", "refused"} {
		m.changes.WithLabelValues(result)
	}
	for protocol, kinds := range map[string][]string{"imap": {kindLogin, kindTLS, kindTimeout, kindConnection, kindOther},
		"smtp": {kindLogin, kindTLS, kindTimeout, kindConnection, kindDelayed, kindRefused}} {
		for _, kind := range kinds {
			m.errors.WithLabelValues(protocol, kind)
		}
	}
	return m
}

// ended notes the end of a job.
func (m *metrics) ended(name string, took time.Duration, _ error) {
	if name == Poll {
		m.polls.Observe(took.Seconds())
	}
}

// posted notes one try to post a letter.
func (m *metrics) posted(took time.Duration, err error, now time.Time) {
	m.posts.Observe(took.Seconds())
	if err == nil {
		m.accepted.Set(float64(now.UnixMilli()) / 1000)
		m.letters.WithLabelValues("accepted").Inc()
		return
	}
	k := posted(err)
	m.errors.WithLabelValues("smtp", k).Inc()
	if k == kindRefused {
		m.letters.WithLabelValues("failed").Inc()
	} else {
		m.letters.WithLabelValues("delayed").Inc()
	}
}

// Took counts mails by what became of them.
func (h *Health) Took(outcome string, n int) {
	if h != nil {
		h.metrics.mails.WithLabelValues(outcome).Add(float64(n))
	}
}

// Changed notes a changed configuration that was taken over, or refused.
func (h *Health) Changed(taken bool) {
	switch {
	case h == nil:
	case taken:
		h.metrics.changes.WithLabelValues("taken").Inc()
		h.metrics.refused.Set(0)
	default:
		h.metrics.changes.WithLabelValues("refused").Inc()
		h.metrics.refused.Set(1)
	}
}
