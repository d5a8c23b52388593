package intake

import (
	"slices"
	"strings"
)

// footer is what offices and programs put under a mail.
type footer struct {
	begins string
	holds  []string // any; none is needed when empty
}

// footers begin what offices, mailing lists and scanners put under every
// mail. A paragraph is a footer when it begins with the first and holds one
// of the others, all in lower case.
var footers = []footer{
	{"denne e-mail", confidential}, {"denne mail", confidential}, {"denne besked", confidential}, {"denne meddelelse", confidential}, {"indholdet af denne", confidential},
	{"fortrolighed", []string{"denne", "modtager", "uvedkommende", "fejl"}}, {"fortrolig:", nil}, {"tænk på miljøet", nil}, {"vis hensyn til miljøet", nil}, {"vær opmærksom på, at denne", confidential},
	{"læs om, hvordan", []string{"persondata", "personoplysninger"}}, {"læs om hvordan", []string{"persondata", "personoplysninger"}},
	{"læs mere om", []string{"persondata", "personoplysninger", "databeskyttelse"}}, {"sådan behandler vi", []string{"oplysninger"}},
	{"denne e-posten", confidential}, {"denna e-post", confidential}, {"detta meddelande", confidential}, {"detta mejl", confidential},
	{"this e-mail", confidential}, {"this email", confidential}, {"this message", confidential}, {"the information contained", confidential}, {"the information in this", confidential},
	{"confidentiality", nil}, {"confidential:", nil}, {"disclaimer", nil}, {"please consider the environment", nil}, {"virus-free. www.", nil}, {"virusfri. www.", nil}, {"virenfrei. www.", nil},
	{"this message was sent using imp", nil},
	{"diese e-mail", confidential}, {"diese nachricht", confidential}, {"ce message", confidential}, {"ce courriel", confidential}, {"dit bericht", confidential}, {"este mensaje", confidential},
	{"le informazioni contenute", confidential}, {"you are receiving this because", nil}, {"you received this message because", nil}, {"reply to this email directly", nil},
	{"har du modtaget denne", confidential}, {"hvis du har modtaget denne", confidential}, {"hvis du ikke er den rette modtager", nil}, {"if you have received this", confidential},
	{"er du ikke den rette modtager", nil}, {"er du ikke rette modtager", nil}, {"är du inte rätt mottagare", nil}, {"er du ikke rett mottaker", nil}, {"not the intended recipient", nil}, {"if you are not the intended recipient", nil},
	{"vil du vide, hvordan", []string{"persondata", "personoplysninger"}}, {"vil du vide hvordan", []string{"persondata", "personoplysninger"}}, {"vil du vide mere om", []string{"persondata", "personoplysninger"}},
	{"skal du printe denne", printed}, {"behøver du at printe", printed}, {"behøver du printe", printed}, {"har du overvejet, om du behøver", printed}, {"do you really need to print", nil}, {"do you need to print", printed}, {"think before you print", nil}, {"tænk, før du printer", nil}, {"tænk før du printer", nil}, {"måste du skriva ut", printed}, {"trenger du å skrive ut", printed},
	{"to unsubscribe", nil}, {"du modtager denne mail, fordi", nil}, {"du modtager denne e-mail, fordi", nil},
}

// footersByWord are the footers by their first word.
var footersByWord = func() map[string][]footer {
	m := map[string][]footer{}
	for _, f := range footers {
		m[firstWord(f.begins)] = append(m[firstWord(f.begins)], f)
	}
	return m
}()

var footerFirsts = startsOf(footersByWord)

var confidential = []string{"fortrolig", "konfidentiel", "uvedkommende", "fejlagtigt", "ved en fejl", "konfidensiel", "förtrolig", "konfidentiell", "sekretess", "confidential", "intended recipient",
	"intended solely", "in error", "privileged", "vertraulich", "confidentiel", "vertrouwelijk", "confidencial", "riservat", "virus"}

