package main

import (
	"fmt"
	"maps"
	"slices"
)

// checkKinds reminds of kinds of inquiries that have a table and that nothing gives
// to a mail, and of those of mailboxes that have none. Both can be wanted.
func (c *configuration) checkKinds() (notes []finding) {
	note := func(key, format string, args ...any) {
		notes = append(notes, finding{note: fmt.Sprintf("%s: %s: %s", c.outline.line(key), c.outline.local(key), fmt.Sprintf(format, args...))})
	}
	given := map[string]bool{"question": true}
	for _, r := range c.Rules {
		given[r.Kind] = given[r.Kind] || r.To == ""
	}
	kinds := slices.Sorted(maps.Keys(c.Clerk.Kinds))
	for i, m := range c.Intake.More {
		given[m.Kind] = true
		if _, ok := c.Clerk.Kinds[m.Kind]; !ok && m.Kind != "" && m.Kind != "question" {
			note(fmt.Sprintf("intake.mailbox[%d].kind", i), "there is no table [clerk.kind.%s]%s", m.Kind, orWrite(m.Kind, kinds))
		}
	}
	for _, kind := range kinds {
		if !given[kind] {
			note("clerk.kind."+kind, "no rule and no mailbox names this kind, so only the registrar gives it to an inquiry")
		}
	}
	return notes
}

// orWrite suggests the kind that has a table and is written nearly so.
func orWrite(kind string, known []string) string {
	if best := nearest(kind, known); best != "" {
		return ": did you mean " + best + "?"
	}
	return ": write one, or inquiries of this kind are handled as plain questions"
}
