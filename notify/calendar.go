package notify

import (
	"bytes"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-ical"
)

// Deadline is the due date of a case, for a calendar.
type Deadline struct {
	Case, Subject  string
	Administration string    // name; "" when all are of one
	Due            time.Time // of the day that it is in its own zone
}

// Calendar is a file with deadlines as all-day events (RFC 5545), which calendar
// programs and Outlook take over. An event has the same UID each time it is
// written and a SEQUENCE that grows with at, so that a deadline that moves is
// moved and not doubled. Cases without a due date are left out.
func Calendar(language string, office Office, at time.Time, all []Deadline) (Attachment, error) {
	in, ok := languageWords[language]
	if !ok {
		in = languageWords[languages[0]]
	}
	_, domain, _ := cutAddress(office.Mailbox)
	c := ical.NewCalendar()
	c.Props.SetText(ical.PropVersion, "2.0")
	c.Props.SetText(ical.PropProductID, "-//inquiryd//deadlines//"+strings.ToUpper(language))
	c.Props.SetText(ical.PropMethod, "PUBLISH")
	for _, d := range all {
		if !d.Due.IsZero() {
			c.Children = append(c.Children, in.event(d, domain, at))
		}
	}
	var raw bytes.Buffer
	if err := ical.NewEncoder(&raw).Encode(c); err != nil {
		return Attachment{}, fmt.Errorf("write calendar: %w", err)
	}
	name := in.calendar
	if len(all) == 1 {
		name += " " + all[0].Case
	}
	return Attachment{Name: name + ".ics", MediaType: "text/calendar; charset=utf-8", Content: foldLines(raw.Bytes())}, nil
}

func (w *words) event(d Deadline, domain string, at time.Time) *ical.Component {
	e := ical.NewEvent()
	e.Props.SetText(ical.PropUID, d.Case+".due@"+domain)
	e.Props.SetDateTime(ical.PropDateTimeStamp, at.UTC().Truncate(time.Second))
	e.Props.SetDate(ical.PropDateTimeStart, d.Due)
	e.Props.SetDate(ical.PropDateTimeEnd, d.Due.AddDate(0, 0, 1))
	sequence := ical.NewProp(ical.PropSequence)
	sequence.Value = fmt.Sprint(max(at.Sub(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))/time.Minute, 0))
	e.Props.Set(sequence)
	summary := fmt.Sprintf(w.dueEvent, d.Case)
	if topic := w.subjectTopic(line(d.Subject)); topic != "" {
		summary += " – " + topic
	}
	e.Props.SetText(ical.PropSummary, summary)
	if d.Administration != "" {
		e.Props.SetText(ical.PropDescription, line(d.Administration))
	}
	e.Props.SetText(ical.PropTransparency, "TRANSPARENT")
	return e.Component
}

// foldLines breaks lines after at most 75 bytes, never within a character (RFC
// 5545 section 3.1), which the library leaves to its user.
func foldLines(raw []byte) []byte {
	var out bytes.Buffer
	for _, one := range bytes.SplitAfter(raw, []byte("\r\n")) {
		for limit := 75; len(one) > limit+2; limit = 74 {
			end := limit
			for !utf8.RuneStart(one[end]) {
				end--
			}
			out.Write(one[:end])
			out.WriteString("\r\n ")
			one = one[end:]
		}
		out.Write(one)
	}
	return out.Bytes()
}
