//go:build !linux

package main

// reloading is what sd_notify(3) wants to hear when a reload begins.
func reloading() string { return "RELOADING=1" }
