//go:build profile

package main

import (
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"runtime/pprof"
	"syscall"
	"time"
)

// profiled runs the program and writes where its time went to the file that
// INQUIRYD_PROFILE names. Only a program that was built with -tags profile
// has this. INQUIRYD_PROFILE_FOR, as 1.2s, ends it sooner. SIGUSR1 writes what was in memory at the last collection of garbage
// to files with numbers.
func profiled(run func() int) int {
	file, err := os.Create(os.Getenv("INQUIRYD_PROFILE"))
	if err == nil {
		defer file.Close()
		err = pprof.StartCPUProfile(file)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "profile:", err)
		return run()
	}
	if enough, err := time.ParseDuration(os.Getenv("INQUIRYD_PROFILE_FOR")); err == nil {
		time.AfterFunc(enough, pprof.StopCPUProfile)
	}
	defer pprof.StopCPUProfile()
	go heaps(file.Name())
	defer heap(file.Name() + ".heap")
	return run()
}

// heaps writes what is in memory each time that SIGUSR1 comes.
func heaps(name string) {
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGUSR1)
	for n := 1; ; n++ {
		<-asked
		file, err := os.Create(fmt.Sprintf("%s.heap.%d", name, n))
		if err != nil {
			fmt.Fprintln(os.Stderr, "profile:", err)
			return
		}
		_ = pprof.WriteHeapProfile(file)
		_ = file.Close()
	}
}

// heap writes what is in memory now.
func heap(name string) {
	file, err := os.Create(name)
	if err != nil {
		fmt.Fprintln(os.Stderr, "profile:", err)
		return
	}
	defer file.Close()
	runtime.GC()
	_ = pprof.WriteHeapProfile(file)
}
