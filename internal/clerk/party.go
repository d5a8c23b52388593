package clerk

import (
	"slices"
	"strings"
	"time"

	"inquiryd/intake"
)

// party is whose address a mail claims to come from. One address may be
// several things: a registrar can answer for an administration.
type party struct {
	address         string
	member          *intake.Member
	administrations []string // ids that the address may answer for
	registrar       bool
	approver        bool // of some administration, or a substitute
}

func (p party) stranger() bool {
	return p.member == nil && len(p.administrations) == 0 && !p.registrar && !p.approver
}

// memberAddress is the address of the member, as the roster has it; "" of others.
func (p party) memberAddress() string {
	if p.member == nil {
		return ""
	}
	return p.member.Address
}

func (p party) answersFor(administration string) bool {
	return slices.Contains(p.administrations, administration)
}

// identify says who an address belongs to on a day. Display names do not
// count.
func (d *Desk) identify(address string, at time.Time) party {
	p := party{address: address}
	if m, ok := d.Roster.Find(address); ok && m.ValidOn(at.In(d.Place)) {
		p.member = &m
	}
	for _, a := range d.Administrations {
		if matchesAny(address, append([]string{a.Address, a.Head, a.Superior}, a.Officials...)) {
			p.administrations = append(p.administrations, a.ID)
		}
		p.approver = p.approver || slices.ContainsFunc(a.Approvers, func(v Approver) bool { return v.is(address) })
	}
	p.registrar = matchesAny(address, append([]string{d.Config.Registrar}, d.Config.Registrars...))
	return p
}

// matchesAny says whether address is one of the patterns: an address, or
// "*@domain" for everybody of exactly that domain. A postmaster, or another address
// behind which nobody reads, is nobody of it.
func matchesAny(address string, patterns []string) bool {
	return address != "" && slices.ContainsFunc(patterns, func(p string) bool {
		if domain, ok := strings.CutPrefix(p, "*@"); ok {
			at := strings.LastIndexByte(address, '@')
			return at >= 0 && strings.EqualFold(address[at+1:], domain) && !robotic(address)
		}
		return strings.EqualFold(p, address)
	})
}
