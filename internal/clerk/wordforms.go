package clerk

import (
	"slices"
)

// because is what stands between a word and its reason.
const because = `(?:\s*[,;]\s*(?:(?:da|fordi|idet|because|since|as)\s+)?|\s+(?:fordi|because of|because|grundet|pga\.?|p\.g\.a\.|på grund af|due to|da|idet|since|as)\s+|\s+[-–]\s+)`

// orders are the forms of the officials' words in Danish and English. Each must be the
// whole first line, so that an answer that begins with the same word is not
// taken for an order. What the group "to" matches is the order's argument.
var orders = []form{
	{wordConfirm, expression(`(?i)^(?:ok(?:ay)?|ja|yes|godkend(?:t|es)?|bekræft(?:et|es)?|confirm(?:ed)?|approved?|send(?: det| svaret| it)?)[.!]*$`)},
	{wordRedirect, expression(`(?i)^(?:ikke (?:vores|os|vor)(?: (?:sag|område|ansvar|bord))?|hører ikke (?:til|under) (?:hos )?os|not ours?|not us)[.!:,;–-]*(?:\s*(?:(?:(?:videresend|send|omfordel|oversend)(?:es)?|forward|redirect|hører|belongs)\s+)?(?:til|hos|to|i):?\s+(?P<to>[^.!]+))?[.!]*$`)},
	{wordRedirect, expression(`(?i)^(?:ikke (?:vores|os|vor)(?: (?:sag|område|ansvar|bord))?|hører ikke (?:til|under) (?:hos )?os|not ours?|not us)\s*[,;–-]?\s+(?P<why>(?:fordi|da|idet|because|since|as)\s+.+)$`)},
	{wordRedirect, expression(`(?i)^(?:(?:please|venligst|bedes)\s+)?(?:videresend(?:es|t)?|omfordel(?:es|t)?|oversend(?:es|t)?|redirect|forward|reassign)\s+(?:til|to)?:?\s*(?P<to>[^.!]+)[.!]*$`)},
	{wordMoreTime, expression(`(?i)^(?:mere tid|ny frist|frist|udsæt(?:telse)?|forlæng(?:else)?|more time|extend|new deadline)[: ]+(?:til|indtil|until|to)?:?\s*(?P<to>[^,;]*?\d[^,;]*?(?:,\s*\d{4})?|(?:på |on )?(?:` + weekdayNames + `))[.!]*(?:` + because + `(?P<why>.+))?$`)},
	{wordRefuse, expression(`(?i)^(?:afvis(?:es|t|ning)?|kan ikke besvares|refused?|cannot be answered)(?:\s*[:,;])?\s+(?P<why>(?:fordi|da|idet|because|since|as)\s+.*)$`)},
	{wordRefuse, expression(`(?i)^(?:afvis(?:es|t|ning)?|kan ikke besvares|refused?|cannot be answered)[:,;]\s*(?P<to>.*)$`)},
	{wordRefuse, expression(`(?i)^(?:afvis(?:es|t|ning)?|kan ikke besvares|refused?|cannot be answered)[.!]*$`)},
	{wordAsk, expression(`(?i)^(?:spørg(?: medlemmet)?|modspørgsmål|spørgsmål (?:til medlemmet|retur)|ask(?: the member)?|question (?:to the member|back))(?:\s*[:–-]\s*(?P<to>.*)|[.!]*)$`)},
	{wordPartial, expression(`(?i)^(?:delsvar|delvist svar|send delsvar|partial(?: answer)?|answer in part)(?:\s*[:–-]\s*(?P<to>.*)|[.!]*)$`)},
	{wordDuplicate, expression(`(?i)^(?:dublet|duplikat|gentagelse|allerede besvaret|duplicate|already answered)(?:\s+(?:af|i|of|in))?[: ]+\s*(?:(?:sag|case)\s+)?(?:(?:nr|no)\.?\s+)?(?P<to>\d{4}-\d{4,9})[.!]*$`)},
	{wordCorrect, expression(`(?i)^(?:rettelse|rettet svar|berigtigelse|correction|corrected(?: answer)?)(?:\s+(?:til|af|i|to|of|in)\s+(?:(?:sag(?:en)?|case)(?:\s+\d{4}-\d{4,9})?|(?:mit |my |the )?(?:svar(?:et)?|answer)))?(?:\s*:\s*(?P<to>.*)|[.!]*)$`)},
	{wordCorrect, expression(`(?i)^(?:rettelse|berigtigelse|correction)\s+(?:til|af|i|to|of|in)\s+(?P<to>(?:svar(?:et)?|spørgsmål|spm\.?|answer|question)\s*\d{1,3}(?:[^\d].*)?)$`)},
	{wordContribute, expression(`(?i)^(?:(?:indhent )?bidrag(?: fra)?|contributions?(?: from)?)[: ]+(?P<to>[\p{L}\d ,+&-]{2,60}?)[.!]*(?:(?:[;]| fordi| because| om| about)\s*(?P<why>.+))?$`)},
	{wordAccess, expression(`(?i)^(?:adgang|access):\s*(?P<to>[\p{L} ]{1,40}?)[.!]*$`)},
	{wordAccess, expression(`(?i)^(?:adgang|access)\s+(?P<to>offentligt?|public|medlemmer|members|fortroligt?|confidential)[.!]*$`)},
	{wordStatus, expression(`(?i)^status[.!?]*$`)},
	{wordComment, expression(`(?i)^(?:kommentar|internt?|intern note|note|comment|internal)(?::\s*(?P<to>.*)|[.!]*)$`)},
}

