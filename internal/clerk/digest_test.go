package clerk_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"inquiryd/internal/clerk"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// ringing lets the bell ring each quarter of an hour of some days in Copenhagen,
// with the time of a bubble, and returns when digests were written. It files one
// case that is due on the first day, unless nothing is to be said.
func ringing(t *testing.T, from, to time.Time, cases int, change func(*clerk.Options)) (written []string) {
	t.Helper()
	o := newOffice(t, change) // its servers are outside of the bubble, and are not asked
	options := o.options
	options.Log = slog.New(slog.DiscardHandler)
	options.Poster = nil
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(from))
		reg, err := register.Open(t.Context(), register.Config{Path: register.Memory})
		if err != nil {
			t.Fatal(err)
		}
		defer reg.Close()
		options.Register, options.Now = reg, time.Now
		desk, err := clerk.New(options)
		if err != nil {
			t.Fatal(err)
		}
		for range cases {
			err := reg.Update(t.Context(), func(tx *register.Tx) error {
				q := register.Inquiry{Member: "anna.holm@medlem.example", MemberName: "Anna Holm", Kind: "question", Subject: "Cykelsti", ArrivedAt: from, Acknowledged: true}
				if err := tx.AddInquiry(t.Context(), &q); err != nil {
					return err
				}
				c := register.Case{Inquiry: q.ID, State: register.StateOpen, Administration: "TMF", OpenedAt: from, Due: from.Add(10 * time.Hour), Access: "members"}
				return tx.AddCase(t.Context(), &c, from.Year())
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		for time.Now().Before(to) {
			if _, err := desk.Remind(t.Context()); err != nil {
				t.Fatal(err)
			}
			time.Sleep(15 * time.Minute)
		}
		err = reg.View(t.Context(), func(tx *register.Tx) error {
			letters, err := tx.LettersIn(context.WithoutCancel(t.Context()), register.Written, 0)
			for _, l := range letters {
				if l.Kind == string(notify.Digest) {
					written = append(written, l.WrittenAt.In(copenhagen).Format("Mon 2 Jan 15:04 ")+strings.Split(l.Recipient, "@")[0])
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	slices.Reverse(written)
	return written
}

func day(month time.Month, n int) time.Time { return time.Date(2026, month, n, 0, 0, 0, 0, copenhagen) }

// The digest of a morning comes at its hour by the clock on the wall, before and
// after summer time begins and ends, on working days only, and only when there is
// something to say; whoever has no head or address for it is no hindrance.
func TestDigestsThroughTheYear(t *testing.T) {
	morning := func(days ...string) (all []string) {
		for _, d := range days {
			all = append(all, d+" 07:00 svar", d+" 07:00 fordeler")
		}
		return all
	}
	early := func(o *clerk.Options) { o.Config.OfficeHours, o.Config.Digest = "06:00-18:00", "07:00" }
	for name, c := range map[string]struct {
		from, to time.Time
		cases    int
		want     []string
	}{
		"nothing to say":     {day(time.March, 2), day(time.March, 7), 0, nil},
		"summer time begins": {day(time.March, 26), day(time.March, 31), 1, morning("Thu 26 Mar", "Fri 27 Mar", "Mon 30 Mar")},
		"summer time ends":   {day(time.October, 22), day(time.October, 27), 1, morning("Thu 22 Oct", "Fri 23 Oct", "Mon 26 Oct")},
		"Easter":             {day(time.April, 1), day(time.April, 8), 1, morning("Wed 1 Apr", "Tue 7 Apr")},
		"the closing day":    {day(time.December, 22), day(time.December, 29), 1, morning("Tue 22 Dec", "Wed 23 Dec", "Mon 28 Dec")},
	} {
		got := ringing(t, c.from, c.to, c.cases, func(o *clerk.Options) {
			early(o)
			o.Config.ClosedDays = []string{"12-24"}
			o.Administrations[1].Head = "leder@buf.kk.example" // the other one has none
		})
		if !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %s\nwant %s", name, fmt.Sprint(got), fmt.Sprint(c.want))
		}
	}
}
