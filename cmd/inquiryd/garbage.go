package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
)

// How much garbage may lie about until it is collected: as much as is in use, as
// Go does by itself, but no more than a backlog has room for; yet never less than
// leastGarbage percent, so that many tenants together do not only collect.
const (
	mostGarbage  = 14 << 20
	leastGarbage = 50
)

// boundGarbage bounds the garbage by what is in use, after each collection, until
// stop is called. GOGC in the environment has the last word.
func boundGarbage() (stop func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	var stopped atomic.Bool
	type mark struct{ _ [16]byte }
	var collected func(*mark)
	percent := 0
	collected = func(m *mark) {
		if stopped.Load() {
			return
		}
		if now := garbage(inUse()); now != percent {
			percent = now
			debug.SetGCPercent(now)
		}
		runtime.SetFinalizer(m, collected) // once more after the next collection
	}
	runtime.SetFinalizer(&mark{}, collected)
	return func() { stopped.Store(true) }
}

// garbage is how many percent of what is in use may lie about.
func garbage(inUse uint64) int {
	return int(min(max(100*mostGarbage/max(inUse, 1), leastGarbage), 100))
}

// inUse is how many bytes the last collection found in use.
func inUse() uint64 {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	return live[0].Value.Uint64()
}
