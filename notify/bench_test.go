package notify_test

import (
	"testing"

	"inquiryd/notify"
)

func BenchmarkComposeForwarding(b *testing.B) { benchmarkCompose(b, notify.Forwarding) }

func BenchmarkComposeAnswer(b *testing.B) { benchmarkCompose(b, notify.Answer) }

func benchmarkCompose(b *testing.B, kind notify.Kind) {
	w := newWriter(b, config())
	l := sample(kind, "da")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := w.Compose(l); err != nil {
			b.Fatal(err)
		}
	}
}
