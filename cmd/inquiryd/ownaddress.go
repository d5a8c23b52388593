package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// validateOwn finds our own addresses where somebody else's must stand. A letter
// that is sent there comes back to the mailbox, is ignored as one of ours, and
// nobody reads it; and who writes from there is never heard.
func (c *configuration) validateOwn() error {
	own := []string{c.Notify.From.Address}
	for _, m := range c.Intake.More {
		own = append(own, m.Addresses...)
	}
	var errs []error
	for _, a := range c.othersAddresses() {
		same := func(s string) bool { return s != "" && strings.EqualFold(s, a.address) }
		if slices.ContainsFunc(own, same) {
			errs = append(errs, fmt.Errorf("%s: %s is our own mailbox, so nobody would read what is sent there: write the address of whom it is for", a.key, a.address))
		}
	}
	if member, ok := c.roster.Find(c.Clerk.Canary.From); ok {
		errs = append(errs, fmt.Errorf("clerk.canary.from: this is the address of %s, who may ask: take one that nobody else writes from", member.Name))
	}
	return errors.Join(errs...)
}

// keyed is an address with the key that gives it.
type keyed struct{ key, address string }

// othersAddresses are those of all people outside of the program: who ask, who
// answer, who decide and who are told.
func (c *configuration) othersAddresses() []keyed {
	all := []keyed{{"clerk.registrar", c.Clerk.Registrar}, {"clerk.rules_owner", c.Clerk.RulesOwner}}
	list := func(key string, addresses []string) {
		for i, a := range addresses {
			all = append(all, keyed{fmt.Sprintf("%s[%d]", key, i), a})
		}
	}
	list("clerk.registrars", c.Clerk.Registrars)
	for i, a := range c.Administrations {
		at := fmt.Sprintf("administration[%d].", i)
		all = append(all, keyed{at + "address", a.Address}, keyed{at + "head", a.Head}, keyed{at + "superior", a.Superior}, keyed{at + "digest_to", a.DigestTo})
		list(at+"officials", a.Officials)
		for j, v := range a.Approvers {
			approver := fmt.Sprintf("%sapprovers[%d].", at, j)
			all = append(all, keyed{approver + "address", v.Address}, keyed{approver + "substitute", v.Substitute})
		}
	}
	if c.RosterFile != "" {
		for _, m := range c.Members {
			all = append(all, keyed{"roster_file", m.Address})
		}
		return all
	}
	for i, m := range c.Members {
		at := fmt.Sprintf("member[%d].", i)
		all = append(all, keyed{at + "address", m.Address})
		list(at+"aliases", m.Aliases)
	}
	return all
}
