package clerk

// How people write to us what is neither a word nor an answer: in Danish and in
// English, which every desk reads, and in what the file of a language adds.

// thanks is how people confirm that they have read something.
const thanks = `(?i)^(?:(?:(?:ok(?:ay)?|ja|jo|nej|fint|super|perfekt|mange|tusind|hej|many|great|fine)[, ]*)*(?:tak|takker|modtaget|noteret|set|ok(?:ay)?|thanks|thank you|received|noted|will do|got it)(?:,? (?:for|a lot|so much|again|igen|så meget|skal du|det er|vi ser|vi vender|jeg vender|så|tak|to you|very much|thanks|thank you|we will)\b[^.?!:]*)?|[^\p{L}\d]+)[.!]*$`

// chatForms are tried in this order. They count in a mail of a few words only.
var chatForms = []struct{ text, says string }{
	{thanks + `|^{thanks}`, ""},
	{`(?i)^(?:til (?:jeres |din )?(?:orientering|info\p{L}*)|fyi|t\.?o\.?|for (?:your )?information|(?:vi |jeg )?bekræfter (?:hermed )?(?:modtagelse\p{L}*|at have modtaget)[^.!?]*)[.!:]*$`, ""},
	{`(?i)^(?:(?:det|den|svaret|udkastet|it|this) )?(?:(?:er|ser|is|looks) )?(?:hermed )?(?:godkendt|fint ud|enig|ingen (?:bemærkninger|kommentarer)|approved|good|no comments?)(?: (?:herfra|af mig|fra min side|med det|from me|by me))?[.!]*$`, ""},
	{`(?i)(?:send|sendt|sendes|videresend\p{L}*|forward\p{L}*)\b.{0,30}\b(?:medlemmet|politikeren|the member)(?:[^\p{L}]|$)`, ""},
	{`(?i)(?:^|[^\p{L}])(?:ikke (?:vores|os|for os|noget for os|mit|min)|forkert (?:forvaltning|afdeling|sted|modtager)|wrong (?:department|administration|place)|not (?:for us|ours?|mine)|(?:hører|ligger|belongs|er det) (?:(?:det|den|sagen|ikke) )*(?:til|under|hos|to|with)|(?:send|sendt|sendes|videresend|videresende[st]?|videresendt|skal|bør|giv|givet|flyt|prøv|forward|forwarded|pass)\b.{0,40}\b(?:til|hos|videre|to|on))(?:[^\p{L}]|$)|(?:^|[^\p{L}]){pass_it_on}(?:[^\p{L}]|$)`, "not_ours"},
	{`(?i)^(?:se|samme|som|det samme|see|same)\b.*\b\d{4}-\d{4,9}|^(?:det er |det |the )?(?:samme|same) (?:svar|answer)\b|^(?:svar(?:et)? )?(?:som|se) (?:sidst|tidligere)\b|^as (?:last time|before)\b|{same_answer}`, "duplicate"},
	{`^[^.!?]+\?$`, "ask"},
	{`(?i)(?:^svar(?:et)? (?:følger|kommer)|^(?:jeg|vi) (?:svarer|vender|kommer|arbejder)|^kommer (?:senere|snart)|^answer follows|^(?:I|we) will (?:answer|reply|get back))|{answer_later}`, "more_time"},
	{`(?i)(?:^(?:ring|kontakt|call|contact)(?: |$)|(?:tager|overtager|takes) (?:den|sagen|it|over)|(?:^|[^\p{L}])(?:på ferie|on holiday|on leave)(?:[^\p{L}]|$))`, "comment"},
	{`(?i)^(?:undskyld|beklager|fejl|test|stop|annull\p{L}+|slet|fortryd\p{L}*|tilbagekald\p{L}*|recall|cancel|sorry|error|ignore|se bort|glem|disregard|n/?a|(?:luk|afslut|close) (?:sagen|den|det|the case|it))(?:[^\p{L}]|$)`, ""},
	{`(?i)(?:mere tid|udsæt|udskyd|udskud|forlæng|(?:ny|længere) frist|frist(?:en)? (?:til|kan|skal|bør|ønskes|bedes)|more time|extension|postpone|new deadline|deadline (?:to|can))|{needs_time}`, "more_time"},
	{`(?i)^(?:hvad er |hvordan er |what is (?:the )?)?status(?: på sagen| of the case)?\W*$`, "status"},
	{`(?i)^(?:fortroligt?|hemmeligt?|offentligt?|confidential|secret|public)\W*$`, "access"},
	{`(?i)^(?:spørg|spørgsmål|ask|question)\b[^:]{0,30}:`, "ask"},
	{`(?i)(?:kan|vil|skal) (?:vi |jeg )?ikke (?:svare|besvare)|(?:cannot|can't|will not) (?:be )?answer`, "refuse"},
}

