package clerk

import (
	"errors"
	"fmt"

	"inquiryd/internal/language"
	"inquiryd/internal/reply"
)

// CheckLanguage says whether the words by mail of a language hold together, as
// [reply.Check] does.
func CheckLanguage(set *language.Set, l *language.Language) error { return reply.Check(set, l) }

// CheckIDs says whether the ids of administrations can be told from the words by
// which people decide by mail: a registrar's "OK" must not be an administration.
// Its faults begin with a key of the configuration.
func CheckIDs(set *language.Set, l *language.Language, all []Administration) error {
	x := reply.New(set, l)
	var faults []error
	for i, a := range all {
		if x.Order(reply.Official, a.ID).Word != reply.None || x.Order(reply.Registrar, a.ID).Word != reply.None {
			faults = append(faults, fmt.Errorf("administration[%d].id: %q is a word by which people decide by mail: give another id", i, a.ID))
		}
	}
	return errors.Join(faults...)
}
