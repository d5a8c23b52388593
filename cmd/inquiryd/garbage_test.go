package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"
)

func TestGarbage(t *testing.T) {
	for inUse, want := range map[uint64]int{0: 100, 8 << 20: 100, 14 << 20: 100, 20 << 20: 70, 40 << 20: 50, 1 << 30: 50} {
		if got := garbage(inUse); got != want {
			t.Errorf("%d %% with %d bytes in use, want %d", got, inUse, want)
		}
	}
}

// What is in use bounds the garbage, up and down again.
func TestGarbageIsBounded(t *testing.T) {
	if os.Getenv("GOGC") != "" {
		t.Setenv("GOGC", "")
	}
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	runtime.GC()
	before := inUse() // by other tests
	defer boundGarbage()()
	want := func(least, most int) {
		t.Helper()
		now := []metrics.Sample{{Name: "/gc/gogc:percent"}}
		for deadline := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
			runtime.GC()
			metrics.Read(now)
			if percent := int(now[0].Value.Uint64()); percent >= least && percent <= most {
				return
			} else if time.Now().After(deadline) {
				t.Fatalf("%d %%, want %d to %d", percent, least, most)
			}
		}
	}
	much := make([]byte, 100<<20)
	want(50, 50)
	runtime.KeepAlive(much)
	much = nil
	want(garbage(before+before/4), 100)
}