// asideForms are said in the whole of a short answer.
var asideForms = []string{
	`(?i)(?:^|[^\p{L}])(?:ikke (?:hos )?(?:vores|os)(?: \p{L}+)?\s*(?:[.,;:!–-]|$| men| fordi| da | og | at )|(?:uden ?for|ikke inden ?for|ikke i) vores (?:ressort|område|ansvar\p{L}*|kompetence)|not (?:ours|our (?:area|responsibility|department|task)|for us)(?:[^\p{L}]|$))`,
	`(?i)(?:^|[^\p{L}])(?:(?:vil|kan|bør|må|skal|bedes|venligst|please|could you|can you|you should)\s+(?:(?:I|du|den|det|sagen|spørgsmålet|venligst|gerne|i stedet|please|this|it|be)\s+)*(?:(?:videre|over|om)?send\p{L}*|omfordel\p{L}*|forward\p{L}*|redirect\p{L}*|reassign\p{L}*)|(?:(?:jeg|vi|I|we) (?:har|have)|har (?:jeg|vi)) (?:\p{L}+ )?(?:(?:videre|over)sendt|sendt (?:\p{L}+ )?(?:videre|til)|forwarded|passed (?:it|this) on)|(?:er|is) (?:\p{L}+ )?(?:videresendt|sendt videre|forwarded)|(?:sender|videresender|giver) (?:det|den|sagen|spørgsmålet) (?:videre|til))(?:[^\p{L}]|$)`,
	`(?i)(?:^|[^\p{L}])(?:(?:vi|jeg) vender(?: \p{L}+)? tilbage|vender (?:vi|jeg)(?: \p{L}+)? tilbage|vender tilbage (?:hurtigst|snarest|så snart|med (?:et )?svar|senere|når)|svar(?:et)? (?:forventes|følger|kommer|er på vej|på (?:resten|de øvrige)[^.]* (?:følger|kommer))|(?:vi|jeg) (?:sender|giver|leverer) (?:\p{L}+ )?svar(?:et)? (?:i|på|senere|når|inden|snarest|hurtigst|efter)|og sender svar(?:et)?|(?:vi|jeg) mangler (?:endnu |fortsat |stadig )?(?:tal|data|svar|oplysninger)|forventer at (?:kunne )?(?:svare|besvare|sende|have (?:et )?svar)|(?:we|I)(?:'ll|’ll| will| shall) (?:get back|come back|revert|return|respond|answer)|will be answered (?:as soon|later))(?:[^\p{L}]|$)`,
	`(?i)(?:^|[^\p{L}])(?:(?:beder|anmoder|søger|ansøger|vil (?:gerne )?bede) (?:hermed |venligst )?om (?:udsættelse|udskydelse|mere tid|fristforlængelse|(?:en )?(?:ny|længere|forlænget|forlængelse af) ?frist\p{L}*)|fristen (?:ønskes|bedes) (?:udsat|udskudt|forlænget|flyttet)|(?:brug|behov) for (?:lidt )?mere tid|need (?:some |a little )?more time|(?:request|ask for) (?:an )?extension)(?:[^\p{L}]|$)`,
	`(?i)(?:^|[^\p{L}])(?:jeg (?:er|holder|har)|I am|I'm|I’m) (?:(?:desværre|pt\.?|currently|p\.t\.) )?(?:på (?:ferie|barsel|orlov|kursus|tjenesterejse)|barsel|ferie|fri|syg(?:emeldt)?|fraværende|ikke (?:til stede|på (?:kontoret|arbejde))|out of (?:the )?office|on (?:holiday|leave|vacation)|away)(?:[^\p{L}]|$)`,
	`(?i)(?:^|[^\p{L}])(?:overtaget mine sager|kontakt (?:venligst |gerne )?(?:i stedet |min kollega |my colleague )|(?:svarer|svare[sr]?|tager) (?:\p{L}+ )?(?:på|af) (?:den|det|spørgsmål)(?: \d)?[.!]*$|(?:spørgsmål \d+|resten|de (?:øvrige|andre)) svarer [\p{L} ]+ på)(?:[^\p{L}]|$)`,
	`(?i)(?:^|[.!?,:\n][\s*_]*)(?:kan|vil|kunne|ville|gider|tager|svarer|har|ved|skal|mener|tænker) du (?:[^.!?\n]*)\?`,
	`(?i)(?:^|[^\p{L}])(?:(?:vi|jeg) (?:er|kigger|ser) (?:allerede |lige )?på (?:sagen|opgaven)|(?:vi|jeg) arbejder (?:\p{L}+ )?på (?:sagen|svaret|et svar|at svare|besvarelsen)|(?:vi|jeg) er i gang(?: med (?:det|den|sagen|svaret|besvarelsen|at svare))?[.!]*$|(?:svaret|besvarelsen|udkastet) er (?:\p{L}+ )*(?:under udarbejdelse|til godkendelse|i høring)|(?:svaret|besvarelsen) (?:ligger|er lagt|er journaliseret|findes) (?:på sagen |klar )?i (?:F2|eDoc|sagen|systemet|Acadre|SBSYS|GetOrganized)|(?:jeg|vi) har bedt [\p{L} ]+ om (?:at svare|svar|et svar|bidrag|input)|til (?:jeres|din|rette) (?:videre )?(?:foranstaltning|vedkommende)|(?:we are|I am) (?:working|looking) (?:on|into) it)(?:[^\p{L}]|$)`,
	`^[^.!?\n]+\?$`,
	`(?i)^(?:svaret )?(?:kommer|følger|mangler|afventer|tbd|tba|to follow|follows|pending|later)(?: (?:senere|endnu|fortsat|snart|i morgen|på \p{L}+|til \p{L}+|svar|tal|later|soon))*[ .!…]*$`,
	`(?i)(?:^|[^\p{L}]){aside}(?:[^\p{L}]|$)`,
}

