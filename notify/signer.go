package notify

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strconv"
	"strings"
)

// Signer makes the reply addresses and Message-IDs by which a reply finds its
// case, and reads them back. Each carries a token: HMAC-SHA256, cut to 128
// bits, over its purpose, the case, the role and the recipient. An address
// proves nothing as a Message-ID, a member's token nothing as an official's,
// and a token that was forwarded nothing for its new holder.
//
// Everything is written in lower case and read in any, since mail programs
// change the case of addresses.
type Signer struct {
	key           []byte
	local, domain string
}

// Claim is what an address or a Message-ID of ours says about itself. It is a
// claim until [Signer.Proves] holds for the author of the mail.
type Claim struct {
	Case string
	Role Role
	Kind Kind // of the letter, when it was read from a Message-ID

	n       int
	purpose string
	mac     string
}

// The purposes that a token can have.
const (
	purposeAddress   = "address"
	purposeMessageID = "message-id"
)

const (
	tokenBytes = 16
	tokenChars = 26 // base32 of 16 bytes without padding
	caseChars  = 11 // room for "2026-123456" in a local part
	localChars = 64 // RFC 5321 section 4.5.3.1.1
)

// token32 is RFC 4648 base32 in lower case.
var token32 = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

var roleLetters = map[Role]string{Member: "m", Official: "o", Registrar: "r", Approver: "a", Stranger: "s", Contributor: "c", Reader: "k"}

// NewSigner returns a Signer for the address that members write to. The
// secret needs 32 bytes at least; whoever has it can forge replies, and a new
// one makes every address that was given out worthless. [Signer.Fits] says
// whether the mailbox leaves room for signed addresses.
func NewSigner(secret []byte, mailbox string) (*Signer, error) {
	if len(secret) < 32 {
		return nil, fmt.Errorf("make signer: the secret has %d bytes, needs 32", len(secret))
	}
	local, domain, ok := cutAddress(strings.ToLower(mailbox))
	if !ok || !plainLocal(local) {
		return nil, fmt.Errorf("make signer: %q is not a mail address that can carry a signature", mailbox)
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("inquiryd reply token v1"))
	return &Signer{key: mac.Sum(nil), local: local, domain: domain}, nil
}

// Bound is a Signer whose tokens hold only for one thing more, as the digest of
// the letter that an approver is asked about: they prove nothing without it.
func (s *Signer) Bound(to string) *Signer {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte("bound to " + to))
	return &Signer{key: mac.Sum(nil), local: s.local, domain: s.domain}
}

// Fits reports whether the local part of the mailbox leaves room for case and
// token within the 64 octets of RFC 5321: 24 characters at most.
func (s *Signer) Fits() error {
	if room := localChars - len("+.r") - caseChars - tokenChars; len(s.local) > room {
		return fmt.Errorf("%s@%s is longer than %d characters before the @: no room for a signed reply address", s.local, s.domain, room)
	}
	return nil
}

// Address is the address that the recipient of a letter replies to, as
// mailbox+2026-0041.oTOKEN@domain.
func (s *Signer) Address(caseNumber string, role Role, recipient string) string {
	c := Claim{Case: strings.ToLower(caseNumber), Role: role, purpose: purposeAddress}
	return s.local + "+" + c.Case + "." + roleLetters[role] + s.token(c, recipient) + "@" + s.domain
}

// MessageID is the Message-ID of the nth letter of a kind about a case,
// without angle brackets. The same arguments give the same Message-ID.
func (s *Signer) MessageID(caseNumber string, kind Kind, n int, role Role, recipient string) string {
	c := Claim{Case: strings.ToLower(caseNumber), Role: role, Kind: kind, n: n, purpose: purposeMessageID}
	return fmt.Sprintf("%s.%s.%d.%s%s@%s", c.Case, kind, n, roleLetters[role], s.token(c, recipient), s.domain)
}

// Mark tells one secret from another and says nothing of either.
func (s *Signer) Mark() string {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte("mark of the secret"))
	return token32.EncodeToString(mac.Sum(nil)[:tokenBytes])
}

// Read reads an address or a Message-ID, with or without angle brackets and
// in any case, and reports whether it has the form of ours. Nothing is proven
// by that.
func (s *Signer) Read(addressOrMessageID string) (Claim, bool) {
	text := strings.ToLower(strings.Trim(addressOrMessageID, " \t<>"))
	local, domain, ok := cutAddress(text)
	if !ok || domain != s.domain {
		return Claim{}, false
	}
	if tag, ok := strings.CutPrefix(local, s.local+"+"); ok {
		return readAddress(tag)
	}
	return readMessageID(local)
}

// Proves reports whether the claim was signed for this recipient. It takes
// the same time whatever is wrong.
func (s *Signer) Proves(c Claim, recipient string) bool {
	return hmac.Equal([]byte(s.token(c, recipient)), []byte(c.mac))
}

func (s *Signer) token(c Claim, recipient string) string {
	mac := hmac.New(sha256.New, s.key)
	for _, part := range []string{c.purpose, c.Case, string(c.Role), string(c.Kind), strconv.Itoa(c.n), strings.ToLower(strings.TrimSpace(recipient))} {
		fmt.Fprintf(mac, "%d:%s,", len(part), part)
	}
	return token32.EncodeToString(mac.Sum(nil)[:tokenBytes])
}

// readAddress reads 2026-0041.oTOKEN.
func readAddress(tag string) (Claim, bool) {
	number, rest, ok := strings.Cut(tag, ".")
	c := Claim{Case: number, purpose: purposeAddress}
	return c, ok && plainLocal(number) && c.readToken(rest)
}

// readMessageID reads 2026-0041.answer.1.mTOKEN.
func readMessageID(local string) (Claim, bool) {
	parts := strings.Split(local, ".")
	if len(parts) != 4 {
		return Claim{}, false
	}
	n, err := strconv.Atoi(parts[2])
	if err != nil || strconv.Itoa(n) != parts[2] || parts[1] == "" || !plainLocal(parts[0]) {
		return Claim{}, false
	}
	c := Claim{Case: parts[0], Kind: Kind(parts[1]), n: n, purpose: purposeMessageID}
	return c, c.readToken(parts[3])
}

func (c *Claim) readToken(text string) bool {
	if len(text) != 1+tokenChars {
		return false
	}
	for role, letter := range roleLetters {
		if letter == text[:1] {
			c.Role, c.mac = role, text[1:]
		}
	}
	_, err := token32.DecodeString(c.mac)
	return c.Role != "" && err == nil
}

// cutAddress parts an addr-spec at its last @.
func cutAddress(address string) (local, domain string, ok bool) {
	i := strings.LastIndexByte(address, '@')
	if i < 1 || i == len(address)-1 {
		return "", "", false
	}
	return address[:i], address[i+1:], true
}

// plainLocal reports whether s can stand in a local part without quotes.
func plainLocal(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~.") == ""
}
