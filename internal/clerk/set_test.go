package clerk_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"inquiryd/internal/clerk"
	"inquiryd/internal/register"
)

func TestFieldsAreSet(t *testing.T) {
	o := newOffice(t)
	o.deliver(ask(1))
	o.round()
	unit := "Cykelkontoret"
	set := func(f clerk.Fields) error { return o.desk.Set(t.Context(), "2026-0001", f, "cli test") }
	if err := errors.Join(
		set(clerk.Fields{Access: "confidential", External: map[string]string{"f2_case": "2026-11873", "edoc_case": "7"}, Unit: &unit}),
		set(clerk.Fields{External: map[string]string{"edoc_case": "", "f2_case": "2026-11873"}, Unit: &unit})); err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("x", 201)
	for _, f := range []clerk.Fields{{Access: "secret"}, {External: map[string]string{"F2 case": "1"}}, {External: map[string]string{"f2_case": "1\r\n2"}}, {Unit: &long}} {
		if err := set(f); !errors.Is(err, clerk.ErrField) {
			t.Errorf("%+v: %v", f, err)
		}
	}
	o.view(func(ctx context.Context, tx *register.Tx) error {
		c, err := tx.Case(ctx, "2026-0001")
		if c.Access != "confidential" || c.Unit != unit || len(c.External) != 1 || c.External["f2_case"] != "2026-11873" {
			t.Errorf("%+v", c)
		}
		events, err2 := tx.Events(ctx, "2026-0001")
		var whats []string
		for _, e := range events {
			if e.Who == "cli test" {
				whats = append(whats, e.What)
			}
		}
		if got := strings.Join(whats, " "); got != "access set set" {
			t.Errorf("events: %s", got)
		}
		return errors.Join(err, err2)
	})
}
