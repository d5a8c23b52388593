package intake

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Member is someone on the roster who may ask. As TOML it is one [[member]].
type Member struct {
	Name       string    `toml:"name"`
	Title      string    `toml:"title"`       // as the letter says it: "medlem af Borgerrepræsentationen"
	Address    string    `toml:"address"`     // addr-spec that answers go to
	Aliases    []string  `toml:"aliases"`     // other addr-specs that the member writes from
	Committees []string  `toml:"committees"`  // for rules
	Party      string    `toml:"party"`       // for rules
	ValidFrom  time.Time `toml:"valid_from"`  // first day, a TOML local date; zero: always
	ValidUntil time.Time `toml:"valid_until"` // last day, a TOML local date; zero: for good
}

// ValidOn says whether the member may ask on that day; only the two dates are
// compared, each in its own time zone.
func (m Member) ValidOn(day time.Time) bool {
	return (m.ValidFrom.IsZero() || !before(day, m.ValidFrom)) && (m.ValidUntil.IsZero() || !before(m.ValidUntil, day))
}

func before(a, b time.Time) bool { return a.Format(time.DateOnly) < b.Format(time.DateOnly) }

// addresses are all addr-specs of the member.
func (m Member) addresses() []string { return append([]string{m.Address}, m.Aliases...) }

// Roster finds members by the addresses they write from. It never changes.
type Roster struct{ byAddress map[string]Member }

// NewRoster reads the members. Each error names a member; those about one of
// them begin with its TOML key, as "member[2].address: …".
func NewRoster(members []Member) (*Roster, error) {
	r := &Roster{byAddress: make(map[string]Member)}
	var faults []error
	seen := make(map[string]int)
	for i, m := range members {
		for _, fault := range m.faults() {
			faults = append(faults, fmt.Errorf("member[%d].%w", i, fault))
		}
		for _, address := range m.addresses() {
			key, err := addressKey(address)
			if err != nil {
				continue // told by faults
			}
			if first, twice := seen[key]; twice {
				faults = append(faults, fmt.Errorf("member[%d].address: %s is listed twice: for %s (member[%d]) and for %s", i, address, members[first].Name, first, m.Name))
				continue
			}
			seen[key] = i
			r.byAddress[key] = m
		}
	}
	return r, errors.Join(faults...)
}

func (m Member) faults() (faults []error) {
	if m.Name == "" {
		faults = append(faults, fmt.Errorf("name: is missing for %s", m.Address))
	}
	if _, err := addressKey(m.Address); err != nil {
		faults = append(faults, fmt.Errorf("address: %w", err))
	}
	for i, alias := range m.Aliases {
		if _, err := addressKey(alias); err != nil {
			faults = append(faults, fmt.Errorf("aliases[%d]: %w", i, err))
		}
	}
	if !m.ValidFrom.IsZero() && !m.ValidUntil.IsZero() && before(m.ValidUntil, m.ValidFrom) {
		faults = append(faults, fmt.Errorf("valid_until: %s is before valid_from %s",
			m.ValidUntil.Format(time.DateOnly), m.ValidFrom.Format(time.DateOnly)))
	}
	return faults
}

// Find returns the member who writes from addr, an addr-spec. Letter case does
// not count and an internationalised domain equals its A-label form; nothing
// else is forgiven, so that look-alikes never match.
func (r *Roster) Find(addr string) (Member, bool) {
	if r == nil {
		return Member{}, false
	}
	key, err := addressKey(addr)
	if err != nil {
		return Member{}, false
	}
	m, ok := r.byAddress[key]
	return m, ok
}

// Len is the number of addresses on the roster.
func (r *Roster) Len() int { return len(r.byAddress) }

// HasCommittee reports whether anybody on the roster sits in a committee; letter
// case does not count.
func (r *Roster) HasCommittee(name string) bool {
	same := func(c string) bool { return strings.EqualFold(c, name) }
	for _, m := range r.byAddress {
		if slices.ContainsFunc(m.Committees, same) {
			return true
		}
	}
	return false
}

// addressKey is what two spellings of one address have in common.
func addressKey(addr string) (string, error) {
	local, domain, err := splitAddress(addr)
	if err != nil {
		return "", err
	}
	ascii, err := domainKey(domain)
	if err != nil {
		return "", fmt.Errorf("%q: %w", addr, err)
	}
	return foldLocal(local) + "@" + ascii, nil
}
