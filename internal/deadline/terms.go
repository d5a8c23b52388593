package deadline

import (
	"fmt"
	"slices"
	"strings"
)

// Terms are those on which questions are answered, as one table of the
// configuration has them. The same keys stand in [clerk], [[administration]],
// [clerk.kind.…] and [administration.kind.…], of which the later ones count
// before the earlier: what is left out is as there.
type Terms struct {
	// Deadline is how long an administration has: "10 working days", "14
	// days", "6 weekdays" or "4 weeks", from the day after the mail arrived.
	// Default "10 working days".
	Deadline string `toml:"deadline"`
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

// Tables are the terms of one administration, or of all.
type Tables struct {
	Terms
	Kinds map[string]Terms // of single kinds of inquiry, by name; they count before those beside them
}

// The ways in which the day that a member asked for counts.
const (
	wishedShow    = "show"
	wishedEarlier = "earlier"
	wishedLater   = "later"
	wishedEither  = "either"
)

// Faults are the mistakes in the keys, each with its key first.
func (t Terms) Faults() (errs []error) {
	for _, one := range []struct{ key, term string }{{"deadline", t.Deadline}, {"deadline_several", t.DeadlineSeveral}} {
		if one.term == "" {
			continue
		}
		if _, err := ParseAnswerTerm(one.term); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", one.key, err))
		}
	}
	for _, one := range []struct{ key, term string }{{"max_extension", t.MaxExtension}, {"interim_before", t.InterimBefore}, {"interim_expected", t.InterimExpected}} {
		if one.term == "" {
			continue
		}
		if _, err := ParseTerm(one.term); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", one.key, err))
		}
	}
	if t.MaxExtensions != nil && *t.MaxExtensions < 0 {
		errs = append(errs, fmt.Errorf("max_extensions: %d is negative: write 0 for never, or leave it out for as often as it is asked for", *t.MaxExtensions))
	}
	if ways := []string{"", wishedShow, wishedEarlier, wishedLater, wishedEither}; !slices.Contains(ways, t.Wished) {
		errs = append(errs, fmt.Errorf("wished: %q is unknown: write one of %s", t.Wished, strings.Join(ways[1:], ", ")))
	}
	return errs
}
