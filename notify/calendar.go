package notify

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-ical"

	"inquiryd/internal/language"
)

// Deadline is the due date of a case, for a calendar.
type Deadline struct {
	Case, Subject  string
	Administration string    // name; "" when all are of one
	Due            time.Time // of the day that it is in its own zone
	Ended          bool      // it is none any more: the event is to go
}

// Calendar is a file with deadlines as all-day events (RFC 5545), which calendar
// programs and Outlook take over. An event has the same UID each time it is
// written and a SEQUENCE that grows with at, so that a deadline that moves is
// moved and not doubled, and one that has ended is taken away (RFC 5546). Cases
// without a due date are left out.
func Calendar(l *language.Language, office Office, at time.Time, all []Deadline) (Attachment, error) {
	return newWords(l).calendar(office, at, all)
}

// Calendar is [Calendar] in one of the writer's languages, whose words are ready.
func (w *Writer) Calendar(l *language.Language, office Office, at time.Time, all []Deadline) (Attachment, error) {
	if t := w.letters.in(l.Code); t != nil && t.words.Language == l {
		return t.words.calendar(office, at, all)
	}
	return Calendar(l, office, at, all)
}

func (in *words) calendar(office Office, at time.Time, all []Deadline) (Attachment, error) {
	_, domain, _ := cutAddress(office.Mailbox)
	c := ical.NewCalendar()
	c.Props.SetText(ical.PropVersion, "2.0")
	c.Props.SetText(ical.PropProductID, "-//inquiryd//deadlines//"+strings.ToUpper(in.Code))
	method := "PUBLISH"
	if len(all) == 1 && all[0].Ended {
		method = "CANCEL"
	}
	c.Props.SetText(ical.PropMethod, method)
	for _, d := range all {
		if !d.Due.IsZero() {
			e := in.event(d, domain, at)
			e.Props.Set(organizer(office))
			c.Children = append(c.Children, e)
		}
	}
	var raw bytes.Buffer
	if err := ical.NewEncoder(&raw).Encode(c); err != nil {
		return Attachment{}, fmt.Errorf("write calendar: %w", err)
	}
	file := in.Letters.Calendar
	if len(all) == 1 {
		file += " " + all[0].Case
	}
	return Attachment{Name: file + ".ics", MediaType: "text/calendar; charset=utf-8; method=" + method, Content: foldLines(raw.Bytes())}, nil
}

func (w *words) event(d Deadline, domain string, at time.Time) *ical.Component {
	e := ical.NewEvent()
	e.Props.SetText(ical.PropUID, d.Case+".due@"+domain)
	e.Props.SetDateTime(ical.PropDateTimeStamp, at.UTC().Truncate(time.Second))
	e.Props.SetDate(ical.PropDateTimeStart, d.Due)
	e.Props.SetDate(ical.PropDateTimeEnd, d.Due.AddDate(0, 0, 1))
	sequence := ical.NewProp(ical.PropSequence)
	sequence.Value = strconv.FormatInt(max(int64(at.Sub(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))/time.Second), 0), 10)
	e.Props.Set(sequence)
	summary := fmt.Sprintf(w.Letters.Due, d.Case)
	if topic := w.subjectTopic(line(d.Subject)); topic != "" {
		summary += " – " + topic
	}
	e.Props.SetText(ical.PropSummary, summary)
	if d.Administration != "" {
		e.Props.SetText(ical.PropDescription, line(d.Administration))
	}
	e.Props.SetText(ical.PropTransparency, "TRANSPARENT")
	if e.Props.SetText(ical.PropStatus, "CONFIRMED"); d.Ended {
		e.Props.SetText(ical.PropStatus, "CANCELLED")
	}
	return e.Component
}

// organizer is who publishes the deadlines: calendar programs cancel an event
// only for the one that it came from.
func organizer(office Office) *ical.Prop {
	p := ical.NewProp(ical.PropOrganizer)
	p.Value = "mailto:" + office.Mailbox
	if name := strings.Map(func(r rune) rune {
		if r < ' ' || r == '"' {
			return -1
		}
		return r
	}, office.Name); name != "" {
		p.Params.Set(ical.ParamCommonName, name)
	}
	return p
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
