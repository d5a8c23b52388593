package register

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// What was packed in haste is read as anything else, and is still smaller than it was.
func TestPackInHaste(t *testing.T) {
	c, err := newCodec()
	if err != nil {
		t.Fatal(err)
	}
	r := &Register{codec: c}
	page, err := os.ReadFile("../../docs/members.md")
	if err != nil {
		t.Fatal(err)
	}
	if hasty, careful := r.PackInHaste(page), r.Pack(page); len(hasty.bytes) <= len(careful.bytes) {
		t.Errorf("%d bytes in haste, %d with care: nothing was left out", len(hasty.bytes), len(careful.bytes))
	}
	for name, raw := range map[string][]byte{
		"nothing": nil,
		"short":   []byte("Hvor mange cykelstier er der?\r\n"),
		"a mail":  []byte(strings.Repeat("Kan forvaltningen oplyse, hvornår Enghave Plads åbner igen?\r\n", 50)),
		"large":   bytes.Repeat([]byte{0, 1, 2, 3, 250}, 1<<19),
	} {
		t.Run(name, func(t *testing.T) {
			hasty, careful := r.PackInHaste(raw), r.Pack(raw)
			back, err := c.unpack(hasty.bytes, int64(hasty.size))
			if err != nil || !bytes.Equal(back, raw) || hasty.size != len(raw) {
				t.Fatalf("%d bytes came back, of %d: %v", len(back), len(raw), err)
			}
			if len(raw) > 1000 && len(hasty.bytes) > len(raw)/2 {
				t.Errorf("%d of %d bytes", len(hasty.bytes), len(raw))
			}
			if len(hasty.bytes) < len(careful.bytes) {
				t.Errorf("%d bytes in haste, %d with care", len(hasty.bytes), len(careful.bytes))
			}
		})
	}
}

// BenchmarkPack packs a mail of 3 KB with care and in haste.
func BenchmarkPack(b *testing.B) {
	c, err := newCodec()
	if err != nil {
		b.Fatal(err)
	}
	r := &Register{codec: c}
	mail, err := os.ReadFile("../../docs/members.md") // a text as people write them
	if err != nil {
		b.Fatal(err)
	}
	mail = mail[:3<<10]
	for name, pack := range map[string]func([]byte) Packed{"with-care": r.Pack, "in-haste": r.PackInHaste} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(mail)))
			var p Packed
			for b.Loop() {
				p = pack(mail)
			}
			b.ReportMetric(float64(len(p.bytes))/float64(len(mail)), "size")
		})
	}
}
