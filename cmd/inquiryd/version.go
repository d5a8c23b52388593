package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// versionVerb prints what was built: the version that the build was given or
// the commit, and the Go release.
type versionVerb struct {
	SBOM bool `name:"sbom" help:"Print the bill of materials, as CycloneDX JSON: every module that was built in, with its hash."`
}

// version is set by the linker: -ldflags "-X main.version=v1.2.3".
var version string

// Run prints one line, or the bill of materials.
func (v versionVerb) Run(s *streams) error {
	if v.SBOM {
		return writeBill(s.out)
	}
	_, err := fmt.Fprintf(s.out, "inquiryd %s %s %s/%s\n", built(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

func built() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	commit, changed := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			commit = " " + s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = " with changes"
		}
	}
	return info.Main.Version + commit + changed
}
