package clerk

import (
	"slices"
	"strings"
)

// What officials say to us or to a colleague is not always short enough for
// chatter: "I have passed it on, and we will get back to you", "it is not ours
// but BUF's", a remark below the answer. It may be meant for the member all the
// same, so it is shown to its writer before it is sent.

var (
	// asides are said in the whole of a short answer.
	asides = []pattern{
		expression(`(?i)(?:^|[^\p{L}])(?:ikke (?:hos )?(?:vores|os)(?: \p{L}+)?\s*(?:[.,;:!–-]|$| men| fordi| da | og | at )|(?:uden ?for|ikke inden ?for|ikke i) vores (?:ressort|område|ansvar\p{L}*|kompetence)|not (?:ours|our (?:area|responsibility|department|task)|for us)(?:[^\p{L}]|$))`),
		expression(`(?i)(?:^|[^\p{L}])(?:(?:vil|kan|bør|må|skal|bedes|venligst|please|could you|can you|you should)\s+(?:(?:I|du|den|det|sagen|spørgsmålet|venligst|gerne|i stedet|please|this|it|be)\s+)*(?:(?:videre|over|om)?send\p{L}*|omfordel\p{L}*|forward\p{L}*|redirect\p{L}*|reassign\p{L}*)|(?:(?:jeg|vi|I|we) (?:har|have)|har (?:jeg|vi)) (?:\p{L}+ )?(?:(?:videre|over)sendt|sendt (?:\p{L}+ )?(?:videre|til)|forwarded|passed (?:it|this) on)|(?:er|is) (?:\p{L}+ )?(?:videresendt|sendt videre|forwarded)|(?:sender|videresender|giver) (?:det|den|sagen|spørgsmålet) (?:videre|til))(?:[^\p{L}]|$)`),
		expression(`(?i)(?:^|[^\p{L}])(?:(?:vi|jeg) vender(?: \p{L}+)? tilbage|vender (?:vi|jeg)(?: \p{L}+)? tilbage|vender tilbage (?:hurtigst|snarest|så snart|med (?:et )?svar|senere|når)|svar(?:et)? (?:forventes|følger|kommer|er på vej|på (?:resten|de øvrige)[^.]* (?:følger|kommer))|(?:vi|jeg) (?:sender|giver|leverer) (?:\p{L}+ )?svar(?:et)? (?:i|på|senere|når|inden|snarest|hurtigst|efter)|og sender svar(?:et)?|(?:vi|jeg) mangler (?:endnu |fortsat |stadig )?(?:tal|data|svar|oplysninger)|forventer at (?:kunne )?(?:svare|besvare|sende|have (?:et )?svar)|(?:we|I)(?:'ll|’ll| will| shall) (?:get back|come back|revert|return|respond|answer)|will be answered (?:as soon|later))(?:[^\p{L}]|$)`),
		expression(`(?i)(?:^|[^\p{L}])(?:(?:beder|anmoder|søger|ansøger|vil (?:gerne )?bede) (?:hermed |venligst )?om (?:udsættelse|udskydelse|mere tid|fristforlængelse|(?:en )?(?:ny|længere|forlænget|forlængelse af) ?frist\p{L}*)|fristen (?:ønskes|bedes) (?:udsat|udskudt|forlænget|flyttet)|(?:brug|behov) for (?:lidt )?mere tid|need (?:some |a little )?more time|(?:request|ask for) (?:an )?extension)(?:[^\p{L}]|$)`),
		expression(`(?i)(?:^|[^\p{L}])(?:jeg (?:er|holder|har)|I am|I'm|I’m) (?:(?:desværre|pt\.?|currently|p\.t\.) )?(?:på (?:ferie|barsel|orlov|kursus|tjenesterejse)|barsel|ferie|fri|syg(?:emeldt)?|fraværende|ikke (?:til stede|på (?:kontoret|arbejde))|out of (?:the )?office|on (?:holiday|leave|vacation)|away)(?:[^\p{L}]|$)`),
		expression(`(?i)(?:^|[^\p{L}])(?:overtaget mine sager|kontakt (?:venligst |gerne )?(?:i stedet |min kollega |my colleague )|(?:svarer|svare[sr]?|tager) (?:\p{L}+ )?(?:på|af) (?:den|det|spørgsmål)(?: \d)?[.!]*$|(?:spørgsmål \d+|resten|de (?:øvrige|andre)) svarer [\p{L} ]+ på)(?:[^\p{L}]|$)`),
		expression(`(?i)(?:^|[.!?,:\n][\s*_]*)(?:kan|vil|kunne|ville|gider|tager|svarer|har|ved|skal|mener|tænker) du (?:[^.!?\n]*)\?`),
		expression(`(?i)(?:^|[^\p{L}])(?:(?:vi|jeg) (?:er|kigger|ser) (?:allerede |lige )?på (?:sagen|opgaven)|(?:vi|jeg) arbejder (?:\p{L}+ )?på (?:sagen|svaret|et svar|at svare|besvarelsen)|(?:vi|jeg) er i gang(?: med (?:det|den|sagen|svaret|besvarelsen|at svare))?[.!]*$|(?:svaret|besvarelsen|udkastet) er (?:\p{L}+ )*(?:under udarbejdelse|til godkendelse|i høring)|(?:svaret|besvarelsen) (?:ligger|er lagt|er journaliseret|findes) (?:på sagen |klar )?i (?:F2|eDoc|sagen|systemet|Acadre|SBSYS|GetOrganized)|(?:jeg|vi) har bedt [\p{L} ]+ om (?:at svare|svar|et svar|bidrag|input)|til (?:jeres|din|rette) (?:videre )?(?:foranstaltning|vedkommende)|(?:we are|I am) (?:working|looking) (?:on|into) it)(?:[^\p{L}]|$)`),
		expression(`^[^.!?\n]+\?$`),
		expression(`(?i)^(?:svaret )?(?:kommer|følger|mangler|afventer|tbd|tba|to follow|follows|pending|later)(?: (?:senere|endnu|fortsat|snart|i morgen|på \p{L}+|til \p{L}+|svar|tal|later|soon))*[ .!…]*$`),
	}
	// remarks are said in a part of an answer, however long it is.
	remarks = []pattern{
		expression(`(?i)(?:^|[^\p{L}])(?:(?:til|for) (?:internt? brug|internal use)|(?:kun|only) (?:til jer|internt|internally|for you)|(?:skal|må|bør) ikke (?:sendes|med (?:i svaret|ud|til)|videre|stå i|komme (?:ud|videre))|ikke til (?:medlemmet|politikeren|udlevering|videresendelse)|(?:in ?den|før|before) (?:I|du|you) send\p{L}*|ring (?:lige |venligst |gerne |endelig )?til mig|call me|do not (?:send|forward)|not for (?:the member|publication)|off the record|mellem os sagt|fortroligt til jer)(?:[^\p{L}]|$)`),
		expression(`(?m)(?:^|[^\p{L}])(?:[Vv]il|[Ss]kal|[Kk]an|[Øø]nsker|[Hh]ar|[Ee]r|[Ss]iger) I (?:[^.!?\n]*)\?`),
		expression(`(?:^|[^\p{L}])[Ss]ig (?:endelig |gerne |bare |venligst )?til, hvis I[^\p{L}]`),
		expression(`(?im)^[\s*_]*(?:følsomhed|klassifi\p{L}+|classification|sensitivity)[\s*_]*:|(?:har delt (?:en|et) \p{L}+ med dig|shared an? \p{L}+ with you)`),
		expression(`(?i)^(?:udkast(?: til (?:svar|besvarelse))?|draft(?: answer| reply)?)\s*(?:[:–\n-]|$)`),
		expression(`(?im)^[\s*_]*(?:internt?|intern (?:bemærkning|note|kommentar)|bemærkning til (?:jer|fordeleren|sekretariatet)|til (?:fordeleren|sekretariatet|jer)|note to (?:you|the registrar|self)|internal(?: note| remark)?)[\s*_]*:`),
	}
)

// shortAnswer is how many words an answer may have to be taken for an aside as a
// whole.
const shortAnswer = 60

// asideIn says whether one of some answers reads like something that is not said
// to the member. A question to us with the member's name in it is.
func asideIn(answers map[int]string, member string) bool {
	for _, a := range answers {
		reads := func(p pattern) bool { return p().MatchString(a) }
		switch {
		case slices.ContainsFunc(remarks, reads), asksAbout(a, member):
			return true
		case len(strings.Fields(a)) <= shortAnswer && slices.ContainsFunc(asides, reads):
			return true
		}
	}
	return false
}

// asksAbout says whether a text has a question with somebody's first name in it.
func asksAbout(text, name string) bool {
	first, _, _ := strings.Cut(folded(name), " ")
	if first == "" {
		return false
	}
	for sentence := range strings.SplitAfterSeq(strings.ReplaceAll(text, "\n", "."), "?") {
		if !strings.HasSuffix(sentence, "?") {
			continue
		}
		at := strings.LastIndexAny(sentence, ".!:")
		if strings.Contains(" "+folded(sentence[at+1:])+" ", " "+first+" ") {
			return true
		}
	}
	return false
}
