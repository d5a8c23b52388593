package clerk_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"inquiryd/internal/announce"
	"inquiryd/internal/clerk"
	"inquiryd/internal/register"
)

// ear is a receiver that answers as it is told and remembers what it heard.
type ear struct {
	mutex  sync.Mutex
	answer error
	heard  []register.Delivery
}

func (e *ear) Deliver(_ context.Context, d register.Delivery) error {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	if e.answer == nil {
		e.heard = append(e.heard, d)
	}
	return e.answer
}

func (e *ear) kinds() string {
	var all []string
	for _, d := range e.heard {
		all = append(all, d.Kind)
	}
	return strings.Join(all, " ")
}

type gone struct{}

func (gone) Error() string { return "410 Gone" }
func (gone) Gone() bool    { return true }

const private = "From: anna.holm@medlem.example\nTo: politikersvar@kk.example\nSubject: Cykelstien\nMessage-ID: <p@medlem.example>\nContent-Type: text/plain; charset=utf-8\n\n" +
	"Hvornår bliver cykelstien på Amagerbrogade lavet færdig? Borgeren 010190-1234 venter.\n"

// told opens an office with a receiver of everything, one of endings with text,
// in both kinds of register.
func told(t *testing.T, test func(t *testing.T, o *office, all, ends *ear)) {
	for name, place := range map[string]register.Config{"sqlite": {Path: register.Memory}, "postgres": onPostgres(t)} {
		t.Run(name, func(t *testing.T) {
			all, ends := &ear{}, &ear{}
			o := newOfficeOn(t, place, func(c *clerk.Options) {
				c.Receivers = []announce.Receiver{{Name: "all", Messenger: all}, {Name: "ends", Events: []string{"closed", "erased"}, Text: true, Messenger: ends}}
			})
			test(t, o, all, ends)
		})
	}
}

func (o *office) tell() announce.Delivered {
	o.t.Helper()
	n, err := o.desk.DeliverDue(o.t.Context())
	o.must(err)
	return n
}

// Each transition is told, once, to who wants it; without text unless it is
// configured, and never with an identity number.
func TestOtherSystemsAreTold(t *testing.T) {
	told(t, func(t *testing.T, o *office, all, ends *ear) {
		o.deliver(o.fill(private))
		o.round()
		o.deliver(o.fill(fromOfficial))
		o.round()
		o.tell()
		o.tell()
		if got := all.kinds(); got != "filed answered approved closed" {
			t.Errorf("told: %s", got)
		}
		if got := ends.kinds(); got != "closed" {
			t.Errorf("of endings: %s", got)
		}
		for _, d := range all.heard {
			for _, secret := range []string{"anna", "Anna", "cykel", "Cykel", "juni", "010190"} {
				if strings.Contains(d.Payload, secret) {
					t.Errorf("%s tells %q: %s", d.Kind, secret, d.Payload)
				}
			}
		}
		var e struct {
			SpecVersion, ID, Source, Type, Subject, Time string
			Data                                         struct {
				Number, State, Administration, Closed, Subject, Member string
				Questions                                              []struct{ Text, Answer string }
			}
		}
		if err := json.Unmarshal([]byte(ends.heard[0].Payload), &e); err != nil {
			t.Fatal(err)
		}
		if e.SpecVersion != "1.0" || e.Type != "inquiryd.case.closed" || e.Subject != "2026-0001" || e.Source == "" || e.ID != ends.heard[0].Event || len(e.ID) != 64 ||
			e.Data.State != "closed" || e.Data.Administration != "TMF" || e.Data.Member != "Anna Holm" || len(e.Data.Questions) != 1 ||
			!strings.Contains(e.Data.Questions[0].Text, "Borgeren [CPR] venter") || e.Data.Questions[0].Answer == "" {
			t.Errorf("%+v\n%s", e, ends.heard[0].Payload)
		}
		if _, err := time.Parse(time.RFC3339Nano, e.Time); err != nil {
			t.Error(err)
		}
		_, err := o.desk.Erase(t.Context(), "2026-0001", "test", "cli x")
		o.must(err)
		o.tell()
		if last := ends.heard[len(ends.heard)-1]; last.Kind != "erased" || strings.Contains(last.Payload, "ykel") {
			t.Errorf("of erasing: %+v", last)
		}
	})
}

