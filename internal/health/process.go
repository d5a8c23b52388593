package health

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"time"

	"github.com/prometheus/procfs"
)

// ofGo are the metrics of Go's runtime, with those of [runtime/metrics] whose
// sum each is.
var ofGo = map[string][]string{
	"go_gc_gogc_percent":              {"/gc/gogc:percent"},
	"go_gc_gomemlimit_bytes":          {"/gc/gomemlimit:bytes"},
	"go_goroutines":                   {"/sched/goroutines:goroutines"},
	"go_memstats_alloc_bytes":         {"/memory/classes/heap/objects:bytes"},
	"go_memstats_alloc_bytes_total":   {"/gc/heap/allocs:bytes"},
	"go_memstats_buck_hash_sys_bytes": {"/memory/classes/profiling/buckets:bytes"},
	"go_memstats_frees_total":         {"/gc/heap/frees:objects", "/gc/heap/tiny/allocs:objects"},
	"go_memstats_gc_sys_bytes":        {"/memory/classes/metadata/other:bytes"},
	"go_memstats_heap_alloc_bytes":    {"/memory/classes/heap/objects:bytes"},
	"go_memstats_heap_idle_bytes":     {"/memory/classes/heap/released:bytes", "/memory/classes/heap/free:bytes"},
	"go_memstats_heap_inuse_bytes":    {"/memory/classes/heap/objects:bytes", "/memory/classes/heap/unused:bytes"},
	"go_memstats_heap_objects":        {"/gc/heap/objects:objects"},
	"go_memstats_heap_released_bytes": {"/memory/classes/heap/released:bytes"},
	"go_memstats_heap_sys_bytes": {"/memory/classes/heap/objects:bytes", "/memory/classes/heap/unused:bytes",
		"/memory/classes/heap/released:bytes", "/memory/classes/heap/free:bytes"},
	"go_memstats_mallocs_total":      {"/gc/heap/allocs:objects", "/gc/heap/tiny/allocs:objects"},
	"go_memstats_mcache_inuse_bytes": {"/memory/classes/metadata/mcache/inuse:bytes"},
	"go_memstats_mcache_sys_bytes":   {"/memory/classes/metadata/mcache/inuse:bytes", "/memory/classes/metadata/mcache/free:bytes"},
	"go_memstats_mspan_inuse_bytes":  {"/memory/classes/metadata/mspan/inuse:bytes"},
	"go_memstats_mspan_sys_bytes":    {"/memory/classes/metadata/mspan/inuse:bytes", "/memory/classes/metadata/mspan/free:bytes"},
	"go_memstats_next_gc_bytes":      {"/gc/heap/goal:bytes"},
	"go_memstats_other_sys_bytes":    {"/memory/classes/other:bytes"},
	"go_memstats_stack_inuse_bytes":  {"/memory/classes/heap/stacks:bytes"},
	"go_memstats_stack_sys_bytes":    {"/memory/classes/heap/stacks:bytes", "/memory/classes/os-stacks:bytes"},
	"go_memstats_sys_bytes":          {"/memory/classes/total:bytes"},
	"go_sched_gomaxprocs_threads":    {"/sched/gomaxprocs:threads"},
}

// process adds what the runtime and the system say of this process.
func (p *page) process() {
	for name, sources := range ofGo {
		samples := make([]metrics.Sample, len(sources))
		for i, s := range sources {
			samples[i].Name = s
		}
		metrics.Read(samples)
		var sum float64
		for _, s := range samples {
			if s.Value.Kind() == metrics.KindUint64 {
				sum += float64(s.Value.Uint64())
			}
		}
		p.show(name, sum)
	}
	threads, _ := runtime.ThreadCreateProfile(nil)
	p.show("go_threads", float64(threads))
	p.show("go_info", 1, "version", runtime.Version())
	p.collections()
	p.system()
}

// collections adds how the garbage was collected.
func (p *page) collections() {
	const name = "go_gc_duration_seconds"
	s := debug.GCStats{PauseQuantiles: make([]time.Duration, 5)}
	debug.ReadGCStats(&s)
	for i, q := range s.PauseQuantiles {
		p.show(name, q.Seconds(), "quantile", strconv.FormatFloat(float64(i)/4, 'g', -1, 64))
	}
	p.show(name+"_sum", s.PauseTotal.Seconds())
	p.show(name+"_count", float64(s.NumGC))
	p.show("go_memstats_last_gc_time_seconds", float64(s.LastGC.UnixNano())/1e9)
}

// system adds what the system says of this process. What it does not tell is
// left out; other systems than Linux tell nothing.
func (p *page) system() {
	self, err := procfs.Self()
	if err != nil {
		return
	}
	if s, err := self.Stat(); err == nil {
		p.show("process_cpu_seconds_total", s.CPUTime())
		p.show("process_virtual_memory_bytes", float64(s.VirtualMemory()))
		p.show("process_resident_memory_bytes", float64(s.ResidentMemory()))
		if began, err := s.StartTime(); err == nil {
			p.show("process_start_time_seconds", began)
		}
	}
	if n, err := self.FileDescriptorsLen(); err == nil {
		p.show("process_open_fds", float64(n))
	}
	if l, err := self.Limits(); err == nil {
		p.show("process_max_fds", float64(l.OpenFiles))
		p.show("process_virtual_memory_max_bytes", float64(l.AddressSpace))
	}
	if n, err := self.Netstat(); err == nil && n.InOctets != nil && n.OutOctets != nil {
		p.show("process_network_receive_bytes_total", *n.InOctets)
		p.show("process_network_transmit_bytes_total", *n.OutOctets)
	}
}
