package clerk

import "testing"

func TestSchedulesThatNeverRing(t *testing.T) {
	for _, s := range []string{"", "TZ=", "TZ=0 * * * * *", "0 0 31 2 *", "* * * *", "@every -5m", "@every 0s", "@reboot", "61 * * * *"} {
		if err := CheckSchedule(s); err == nil {
			t.Errorf("%q passes as a schedule", s)
		}
	}
	for _, s := range []string{"*/2 * * * *", "@hourly", "@every 1m", "0 8 * * 1-5"} {
		if err := CheckSchedule(s); err != nil {
			t.Error(err)
		}
	}
}
