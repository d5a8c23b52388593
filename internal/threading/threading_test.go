package threading

import (
	"slices"
	"strings"
	"testing"

	"inquiryd/intake"
	"inquiryd/notify"
)

// The mail that a mail replies to counts, and the older ones of the thread only
// where that is unknown.
func TestClaims(t *testing.T) {
	signer, err := notify.NewSigner([]byte(strings.Repeat("s", 32)), "svar@by.example")
	if err != nil {
		t.Fatal(err)
	}
	id := func(number string) string {
		return signer.MessageID(number, notify.Forwarding, 1, notify.Official, "vej@by.example")
	}
	address := signer.Address("2026-0001", notify.Official, "vej@by.example")
	for name, test := range map[string]struct {
		mail intake.Mail
		want string
	}{
		"none":                   {intake.Mail{To: []intake.Address{{Address: "svar@by.example"}}, InReplyTo: []string{"x@post.example"}}, ""},
		"an address":             {intake.Mail{Cc: []intake.Address{{Address: strings.ToUpper(address)}}}, "2026-0001"},
		"a header of a server":   {intake.Mail{Header: intake.Header{{Name: "Delivered-To", Value: address}}}, "2026-0001"},
		"the letter before":      {intake.Mail{InReplyTo: []string{id("2026-0002")}, References: []string{id("2026-0003")}}, "2026-0002"},
		"the thread, last first": {intake.Mail{InReplyTo: []string{"x@post.example"}, References: []string{id("2026-0003"), id("2026-0004")}}, "2026-0004 2026-0003"},
		"the same sign twice":    {intake.Mail{InReplyTo: []string{id("2026-0002"), id("2026-0002")}}, "2026-0002"},
	} {
		var got []string
		for _, c := range (Finder{Signer: signer}).Claims(&test.mail) {
			got = append(got, c.Case)
		}
		if !slices.Equal(got, strings.Fields(test.want)) {
			t.Errorf("%s: claims %q, want %q", name, got, test.want)
		}
		if c := (Finder{}).Claims(&test.mail); c != nil {
			t.Errorf("%s: claims %v without signatures", name, c)
		}
	}
}

func TestNumbers(t *testing.T) {
	for text, want := range map[string]string{
		"SV: sag 2026-0041":            "2026-0041",
		"2026-0041, 2026-12345":        "2026-0041 2026-12345",
		"12026-0041 2026-041 26-0041":  "",
		"2026-0041-2":                  "2026-0041",
		"tlf. 3366-33663366334":        "",
		"Sag nr.2026-0001/2026-0002 …": "2026-0001 2026-0002",
	} {
		if got := Numbers(text, -1); !slices.Equal(got, strings.Fields(want)) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
