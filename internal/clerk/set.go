package clerk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"inquiryd/internal/external"
	"inquiryd/internal/register"
)

// Fields are what a person or another system may set on a case; nil and empty
// ones stay as they are.
type Fields struct {
	Access    string            // "public", "members" or "confidential"
	External  map[string]string // numbers of other systems by name, as "f2_case"; "" takes one away
	Unit      *string           // who answers in the administration
	Signatory *string           // name under the letter
	Title     *string           // of the signatory
}

// faults reports what cannot be set.
func (f Fields) faults() error {
	errs := []error{CheckAccess(f.Access)}
	for name, value := range f.External {
		if !external.IsName(name) {
			errs = append(errs, fmt.Errorf("%q is no name of a number: write small letters, digits and _, as f2_case", name))
		}
		errs = append(errs, external.CheckLine(name, value))
	}
	for name, value := range map[string]*string{"unit": f.Unit, "signatory": f.Signatory, "title": f.Title} {
		if value != nil {
			errs = append(errs, external.CheckLine(name, *value))
		}
	}
	return errors.Join(errs...)
}

// ErrField says that a value cannot be set on a case.
var ErrField = errors.New("clerk: that cannot be set")

// Set changes fields of a case. What is the same already is no change and no
// event. Letters that are written keep what they say.
func (d *Desk) Set(ctx context.Context, number string, f Fields, who string) error {
	if err := f.faults(); err != nil {
		return fmt.Errorf("set fields of case %s: %w: %w", number, ErrField, err)
	}
	return d.decide(ctx, number, func(w *work, c *register.Case, _ register.Inquiry) error {
		if f.Access != "" && f.Access != c.Access {
			if err := w.setAccess(ctx, c, f.Access, who); err != nil {
				return err
			}
		}
		detail := f.change(c)
		if len(detail) == 0 {
			return nil
		}
		return w.save(ctx, c.At(w.now), register.Event{Case: c.Number, Who: who, What: "set", Detail: detail})
	})
}

// change puts the fields on a case and returns those that are new.
func (f Fields) change(c *register.Case) map[string]string {
	detail := map[string]string{}
	c.External = maps.Clone(c.External)
	for _, name := range slices.Sorted(maps.Keys(f.External)) {
		value := strings.TrimSpace(f.External[name])
		if c.External[name] == value {
			continue
		}
		detail[name] = value
		if c.External == nil {
			c.External = map[string]string{}
		}
		if c.External[name] = value; value == "" {
			delete(c.External, name)
		}
	}
	for _, field := range []struct {
		name string
		to   *string
		from *string
	}{{"unit", &c.Unit, f.Unit}, {"signatory", &c.Signatory, f.Signatory}, {"title", &c.SignatoryTitle, f.Title}} {
		if field.from != nil && *field.to != *field.from {
			*field.to = *field.from
			detail[field.name] = *field.from
		}
	}
	return detail
}