// approverOrders are the forms of the approvers' words.
var approverOrders = []form{
	{wordConfirm, expression(`(?i)^(?:(?:jeg )?(?:kan )?godkend(?:t|es|er|e)?|ok(?:ay)?|ja|yes|i approve|approved?)[.!]*$`)},
	{wordReturn, expression(`(?i)^(?:retur(?:n[eé]r?(?:es|et)?)?|send(?:es|t)? (?:tilbage|retur)|ikke godkendt|godkendes ikke|return(?:ed)?|send back|not approved)(?:\s*[:,;–-]|\s+fordi\b|\s+because\b|[.!]*$)\s*(?P<to>.*)$`)},
}

// memberOrders are the forms of the members' words.
var memberOrders = []form{
	{wordWithdraw, expression(`(?i)^(?:jeg (?:vil (?:gerne )?|ønsker at )?)?(?:træk(?:ker|ke)?(?: (?:spørgsmålet|spørgsmålene|sagen|henvendelsen|det|mit spørgsmål|mine spørgsmål))? tilbage|tilbagetræk(?:kes)?|trækkes tilbage)[.!]*$|^(?:please )?(?:i (?:want to |would like to )?)?withdrawn?(?: (?:the questions?|my questions?|it|my inquiry))?[.!]*$`)},
	{wordReword, expression(`(?i)^(?:ny formulering|nyformulering|omformulering|new wording|reworded|rephrased?)(?:\s+(?:af\s+|of\s+)?(?:spørgsmål\s+|question\s+|nr\.?\s*)?(?P<why>\d{1,3}))?(?:\s*:\s*(?P<to>.*)|[.!]*)$`)},
	{wordStatus, expression(`(?i)^(?:(?:hvad er )?status(?: på (?:sagen|mit spørgsmål))?|hvor langt er (?:sagen|I)|hvordan går det(?: med (?:sagen|mit spørgsmål))?|(?:er der )?(?:noget )?nyt(?: i sagen)?|hvad sker der(?: i sagen)?|hvornår (?:får jeg|kommer|kan jeg (?:få|forvente|regne med)) (?:et )?svar(?:et)?(?: på (?:mit|mine) spørgsmål)?|how far is (?:the case|it)|what is the status|any news|when (?:do|will|can) I (?:get|have|expect) (?:an|the) answer)[.!?]*$`)},
}

// registrarOrders are the forms of the registrar's words, besides the names of
// administrations.
var registrarOrders = slices.Concat([]form{
	{wordConfirm, expression(`(?i)^(?:ok(?:ay)?|ja|yes|godkend(?:t|es)?|bekræft(?:et|es)?|confirm(?:ed)?|approved?)[.!]*$`)},
	{wordKind, expression(`(?i)^(?:sagstype|slags|type|kind)[: ]+(?P<to>[\p{L}\d_ -]{2,40}?)[.!]*$`)},
	{wordReject, expression(`(?i)^(?:afvis(?:es|t)?|reject(?:ed)?)(?:\s*[:,–-]\s*(?P<to>.*)| fordi\s+(?P<why>.*)| because\s+(?P<why2>.*)|[.!]*)$`)},
	{wordClose, expression(`(?i)^(?:luk(?:kes)?|afslut(?:tes)?|close[d]?)(?:\s*[:,–-]\s*(?P<to>.*)|[.!]*)$`)},
	{wordContribute, expression(`(?i)^(?:(?:indhent )?bidrag(?: fra)?|contributions?(?: from)?)[: ]+(?P<to>[\p{L}\d ,+&-]{2,60}?)[.!]*$`)},
}, ordersOf(wordAccess, wordStatus, wordComment))

// othersThanMembers are words that mean something only when others write them,
// and that no member would begin a sentence to the administration with.
var othersThanMembers = slices.Concat(ordersOf(wordRedirect, wordMoreTime, wordRefuse, wordPartial, wordDuplicate), approverOrders[1:])

// othersThanOfficials are words that no official would begin an answer with;
// alone are those that no answer consists of.
var (
	othersThanOfficials = slices.Concat(memberOrders, approverOrders[1:], formsOf(registrarOrders, wordClose))
	alone               = formsOf(registrarOrders, wordKind, wordReject)
)

// ordersOf are the officials' forms of some words.
func ordersOf(words ...word) []form { return formsOf(orders, words...) }

func formsOf(forms []form, words ...word) []form {
	return slices.DeleteFunc(slices.Clone(forms), func(f form) bool { return !slices.Contains(words, f.word) })
}
