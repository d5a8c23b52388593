package notify_test

import (
	"bytes"
	"strings"
	"testing"

	"inquiryd/notify"
)

const mailbox = "spoergsmaal@kk.example"

func newSigner(t testing.TB, secret byte) *notify.Signer {
	t.Helper()
	s, err := notify.NewSigner(bytes.Repeat([]byte{secret}, 32), mailbox)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSignerReadsWhatItWrote(t *testing.T) {
	s := newSigner(t, 1)
	for _, role := range []notify.Role{notify.Member, notify.Official, notify.Registrar, notify.Approver, notify.Stranger} {
		for _, number := range []string{"2026-0041", "2026-123456", "mail-17"} {
			address := s.Address(number, role, "TMF@kk.example")
			id := s.MessageID(number, notify.FollowUp, 3, role, "TMF@kk.example")
			if local, _, _ := strings.Cut(address, "@"); len(local) > 64 {
				t.Errorf("the local part of %s has %d characters", address, len(local))
			}
			for _, form := range []string{address, strings.ToUpper(address), "<" + address + ">", id, " <" + strings.ToUpper(id) + "> "} {
				c, ok := s.Read(form)
				if !ok || c.Case != number || c.Role != role {
					t.Errorf("%s: read %v %v", form, c, ok)
				}
				if !s.Proves(c, "tmf@KK.example") {
					t.Errorf("%s: proves nothing for its own recipient", form)
				}
				if s.Proves(c, "buf@kk.example") || s.Proves(c, "") {
					t.Errorf("%s: proves for somebody else", form)
				}
				if newSigner(t, 2).Proves(c, "tmf@kk.example") {
					t.Errorf("%s: proves under another secret", form)
				}
			}
		}
	}
}

func TestMessageIDIsStableAndDiffers(t *testing.T) {
	s := newSigner(t, 1)
	first := s.MessageID("2026-0041", notify.Answer, 1, notify.Member, "a@b.example")
	if again := newSigner(t, 1).MessageID("2026-0041", notify.Answer, 1, notify.Member, "A@B.example"); first != again {
		t.Errorf("%s and %s", first, again)
	}
	seen := map[string]bool{first: true}
	for _, id := range []string{
		s.MessageID("2026-0042", notify.Answer, 1, notify.Member, "a@b.example"),
		s.MessageID("2026-0041", notify.Interim, 1, notify.Member, "a@b.example"),
		s.MessageID("2026-0041", notify.Answer, 2, notify.Member, "a@b.example"),
		s.MessageID("2026-0041", notify.Answer, 1, notify.Official, "a@b.example"),
		s.MessageID("2026-0041", notify.Answer, 1, notify.Member, "c@b.example"),
	} {
		if seen[id] {
			t.Errorf("%s twice", id)
		}
		seen[id] = true
	}
	if c, ok := s.Read(first); !ok || c.Kind != notify.Answer {
		t.Errorf("kind %q, %v", c.Kind, ok)
	}
}

// TestForgeries: the token of a Message-ID, which everybody in a
// thread sees, opens no reply address, and the other way round.
func TestForgeries(t *testing.T) {
	s := newSigner(t, 1)
	address := s.Address("2026-0041", notify.Member, "a@b.example")
	id := s.MessageID("2026-0041", notify.Answer, 1, notify.Member, "a@b.example")
	tokenOf := func(text string) string {
		local, _, _ := strings.Cut(text, "@")
		return local[strings.LastIndexByte(local, '.')+1:]
	}
	for name, forged := range map[string]string{
		"message-id's token in an address": "spoergsmaal+2026-0041." + tokenOf(id) + "@kk.example",
		"address's token in a message-id":  "2026-0041.answer.1." + tokenOf(address) + "@kk.example",
		"other case":                       strings.Replace(address, "0041", "0042", 1),
		"member as official":               strings.Replace(address, ".m", ".o", 1),
		"other letter":                     strings.Replace(id, ".1.", ".2.", 1),
		"one character":                    flip(address),
	} {
		if c, ok := s.Read(forged); ok && s.Proves(c, "a@b.example") {
			t.Errorf("%s: %s is believed", name, forged)
		}
	}
}

// flip changes a character within the token.
func flip(address string) string {
	at := strings.IndexByte(address, '@') - 5
	c := byte('a')
	if address[at] == c {
		c = 'b'
	}
	return address[:at] + string(c) + address[at+1:]
}

func TestReadRefusesStrangers(t *testing.T) {
	s := newSigner(t, 1)
	good := s.Address("2026-0041", notify.Member, "a@b.example")
	for _, text := range []string{
		"", "@", "spoergsmaal@kk.example", "spoergsmaal+@kk.example", "spoergsmaal+2026-0041@kk.example",
		strings.Replace(good, "kk.example", "kk.example.evil.example", 1), strings.Replace(good, "spoergsmaal", "andre", 1),
		strings.Replace(good, "@", "x@", 1), "20260309.1@kk.example", "a.b.c.d@kk.example", "2026-0041.answer.01.m" + strings.Repeat("a", 26) + "@kk.example",
		"2026-0041.answer.1.x" + strings.Repeat("a", 26) + "@kk.example", good + "\r\nBcc: x@y.example",
	} {
		if c, ok := s.Read(text); ok {
			t.Errorf("%q is read as %v", text, c)
		}
	}
}

func TestNewSignerRefuses(t *testing.T) {
	secret := make([]byte, 32)
	for _, c := range []struct {
		secret  []byte
		mailbox string
		ok      bool
	}{
		{secret, mailbox, true},
		{secret[:31], mailbox, false},
		{secret, "", false},
		{secret, "kk.example", false},
		{secret, "spørgsmål@kk.example", false},
		{secret, `"a b"@kk.example`, false},
	} {
		if _, err := notify.NewSigner(c.secret, c.mailbox); (err == nil) != c.ok {
			t.Errorf("%d bytes, %q: %v", len(c.secret), c.mailbox, err)
		}
	}
}

func TestSignedAddressesNeedRoom(t *testing.T) {
	for length, fits := range map[int]bool{1: true, 24: true, 25: false} {
		s, err := notify.NewSigner(make([]byte, 32), strings.Repeat("x", length)+"@kk.example")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Fits(); (err == nil) != fits {
			t.Errorf("%d characters: %v", length, err)
		}
		local, _, _ := strings.Cut(s.Address("2026-123456", notify.Official, "a@kk.example"), "@")
		if fits && len(local) > 64 {
			t.Errorf("%d characters make a local part of %d", length, len(local))
		}
	}
}

// FuzzSigner: no text that the signer did not write proves anything, and what
// it reads it writes again in the same way.
func FuzzSigner(f *testing.F) {
	s := newSigner(f, 1)
	f.Add(s.Address("2026-0041", notify.Member, "a@b.example"), "a@b.example")
	f.Add(s.MessageID("2026-0041", notify.FollowUp, 2, notify.Official, "a@b.example"), "a@b.example")
	f.Add("spoergsmaal+2026-0041.m"+strings.Repeat("a", 26)+"@kk.example", "")
	other := newSigner(f, 9)
	f.Fuzz(func(t *testing.T, text, recipient string) {
		c, ok := s.Read(text)
		if !ok {
			return
		}
		if other.Proves(c, recipient) {
			t.Errorf("%q proves under a secret that never signed", text)
		}
		if s.Proves(c, recipient) {
			written := s.Address(c.Case, c.Role, recipient)
			if c.Kind == "" && !strings.EqualFold(strings.Trim(text, " \t<>"), written) {
				t.Errorf("%q proves like %q", text, written)
			}
		}
	})
}
