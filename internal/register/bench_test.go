package register_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"inquiryd/internal/register"
)

// BenchmarkFile files one inquiry: a ledger line and its raw mail, a case, two
// questions, two letters, three events. group/n files n of them in each commit.
// floor is how many times longer than appending 4 KiB to a file and making sure
// that they are on the disk, measured in the same run.
func BenchmarkFile(b *testing.B) {
	for _, p := range []place{memory, file, server} {
		for _, group := range []int{1, 64} {
			b.Run(fmt.Sprintf("%s/group=%d", p.name, group), func(b *testing.B) {
				floor := appendAndSync(b)
				r := open(b, p.make(b))
				n, before := 0, cpuTime()
				b.ReportAllocs()
				for b.Loop() {
					n++
					if n%group != 0 && group > 1 {
						continue
					}
					fileGroup(b, r, n-group, n)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n)/floor, "floor")
				b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "mails/s")
				b.ReportMetric(float64((cpuTime()-before).Nanoseconds())/float64(n), "cpu-ns/mail")
			})
		}
	}
}

// fileGroup files the mails after from up to to, each all or nothing.
func fileGroup(b *testing.B, r *register.Register, from, to int) {
	b.Helper()
	do(b, r, func(ctx context.Context, tx *register.Tx) error {
		for i := from + 1; i <= to; i++ {
			if err := tx.Try(ctx, func(tx *register.Tx) error { return second(fileMail(ctx, tx, i)) }); err != nil {
				return err
			}
		}
		return nil
	})
}

// appendAndSync returns the nanoseconds of one append of 4 KiB with fdatasync.
func appendAndSync(b *testing.B) float64 {
	b.Helper()
	f, err := os.Create(filepath.Join(b.TempDir(), "floor"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	const times = 300
	page := make([]byte, 4096)
	start := time.Now()
	for range times {
		if _, err := f.Write(page); err != nil {
			b.Fatal(err)
		}
		if err := unix.Fdatasync(int(f.Fd())); err != nil {
			b.Fatal(err)
		}
	}
	return float64(time.Since(start).Nanoseconds()) / times
}

// cpuTime is what this process has used so far: unlike the time that passes it
// says something on a machine that others use too.
func cpuTime() time.Duration {
	var used unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// BenchmarkClaim claims and accepts letters, ten in a commit each.
func BenchmarkClaim(b *testing.B) {
	for _, p := range []place{file, server} {
		b.Run(p.name, func(b *testing.B) {
			r := open(b, p.make(b))
			n := 0
			b.ReportAllocs()
			for b.Loop() {
				if n%1000 == 0 {
					b.StopTimer()
					fileGroup(b, r, n, n+1000)
					b.StartTimer()
				}
				n += 5
				var ids []int64
				do(b, r, func(ctx context.Context, tx *register.Tx) error {
					letters, err := tx.ClaimLetters(ctx, "a", now.AddDate(0, 0, 1), 1<<40, 10)
					for _, l := range letters {
						ids = append(ids, l.ID)
					}
					return err
				})
				do(b, r, func(ctx context.Context, tx *register.Tx) error {
					for _, id := range ids {
						if err := tx.LetterAccepted(ctx, id, now, "250 ok"); err != nil {
							return err
						}
					}
					return nil
				})
			}
			b.ReportMetric(10*float64(b.N)/b.Elapsed().Seconds(), "letters/s")
		})
	}
}
