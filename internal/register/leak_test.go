package register_test

import (
	"testing"

	"go.uber.org/goleak"

	"inquiryd/internal/register"
)

func TestCloseLeavesNothingRunning(t *testing.T) {
	for _, p := range []place{memory, file, server} {
		t.Run(p.name, func(t *testing.T) {
			before := goleak.IgnoreCurrent()
			r, err := register.Open(t.Context(), p.make(t))
			if err != nil {
				t.Fatal(err)
			}
			do(t, r, nothing)
			look(t, r, nothing)
			if err := r.Close(); err != nil {
				t.Fatal(err)
			}
			goleak.VerifyNone(t, before)
			if err := r.Update(t.Context(), func(*register.Tx) error { return nil }); err == nil {
				t.Error("a closed register still writes")
			}
		})
	}
}
