package intake

import (
	"testing"
	"unicode/utf8"
)

// FuzzRTFText holds that any bytes give bounded text in valid UTF-8, and the same
// each time.
func FuzzRTFText(f *testing.F) {
	for _, s := range []string{
		`{\rtf1\ansi\ansicpg1250{\fonttbl{\f0\fcharset128 x}{\f1\fcharset2 y}}\uc2\u8364??\'b3{\f1\'b7\f0\'83\'65}\par\v x\v0}`,
		`{\rtf1{\*\x{\pict\bin3 }}}{\upr{a}{\*\ud{\u-10179\u-8704}}}\plain\deff1\f1\~\_\{\}\\}`, `{\rtf\u`, `{\rtf\'a`, `{\rtf\bin-1`, `{\rtf\bin9999999999 `,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		const most = 1000
		got := rtfText(b, most)
		if len(got) > most || !utf8.ValidString(got) {
			t.Errorf("%d bytes: %q", len(got), got)
		}
		if got != rtfText(b, most) {
			t.Error("another reading gives another text")
		}
	})
}
