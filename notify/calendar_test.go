package notify_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"

	"inquiryd/notify"
)

// A calendar is what RFC 5545 wants: lines of at most 75 bytes, texts escaped,
// whole characters, all-day events; and it is read again as it was meant.
func TestCalendar(t *testing.T) {
	subject := "SV: Spørgsmål om Åbningstider; biblioteker, svømmehaller og \\ andet – især på Østerbro, Nørrebro og Vesterbro i vinterferien\r\nBEGIN:VEVENT"
	at := time.Date(2026, 3, 9, 10, 0, 0, 0, time.UTC)
	place, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		t.Fatal(err)
	}
	all := []notify.Deadline{
		{Case: "2026-0041", Subject: subject, Administration: "Kultur- og Fritidsforvaltningen", Due: time.Date(2026, 3, 28, 23, 59, 59, 0, place)},
		{Case: "2026-0042", Subject: "", Due: time.Date(2026, 12, 31, 23, 59, 59, 0, place)},
		{Case: "2026-0043", Subject: "no deadline"},
	}
	file, err := notify.Calendar("da", notify.Office{Mailbox: "spoergsmaal@kk.example"}, at, all)
	if err != nil {
		t.Fatal(err)
	}
	if file.Name != "Frist.ics" || !strings.HasPrefix(file.MediaType, "text/calendar") {
		t.Errorf("the file is %s, %s", file.Name, file.MediaType)
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(string(file.Content), "\r\n"), "\r\n") {
		if len(line) > 75 || !strings.HasPrefix(line, strings.ToValidUTF8(line, "?")) {
			t.Errorf("a line of %d bytes: %q", len(line), line)
		}
	}
	c, err := ical.NewDecoder(bytes.NewReader(file.Content)).Decode()
	if err != nil {
		t.Fatal(err)
	}
	events := c.Events()
	if len(events) != 2 {
		t.Fatalf("%d events", len(events))
	}
	text := func(e ical.Event, name string) string {
		s, err := e.Props.Text(name)
		if err != nil {
			t.Error(err)
		}
		return s
	}
	if got := text(events[0], ical.PropSummary); got != `Frist: sag 2026-0041 – Åbningstider; biblioteker, svømmehaller og \ andet – især på Østerbro, Nørrebro og Vesterbro i vinterferien BEGIN:VEVENT` {
		t.Errorf("summary %q", got)
	}
	for i, want := range []string{"20260328 20260329 2026-0041.due@kk.example", "20261231 20270101 2026-0042.due@kk.example"} {
		e := events[i]
		if got := e.Props.Get(ical.PropDateTimeStart).Value + " " + e.Props.Get(ical.PropDateTimeEnd).Value + " " + text(e, ical.PropUID); got != want {
			t.Errorf("event %d: %s, want %s", i, got, want)
		}
	}
	again, err := notify.Calendar("da", notify.Office{Mailbox: "spoergsmaal@kk.example"}, at, all)
	if err != nil || !bytes.Equal(again.Content, file.Content) {
		t.Error("the same deadlines gave other bytes", err)
	}
}
