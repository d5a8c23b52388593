package deadline_test

import (
	"fmt"
	"time"

	"inquiryd/internal/deadline"
	"inquiryd/internal/language"
)

// The reckoning of a mail that came late on the Friday before Easter week.
func Example() {
	place, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		panic(err)
	}
	calendar, err := deadline.NewCalendar(deadline.Counting{Country: "dk", ReceivedUntil: "16:00"}, place)
	if err != nil {
		panic(err)
	}
	all := deadline.Tables{Terms: deadline.Terms{Deadline: "10 working days"}}
	r := deadline.NewReckoner(calendar, all, map[string]deadline.Tables{
		"TMF": {Terms: deadline.Terms{Deadline: "3 weeks"}},
	})
	mail := time.Date(2026, 3, 27, 16, 30, 0, 0, place)
	english := (*language.Set)(nil).Of("en")
	fmt.Println(r.Derive(deadline.Basis{From: mail}).Text(english))
	fmt.Println(r.Due(deadline.Basis{From: mail, Administration: "TMF"}))
	// Output:
	// received Fri 27 Mar 2026 after 16:00 → counts from Mon 30 Mar; 10 working days; Maundy Thursday, Good Friday, Easter Monday skipped → Thu 16 Apr 2026
	// 2026-04-20 23:59:59 +0200 CEST
}