// printed are words of those who ask whether a mail must be printed.
var printed = []string{"denne mail", "denne e-mail", "mailen", "e-mailen", "this mail", "this email", "this e-mail", "mejlet", "e-posten"}

// authors are words by which a person speaks of himself, as no footer does.
var authors = []string{" jeg ", " jag ", " ich ", " min ", " mine "}

// cutFooter cuts the footers at the end of the lines from i up to end.
func (t *thread) cutFooter(i, end int) int {
	cut := end
	t.up(i, end, func(j, below int) bool {
		switch {
		case t.listFooter(j, cut) || t.officeFooter(j, cut): // "Har du modtaget denne mail ved en fejl?" as well
			cut = j
		case t.asks(j, j+1), strings.IndexByte("0123456789aAbBcCsSqQfFvV*_", t.lines[j].first) >= 0 && questionLine(t.lines[j].text):
			return false
		}
		return true
	})
	cut = t.ruleAbove(i, cut, end)
	t.set(cut, end, signatureLine)
	return cut
}

// ruleAbove takes a rule in that stands right above a footer.
func (t *thread) ruleAbove(i, cut, end int) int {
	for j := cut - 1; cut < end && j >= i && j >= cut-2; j-- {
		if isRule(t.lines[j].text) || strings.TrimSpace(t.lines[j].text) == "—" {
			return j
		}
		if !t.lines[j].blank() {
			break
		}
	}
	return cut
}

// officeFooter says whether line j begins a footer that is in the table.
func (t *thread) officeFooter(j, end int) bool {
	if !footerFirsts.may(t.lines[j].text) {
		return false
	}
	if j > 0 && !t.lines[j-1].blank() && !isRule(t.lines[j-1].text) && t.lines[j-1].writer == ownLine && len(t.lines[j-1].text) > 60 {
		return false // the middle of a paragraph
	}
	possible := footersByWord[firstWord(t.lines[j].text)]
	if len(possible) == 0 {
		return false
	}
	const longest = 60 // bytes of what begins a footer
	s := strings.TrimLeftFunc(t.lines[j].text, notWord)
	s = lower(s[:min(len(s), longest)])
	for _, f := range possible {
		if strings.HasPrefix(s, f.begins) && (len(f.holds) == 0 || t.holds(j, end, f.holds) && !t.holds(j, end, authors)) {
			return true
		}
	}
	return false
}

// holds says whether one of words stands in the paragraph that begins on line j.
func (t *thread) holds(j, end int, words []string) bool {
	for ; j < end && !t.lines[j].blank(); j++ {
		s := " " + lower(t.lines[j].text[:min(len(t.lines[j].text), 4000)])
		for _, w := range words {
			if strings.Contains(s, w) {
				return true
			}
		}
	}
	return false
}

// listFooter says whether line j is the rule above a mailing list's footer.
func (t *thread) listFooter(j, end int) bool {
	if t.lines[j].first != '_' {
		return false
	}
	if s := strings.TrimSpace(t.lines[j].text); len(s) < 2 || strings.Trim(s, "_") != "" {
		return false
	}
	lines, found := 0, false
	for k := j + 1; k < end; k++ {
		s := lower(t.lines[k].text[:min(len(t.lines[k].text), 200)])
		found = found || strings.Contains(s, "mailing list") || strings.Contains(s, "listinfo") || strings.Contains(s, "unsubscribe") || strings.Contains(s, "postliste")
		if !t.lines[k].blank() {
			lines++
		}
	}
	return found && lines <= 8
}

