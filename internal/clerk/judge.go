package clerk

import (
	"fmt"
	"strings"

	"inquiryd/intake"
	"inquiryd/internal/register"
	"inquiryd/internal/threading"
	"inquiryd/notify"
)

// Verdict says what becomes of a mail.
type Verdict string

// The verdicts.
const (
	VerdictInquiry  Verdict = "inquiry"   // a member asks
	VerdictFollowUp Verdict = "follow-up" // a member writes about a case that exists
	VerdictAnswer   Verdict = "answer"    // an administration's official replies
	VerdictDecision Verdict = "decision"  // the registrar replies
	VerdictApproval Verdict = "approval"  // an approver replies
	// VerdictContribution: an administration replies that contributes.
	VerdictContribution Verdict = "contribution"
	VerdictBounce       Verdict = "bounce"  // one of our letters came back
	VerdictHeld         Verdict = "held"    // a person must decide
	VerdictIgnored      Verdict = "ignored" // nothing to do
)

// judgement is a verdict with its reason and what it was reached from.
type judgement struct {
	verdict Verdict
	why     string // one English sentence without text, names or addresses of the mail
	reason  Reason // the same for letters, when a person is told
	party   party
	link    threading.Link
	// unverified: a member's address that cannot be believed. The inquiry is
	// filed as held and nobody but the registrar hears of it.
	unverified bool
	// stranger: somebody whom nobody knows. A person looks; no answer goes out.
	stranger bool
}

// Reason is why a person is asked, as a word that templates turn into a
// sentence of the installation's language.
type Reason string

// The reasons.
const (
	ReasonUnsure        Reason = "unsure"        // the rules could not decide
	ReasonUnverified    Reason = "unverified"    // the sender's address cannot be believed
	ReasonAuthors       Reason = "authors"       // several authors, or none
	ReasonContradiction Reason = "contradiction" // the signs of the case contradict each other
	ReasonRole          Reason = "role"          // a letter's token in the wrong hands
	ReasonStranger      Reason = "stranger"      // nobody knows the sender
	ReasonRefused       Reason = "refused"       // nobody knows the sender, who was told so
	ReasonList          Reason = "list"          // came through a mailing list
	ReasonLoop          Reason = "loop"          // came by so many servers that it goes in circles
	ReasonEncrypted     Reason = "encrypted"     // cannot be read without a key
	ReasonTruncated     Reason = "truncated"     // too large to be fetched whole
	ReasonEmpty         Reason = "empty"         // nothing in it to read
	ReasonFiles         Reason = "files"         // what it asks stands in its files, which nobody has read
	ReasonTooMany       Reason = "too-many"      // more questions than allowed
	ReasonKind          Reason = "kind"          // a kind that a person handles
	ReasonNoCase        Reason = "no-case"       // an official writes without a case
	ReasonClosed        Reason = "closed"        // an answer to a case that is no longer open
	ReasonUnreadable    Reason = "unreadable"
	ReasonBounced       Reason = "bounced"
	ReasonRecovered     Reason = "recovered"   // the register was restored and lacks it
	ReasonRules         Reason = "rules"       // a changed configuration was not taken over
	ReasonCap           Reason = "cap"         // too many letters to one member
	ReasonCapSubject    Reason = "cap-subject" // too many about one subject
	ReasonCapCase       Reason = "cap-case"    // too many about one case
	ReasonCapAll        Reason = "cap-all"     // too many to all together
	ReasonExpiry        Reason = "secret-ends" // a secret of OAuth 2.0 ends soon
	ReasonOverdue       Reason = "overdue"     // past its deadline
	ReasonUnclear       Reason = "unclear"     // the answer could not be matched to the questions
	ReasonMissing       Reason = "missing"     // some questions have no answer yet
	ReasonAway          Reason = "away"        // a note that somebody is away, without a sign of a program
	ReasonRedirect      Reason = "redirect"    // the administration says that it is not theirs
)

// maxHops is how many servers a mail may have passed before it counts as one
// that goes in circles: no limit below it is allowed (RFC 5321 section 6.3).
const maxHops = 100

