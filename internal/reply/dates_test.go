package reply

import (
	"testing"
	"time"
)

func TestDaysByWhichSomebodyWantsToBeDone(t *testing.T) {
	now := time.Date(2026, 3, 9, 10, 0, 0, 0, time.UTC) // a Monday
	for said, want := range map[string]string{
		"fredag": "2026-03-13", "på mandag": "2026-03-16", "on Sunday": "2026-03-15", "tirsdag.": "2026-03-10",
		"om 14 dage": "2026-03-23", "2 uger": "2026-03-23", "in 3 weeks": "2026-03-30", "1 måned": "2026-04-09", "2 uger mere": "2026-03-23",
		"24. dec": "2026-12-24", "1/4": "2026-04-01", "April 3rd": "2026-04-03", "3rd of April": "2026-04-03", "April 3, 2027": "2027-04-03",
		"mandag den 30. marts": "2026-03-30", "2026-04-01": "2026-04-01",
		"10 arbejdsdage": "", "32. april": "", "snart": "", "næste fredag": "",
	} {
		until, ok := danish().Until(said, now)
		got := until.Format(time.DateOnly)
		if !ok {
			got = ""
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", said, got, want)
		}
	}
}

func TestChatterIsTold(t *testing.T) {
	for text, want := range map[string]bool{
		"Tak": true, "Mange tak for mailen": true, "OK": true, "Noted, thanks": true, "👍👍": true, "Modtaget, vi vender tilbage": true,
		"Tak for mailen. Den bliver færdig i juni.": false, "Ja": false, "I juni": false, "Takst 4": false, "Set i lyset af budgettet: nej": false,
	} {
		if got := danish().chats[0].reads().MatchString(text); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
}
