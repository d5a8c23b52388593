package clerk_test

import (
	"slices"
	"sync"
	"testing"

	"inquiryd/classify"
	"inquiryd/internal/register"
)

// F50: a mail that comes when a changed configuration is in force is filed by
// it, also when a round of the old desk is under way; what that had listed
// before is filed by the old one.
func TestARetiredDeskFilesNothingThatComesLater(t *testing.T) {
	for step, want := range map[string]struct {
		retired, seen int
		outcome       register.Outcome
	}{
		"SELECT INBOX": {1, 0, register.Filed}, // the mail comes while the round connects
		"FETCH 1":      {0, 1, register.Held},  // it was listed already
	} {
		t.Run(step, func(t *testing.T) {
			o := newOffice(t)
			changed := o.options
			a := slices.Clone(o.options.Administrations)
			changed.Administrations = a
			var err error
			changed.Classifier, err = classify.Compile(classify.Config{Language: "da", Administrations: []classify.Administration{{ID: "TMF", Keywords: []string{"kaffe*^2"}}}})
			o.must(err)
			next, err := o.desk.Successor(changed)
			o.must(err)
			asked := member("Kaffe", "coffee", "Hvad koster kaffen i kantinen?")
			if step == "FETCH 1" {
				o.deliver(asked)
			}
			var once sync.Once
			o.imap.SetFail(func(at, arg string) error {
				if at+" "+arg == step {
					once.Do(func() {
						o.desk.Retire()
						if step == "SELECT INBOX" {
							o.deliver(asked)
						}
					})
				}
				return nil
			})
			polled, err := o.desk.Poll(t.Context())
			o.must(err)
			if polled.Retired != (want.retired == 1) || polled.Seen != want.seen {
				t.Errorf("the old desk: %+v", polled)
			}
			o.desk = next
			o.round()
			o.round()
			if got := o.outcomes(); got[want.outcome] != 1 || len(o.cases()) != 1 {
				t.Errorf("%v, %d cases; want one %s", got, len(o.cases()), want.outcome)
			}
			o.verify()
		})
	}
}