// judge says what a mail means. auth is intake.Authenticate's result, and l
// the case that the mail names. It reads nothing but its arguments.
func (d *Desk) judge(m *intake.Mail, auth intake.Authentication, authWhy string, p party, l threading.Link) judgement {
	j := judgement{party: p, link: l}
	say := func(v Verdict, r Reason, format string, args ...any) judgement {
		j.verdict, j.reason, j.why = v, r, fmt.Sprintf(format, args...)
		return j
	}
	switch m.Nature {
	case intake.Own:
		return say(VerdictIgnored, "", "our own letter, come back: %s", m.NatureWhy)
	case intake.Bounce:
		return say(VerdictBounce, "", "a bounce: %s", m.NatureWhy)
	case intake.AutoReply, intake.Report:
		return say(VerdictIgnored, "", "automatic mail: %s", m.NatureWhy)
	case intake.Unreadable:
		return say(VerdictHeld, ReasonUnreadable, "nothing in it could be read")
	}
	if len(m.From) != 1 {
		if d.anyKnown(m) {
			return say(VerdictHeld, ReasonAuthors, "it names %d authors, so none can be believed", len(m.From))
		}
		j.stranger = true
		return say(VerdictIgnored, ReasonStranger, strangerWhy+": it names %d authors, and none is known", len(m.From))
	}
	if p.stranger() {
		if m.Nature == intake.List && l.Role == "" {
			return say(VerdictIgnored, "", "a mailing list that nobody here is known on: %s", m.NatureWhy)
		}
		j.stranger = true
		if l.Role != "" || l.Contradiction != "" {
			return say(VerdictHeld, ReasonRole, "somebody unknown replies to a letter about a case")
		}
		return say(VerdictIgnored, ReasonStranger, strangerWhy+": the sender is not on the roster and no official")
	}
	if m.Nature == intake.List {
		return say(VerdictHeld, ReasonList, "it came through a mailing list: %s", m.NatureWhy)
	}
	if n := len(m.Header.Values("Received")); n > maxHops {
		return say(VerdictHeld, ReasonLoop, "it has passed %d servers: it goes in circles", n)
	}
	if !d.believed(auth) {
		j.unverified = true
		if j.confirms() {
			return say(VerdictFollowUp, "", "the member confirms, by a token sent to the roster's address, the mail of case %s", l.Case.Number)
		}
		if p.member != nil && !l.Found() && l.Contradiction == "" {
			return say(VerdictHeld, ReasonUnverified, "the sender's address cannot be believed: %s", authWhy)
		}
		return say(VerdictHeld, ReasonUnverified, "it concerns a case, and the sender's address cannot be believed: %s", authWhy)
	}
	if l.Contradiction != "" {
		return say(VerdictHeld, ReasonContradiction, "%s", l.Contradiction)
	}
	if l.Found() {
		v, r, why := d.judgeLinked(p, l)
		return say(v, r, "%s", why)
	}
	if p.member != nil {
		return say(VerdictInquiry, "", "a mail from a member on the roster")
	}
	return say(VerdictHeld, ReasonNoCase, "it comes from %s and names no case", roleName(p))
}

// confirms says whether the mail replies to our question whether its sender
// wrote the mail that is held: the token was sent to the address on the roster
// and nowhere else, so the reply proves who reads there.
func (j judgement) confirms() bool {
	return j.party.member != nil && j.link.Role == notify.Member && strings.EqualFold(j.party.member.Address, j.link.Inquiry.Member) &&
		j.link.Case.State == register.StateHeld && j.link.Case.HeldWhy == string(ReasonUnverified)
}

// judgeLinked says what a mail that names a case means. A token is bound to a
// role: a member's never answers, an official's never asks.
func (d *Desk) judgeLinked(p party, l threading.Link) (Verdict, Reason, string) {
	isMember := p.member != nil && strings.EqualFold(p.member.Address, l.Inquiry.Member)
	isOfficial := p.answersFor(l.Case.Administration)
	number := l.Case.Number
	switch l.Role {
	case notify.Member:
		if isMember {
			return VerdictFollowUp, "", "the member replies about case " + number
		}
	case notify.Official:
		if isOfficial {
			return VerdictAnswer, "", "the administration replies about case " + number
		}
		if contributes(p, l) { // who answers let them see our letter
			return VerdictContribution, "", "an administration contributes to case " + number
		}
	case notify.Registrar:
		if p.registrar {
			return VerdictDecision, "", "the registrar decides about case " + number
		}
	case notify.Contributor:
		if contributes(p, l) {
			return VerdictContribution, "", "an administration contributes to case " + number
		}
	case notify.Approver:
		if p.approver && strings.EqualFold(p.address, l.Recipient) {
			return VerdictApproval, "", "an approver decides about the answer in case " + number
		}
	case "":
		switch { // only a number, or the member's own mail: the sender must be a party
		case isMember:
			return VerdictFollowUp, "", "the member writes about case " + number
		case isOfficial && l.Case.State != register.StateHeld:
			return VerdictAnswer, "", "the administration writes about case " + number
		case p.registrar:
			return VerdictDecision, "", "the registrar writes about case " + number
		}
		return VerdictHeld, ReasonRole, "it names case " + number + ", and the sender is no party to it"
	}
	return VerdictHeld, ReasonRole, "it replies to a letter about case " + number + " that was sent to somebody else"
}

// contributes says whether somebody writes for an administration that
// contributes to the case.
func contributes(p party, l threading.Link) bool {
	for _, id := range l.Case.Contributing {
		if p.answersFor(id) {
			return true
		}
	}
	return false
}

// believed says whether an author address counts. Without any means to verify
// it is all there is, and the From line is taken as it stands.
func (d *Desk) believed(auth intake.Authentication) bool {
	switch auth {
	case "pass":
		return true
	case "none":
		return !d.Intake.Auth.Required()
	}
	return false
}

func (d *Desk) anyKnown(m *intake.Mail) bool {
	for _, a := range m.From {
		if !d.identify(a.Address, d.Now()).stranger() {
			return true
		}
	}
	return false
}

func roleName(p party) string {
	if p.registrar {
		return "the registrar"
	}
	return "an administration"
}