// remarkForms are said in a part of an answer, however long it is.
var remarkForms = []string{
	`(?i)(?:^|[^\p{L}])(?:(?:til|for) (?:internt? brug|internal use)|(?:kun|only) (?:til jer|internt|internally|for you)|(?:skal|må|bør) ikke (?:sendes|med (?:i svaret|ud|til)|videre|stå i|komme (?:ud|videre))|ikke til (?:medlemmet|politikeren|udlevering|videresendelse)|(?:in ?den|før|before) (?:I|du|you) send\p{L}*|ring (?:lige |venligst |gerne |endelig )?til mig|call me|do not (?:send|forward)|not for (?:the member|publication)|off the record|mellem os sagt|fortroligt til jer)(?:[^\p{L}]|$)`,
	`(?m)(?:^|[^\p{L}])(?:[Vv]il|[Ss]kal|[Kk]an|[Øø]nsker|[Hh]ar|[Ee]r|[Ss]iger) I (?:[^.!?\n]*)\?`,
	`(?:^|[^\p{L}])[Ss]ig (?:endelig |gerne |bare |venligst )?til, hvis I[^\p{L}]`,
	`(?im)^[\s*_]*(?:følsomhed|klassifi\p{L}+|classification|sensitivity)[\s*_]*:|(?:har delt (?:en|et) \p{L}+ med dig|shared an? \p{L}+ with you)`,
	`(?i)^(?:udkast(?: til (?:svar|besvarelse))?|draft(?: answer| reply)?)\s*(?:[:–\n-]|$)`,
	`(?im)^[\s*_]*(?:internt?|intern (?:bemærkning|note|kommentar)|bemærkning til (?:jer|fordeleren|sekretariatet)|til (?:fordeleren|sekretariatet|jer)|note to (?:you|the registrar|self)|internal(?: note| remark)?)[\s*_]*:`,
	`(?i)(?:^|[^\p{L}]){remark}(?:[^\p{L}]|$)`,
}

// dropIt is how members say that they want no answer any more.
const dropIt = `(?i)^(?:(?:jeg vil gerne )?(?:drop|glem|annull\p{L}+|fortryd\p{L}*|slet|stop|cancel|forget|never ?mind)(?: (?:det|den|sagen|spørgsmålet|henvendelsen|igen|it|that|this|my question|the question))*` +
	`|(?:jeg|vi|I|we) (?:(?:vil|would|want|like|to|gerne|hermed|hereby) )*(?:trækker|trække|withdraw)(?: (?:hermed|mit|min|mine|det|den|spørgsmål|spørgsmålet|spørgsmålene|henvendelse|henvendelsen|my|the|questions?|inquiry|it))*(?: tilbage)?(?: igen)?` +
	`|(?:i|du) (?:behøver|skal) ikke (?:at )?svare (?:alligevel|længere|mere)|you (?:need not|do not need to|don't need to) answer(?: any ?more)?)[.!]*$` +
	`|^{drop_it}[.!]*$`

// setTalk makes the expressions for talk.
func (x *lexis) setTalk() {
	for _, c := range chatForms {
		x.chats = append(x.chats, chat{x.expression(c.text), c.says})
	}
	for _, text := range asideForms {
		x.asides = append(x.asides, x.expression(text))
	}
	for _, text := range remarkForms {
		x.remarks = append(x.remarks, x.expression(text))
	}
	x.dropIt = x.expression(dropIt)
}
