package clerk

import (
	"context"
	"fmt"
	"strings"

	"inquiryd/internal/register"
	"inquiryd/internal/retention"
)

// Retention is what erases cases that have been kept long enough.
func (d *Desk) Retention() *retention.Eraser {
	terms := retention.Terms{Keep: d.Config.Keep, ByKind: map[string]string{}}
	for kind, k := range d.Config.Kinds {
		terms.ByKind[kind] = k.Keep
	}
	return &retention.Eraser{Register: d.Register, Terms: terms, Teller: d.teller, Place: d.Place, Log: d.Log, Now: d.Now}
}

// Erase erases the inquiry of an ended case, with all its cases, for a reason.
func (d *Desk) Erase(ctx context.Context, number, reason, who string) (register.Erased, error) {
	if strings.TrimSpace(reason) == "" {
		return register.Erased{}, fmt.Errorf("erase case %s: give the reason", number)
	}
	var inquiry int64
	err := d.decide(ctx, number, func(_ *work, c *register.Case, _ register.Inquiry) error {
		inquiry = c.Inquiry
		return nil
	})
	if err != nil {
		return register.Erased{}, err
	}
	return d.Retention().Erase(ctx, inquiry, reason, who)
}