// A receiver that is away is told later, the same and with growing pauses; after
// days, or when it wants nothing any more, it is a person's work, once.
func TestAReceiverThatIsAway(t *testing.T) {
	told(t, func(t *testing.T, o *office, all, ends *ear) {
		all.answer = errors.New("connection refused")
		o.deliver(o.fill(private))
		o.round()
		if n := o.tell(); n != (announce.Delivered{Delayed: 1}) {
			t.Errorf("%+v", n)
		}
		if n := o.tell(); n != (announce.Delivered{}) {
			t.Errorf("tried again at once: %+v", n)
		}
		o.clock.Add(2 * time.Minute)
		all.answer = nil
		if n := o.tell(); n != (announce.Delivered{Done: 1}) || len(all.heard) != 1 || all.heard[0].Attempts != 2 {
			t.Errorf("%+v %+v", n, all.heard)
		}
		all.answer = errors.New("connection refused")
		o.must(o.desk.Set(t.Context(), "2026-0001", clerk.Fields{Access: "public"}, "cli x"))
		o.must(o.desk.Set(t.Context(), "2026-0001", clerk.Fields{Access: "members"}, "cli x"))
		tries, failed := 0, 0
		for range 100 {
			o.clock.Add(4 * time.Hour)
			n := o.tell()
			tries += n.Delayed
			if failed += n.Failed; failed == 2 {
				break
			}
		}
		if tries < 20 || tries > 80 {
			t.Errorf("%d tries in five days", tries)
		}
		o.wantTasks("all does not take", 1)
		all.answer = nil
		o.must(o.reg.Update(t.Context(), func(tx *register.Tx) error {
			n, err := tx.DeliverAgain(t.Context(), "all", o.clock.Now())
			if n != 2 {
				t.Errorf("%d again", n)
			}
			return err
		}))
		if n := o.tell(); n.Done != 2 {
			t.Errorf("%+v", n)
		}
		all.answer = gone{}
		o.must(o.desk.Set(t.Context(), "2026-0001", clerk.Fields{Access: "confidential"}, "cli x"))
		if n := o.tell(); n != (announce.Delivered{Failed: 1}) {
			t.Errorf("%+v", n)
		}
		o.wantTasks("all does not take", 1)
	})
}

func (o *office) wantTasks(what string, want int) {
	o.t.Helper()
	o.view(func(ctx context.Context, tx *register.Tx) error {
		tasks, err := tx.Tasks(ctx, true)
		n := 0
		for _, task := range tasks {
			if strings.Contains(task.What, what) {
				n++
			}
		}
		if n != want {
			o.t.Errorf("%d tasks %q: %+v", n, what, tasks)
		}
		return err
	})
}

// What is written is kept with the transition or not at all.
func TestNothingIsToldOfWhatDidNotHappen(t *testing.T) {
	told(t, func(t *testing.T, o *office, all, ends *ear) {
		o.deliver(o.fill(private))
		o.round()
		o.tell()
		if err := o.desk.Assign(t.Context(), "2026-0001", "NOBODY", "cli x"); err == nil {
			t.Fatal("assigned to nobody")
		}
		if err := o.desk.Answer(t.Context(), "2026-0001", "Ring til 010190-1234.", "cli x"); !errors.Is(err, clerk.ErrPersonal) {
			t.Error(err)
		}
		if n := o.tell(); n != (announce.Delivered{}) {
			t.Errorf("%+v", n)
		}
	})
}

// F13: what was to be told under a clock that was a year ahead is told when the clock
// is right again, in the order in which it happened.
func TestAWrongClockDelaysNoDelivery(t *testing.T) {
	told(t, func(t *testing.T, o *office, all, _ *ear) {
		right := o.clock.Now()
		o.clock.set(right.AddDate(1, 0, 0))
		all.answer = errors.New("not now")
		o.deliver(o.fill(private))
		o.round()
		o.tell()
		all.answer = nil
		o.clock.set(right.Add(time.Hour))
		o.tell()
		o.deliver(o.fill(fromOfficial))
		o.round()
		o.tell()
		if got := all.kinds(); got != "filed answered approved closed" {
			t.Errorf("told: %q", got)
		}
	})
}
