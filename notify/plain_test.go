package notify_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"inquiryd/notify"
)

func plain() notify.Plain {
	return notify.Plain{From: notify.Address{Address: "drift@kk.example"}, To: notify.Address{Address: "vagt@it.example"},
		Subject: "Fejl på postkassen", Text: "Postkassen er ikke læst siden kl. 8.\n", MessageID: "alarm.1@kk.example", Date: time.Date(2026, 11, 22, 8, 30, 0, 0, time.UTC)}
}

func TestPlain(t *testing.T) {
	raw, err := plain().Compose()
	if err != nil {
		t.Fatal(err)
	}
	want := strings.ReplaceAll(`From: <drift@kk.example>
To: <vagt@it.example>
Subject: =?UTF-8?q?Fejl_p=C3=A5_postkassen?=
Date: Sun, 22 Nov 2026 08:30:00 +0000
Message-ID: <alarm.1@kk.example>
Auto-Submitted: auto-generated
X-Auto-Response-Suppress: All
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: quoted-printable

Postkassen er ikke l=C3=A6st siden kl. 8.
`, "\n", "\r\n")
	if string(raw) != want {
		t.Errorf("got\n%s\nwant\n%s", raw, want)
	}
	again, err := plain().Compose()
	if err != nil || !bytes.Equal(raw, again) {
		t.Error("the same mail has other bytes", err)
	}
	p := plain()
	p.Canary = true
	if raw, err := p.Compose(); err != nil || !bytes.Contains(raw, []byte("\r\nX-Inquiryd-Canary: <alarm.1@kk.example>\r\n")) {
		t.Errorf("a canary is\n%s %v", raw, err)
	}
}

func TestPlainRefuses(t *testing.T) {
	for name, change := range map[string]func(*notify.Plain){
		"two recipients": func(p *notify.Plain) { p.To.Address = "a@it.example, b@it.example" },
		"no author":      func(p *notify.Plain) { p.From.Address = "" },
		"a line break":   func(p *notify.Plain) { p.From.Address = "a@kk.example>\r\nBcc: <b@kk.example" },
		"no Message-ID":  func(p *notify.Plain) { p.MessageID = "" },
		"no date":        func(p *notify.Plain) { p.Date = time.Time{} },
	} {
		p := plain()
		change(&p)
		if raw, err := p.Compose(); !errors.Is(err, notify.ErrBadMail) {
			t.Errorf("%s: %v\n%s", name, err, raw)
		}
	}
	p := plain()
	p.Subject = "Fejl\r\nBcc: <b@kk.example>"
	if raw, err := p.Compose(); err != nil || bytes.Contains(raw, []byte("\r\nBcc:")) {
		t.Errorf("a subject of two lines: %v\n%s", err, raw)
	}
}
