package main

import (
	"os"
	_ "time/tzdata" // a tenant's time zone must be known on any machine
)

func main() {
	os.Exit(profiled(func() int { return command(os.Args[1:], standard()) }))
}
