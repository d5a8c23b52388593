package clerk

import (
	"slices"
	"strings"
	"unicode"
)

// Officials also write to us what is neither a word nor an answer: "thanks", "it
// is not ours", "we need more time". A short mail that reads so goes to no
// member; the official is told which word was probably meant.

// chat is how such a mail reads, and the word that says what it means.
type chat struct {
	reads pattern
	says  map[string]string // by language; nil: no word does
}

// thanks is how people confirm that they have read something.
const thanks = `(?i)^(?:(?:(?:ok(?:ay)?|ja|jo|nej|fint|super|perfekt|mange|tusind|hej|many|great|fine)[, ]*)*(?:tak|takker|modtaget|noteret|set|ok(?:ay)?|thanks|thank you|received|noted|will do|got it)(?:,? (?:for|a lot|so much|again|igen|så meget|skal du|det er|vi ser|vi vender|jeg vender|så|tak|to you|very much|thanks|thank you|we will)\b[^.?!:]*)?|[^\p{L}\d]+)[.!]*$`

// moreTimeWord is the word that asks for more time.
var moreTimeWord = map[string]string{"da": "Frist: 1. april 2026 fordi …", "en": "More time until 1 April 2026 because …"}

// chats are tried in this order. They count in a mail of a few words only.
var chats = []chat{
	{expression(thanks), nil},
	{expression(`(?i)^(?:til (?:jeres |din )?(?:orientering|info\p{L}*)|fyi|t\.?o\.?|for (?:your )?information|(?:vi |jeg )?bekræfter (?:hermed )?(?:modtagelse\p{L}*|at have modtaget)[^.!?]*)[.!:]*$`), nil},
	{expression(`(?i)^(?:(?:det|den|svaret|udkastet|it|this) )?(?:(?:er|ser|is|looks) )?(?:hermed )?(?:godkendt|fint ud|enig|ingen (?:bemærkninger|kommentarer)|approved|good|no comments?)(?: (?:herfra|af mig|fra min side|med det|from me|by me))?[.!]*$`), nil},
	{expression(`(?i)(?:send|sendt|sendes|videresend\p{L}*|forward\p{L}*)\b.{0,30}\b(?:medlemmet|politikeren|the member)(?:[^\p{L}]|$)`), nil},
	{expression(`(?i)(?:^|[^\p{L}])(?:ikke (?:vores|os|for os|noget for os|mit|min)|forkert (?:forvaltning|afdeling|sted|modtager)|wrong (?:department|administration|place)|not (?:for us|ours?|mine)|(?:hører|ligger|belongs|er det) (?:(?:det|den|sagen|ikke) )*(?:til|under|hos|to|with)|(?:send|sendt|sendes|videresend|videresende[st]?|videresendt|skal|bør|giv|givet|flyt|prøv|forward|forwarded|pass)\b.{0,40}\b(?:til|hos|videre|to|on))(?:[^\p{L}]|$)`),
		map[string]string{"da": "Ikke vores", "en": "Not ours"}},
	{expression(`(?i)^(?:se|samme|som|det samme|see|same)\b.*\b\d{4}-\d{4,9}|^(?:det er |det |the )?(?:samme|same) (?:svar|answer)\b|^(?:svar(?:et)? )?(?:som|se) (?:sidst|tidligere)\b|^as (?:last time|before)\b`), map[string]string{"da": "Dublet 2026-0041", "en": "Duplicate of 2026-0041"}},
	{expression(`^[^.!?]+\?$`), map[string]string{"da": "Spørg: dit spørgsmål til medlemmet", "en": "Ask: your question to the member"}},
	{expression(`(?i)(?:^svar(?:et)? (?:følger|kommer)|^(?:jeg|vi) (?:svarer|vender|kommer|arbejder)|^kommer (?:senere|snart)|^answer follows|^(?:I|we) will (?:answer|reply|get back))`), moreTimeWord},
	{expression(`(?i)(?:^(?:ring|kontakt|call|contact)(?: |$)|(?:tager|overtager|takes) (?:den|sagen|it|over)|(?:^|[^\p{L}])(?:på ferie|on holiday|on leave)(?:[^\p{L}]|$))`), map[string]string{"da": "Kommentar: …", "en": "Comment: …"}},
	{expression(`(?i)^(?:undskyld|beklager|fejl|test|stop|annull\p{L}+|slet|fortryd\p{L}*|tilbagekald\p{L}*|recall|cancel|sorry|error|ignore|se bort|glem|disregard|n/?a|(?:luk|afslut|close) (?:sagen|den|det|the case|it))(?:[^\p{L}]|$)`), nil},
	{expression(`(?i)(?:mere tid|udsæt|udskyd|udskud|forlæng|(?:ny|længere) frist|frist(?:en)? (?:til|kan|skal|bør|ønskes|bedes)|more time|extension|postpone|new deadline|deadline (?:to|can))`),
		moreTimeWord},
	{expression(`(?i)^(?:hvad er |hvordan er |what is (?:the )?)?status(?: på sagen| of the case)?\W*$`), map[string]string{"da": "Status", "en": "Status"}},
	{expression(`(?i)^(?:fortroligt?|hemmeligt?|offentligt?|confidential|secret|public)\W*$`), map[string]string{"da": "Adgang: fortrolig", "en": "Access: confidential"}},
	{expression(`(?i)^(?:spørg|spørgsmål|ask|question)\b[^:]{0,30}:`), map[string]string{"da": "Spørg: dit spørgsmål til medlemmet", "en": "Ask: your question to the member"}},
	{expression(`(?i)(?:kan|vil|skal) (?:vi |jeg )?ikke (?:svare|besvare)|(?:cannot|can't|will not) (?:be )?answer`), map[string]string{"da": "Kan ikke besvares: grunden", "en": "Cannot be answered: the reason"}},
}

