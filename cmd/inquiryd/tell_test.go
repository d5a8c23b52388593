package main

import "testing"

func TestPaintIsOffForWhoeverWantsNone(t *testing.T) {
	for _, c := range []struct {
		terminal      bool
		noColor, term string
		want          bool
	}{
		{true, "", "xterm", true}, {false, "", "xterm", false}, {true, "1", "xterm", false}, {true, "", "dumb", false},
	} {
		t.Setenv("NO_COLOR", c.noColor)
		t.Setenv("TERM", c.term)
		s := &streams{outTerm: c.terminal}
		if got := bool(s.paint()); got != c.want {
			t.Errorf("%+v: got %v", c, got)
		}
	}
}
