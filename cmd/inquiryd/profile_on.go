//go:build profile

package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
)

// profiled runs the program and writes where its time went to the file that
// INQUIRYD_PROFILE names. Only a program that was built with -tags profile
// has this.
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
	defer pprof.StopCPUProfile()
	defer heap(file.Name() + ".heap")
	return run()
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
