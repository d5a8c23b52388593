package notify

import (
	"bytes"
	"mime/quotedprintable"
	"strings"
	"testing"
)

// FuzzQuoted holds appendQuoted to the writer of the standard library.
func FuzzQuoted(f *testing.F) {
	for _, text := range []string{
		"", "Kære Åse\n\nTak for din henvendelse.\n", "a=b", "slut \n", "slut\t", "\r\n\r\n", "a\r\rb\n\nc\r\n", "a\r\u00e6\nb", "\r\x00\n\n",
		strings.Repeat("x", 75), strings.Repeat("x", 76), strings.Repeat("x", 75) + " ", strings.Repeat("x", 74) + " \nb", strings.Repeat("x", 72) + " \n", strings.Repeat("x", 73) + "æ",
		strings.Repeat("x", 72) + "=\n", strings.Repeat("x", 73) + "=", strings.Repeat("æøå ", 40), "\xff\xfe\x7f~", strings.Repeat("<p style=\"a\">é</p>\n", 9),
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var want bytes.Buffer
		w := quotedprintable.NewWriter(&want)
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if got := appendQuoted([]byte("before "), text); string(got) != "before "+want.String() {
			t.Errorf("%q becomes\n%q, not\n%q", text, got, want.String())
		}
	})
}
