package clerk

import (
	"cmp"
	"errors"
	"fmt"

	"inquiryd/internal/deadline"
)

// Punctuality is what the whole installation does about deadlines: keys of
// [clerk], beside those by which [deadline] reckons them.
type Punctuality struct {
	// ClockRunsOn lets the days count while a question is back at the member.
	ClockRunsOn bool `toml:"clock_runs_on"`
	// WaitForMember is how long the clock stands at most. Default "10 working
	// days".
	WaitForMember string `toml:"wait_for_member"`
	// AcknowledgeWithin is by when the member must know who answers; a case that
	// is still held then is named to the registrar, once. Default "1 working
	// day".
	AcknowledgeWithin string `toml:"acknowledge_within"`
	// RemindBefore is how long before the deadline the administration is
	// reminded: one term, or several with commas between. Default "2 working
	// days".
	RemindBefore string `toml:"remind_before"`
	// EscalateAfter is how long after the deadline the administration's head is
	// told, and then, if there is one, the head's superior, with commas between.
	// Default "1 working day, 5 working days".
	EscalateAfter string `toml:"escalate_after"`
	// Digest is the time from which on the digests of a working day are written,
	// as "08:00", which is the default, within the office hours; "never" for
	// none.
	Digest string `toml:"digest"`
	// DigestAhead is how far ahead a digest looks. Default "5 working days".
	DigestAhead string `toml:"digest_ahead"`
}

// Heads are who is told of an administration's late answers: keys of
// [[administration]].
type Heads struct {
	Head         string `toml:"head"`          // told first. Optional: then only the registrar is told.
	HeadName     string `toml:"head_name"`     // in letters. Optional.
	Superior     string `toml:"superior"`      // told next. Default: the head again.
	SuperiorName string `toml:"superior_name"` // in letters. Optional.
	// DigestTo gets the digest of a morning. Default: the administration's
	// address.
	DigestTo string `toml:"digest_to"`
}

// never switches something off.
const never = "never"

func (p Punctuality) withDefaults() Punctuality {
	p.WaitForMember = cmp.Or(p.WaitForMember, "10 working days")
	p.AcknowledgeWithin = cmp.Or(p.AcknowledgeWithin, "1 working day")
	p.RemindBefore = cmp.Or(p.RemindBefore, "2 working days")
	p.EscalateAfter = cmp.Or(p.EscalateAfter, "1 working day, 5 working days")
	p.Digest = cmp.Or(p.Digest, "08:00")
	p.DigestAhead = cmp.Or(p.DigestAhead, "5 working days")
	return p
}

// faults are the mistakes in the keys, each with its key first.
func (p Punctuality) faults() (errs []error) {
	fault := func(key string, err error) {
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", key, err))
		}
	}
	for _, list := range []struct{ key, terms string }{{"wait_for_member", p.WaitForMember}, {"acknowledge_within", p.AcknowledgeWithin},
		{"digest_ahead", p.DigestAhead}} {
		_, err := deadline.ParseTerm(list.terms)
		fault(list.key, err)
	}
	for _, list := range []struct{ key, terms string }{{"remind_before", p.RemindBefore}, {"escalate_after", p.EscalateAfter}} {
		_, err := deadline.ParseTerms(list.terms)
		fault(list.key, err)
	}
	if p.Digest != never {
		_, err := deadline.ParseClock(p.Digest)
		fault("digest", err)
	}
	return errs
}

// faults are the mistakes in the addresses, each with its key first.
func (h Heads) faults() (errs []error) {
	for _, f := range []struct{ key, address string }{{"head", h.Head}, {"superior", h.Superior}, {"digest_to", h.DigestTo}} {
		if f.address == "" {
			continue
		}
		if err := checkAddress(f.address); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", f.key, err))
		}
	}
	if h.Superior != "" && h.Head == "" {
		errs = append(errs, errors.New("superior: there is no head: name the superior as head"))
	}
	return errs
}
