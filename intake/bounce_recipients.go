package intake

import (
	"slices"
	"strings"
)

// weight says how surely an address in the text of a bounce is the recipient
// that failed.
type weight int

const (
	ignored weight = iota
	named          // it stands in a sentence
	replied        // it stands in what another server said
	pointed        // the words in front say that it is the recipient
	listed         // it begins a line of its own
)

// mentioned is an address in the text of a bounce.
type mentioned struct {
	address string
	weight  weight
}

// failedIn finds the recipients that the explanation of a bounce names: those
// of the greatest weight there is, if it is at least least. Addresses in skip
// are ours or the server's and count only when there is no other.
func failedIn(text string, skip []string, least weight) []string {
	var all []mentioned
	prev := ""
	for line := range strings.Lines(text) {
		if !isBlank(line) {
			all = appendMentioned(all, line, prev)
			prev = line
		}
	}
	if out := heaviest(all, skip, least); len(out) > 0 {
		return out
	}
	return heaviest(all, nil, least)
}

func heaviest(all []mentioned, skip []string, least weight) []string {
	best := ignored
	for _, a := range all {
		if !isOneOf(a.address, skip) {
			best = max(best, a.weight)
		}
	}
	var out []string
	for _, a := range all {
		if best >= least && a.weight == best && !isOneOf(a.address, skip) {
			out = appendAddress(out, a.address)
		}
	}
	return out
}

func isOneOf(address string, list []string) bool {
	return slices.ContainsFunc(list, func(a string) bool { return sameAddress(a, address) })
}

// appendAddress adds address unless it is there already.
func appendAddress(list []string, address string) []string {
	const most = 1000
	if address == "" || len(list) >= most || isOneOf(address, list) {
		return list
	}
	return append(list, address)
}

// appendMentioned adds the addresses of one line; prev is the line before.
func appendMentioned(all []mentioned, line, prev string) []mentioned {
	const longest, most = 1000, 30
	if strings.IndexByte(line, '@') < 0 {
		return all
	}
	line = strings.TrimSpace(line[:min(len(line), longest)])
	low := lower(line)
	if len(low) != len(line) {
		low = line // a letter that changes its length: the case is not worth the place
	}
	for pos, n := 0, 0; n < most; n++ {
		start, end, ok := nextAddress(line, pos)
		if !ok {
			break
		}
		w := weigh(low, start, end, lower(strings.TrimSpace(prev)))
		all = append(all, mentioned{line[start:end], w})
		pos = end
	}
	return all
}

// weigh judges the address at lower[start:end], a line without its case.
func weigh(lower string, start, end int, prev string) weight {
	before := strings.TrimRight(lower[:start], `<"'( `)
	after := strings.TrimLeft(lower[end:], `>"') `)
	if _, ok := foreignWords.of(lower[:start]); ok || strings.HasSuffix(before, "mailto:") {
		return ignored
	}
	if hasSuffixOf(prev, []string{"expanded from", "generated from"}) {
		return ignored
	}
	lead := strings.Trim(before, "*-#>•· <\"'([|")
	switch {
	case lead == "" && (after == "" || startsReason(lower[end:])):
		return listed
	case lead == "" && len(after) > 0 && strings.HasPrefix(lower, "<"):
		return listed
	case before == "to:": // a header field, which names the others as well
		return replied
	case hasSuffixOf(before, pointers), strings.HasPrefix(lower[end:], ">..."), strings.HasPrefix(lower[end:], "..."):
		return pointed
	case lead == "" && hasSuffixOf(prev, pointers):
		return listed
	case replyCode(lower) || lead == "":
		return replied
	case isHelper(lower[start:end]):
		return ignored
	}
	return named
}

// isHelper knows the addresses to which bounces send those who need help.
func isHelper(address string) bool {
	_, ok := prefixOf(address, []string{
		"postmaster@", "support@", "abuse@", "help@", "helpdesk@", "noc@", "hostmaster@", "admin@", "mailer-daemon@",
	})
	return ok
}

// startsReason reports whether what follows an address at the start of a line
// is why it failed.
func startsReason(after string) bool {
	after = strings.TrimLeft(after, `>"'`)
	_, ok := prefixOf(after, []string{
		":", "...", ";", " (", "(", " [", "[", "<mailto", " <mailto", " - ", " : ", " on ", "\t", "  ", " invalid ",
		" not ", " does ", " -- ",
	})
	return ok
}

func hasSuffixOf(s string, words []string) bool {
	s = strings.TrimRight(s, " ")
	return slices.ContainsFunc(words, func(w string) bool { return strings.HasSuffix(s, w) })
}

// replyCode reports whether a line holds a reply code of SMTP for a failure.
func replyCode(line string) bool { return replyClass(line) != 0 }

// replyClass is the first digit of the first reply code of SMTP for a failure
// in s, or 0.
func replyClass(line string) byte {
	for i := 0; i+3 < len(line); i++ {
		if line[i] != '4' && line[i] != '5' || digits(line, i) != i+3 {
			continue
		}
		ends := line[i+3] == ' ' || line[i+3] == '-'
		begins := i == 0 || !isLabel(line[i-1]) && line[i-1] != '.'
		if ends && begins {
			return line[i]
		}
	}
	return 0
}

// pointers are the words in front of a recipient's address.
var pointers = []string{
	"rcpt to:", "rcpt to", "dda:smtp=", "to:", "recipient:", "recipients:", "recipient", "recipient(s):", "address:", "addresses:",
	"address(es):", "addressed to", "user:", "username:", "unknown user", "user unknown", "unknown user:",
	"user unknown:", "exceeds allowed size:", "mailbox is full:", "mailbox full:", "mailbox", "mailbox:",
	"undeliverable to", "deliver to", "delivered to", "delivered to the", "deliver mail to", "deliver message to",
	"deliver your message to", "delivering your mail to", "delivery to", "sent to", "send to", "sending to",
	"message to", "mail to", "email to", "errors:", "error-for:", "err.nosuchuser:", "failed:", "failed to",
	"following message to", "relay for", "relay to", "gateway for", "rejected:", "reject:", "error sending to",
	"destination:", "destination address:", "intended recipient:", "for:", "account", "alias", "user",
	"failed address:", "failed addresses:",
	"modtager:", "modtagere:", "til:", "til", "mottaker:", "mottagare:", "till:", "till", "empfänger:", "an:", "an",
	"adresse:", "ontvanger:", "geadresseerde:", "aan:", "aan", "destinataire:", "destinataire :", "destinataires :",
	"à:", "à", "destinatario:", "para:", "para", "a:", "destinatário:", "adresat:", "do:", "vastaanottaja:", "宛先:",
	"宛先：", "送信先:",
}

// foreignWords in front of an address say that it is not the recipient's.
var foreignWords = newPhrases(
	"message-id:", "message-id <", "message-id: <", "message id", "mail from", "return-path", "reply-to",
	"envelope-from", "sender:", "sender address", "sent by", "mail sent from", "afsender:", "absender:", "expéditeur",
	"remitente:", "reporting-mta", "http://", "https://", "contact ", "kontakt ", "please forward",
	"send mail to postmaster", "send mail to <postmaster", "further assistance", "generated from", "expanded from",
	"expanded to", "ultimately generated", "received:", "help@", "support@", "abuse@", "your administrator", "from:",
	"fra:", "von:", "de :", "envelope from", "remote mta", "hello ", "hola,", "hi ", "dear ", "hej ", "orcpt=",
	"original message was received", "you sent the message", "message you sent from", "you cannot send",
)
