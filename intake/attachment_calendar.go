package intake

import "strings"

// calendarText is what a reader wants of a calendar entry (RFC 5545): its
// summary, times, place, organizer and description, a line each.
func calendarText(s string) string {
	s = strings.NewReplacer("\n ", "", "\n\t", "").Replace(s) // folded lines
	var b strings.Builder
	inEvent := false
	for line := range strings.Lines(s) {
		name, value, ok := strings.Cut(strings.TrimRight(line, "\n"), ":")
		name, _, _ = strings.Cut(strings.ToUpper(name), ";")
		if name == "BEGIN" || name == "END" {
			inEvent = name == "BEGIN" && (value == "VEVENT" || value == "VTODO" || value == "VJOURNAL") ||
				inEvent && name == "END" && !strings.HasPrefix(value, "V")
			continue
		}
		switch name {
		case "SUMMARY", "DTSTART", "DTEND", "DUE", "LOCATION", "ORGANIZER", "DESCRIPTION", "COMMENT":
			if ok && inEvent && value != "" {
				b.WriteString(name[:1] + strings.ToLower(name[1:]) + ": " + unescapeCalendar(value) + "\n")
			}
		}
	}
	return b.String()
}

var calendarEscapes = strings.NewReplacer(`\n`, "\n", `\N`, "\n", `\,`, ",", `\;`, ";", `\\`, `\`)

func unescapeCalendar(s string) string { return calendarEscapes.Replace(s) }
