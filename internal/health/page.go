package health

import (
	"bufio"
	"bytes"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/VictoriaMetrics/metrics"
)

// family is what is told of a metric.
type family struct{ kind, help string }

// The kinds of metrics.
const (
	counter   = "counter"
	gauge     = "gauge"
	histogram = "histogram"
	summary   = "summary"
)

// page is what /metrics shows, in the text format 0.0.4 of Prometheus. Several
// tenants are on one: each metric stands there once, with the samples of all.
type page struct {
	samples map[string][]string // the lines of a metric, by its name
}

func newPage() *page { return &page{map[string][]string{}} }

// show adds a sample. labels are names and values in turns.
func (p *page) show(name string, value float64, labels ...string) {
	p.add(series(name, labels...) + " " + strconv.FormatFloat(value, 'g', -1, 64))
}

// add adds a sample as it stands on the page.
func (p *page) add(line string) {
	name := line[:strings.IndexAny(line, "{ ")]
	if _, ok := families[name]; !ok { // a part of a histogram or a summary
		name = name[:strings.LastIndexByte(name, '_')]
	}
	p.samples[name] = append(p.samples[name], line)
}

// set adds what a set of metrics holds.
func (p *page) set(s *metrics.Set) {
	var b bytes.Buffer
	s.WritePrometheus(&b)
	for line := range strings.Lines(b.String()) {
		p.add(strings.TrimSuffix(line, "\n"))
	}
}

// write writes the page, metrics by name.
func (p *page) write(w io.Writer) error {
	b := bufio.NewWriter(w)
	for _, name := range slices.Sorted(maps.Keys(p.samples)) {
		f := families[name]
		b.WriteString("# HELP " + name + " " + f.help + "\n# TYPE " + name + " " + f.kind + "\n")
		for _, line := range p.samples[name] {
			b.WriteString(line + "\n")
		}
	}
	return b.Flush()
}

var quoted = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

// series is a metric with its labels, which are names and values in turns; one
// whose value is empty is left out.
func series(name string, labels ...string) string {
	var all []string
	for pair := range slices.Chunk(labels, 2) {
		if pair[1] != "" {
			all = append(all, pair[0]+`="`+quoted.Replace(pair[1])+`"`)
		}
	}
	if all == nil {
		return name
	}
	slices.Sort(all)
	return name + "{" + strings.Join(all, ",") + "}"
}
