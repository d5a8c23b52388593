package intake_test

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"inquiryd/intake"
)

// FuzzParse holds that any bytes give a sound Mail, and the same each time.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/parse/*.eml")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		m := intake.Parse(raw, intake.Limits{})
		if err := sound(m, intake.Limits{}); err != nil {
			t.Error(err)
		}
		if again := intake.Parse(raw, intake.Limits{}); !reflect.DeepEqual(m, again) {
			t.Errorf("the second reading differs: %+v, then %+v", m, again)
		}
		small := intake.Limits{Size: 2000, HeaderBytes: 200, Fields: 5, Depth: 3, Parts: 4, Text: 100}
		if err := sound(intake.Parse(raw, small), small); err != nil {
			t.Errorf("with small limits: %v", err)
		}
	})
}

// FuzzTNEF reads streams of Outlook's format, which FuzzParse hardly finds behind base64.
func FuzzTNEF(f *testing.F) {
	files, err := filepath.Glob("testdata/parse/winmail*.eml")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, a := range intake.Parse(raw, intake.Limits{}).Attachments {
			f.Add(a.Content)
		}
	}
	f.Fuzz(func(t *testing.T, stream []byte) {
		raw := append([]byte("Content-Type: application/ms-tnef\r\n\r\n"), stream...)
		for _, lim := range []intake.Limits{{}, {Depth: 3, Parts: 4, Text: 100}} {
			if err := sound(intake.Parse(raw, lim), lim); err != nil {
				t.Errorf("with limits %+v: %v", lim, err)
			}
		}
	})
}
