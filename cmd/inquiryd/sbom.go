package main

import (
	"encoding/json"
	"errors"
	"io"
	"runtime/debug"
	"strings"
)

// bill is a bill of materials in the form of CycloneDX 1.5, with what a build
// of Go knows of itself: the modules, their versions and their hashes.
type bill struct {
	Format     string     `json:"bomFormat"`
	Spec       string     `json:"specVersion"`
	Version    int        `json:"version"`
	Metadata   metadata   `json:"metadata"`
	Components []material `json:"components"`
}

type metadata struct {
	Component material `json:"component"`
}

// material is a module, the standard library, or the program itself.
type material struct {
	Type       string     `json:"type"` // application or library
	Name       string     `json:"name"`
	Version    string     `json:"version"`
	PURL       string     `json:"purl,omitempty"` // https://github.com/package-url/purl-spec
	Properties []property `json:"properties,omitempty"`
}

type property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// writeBill writes the bill of materials of the running program.
func writeBill(w io.Writer) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return errors.New("this program was built without a list of its modules: build it with go build in module mode")
	}
	b := bill{Format: "CycloneDX", Spec: "1.5", Version: 1, Metadata: metadata{material{Type: "application", Name: "inquiryd", Version: built()}},
		Components: []material{{Type: "library", Name: "std", Version: strings.TrimPrefix(info.GoVersion, "go"), PURL: "pkg:golang/std@" + strings.TrimPrefix(info.GoVersion, "go")}}}
	for _, s := range info.Settings {
		if !strings.Contains(s.Value, "/") || s.Key == "vcs" { // a path says where it was built
			b.Metadata.Component.Properties = append(b.Metadata.Component.Properties, property{"go:" + s.Key, s.Value})
		}
	}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		b.Components = append(b.Components, material{Type: "library", Name: m.Path, Version: m.Version, PURL: "pkg:golang/" + m.Path + "@" + strings.ReplaceAll(m.Version, "+", "%2B"),
			Properties: []property{{"go:sum", m.Sum}}}) // as in go.sum: h1 is SHA-256 over the module's files
	}
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return out.Encode(b)
}