// warnings begin what a mail gateway puts above a mail from outside.
var warnings = []string{"caution: this e", "caution: external", "warning: this e", "external email", "external e-mail", "external mail", "external:", "[external", "ekstern mail", "ekstern e-mail", "ekstern:", "[ekstern",
	"advarsel: ekstern", "obs: ekstern", "this email originated from outside", "this message originated from outside", "this e-mail originated from outside", "denne e-mail er sendt fra en ekstern", "denne mail er sendt fra en ekstern", "denne e-mail kommer fra en ekstern", "denne mail kommer fra en ekstern",
	"you don't often get email from", "you don’t often get email from", "du får ikke ofte mail", "du får ikke ofte e-mail", "sie erhalten nicht oft", "achtung: diese e-mail", "vorsicht: diese e-mail", "some people who received this message don't often get email from", "nogle personer, der har modtaget denne meddelelse, får ikke ofte"}

// A warning in other words begins with one of cautions and speaks of a mail
// from outside.
var (
	cautions  = []string{"caution", "warning", "attention", "advarsel", "forsigtig", "obs", "pas på", "vær opmærksom", "varning", "achtung", "vorsicht", "let op"}
	outside   = newPhrases("external", "outside", "ekstern", "udefra", "uden for", "utenfor", "utanför", "extern", "außerhalb", "utenfra", "expéditeur")
	mailWords = newPhrases("mail", "message", "sender", "meddelelse", "besked", "afsender", "nachricht", "absender", "avsender", "avsändare", "e-post", "bericht")
)

// clicks are what a gateway tells its readers not to do.
var clicks = newPhrases("klik ikke", "undlad at klikke", "undgå at klikke", "åbn ikke", "not click", "n't click", "n’t click", "klicka inte", "öppna inte", "klikk ikke", "ikke klikk ", "klicken sie", "cliquez pas", "klik niet")

// cutWarnings cuts what gateways put above the mail, one below the other.
func (t *thread) cutWarnings() {
	const most = 3
	for i, n := t.next(0), 0; i < len(t.lines) && n < most && t.lines[i].writer == ownLine; n++ {
		end := t.warningEnd(i)
		if end == i || t.next(end) == len(t.lines) {
			return
		}
		t.set(i, end, signatureLine)
		i = t.next(end)
	}
}

// warningEnd is where the warning ends that begins on line i; i when there is none.
// It ends with the first blank line, has three lines at most, and asks nothing, but
// whether one knows the sender. Exchange's ends with its link, in any language.
func (t *thread) warningEnd(i int) (end int) {
	const most = 3
	for end = i; end < len(t.lines) && end < i+most && !t.lines[end].blank(); end++ {
		s := t.lines[end].text
		if _, rest, ok := strings.Cut(s[:min(len(s), 400)], "aka.ms/LearnAboutSenderIdentification"); ok && wordsUpTo(rest, 3) < 3 {
			return end + 1
		}
	}
	if end < len(t.lines) && !t.lines[end].blank() || !t.warns(i) {
		return i
	}
	if slices.ContainsFunc(t.lines[i:end], func(l line) bool { return l.asks() && !asksOfSender(l.text) }) {
		return i
	}
	return end
}

// warns says whether line i begins as a gateway's warning: with words that gateways
// begin with, or with others that speak of a mail from outside and are of caution
// or tell what not to do.
func (t *thread) warns(i int) bool {
	const most = 300
	s := t.lines[i].text
	s = lower(strings.TrimLeftFunc(s[:min(len(s), most)], func(c rune) bool { return notWord(c) && c != '[' }))
	if hasPhrase(s, warnings) {
		return true
	}
	if !(hasPhrase(s, cautions) || clicks.in(s)) || !outside.in(s) || !mailWords.in(s) {
		return false
	}
	_, person := containsAny(" "+s, authors)
	return !person
}

// asksOfSender says whether a line ends by asking who sent the mail, in a few words:
// "Kender du afsenderen?".
func asksOfSender(s string) bool {
	s = strings.TrimRight(lower(s), " ?!]*")
	last := s[strings.LastIndexAny(s, ".!?]")+1:]
	return wordsUpTo(last, 8) <= 7 && ofSender.in(last)
}

var ofSender = newPhrases("afsender", "sender", "absender", "avsender", "avsändare")
