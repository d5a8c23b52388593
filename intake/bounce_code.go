package intake

import "strings"

// statusCode is the enhanced status code (RFC 3463) that v begins with, or "".
func statusCode(v string) string {
	v = strings.TrimSpace(v)
	if n := codeLength(v); n > 0 {
		return v[:n]
	}
	return ""
}

// codeLength is the length of the code class "." subject "." detail at the
// start of s, which must not go on as a number with more points does.
func codeLength(s string) int {
	if len(s) < 5 || s[1] != '.' || s[0] != '2' && s[0] != '4' && s[0] != '5' {
		return 0
	}
	i := digits(s, 2)
	if i == 2 || i >= len(s) || s[i] != '.' {
		return 0
	}
	end := digits(s, i+1)
	if end == i+1 || end < len(s) && (isAlnum(s[end]) || s[end] == '.' && end+1 < len(s) && digits(s, end+1) > end+1) {
		return 0
	}
	return end
}

// digits is where the at most three digits of s from i on end.
func digits(s string, i int) int {
	for n := 0; n < 3 && i < len(s) && '0' <= s[i] && s[i] <= '9'; n++ {
		i++
	}
	return i
}

// statusIn finds the enhanced status code in what a server said of a failure:
// the first that follows a reply code of SMTP or a "#", else the first at all.
func statusIn(s string) string {
	first := ""
	for i := 0; i < len(s); i++ {
		if i > 0 && (isAlnum(s[i-1]) || s[i-1] == '.') {
			continue
		}
		n := codeLength(s[i:])
		if n == 0 || s[i] == '2' {
			continue
		}
		if i > 0 && s[i-1] == '#' || followsReply(s[:i], s[i]) {
			return s[i : i+n]
		}
		if first == "" && !strings.HasSuffix(s[:i], "[") {
			first = s[i : i+n]
		}
	}
	return first
}

// followsReply reports whether before ends with a reply code of the class.
func followsReply(before string, class byte) bool {
	b := strings.TrimRight(before, " -#(")
	return len(b) >= 3 && b[len(b)-3] == class && digits(b, len(b)-3) == len(b) && (len(b) == 3 || !isAlnum(b[len(b)-4]))
}

// guessedStatus gives the code for what a bounce says in words alone.
func guessedStatus(text string) string {
	if w, ok := statusPhrases.first(text); ok {
		return statusRanks[w.rank]
	}
	return ""
}

// statusPhrases are all words of statusWords, and statusRanks what each means.
var statusPhrases, statusRanks = func() (*phrases, []string) {
	var words, codes []string
	for _, g := range statusWords {
		for _, w := range g.words {
			words, codes = append(words, w), append(codes, g.code)
		}
	}
	return newPhrases(words...), codes
}()

// statusWords are the causes that servers name without a code, with the code
// of RFC 3463 that says the same; the most particular first.
var statusWords = []struct {
	code  string
	words []string
}{
	{"5.2.2", []string{
		"mailbox full", "mailbox is full", "over quota", "overquota", "quota exceeded", "exceeded quota",
		"too many messages", "mailbox exceeds", "exceeds allowed size", "quota has been exceeded", "exceeded storage", "postkassen er fuld",
		"postfach voll", "postfach ist voll", "postfach des empfängers ist voll", "postfach des empfängers voll", "brevlåda är full", "brevlådan är full", "postboksen er full", "inbox is full", "boîte pleine", "メールボックス",
	}},
	{"5.1.1", []string{
		"user unknown", "unknown user", "no such user", "not a known user", "unknown recipient", "recipient unknown", "unknown mailbox",
		"user not found", "not a valid user", "invalid user", "address not found", "no mailbox here by that name", "recipient name is not recognized",
		"does not exist", "doesn't exist", "not listed in", "address couldn't be found", "couldn't be found",
		"invalid final delivery userid", "no valid recipients", "invalid recipient", "not exist", "recipnotfound",
		"recipient not found", "findes ikke", "finns inte", "nicht gefunden", "n'existe pas", "000c05a6",
	}},
	{"5.1.2", []string{
		"host unknown", "unknown host", "host not found", "domain not found", "unrouteable", "unroutable",
		"illegal host/domain", "no such domain", "name service error", "nxdomain", "couldn't find any host",
	}},
	{"5.2.1", []string{
		"account is disabled", "account disabled", "deactivated mailbox", "has been disabled", "has been suspended", "mailbox unavailable",
		"mailbox disabled", "account is inactive",
	}},
	{"5.3.4", []string{"message too large", "message too big", "size limit", "too large", "maximum message size"}},
	{"5.4.6", []string{"too many hops", "mail loop", "routing loop", "loops back", "too many \"received\"", "hop count"}},
	{"5.7.1", []string{
		"relaying denied", "relay access denied", "unable to relay", "not allowed to relay", "spam", "blocked",
		"blacklist", "access denied", "not authorized", "policy",
	}},
	{"4.4.1", []string{
		"connection timed out", "connection refused", "not responding", "no route to host", "host not reachable",
		"retry timeout exceeded", "did not accept our requests",
	}},
	{"4.4.7", []string{
		"in the queue too long", "delivery time expired", "message expired", "not delivered within", "delivery expired",
		"has been delayed", "retry timeout", "could not send message for",
	}},
}
