package bench

import (
	"fmt"
	"os"
	"strconv"
	"testing"
)

// office are the shares of a working day's mails that come in each hour.
var office = [24]float64{8: .10, 9: .14, 10: .14, 11: .12, 12: .08, 13: .12, 14: .12, 15: .10, 16: .04, 17: .02, 18: .01, 20: .01}

// backlog is how many mails wait at most when nothing is filed for some hours
// from ten o'clock on, and how long it takes after that until none does, minute
// by minute; -1: not within a week.
func backlog(perDay, perSecond float64, hours int) (most float64, minutes int) {
	wait := 0.0
	for minute := 10 * 60; minute < 7*24*60; minute++ {
		wait += perDay * office[minute/60%24] / 60
		if minute < (10+hours)*60 {
			most = max(most, wait)
			continue
		}
		if wait = max(wait-60*perSecond, 0); wait == 0 {
			return most, minute - (10+hours)*60 + 1
		}
	}
	return most, -1
}

// Prints the backlog after outages for the rate in INQUIRYD_RATE, mails a
// second, and holds what must be so at any rate.
func TestBacklog(t *testing.T) {
	if most, minutes := backlog(2000, 100, 4); most < 900 || most > 1100 || minutes != 1 {
		t.Errorf("a country in four hours: %.0f mails, %d minutes", most, minutes)
	}
	if _, minutes := backlog(100*24*3600, 1, 4); minutes != -1 {
		t.Errorf("more mails than can be filed are filed after %d minutes", minutes)
	}
	rate, err := strconv.ParseFloat(os.Getenv("INQUIRYD_RATE"), 64)
	if err != nil {
		return
	}
	for _, who := range []struct {
		name   string
		perDay float64
	}{{"country", 2000}, {"continent", 400_000}} {
		for _, hours := range []int{1, 4, 24} {
			most, minutes := backlog(who.perDay, rate, hours)
			fmt.Printf("| %s | %d h | %.0f | %d min |\n", who.name, hours, most, minutes)
		}
	}
}
