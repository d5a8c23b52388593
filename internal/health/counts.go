package health

import (
	"runtime"
	"time"

	"github.com/VictoriaMetrics/metrics"
)

// counts are what this process counts, beside what a look shows. Labels are
// fixed words and names of mailboxes; never one that a mail brings.
type counts struct {
	set      *metrics.Set
	tenant   string // optional
	polls    *metrics.PrometheusHistogram
	posts    *metrics.PrometheusHistogram
	accepted *metrics.Gauge
	refused  *metrics.Gauge
}

func newCounts(tenant, version string) *counts {
	c := &counts{set: metrics.NewSet(), tenant: tenant}
	c.polls = c.set.NewPrometheusHistogramExt(c.series("inquiryd_poll_duration_seconds"), []float64{0.1, 0.5, 1, 5, 15, 60, 300, 1800})
	c.posts = c.set.NewPrometheusHistogramExt(c.series("inquiryd_post_duration_seconds"), []float64{0.05, 0.1, 0.5, 1, 5, 15, 60, 600})
	c.accepted = c.set.NewGauge(c.series("inquiryd_last_post_timestamp_seconds"), nil)
	c.refused = c.set.NewGauge(c.series("inquiryd_configuration_refused"), nil)
	c.set.NewGauge(c.series("inquiryd_build_info", "version", version, "go", runtime.Version()), nil).Set(1)
	for _, outcome := range append(outcomes, "received") {
		c.mails(string(outcome))
	}
	for _, result := range []string{"accepted", "delayed", "failed"} {
		c.letters(result)
	}
	for _, result := range []string{"taken", "refused"} {
		c.changes(result)
	}
	for protocol, kinds := range map[string][]string{"imap": {kindLogin, kindTLS, kindTimeout, kindConnection, kindOther},
		"smtp": {kindLogin, kindTLS, kindTimeout, kindConnection, kindDelayed, kindRefused}} {
		for _, kind := range kinds {
			c.errors(protocol, kind)
		}
	}
	return c
}

// series is a metric of this tenant.
func (c *counts) series(name string, labels ...string) string {
	return series(name, append(labels, "tenant", c.tenant)...)
}

func (c *counts) mails(outcome string) *metrics.Counter {
	return c.set.GetOrCreateCounter(c.series("inquiryd_mails_total", "outcome", outcome))
}

func (c *counts) letters(result string) *metrics.Counter {
	return c.set.GetOrCreateCounter(c.series("inquiryd_letters_posted_total", "result", result))
}

func (c *counts) changes(result string) *metrics.Counter {
	return c.set.GetOrCreateCounter(c.series("inquiryd_configuration_changes_total", "result", result))
}

func (c *counts) errors(protocol, kind string) *metrics.Counter {
	return c.set.GetOrCreateCounter(c.series("inquiryd_errors_total", "protocol", protocol, "kind", kind))
}

// ended notes the end of a job.
func (c *counts) ended(name string, took time.Duration, _ error) {
	if name == Poll {
		c.polls.Update(took.Seconds())
	}
}

// posted notes one try to post a letter.
func (c *counts) posted(took time.Duration, err error, now time.Time) {
	c.posts.Update(took.Seconds())
	if err == nil {
		c.accepted.Set(unix(now))
		c.letters("accepted").Inc()
		return
	}
	k := posted(err)
	c.errors("smtp", k).Inc()
	if k == kindRefused {
		c.letters("failed").Inc()
	} else {
		c.letters("delayed").Inc()
	}
}

// Took counts mails by what became of them.
func (h *Health) Took(outcome string, n int) {
	if h != nil {
		h.counts.mails(outcome).Add(n)
	}
}

// Changed notes a changed configuration that was taken over, or refused.
func (h *Health) Changed(taken bool) {
	switch {
	case h == nil:
	case taken:
		h.counts.changes("taken").Inc()
		h.counts.refused.Set(0)
	default:
		h.counts.changes("refused").Inc()
		h.counts.refused.Set(1)
	}
}
