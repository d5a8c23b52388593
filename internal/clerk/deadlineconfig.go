package clerk

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Deadlines say by when questions are answered. The same keys stand in [clerk],
// [[administration]], [clerk.kind.…] and [administration.kind.…], of which the
// later ones count before the earlier: what is left out is as there.
type Deadlines struct {
	// DeadlineSeveral is the deadline beside it when several administrations
	// answer or contribute. It belongs to the Deadline of the same table.
	// Default: that.
	DeadlineSeveral string `toml:"deadline_several"`
	// MaxExtensions is how often more time may be given. Default: as often as
	// officials ask for it; 0: never.
	MaxExtensions *int `toml:"max_extensions"`
	// MaxExtension is how far beyond the deadline each may go, as "14 days".
	// Default: a year from now.
	MaxExtension string `toml:"max_extension"`
	// Wished says when the day by which a member asked for an answer takes the
	// place of the deadline: "show" (never, but the official sees it),
	// "earlier" or "later" than it, or "either". Default "show".
	Wished string `toml:"wished"`
	// InterimBefore lets an interim letter go to the member by itself so long
	// before a deadline that nobody has asked to move. Default: none does.
	InterimBefore string `toml:"interim_before"`
	// InterimExpected is how long after the deadline that letter says that the
	// answer comes; it becomes the deadline. Default: as long as Deadline.
	InterimExpected string `toml:"interim_expected"`
	// TellLate tells the member when the deadline has passed without an answer.
	// Default true.
	TellLate *bool `toml:"tell_late"`
}

// KindDeadlines are those of one kind of inquiry at one administration.
type KindDeadlines struct {
	Deadline string `toml:"deadline"` // as Config.Deadline
	Deadlines
}

// Punctuality is what the whole installation does about deadlines: keys of
// [clerk].
type Punctuality struct {
	// ReceivedUntil is the time of a day, as "16:00", from which on a mail counts
	// as received on the next working day, as one of a day off does. Default:
	// a mail counts from the day that it came, whatever the hour.
	ReceivedUntil string `toml:"received_until"`
	// DueOnWorkingDay moves a deadline that ends on a day off to the next
	// working day.
	DueOnWorkingDay bool `toml:"due_on_working_day"`
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

// The ways in which the day that a member asked for counts.
const (
	wishedShow    = "show"
	wishedEarlier = "earlier"
	wishedLater   = "later"
	wishedEither  = "either"
)

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
		_, err := ParseTerm(list.terms)
		fault(list.key, err)
	}
	for _, list := range []struct{ key, terms string }{{"remind_before", p.RemindBefore}, {"escalate_after", p.EscalateAfter}} {
		_, err := parseTerms(list.terms)
		fault(list.key, err)
	}
	if p.ReceivedUntil != "" {
		_, err := parseClock(p.ReceivedUntil)
		fault("received_until", err)
	}
	if p.Digest != never {
		_, err := parseClock(p.Digest)
		fault("digest", err)
	}
	return errs
}

// faults are the mistakes in the keys, each with its key first.
func (d Deadlines) faults() (errs []error) {
	if err := checkDeadline(d.DeadlineSeveral); d.DeadlineSeveral != "" && err != nil {
		errs = append(errs, fmt.Errorf("deadline_several: %w", err))
	}
	for _, t := range []struct{ key, term string }{{"max_extension", d.MaxExtension}, {"interim_before", d.InterimBefore}, {"interim_expected", d.InterimExpected}} {
		if t.term == "" {
			continue
		}
		if _, err := ParseTerm(t.term); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", t.key, err))
		}
	}
	if d.MaxExtensions != nil && *d.MaxExtensions < 0 {
		errs = append(errs, fmt.Errorf("max_extensions: %d is negative: write 0 for never, or leave it out for as often as it is asked for", *d.MaxExtensions))
	}
	if ways := []string{"", wishedShow, wishedEarlier, wishedLater, wishedEither}; !slices.Contains(ways, d.Wished) {
		errs = append(errs, fmt.Errorf("wished: %q is unknown: write one of %q", d.Wished, ways[1:]))
	}
	return errs
}

// faults are the mistakes of both, each with its key first.
func (k KindDeadlines) faults() []error {
	errs := k.Deadlines.faults()
	if err := checkDeadline(k.Deadline); k.Deadline != "" && err != nil {
		errs = append(errs, fmt.Errorf("deadline: %w", err))
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

// checkDeadline says what is wrong with the term of a deadline: one of no days
// would pass on the evening of the day that the question came.
func checkDeadline(s string) error {
	t, err := ParseTerm(s)
	if err == nil && t.Days == 0 {
		return fmt.Errorf("%q leaves no time for an answer: write \"1 working day\" at least", s)
	}
	return err
}

// parseTerms reads terms with commas between.
func parseTerms(s string) (all []Term, err error) {
	for part := range strings.SplitSeq(s, ",") {
		t, err := ParseTerm(part)
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, nil
}