// fewWords is how long a mail may be to be taken for one of them.
const fewWords = 12

// few is the text of the mail on the desk without its greetings and name, when it is short
// and nothing else came with it.
func (w *work) few() (text string, ok bool) {
	text = strings.TrimSpace(withoutClosing(unsigned(w.mail.NewText, w.memberName())))
	if first, rest := firstLine(text); greetingLine().MatchString(first) && rest != "" {
		text = rest
	}
	text = withoutName(text, w.mail.From)
	n := len(strings.Fields(text))
	return text, n > 0 && n <= fewWords && !strings.Contains(text, "\n\n") && len(w.fileNames()) == 0
}

// thanks says whether the mail on the desk says no more than that its sender has
// read ours: thanks, and what people say around them.
func (w *work) thanks() bool {
	text, ok := w.few()
	if ok && chats[0].reads().MatchString(text) {
		return true
	}
	if strings.ContainsAny(text, "?:") || len(strings.Fields(text)) > 2*fewWords || len(w.fileNames()) > 0 {
		return false
	}
	thanked := false
	for clause := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(".!,;\n–", r) }) {
		clause = strings.TrimSpace(clause)
		says := clause != "" && chats[0].reads().MatchString(clause)
		thanked = thanked || says && strings.IndexFunc(clause, unicode.IsLetter) >= 0
		if clause != "" && !says && !pleasant().MatchString(clause) {
			return false
		}
	}
	return thanked
}

// pleasant is what people say around their thanks.
var pleasant = expression(`(?i)^(?:og |så |men )?(?:` +
	`(?:(?:rigtig|fortsat|hav|have|ha|en|a|have|også|i lige måde) )*(?:god|dejlig|good|nice|great)\p{L}* (?:weekend|dag|aften|eftermiddag|sommer|ferie|jul|påske|uge|nytår|arbejdslyst|day|evening|week|holiday)(?: til .{1,30})?` +
	`|det (?:er|var|ser|lyder|glæder) (?:(?:jeg|vi|mig|os|meget|rigtig|virkelig|helt|da|jo|et) )*(?:glade?|tilfredse?|godt|fint|dejligt|rart|hurtigt|perfekt|super|flot|noteret|modtaget)(?: (?:for|ud|svar|arbejde))?` +
	`|(?:jeg|vi) (?:er|blev) (?:(?:meget|rigtig|virkelig) )?(?:glade?|tilfredse?|taknemmelige?)(?: for (?:det|svaret|hjælpen))?` +
	`|(?:super|perfekt|fint|dejligt|godt|flot|herligt|great|perfect|excellent|much appreciated|appreciated|well done)(?: (?:arbejde|svar|klaret|job|work))?|(?:det )?(?:var|gik) hurtigt|vi ses)$`)

