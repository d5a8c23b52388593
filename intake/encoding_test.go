package intake

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime/quotedprintable"
	"strings"
	"testing"
)

// TestLooseReadingsOfSoundInput holds that the looser readings give what the
// strict ones give where nothing is broken.
func TestLooseReadingsOfSoundInput(t *testing.T) {
	for _, s := range []string{
		"", "a", "bl=C3=A5b=c3=a6r", "a=\r\nb\r\n", "a =\r\n b  \r\nc", "=3D\r\n\r\n=20\r\n", "a\nb=\nc", "=E6=F8=E5=", strings.Repeat("=41", 40) + "=\r\nb",
	} {
		want, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(s)))
		got, sound := looseQuotedPrintable([]byte(s))
		if err != nil || !sound {
			t.Fatalf("%q is not sound: %v", s, err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("looseQuotedPrintable(%q) = %q, want %q", s, got, want)
		}
	}
	for in, want := range map[string]string{
		"": "", "SGVq": "Hej", "SGVqIQ==": "Hej!", "SGVqIQ": "Hej!", "SG\r\nVq": "Hej", "S*G?Vq": "Hej", "SGVqIQ==SGVq": "Hej!Hej", "=": "",
	} {
		if got, _ := looseBase64([]byte(in)); string(got) != want {
			t.Errorf("looseBase64(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestBase64Lines holds that lines are decoded as one reading of all would.
func TestBase64Lines(t *testing.T) {
	for _, s := range []string{"", "SGVq", "SGVq\r\nSGVqIQ==\r\n", "SGVqIQ==\nSGVq", "SG\nVq", "SGVq\r\n\r\nSGVq", "S*Vq", "SGVqIQ==SGVq", "SGVqIQ=", "====", "SGVqIQ==\n\nx"} {
		want, err := base64.StdEncoding.DecodeString(s)
		got, ok := appendBase64(make([]byte, 0, len(s)), []byte(s))
		if ok && (err != nil || !bytes.Equal(got, want)) {
			t.Errorf("appendBase64(%q) = %q, want %q, %v", s, got, want, err)
		}
	}
	if _, ok := appendBase64(make([]byte, 0, 9), []byte("SGVq\r\nSGVqIQ==\r\n")); !ok {
		t.Error("whole lines were not decoded")
	}
}
