package sentmail

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
	f := None()
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
		f.add(&Letter{ID: l.id, Claim: notify.Claim{Case: number, Kind: l.kind}, To: l.to, Written: l.written, Original: "d", entry: intake.Entry{UID: uint32(i + 1)}})
	}
	var got []string
	for _, c := range f.Filing("d") {
		got = append(got, c.Claim.Case+" "+c.To)
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
		if got := (&Letter{Claim: notify.Claim{Case: name}}).OfCase(); got != want {
			t.Errorf("a letter named %s is about a case: %v", name, got)
		}
	}
}

// Two mails of one Message-ID: what was written with the mail that a letter carries
// is about that one, and what shows nothing of a mail acknowledges nothing of it.
func TestLettersAboutAMail(t *testing.T) {
	at := time.Date(2026, 5, 4, 9, 30, 0, 0, time.UTC)
	f := None()
	letter := func(id string, kind notify.Kind, written time.Time, original, text string) {
		f.add(&Letter{ID: id, Claim: notify.Claim{Case: id[:len("2026-0009")], Kind: kind}, To: "anna@medlem.example", Written: written, Original: original, Text: text, reply: "m@post.example"})
	}
	letter("2026-0001.forwarding.1.oa@by.example", notify.Forwarding, at, "first", "Hvornår bliver broen bygget?")
	letter("2026-0001.ack.1.mb@by.example", notify.Acknowledgement, at, "", "Hvornår bliver broen bygget?")
	letter("2026-0001.answer.1.mc@by.example", notify.Answer, at.Add(time.Hour), "", "")
	letter("2026-0002.ack.1.md@by.example", notify.Acknowledgement, at.Add(time.Minute), "", "Hvad koster den nye bro?")
	for _, test := range []struct {
		name, digest, from, question string
		another                      bool
		about                        int
		acknowledged                 string
	}{
		{"the mail that a letter carries", "first", "anna@medlem.example", "Hvornår bliver  broen\nbygget?", false, 4, "2026-0001"},
		{"the other one", "second", "ANNA@medlem.example", "Hvad koster den nye bro?", false, 2, "2026-0002"},
		{"the other one, when the first is known", "second", "anna@medlem.example", "Hvad koster den nye bro?", true, 0, "2026-0002"},
		{"of somebody else", "second", "bo@medlem.example", "Hvad koster den nye bro?", false, 2, ""},
		{"about something else", "second", "anna@medlem.example", "Hvad koster kaffen?", false, 2, ""},
	} {
		if about := f.About(test.digest, "m@post.example", test.another); len(about) != test.about {
			t.Errorf("%s: %d letters are about it, want %d", test.name, len(about), test.about)
		}
		got := ""
		if l := f.Acknowledgement(test.digest, "m@post.example", test.from, []string{"", test.question}); l != nil {
			got = l.Claim.Case
		}
		if got != test.acknowledged {
			t.Errorf("%s: acknowledged by the letter about %q, want %q", test.name, got, test.acknowledged)
		}
	}
	if f.Exists() || !slices.Equal(f.Numbers(), []string{"2026-0001", "2026-0002"}) {
		t.Errorf("the folder exists: %v, numbers %q", f.Exists(), f.Numbers())
	}
}