// chatter says whether the mail on the desk reads like something said to us
// rather than an answer, and which word was probably meant.
func (w *work) chatter() (example string, ok bool) {
	text, ok := w.few()
	if acknowledges(w.mail.NewText) && len(w.fileNames()) == 0 {
		return "", true
	}
	if !ok || answerLabel().MatchString(text) || refusal().MatchString(text) {
		return "", false
	}
	if h, named := readHeading(text); named && len(h.numbers) > 0 {
		return "", false
	}
	i := slices.IndexFunc(chats, func(c chat) bool { return c.reads().MatchString(text) })
	if i < 0 {
		return "", false
	}
	example = chats[i].says[w.Language]
	if id := w.mentioned(text); id != "" && example == chats[notOurs].says[w.Language] {
		example = redirectTo[w.Language] + id
	}
	return example, true
}

// acknowledges says whether a text only says that a mail of ours came in, as the
// systems do in which administrations keep their mail: what came and what
// becomes of it.
func acknowledges(text string) bool {
	return len(strings.Fields(text)) <= shortAnswer && came().MatchString(text) && becomes().MatchString(text)
}

var (
	came    = expression(`(?i)(?:^|[^\p{L}])(?:har (?:\p{L}+ )?modtaget (?:din|jeres|deres) (?:henvendelse|mail|e-mail|besked|forespørgsel)|(?:din|jeres|deres) (?:henvendelse|mail|e-mail|besked|forespørgsel) (?:er|har|blev) (?:\p{L}+ )?(?:modtaget|registreret|oprettet|fået)|have received your (?:request|inquiry|enquiry|message|e-?mail)|your (?:request|inquiry|enquiry|message|e-?mail) has been (?:received|registered))(?:[^\p{L}]|$)`)
	becomes = expression(`(?i)(?:^|[^\p{L}])(?:sagsn(?:ummer|r)|sags-?id|referencenummer|journaln(?:ummer|r)|ticket|case number|registreret|registered|oprettet|vende[rt]? tilbage|hører fra os|hear from us|svartid|ekspeditionstid|(?:svare?|besvare) (?:\p{L}+ )?inden ?for)(?:[^\p{L}]|$)`)
)

// refusal is an answer: why there is none.
var refusal = expression(`(?i)kan (?:desværre )?ikke (?:svare på|besvare)\p{L}*\b.*[^\p{L}](?:fordi|da|idet) |cannot (?:be )?answer\p{L}*\b.* (?:because|since|as) `)

// notOurs is the one of chats that passes a case on.
const notOurs = 4

// mentioned is the administration whose id or name stands in a text; "" when none
// or several do.
func (d *Desk) mentioned(text string) (found string) {
	said := " " + folded(text) + " "
	for _, a := range d.Administrations {
		if !strings.Contains(said, " "+folded(a.ID)+" ") && !strings.Contains(said, " "+folded(a.Name)+" ") {
			continue
		}
		if found != "" {
			return ""
		}
		found = a.ID
	}
	return found
}

// dropIt is how members say that they want no answer any more.
var dropIt = expression(`(?i)^(?:(?:jeg vil gerne )?(?:drop|glem|annull\p{L}+|fortryd\p{L}*|slet|stop|cancel|forget|never ?mind)(?: (?:det|den|sagen|spørgsmålet|henvendelsen|igen|it|that|this|my question|the question))*` +
	`|(?:jeg|vi|I|we) (?:(?:vil|would|want|like|to|gerne|hermed|hereby) )*(?:trækker|trække|withdraw)(?: (?:hermed|mit|min|mine|det|den|spørgsmål|spørgsmålet|spørgsmålene|henvendelse|henvendelsen|my|the|questions?|inquiry|it))*(?: tilbage)?(?: igen)?` +
	`|(?:i|du) (?:behøver|skal) ikke (?:at )?svare (?:alligevel|længere|mere)|you (?:need not|do not need to|don't need to) answer(?: any ?more)?)[.!]*$`)

// withdrawWord is the word that says so.
var withdrawWord = map[string]string{"da": "Træk tilbage", "en": "Withdraw"}

// droppedIt says whether a member seems to withdraw by other words than ours.
func (w *work) droppedIt() bool {
	text, ok := w.few()
	return ok && dropIt().MatchString(text)
}
