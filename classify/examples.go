package classify

import (
	"errors"
	"fmt"
	"iter"
	"slices"
)

// CheckExamples decides the examples of all administrations and rules, and
// reports every one that comes out wrong, with its key:
// "rule[3].examples[0]: …". Rules go live only when it returns nil.
func (c *Classifier) CheckExamples() error {
	var f faults
	for path, why := range c.failedExamples() {
		f.add(path, "%s: change the rules, or the example", why)
	}
	return errors.Join(f...)
}

// failedExamples yields the key of each example that fails, and why.
func (c *Classifier) failedExamples() iter.Seq2[string, string] {
	return func(yield func(path, why string) bool) {
		for i, a := range c.cfg.Administrations {
			for n, text := range a.Examples {
				if why := c.misfiled(text, a.ID); why != "" && !yield(fmt.Sprintf("administration[%d].examples[%d]", i, n), why) {
					return
				}
			}
		}
		for i, r := range c.rules {
			for n, text := range r.Examples {
				if why := c.unruled(text, int32(i)); why != "" && !yield(fmt.Sprintf("rule[%d].examples[%d]", i, n), why) {
					return
				}
			}
		}
	}
}

// misfiled says how an example misses its administration.
func (c *Classifier) misfiled(text, want string) string {
	d := c.Decide(Input{Question: text})
	switch {
	case d.Filed && d.Administration == want:
		return ""
	case d.Filed:
		return fmt.Sprintf("goes to %s, not %s: %s", d.Administration, want, d.Why)
	}
	return fmt.Sprintf("is held, not filed to %s: %s", want, d.Why)
}

// unruled says how an example misses its rule. A rule that is not valid today
// is asked without its dates.
func (c *Classifier) unruled(text string, number int32) string {
	r := &c.rules[number]
	in := Input{Question: text}
	if len(r.Member) > 0 {
		in.Member = r.Member[0]
	}
	in.Committees = r.Committee
	if slices.Contains(r.Where, "subject") {
		in.Subject = text
	}
	d := newDecider(c)
	d.weigh(in)
	dec := d.decide()
	if !slices.ContainsFunc(d.holding, func(h holding) bool { return h.number == number }) {
		return "the rule does not hold in it"
	}
	switch {
	case r.To == "" && r.Kind != "" && dec.Kind != r.Kind:
		return fmt.Sprintf("is found to be %q, not %q", dec.Kind, r.Kind)
	case r.To != "" && (!dec.Filed || dec.Administration != r.To):
		return c.misfiled(text, r.To)
	}
	return ""
}
