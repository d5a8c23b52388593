package clerk

import (
	"fmt"
	"testing"
	"time"

	"inquiryd/internal/register"
)

// The calendar of a digest has the deadlines that come first, however many cases
// are open.
func TestDigestCalendarIsBounded(t *testing.T) {
	w := &work{Desk: &Desk{}}
	w.Place = time.UTC
	cases := make([]register.CaseSummary, 3*digestEvents)
	for i := range cases {
		cases[i].Number, cases[i].Due = fmt.Sprintf("2026-%04d", i+1), time.Date(2026, 3, 9+i, 0, 0, 0, 0, time.UTC)
	}
	all := w.deadlines(cases)
	if len(all) != digestEvents || all[0].Case != "2026-0001" || all[digestEvents-1].Case != "2026-1000" {
		t.Errorf("%d events", len(all))
	}
	if few := w.deadlines(cases[:3]); len(few) != 3 {
		t.Errorf("%d events of three cases", len(few))
	}
}
