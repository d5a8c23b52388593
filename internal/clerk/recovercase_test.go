package clerk

import (
	"slices"
	"testing"
	"time"

	"inquiryd/intake"
	"inquiryd/notify"
)

// A date has whole seconds: a case that is assigned anew in the second of its
// filing has two forwardings of that moment, and is one case all the same.
func TestFirstLettersOfOneSecond(t *testing.T) {
	at := time.Date(2026, 5, 4, 9, 30, 0, 0, time.UTC)
	p := &past{byID: map[string]*sentCopy{}, byOriginal: map[string][]*sentCopy{}, byReply: map[string][]*sentCopy{}, byCase: map[string][]*sentCopy{}}
	for i, l := range []struct {
		id, to  string
		kind    notify.Kind
		written time.Time
	}{
		{"2026-0009.forwarding.2.mb@by.example", "skole@by.example", notify.Forwarding, at},
		{"2026-0009.forwarding.1.ma@by.example", "teknik@by.example", notify.Forwarding, at},
		{"2026-0011.held.1.md@by.example", "registrar@by.example", notify.HeldNotice, at},
		{"2026-0011.forwarding.1.me@by.example", "kultur@by.example", notify.Forwarding, at},
		{"2026-0010.forwarding.1.mc@by.example", "skole@by.example", notify.Forwarding, at},
		{"2026-0012.forwarding.1.mf@by.example", "skole@by.example", notify.Forwarding, at.Add(time.Second)},
	} {
		number := l.id[:len("2026-0009")]
		p.add(&sentCopy{id: l.id, claim: notify.Claim{Case: number, Kind: l.kind}, to: l.to, written: l.written, original: "d", entry: intake.Entry{UID: uint32(i + 1)}})
	}
	var got []string
	for _, c := range p.first("d") {
		got = append(got, c.claim.Case+" "+c.to)
	}
	want := []string{"2026-0009 teknik@by.example", "2026-0010 skole@by.example", "2026-0011 registrar@by.example"}
	if !slices.Equal(got, want) {
		t.Errorf("the first letters: %q, want %q", got, want)
	}
}

// What a notice of a mail has in place of a number may hold one: it must not be
// kept as a number that was given, which is none.
func TestLettersAboutNoCase(t *testing.T) {
	for name, want := range map[string]bool{
		"2026-0041":           true,
		"2026-12345":          true,
		"mail-41-c0ffee41":    false,
		"mail-1234-56789012":  false,
		"secret-20261201-abc": false,
		"canary":              false,
	} {
		if got := (&sentCopy{claim: notify.Claim{Case: name}}).ofCase(); got != want {
			t.Errorf("a letter named %s is about a case: %v", name, got)
		}
	}
}
