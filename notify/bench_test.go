package notify_test

import (
	"bytes"
	"encoding/base64"
	"mime/quotedprintable"
	"strings"
	"testing"
	"time"

	"inquiryd/notify"
)

func BenchmarkComposeAcknowledgement(b *testing.B) { benchmarkCompose(b, ordinary()) }

func BenchmarkComposeForwarding(b *testing.B) {
	for name, size := range map[string]int{"3KB": 3 << 10, "200KB": 200 << 10} {
		b.Run(name, func(b *testing.B) {
			l := ordinary()
			l.Kind, l.Automatic = notify.Forwarding, "auto-generated"
			l.Attach = []notify.Attachment{{Name: "original.eml", MediaType: "message/rfc822", Content: bytes.Repeat([]byte("Det er en linje af en mail.\r\n"), size/29)}}
			benchmarkCompose(b, l)
		})
	}
}

func BenchmarkComposeAnswer(b *testing.B) { benchmarkCompose(b, sample(notify.Answer, "da")) }

// ordinary is the acknowledgement of most mails: one case with one question.
func ordinary() notify.Letter {
	l := sample(notify.Acknowledgement, "da")
	l.Model.Cases = l.Model.Cases[:1]
	q := l.Model.Cases[0].Questions[:1]
	q[0].Text = strings.Repeat("Borgerne på vejen har i flere år bedt om en løsning, og svaret lader vente på sig.\n\n", 15) + "Hvornår kommer den?"
	l.Model.Cases[0].Questions = q
	return l
}

// benchmarkCompose writes a letter and, by turns, the same mail by the plainest
// code: x-floor is how many times as long the first took.
func benchmarkCompose(b *testing.B, l notify.Letter) {
	w := newWriter(b, config())
	c, err := w.Compose(l)
	if err != nil {
		b.Fatal(err)
	}
	var ours, plainest time.Duration
	b.ReportAllocs()
	for b.Loop() {
		begun := time.Now()
		if _, err := w.Compose(l); err != nil {
			b.Fatal(err)
		}
		composed := time.Now()
		floor(c, l.Attach)
		ours, plainest = ours+composed.Sub(begun), plainest+time.Since(composed)
	}
	b.ReportMetric(float64(ours.Nanoseconds())/float64(b.N), "ns/op")
	b.ReportMetric(float64(ours)/float64(plainest), "x-floor")
}

// floor writes texts and files that are there already, one behind the other.
func floor(c notify.Composed, files []notify.Attachment) []byte {
	var out bytes.Buffer
	header, _, _ := bytes.Cut(c.Raw, []byte("\r\n\r\n"))
	out.Write(header)
	for _, text := range []string{c.Text, c.HTML} {
		w := quotedprintable.NewWriter(&out)
		_, _ = w.Write([]byte(text)) // a Buffer takes all
		_ = w.Close()
	}
	for _, file := range append(files, notify.Attachment{Content: c.PDF}) {
		encoded := make([]byte, base64.StdEncoding.EncodedLen(len(file.Content)))
		base64.StdEncoding.Encode(encoded, file.Content)
		out.Write(encoded)
	}
	return out.Bytes()
}
