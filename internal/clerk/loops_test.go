package clerk_test

import (
	"bytes"
	"fmt"
	"net/mail"
	"regexp"
	"strings"
	"testing"

	"inquiryd/intake"
	"inquiryd/internal/clerk"
	"inquiryd/internal/mailtest"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// otherMailbox is that of a second installation.
const otherMailbox = "svar@by.example"

// facing makes two offices, each a member on the other's roster.
func facing(t *testing.T, limit int, change ...func(*clerk.Options)) (a, b *office) {
	member := func(address string) func(*clerk.Options) {
		return func(c *clerk.Options) {
			roster, err := intake.NewRoster([]intake.Member{{Name: "Den anden kommune", Address: address}})
			if err != nil {
				t.Fatal(err)
			}
			c.Roster = roster
			c.Config.MaxAcknowledgements = limit
		}
	}
	a = newOffice(t, append(change, member(otherMailbox))...)
	b = newOffice(t, append(change, member(mailbox), func(c *clerk.Options) {
		var err error
		c.Office.Mailbox = otherMailbox
		if c.Writer, err = notify.NewWriter(notify.Config{Language: "da", From: notify.Address{Name: "By", Address: otherMailbox}, Zone: copenhagen}); err != nil {
			t.Fatal(err)
		}
		if c.Signer, err = notify.NewSigner(bytes.Repeat([]byte("b"), 32), otherMailbox); err != nil {
			t.Fatal(err)
		}
	})...)
	return a, b
}

// box says whether an address is one of a mailbox, with or without a token.
func box(address, mailbox string) bool {
	name, domain, _ := strings.Cut(mailbox, "@")
	return address == mailbox || strings.HasPrefix(address, name+"+") && strings.HasSuffix(address, "@"+domain)
}

// carry brings what o sent since the nth letter to another mailbox, as change
// leaves it, and returns how many letters there are now and how many went there.
func (o *office) carry(n int, to *office, address string, change func(mailtest.Message) []byte) (all, carried int) {
	messages := o.smtp.Messages()
	for _, m := range messages[n:] {
		if box(m.To, address) {
			to.deliver(change(m))
			carried++
		}
	}
	return len(messages), carried
}

var automatic = regexp.MustCompile(`(?im)^(auto-submitted|x-auto-response-suppress|precedence):.*\r\n`)

// F36, T09: two installations that are members of each other's rosters. Letters
// that say that they are automatic end it at once; where somebody on the way
// takes those fields off, the cap does.
func TestTwoDesksFacingEachOtherStop(t *testing.T) {
	const limit = 3
	for name, c := range map[string]struct {
		change func(mailtest.Message) []byte
		most   int // letters that go from one to the other, both ways together
	}{
		"as they are": {func(m mailtest.Message) []byte { return m.Raw }, 1},
		"with the automatic fields taken off": {func(m mailtest.Message) []byte {
			return automatic.ReplaceAll(m.Raw, nil)
		}, 10 * limit},
		"and without the thread": {func(m mailtest.Message) []byte {
			return regexp.MustCompile(`(?im)^(in-reply-to|references|reply-to):.*\r\n([ \t].*\r\n)*`).ReplaceAll(automatic.ReplaceAll(m.Raw, nil), nil)
		}, 10 * limit},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, b := facing(t, limit)
			a.deliver(bytes.Replace(ask(1), []byte("anna.holm@medlem.example"), []byte(otherMailbox), 1))
			seenA, seenB, total, quiet := 0, 0, 0, 0
			for range 25 {
				var n, m int
				a.round()
				seenA, n = a.carry(seenA, b, otherMailbox, c.change)
				b.round()
				seenB, m = b.carry(seenB, a, mailbox, c.change)
				total += n + m
				if quiet++; n+m > 0 {
					quiet = 0
				}
			}
			t.Logf("%d letters went to and fro", total)
			if total == 0 || total > c.most || quiet < 5 {
				t.Errorf("%d letters went to and fro, want at most %d; quiet for %d rounds", total, c.most, quiet)
			}
			a.verify()
			b.verify()
		})
	}
}

// F36: a member's answering machine that does not say that it is one.
func TestAnAnsweringMachineWithoutHeadersStops(t *testing.T) {
	const limit = 4
	field := func(raw []byte, name string) string {
		m, err := mail.ReadMessage(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		return m.Header.Get(name)
	}
	for name, fields := range map[string]func(raw []byte) string{
		"new mail to the mailbox": func([]byte) string { return "To: " + mailbox + "\r\nSubject: Cykelsti og tak for din mail" },
		"reply by the address":    func(raw []byte) string { return "To: " + field(raw, "Reply-To") + "\r\nSubject: Tak" },
		"reply by the thread": func(raw []byte) string {
			return "To: " + mailbox + "\r\nSubject: Tak\r\nIn-Reply-To: " + field(raw, "Message-ID")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, func(c *clerk.Options) { c.Config.MaxAcknowledgements = limit })
			o.deliver(ask(1))
			seen, answered, quiet := 0, 0, 0
			for n := range 40 {
				o.round()
				messages := o.smtp.Messages()
				quiet++
				for i, m := range messages[seen:] {
					if m.To != "anna.holm@medlem.example" {
						continue
					}
					quiet = 0
					answered++
					o.deliver([]byte(fmt.Sprintf("From: anna.holm@medlem.example\r\n%s\r\nMessage-ID: <auto-%d-%d@medlem.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nTak for din mail nr. %d om cykelstien. Jeg vender tilbage, når jeg kan.\r\n",
						fields(m.Raw), n, i, answered)))
				}
				seen = len(messages)
			}
			t.Logf("%d letters to the member, %v", answered, o.kinds())
			if answered > 2*limit || quiet < 5 {
				t.Errorf("the machine got %d letters, quiet for %d rounds", answered, quiet)
			}
			o.verify()
		})
	}
}

// F36: a mail that has passed more than a hundred servers goes in circles (RFC
// 5321 section 6.3). A person sees it, nobody gets an answer, and each further
// turn of it is a copy. A hundred are allowed.
func TestAMailThatGoesInCirclesIsHeld(t *testing.T) {
	o := newOffice(t)
	turn := func(n int) []byte {
		hop := "Received: from a.example by b.example; Mon, 09 Mar 2026 10:00:09 +0100\r\n"
		return append([]byte(strings.Repeat(hop, n)), ask(n/1000)...)
	}
	for n := 101; n < 106; n++ {
		o.deliver(turn(n))
		o.round()
	}
	if got := o.outcomes(); got[register.Held] != 1 || got[register.Ignored] != 4 || len(o.cases()) != 0 {
		t.Errorf("%v, %d cases", got, len(o.cases()))
	}
	letters := o.letters()
	if len(letters) != 1 || letters[0].Recipient != "fordeler@kk.example" || !strings.Contains(letters[0].Text, "sendt i ring") {
		t.Errorf("letters: %+v", letters)
	}
	o.deliver(append([]byte(strings.Repeat("Received: from a.example by b.example\r\n", 100)), ask(7)...))
	o.round()
	if len(o.cases()) != 1 {
		t.Errorf("%d cases for a mail that came a long way", len(o.cases()))
	}
}
