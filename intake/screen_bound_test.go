package intake_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"

	"inquiryd/intake"
)

// corpus is the mails of testdata/screen.
func corpus(tb testing.TB) [][]byte {
	tb.Helper()
	files, _ := filepath.Glob("testdata/screen/*.txtar")
	var out [][]byte
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			tb.Fatal(err)
		}
		out = append(out, txtar.Parse(b).Files[0].Data)
	}
	return out
}

// FuzzScreen holds for any bytes: there is a verdict with a reason, a bounce
// and only a bounce has a delivery status, and all of it is valid text.
func FuzzScreen(f *testing.F) {
	for _, b := range corpus(f) {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		m := screened(raw)
		if m.Nature == "" || m.NatureWhy == "" || !utf8.ValidString(m.NatureWhy) {
			t.Errorf("nature %q, because %q", m.Nature, m.NatureWhy)
		}
		if (m.Nature == intake.Bounce) != (m.Bounce != nil) {
			t.Errorf("nature %s, bounce %v", m.Nature, m.Bounce)
		}
		if d := m.Bounce; d != nil {
			for _, s := range append(d.Recipients, d.Status, d.Action, d.MessageID) {
				if !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\n") {
					t.Errorf("bounce holds %q", s)
				}
			}
		}
	})
}

// TestScreenIsLinear screens mails that are made to cost: each must be done
// within the time that a larger ordinary one takes.
func TestScreenIsLinear(t *testing.T) {
	const size = 4 << 20
	bounce := "From: MAILER-DAEMON@mx.example\nReturn-Path: <>\nSubject: Undelivered Mail\n"
	report := bounce + "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
	for name, m := range map[string]struct{ head, unit string }{
		"at signs":          {bounce + "\n", "@"},
		"open literals":     {bounce + "\n", "a@["},
		"quotes":            {bounce + "\n", `"@"`},
		"addresses":         {bounce + "\n", "a@b.c "},
		"listed addresses":  {bounce + "\n", "<a@b.c>:\n"},
		"header lines":      {bounce + "\n", "Received: x\n\n"},
		"folded status":     {report + "Final-Recipient: rfc822;", "\n a"},
		"recipients":        {report, "Final-Recipient: rfc822;a@b.c\n\n"},
		"message ids":       {report, "Original-Message-ID: <a@b.c>\n"},
		"codes":             {bounce + "\n", "5.1.1.1.1 550 "},
		"failed recipients": {bounce + "X-Failed-Recipients: a@b.c", ",\n a@b.c"},
		"failed literals":   {bounce + "X-Failed-Recipients: a@b.c", "\n a@["},
		"to":                {bounce + "To: a@b.c", ",\n a@b.c"},
		"folded subject":    {"Subject: x", "\n y"},
		"loops":             {"", "X-Loop: a\nDelivered-To: a\n"},
	} {
		t.Run(name, func(t *testing.T) {
			raw := m.head + strings.Repeat(m.unit, size/len(m.unit))
			parsed := intake.Parse([]byte(raw), intake.Limits{})
			best := time.Hour // of three: the machine may be busy
			for range 3 {
				start := time.Now()
				intake.Screen(parsed, ours)
				best = min(best, time.Since(start))
			}
			if best > time.Second {
				t.Errorf("took %v", best)
			}
			t.Log(best)
		})
	}
}

// TestScreenTwice holds that a second screening finds the same.
func TestScreenTwice(t *testing.T) {
	for _, b := range corpus(t) {
		m := screened(b)
		nature, why, bounce := m.Nature, m.NatureWhy, m.Bounce
		intake.Screen(m, ours)
		if m.Nature != nature || m.NatureWhy != why || (bounce == nil) != (m.Bounce == nil) {
			t.Errorf("%s, %s became %s, %s", nature, why, m.Nature, m.NatureWhy)
		}
	}
}

// BenchmarkScreen is the cost of screening beside that of parsing, per mail.
func BenchmarkScreen(b *testing.B) {
	groups := map[string][][]byte{}
	for _, raw := range corpus(b) {
		kind := "person"
		if screened(raw).Nature == intake.Bounce {
			kind = "bounce"
		}
		groups[kind] = append(groups[kind], raw)
	}
	for kind, mails := range groups {
		var parsed []*intake.Mail
		for _, raw := range mails {
			parsed = append(parsed, intake.Parse(raw, intake.Limits{}))
		}
		b.Run("parse/"+kind, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				intake.Parse(mails[i%len(mails)], intake.Limits{})
			}
		})
		b.Run("screen/"+kind, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				intake.Screen(parsed[i%len(parsed)], ours)
			}
		})
	}
}

// TestScreenNeedsItsSigns takes the sign that decided away and expects that
// the verdict goes with it.
func TestScreenNeedsItsSigns(t *testing.T) {
	mails := map[string]struct{ mail, sign string }{
		"auto-submitted":      {"From: a@b.example\nAuto-Submitted: auto-replied\nSubject: x\n\ny\n", "Auto-Submitted: auto-replied\n"},
		"list-id":             {"From: a@b.example\nList-Id: <l.example>\nSubject: x\n\ny\n", "List-Id: <l.example>\n"},
		"subject":             {"From: a@b.example\nSubject: Autosvar: x\n\ny\n", "Autosvar: "},
		"x-failed-recipients": {"From: a@b.example\nX-Failed-Recipients: c@d.example\nSubject: x\n\nYour mail could not be delivered.\n", "X-Failed-Recipients: c@d.example\n"},
		"daemon":              {"From: MAILER-DAEMON@b.example\nSubject: x\n\nYour mail could not be delivered.\n", "MAILER-DAEMON"},
		"report":              {"From: a@b.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\ny\n--b--\n", "multipart/report; report-type=delivery-status; "},
	}
	for name, c := range mails {
		with := screened([]byte(c.mail))
		without := screened(bytes.Replace([]byte(c.mail), []byte(c.sign), nil, 1))
		if with.Nature == intake.Person || without.Nature != intake.Person {
			t.Errorf("%s: %s with the sign, %s without", name, with.Nature, without.Nature)
		}
	}
}
