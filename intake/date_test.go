package intake

import (
	"net/mail"
	"testing"
	"time"
)

// FuzzPlainDate holds that the quick reading gives what the careful one gives.
func FuzzPlainDate(f *testing.F) {
	for _, s := range []string{
		"Thu, 9 Mar 2023 14:02:00 +0100", "9 Mar 2023 14:02 -0730", "Thu, 31 Feb 2023 14:02:00 +0000", "Thu, 09 Mar 2023 24:02:00 +0100",
		"Thu, 9 Mar 23 14:02:00 +0100", "Thu, 9 Mar 2023 14:02:60 +0100", "Thu, 9 Mar 2023 14:02:00 +1 00", "1 Jan 1970 0:0:0 -0000",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := plainDate(s)
		if !ok || got.Year() > 9999 {
			return
		}
		want, err := mail.ParseDate(s)
		if err != nil {
			want, err = time.Parse("Mon, 2 Jan 2006 15:04:05 -0700", s)
		}
		if err == nil && !got.Equal(want) {
			t.Errorf("plainDate(%q) = %v, want %v", s, got, want)
		}
	})
}

func TestPlainDate(t *testing.T) {
	for in, want := range map[string]string{
		"Thu, 9 Mar 2023 14:02:00 +0100": "2023-03-09T14:02:00+01:00",
		"09 Mar 2023 14:02 -0730":        "2023-03-09T14:02:00-07:30",
		"1 Jan 1970 00:00:00 +0000":      "1970-01-01T00:00:00Z",
		"Thu, 31 Feb 2023 14:02 +0000":   "",
		"Thu, 9 Mar 2023 14:02:61 +0100": "",
		"Thu, 9 Mar 2023 14:02:00 +1 00": "",
		"Thu, 9 Mar 2023 14:02:00 CET":   "",
		"Thu, 9 March 2023 14:02:00 +01": "",
		"":                               "",
	} {
		got, ok := plainDate(in)
		if ok != (want != "") || ok && got.Format(time.RFC3339) != want {
			t.Errorf("plainDate(%q) = %v, %v, want %q", in, got, ok, want)
		}
	}
}
