package notify_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"

	"inquiryd/internal/language"
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
	file, err := notify.Calendar(danish(), notify.Office{Mailbox: "spoergsmaal@kk.example"}, at, all)
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
	again, err := notify.Calendar(danish(), notify.Office{Mailbox: "spoergsmaal@kk.example"}, at, all)
	if err != nil || !bytes.Equal(again.Content, file.Content) {
		t.Error("the same deadlines gave other bytes", err)
	}
}

// An event that has ended is cancelled by the one who published it, under its name
// and with a higher sequence, also within the same minute.
func TestCalendarThatEnds(t *testing.T) {
	at := time.Date(2026, 3, 9, 10, 0, 0, 0, time.UTC)
	office := notify.Office{Name: "Københavns Kommune, \"rådhuset\"", Mailbox: "spoergsmaal@kk.example"}
	read := func(at time.Time, ended bool) (ical.Event, string, string) {
		file, err := notify.Calendar(danish(), office, at, []notify.Deadline{{Case: "2026-0041", Due: at.AddDate(0, 0, 14), Ended: ended}})
		if err != nil {
			t.Fatal(err)
		}
		c, err := ical.NewDecoder(bytes.NewReader(file.Content)).Decode()
		if err != nil || len(c.Events()) != 1 {
			t.Fatal(err, string(file.Content))
		}
		method, _ := c.Props.Text(ical.PropMethod)
		return c.Events()[0], method, file.MediaType
	}
	begun, method, media := read(at, false)
	if method != "PUBLISH" || begun.Props.Get(ical.PropStatus).Value != "CONFIRMED" || !strings.HasSuffix(media, "method=PUBLISH") {
		t.Error(method, media, begun.Props)
	}
	ended, method, media := read(at.Add(time.Second), true)
	if method != "CANCEL" || ended.Props.Get(ical.PropStatus).Value != "CANCELLED" || !strings.HasSuffix(media, "method=CANCEL") {
		t.Error(method, media, ended.Props)
	}
	for _, name := range []string{ical.PropUID, ical.PropOrganizer} {
		if a, b := begun.Props.Get(name), ended.Props.Get(name); a.Value != b.Value || a.Value == "" {
			t.Errorf("%s: %q, %q", name, a.Value, b.Value)
		}
	}
	if cn := ended.Props.Get(ical.PropOrganizer).Params.Get(ical.ParamCommonName); cn != "Københavns Kommune, rådhuset" {
		t.Errorf("organizer %q", cn)
	}
	before, err1 := begun.Props.Get(ical.PropSequence).Int()
	after, err2 := ended.Props.Get(ical.PropSequence).Int()
	if err1 != nil || err2 != nil || after <= before || after > 1<<31-1 {
		t.Error(before, after, err1, err2)
	}
}

func danish() *language.Language { return (*language.Set)(nil).Of("da") }
