package intake_test

import (
	"cmp"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"inquiryd/intake"
)

// BenchmarkSuites reads the mails of the public suites below INQUIRYD_SHARED
// (or ../shared beside the module) and reports how the rate of everything that
// is done to a mail here compares with that of go-message alone: rate/bare is
// 1 when both are as fast.
//
// Bare is what a program cannot do without when it reads mail by go-message:
// message.Read, a walk over all parts, and io.Copy of every decoded body to
// io.Discard. It has no text, no page, no digest, no second reading where the
// mail is broken, and says nothing of who wrote it. Ours is Parse, which has
// the new text, and Screen. Both read the same bytes in memory, whole rounds in
// turn, and the processor time of the process counts, the collection of each
// side's garbage included: other programs on the machine do not count.
func BenchmarkSuites(b *testing.B) {
	root := cmp.Or(os.Getenv("INQUIRYD_SHARED"), "../../shared")
	suites := suiteMails(b, filepath.Join(root, "data", "mail"))
	if len(suites) == 0 {
		b.Skip("no suites: set INQUIRYD_SHARED to the folder that has data/mail")
	}
	names := slices.Sorted(maps.Keys(suites))
	for _, name := range names { // msgs are the mails that are scored for how they are read, all have the bounces too
		suites["all"] = append(suites["all"], suites[name]...)
		if name != "verdict" {
			suites["msgs"] = append(suites["msgs"], suites[name]...)
		}
	}
	for _, name := range append(names, "msgs", "all") {
		b.Run(name, func(b *testing.B) { compareRates(b, suites[name]) })
	}
}

// compareRates reads mails bare and as we do, in turn.
func compareRates(b *testing.B, mails [][]byte) {
	size := 0
	for _, raw := range mails {
		size += len(raw)
	}
	b.SetBytes(int64(size))
	var bare, full time.Duration
	for b.Loop() {
		bare += workOver(mails, bareRead)
		full += workOver(mails, fullRead)
	}
	b.ReportMetric(float64(bare)/float64(full), "rate/bare")
	b.ReportMetric(float64(full.Nanoseconds())/float64(b.N*len(mails)), "cpu-ns/mail")
}

// workOver is the processor time that read takes for mails, in several rounds
// where they are few.
func workOver(mails [][]byte, read func([]byte)) time.Duration {
	const least = 200
	runtime.GC() // what the other side left behind
	start := cpuTime()
	rounds := 1 + least/len(mails)
	for range rounds {
		for _, raw := range mails {
			read(raw)
		}
	}
	return (cpuTime() - start) / time.Duration(rounds)
}

func fullRead(raw []byte) {
	intake.Screen(intake.Parse(raw, intake.Limits{}), intake.Ours{})
}

// suiteMails are the raw mails below dir by suite.
func suiteMails(b *testing.B, dir string) map[string][][]byte {
	suites := map[string][][]byte{}
	if _, err := os.Stat(dir); err != nil {
		return nil
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.Contains(path, "/msgs/") && !strings.Contains(path, "/verdict/") {
			return err
		}
		rel, _ := filepath.Rel(dir, path)
		suite, rest, _ := strings.Cut(filepath.ToSlash(rel), "/")
		if !strings.Contains(rest, "/") {
			return nil // the suite's own index
		}
		raw, err := os.ReadFile(path)
		suites[suite] = append(suites[suite], raw)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return suites
}
