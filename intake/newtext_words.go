package intake

import "strings"

// language is what mail programs write in one language around a quoted mail,
// all in lower case. It says nothing of the words people use.
type language struct {
	tag       string
	opens     string // first words of an attribution: "Den 9. marts …"
	wrote     string // its verb
	self      string // the author of the mail himself, who is never quoted by an attribution
	from      string // labels of a header block, apart from each other by |
	sent      string
	to        string
	cc        string
	subject   string
	original  string // what stands between dashes above a quoted mail
	forwarded string // what stands above a forwarded mail
	fwd       string // subject prefixes of a forwarded mail
	mobile    string // beginnings of the line that a telephone adds; "… gesendet" is an end
	closings  string // formulas that close a letter and nothing else
}

// languages are the languages whose mail programs are known. Danish comes
// first: where two disagree (VS is forward in Danish, reply in Finnish), it
// wins.
var languages = []language{{
	tag: "da", opens: "den d. kl. man. tir. ons. tor. tors. fre. lør. søn. mandag tirsdag onsdag torsdag fredag lørdag søndag",
	wrote: "skrev skriver citerer citat", self: "jeg vi",
	from: "fra|afsender", sent: "sendt|dato|sendt den", to: "til|modtager|modtagere", cc: "cc|kopi|kopi til|bcc|vedhæftede filer|vedhæftet|prioritet|vigtighed|svar til", subject: "emne|vedr|vedrørende",
	original:  "oprindelig meddelelse|oprindelig besked|oprindelig mail|oprindelig e-mail|original meddelelse|original besked|oprindelige meddelelse",
	forwarded: "videresendt meddelelse|videresendt besked|videresendt mail|videresendt e-mail|start på videresendt besked|start på videresendt meddelelse|start på videresendt e-mail|videresendt af|begyndelse på videresendt besked|videresendt brev",
	fwd:       "vs videresendt",
	mobile:    "sendt fra|sendt via|sendt med|hent outlook til|hent outlook for|få outlook til|hent … til android|hent … til ios|få … til android|få … til ios|afsendt fra",
	closings:  "med venlig hilsen|med venlige hilsener|med venlig hilsen/best regards|venlig hilsen|venlige hilsner|med venlige hilsner|mange hilsner|mange hilsener|bedste hilsner|bedste hilsener|de bedste hilsner|de bedste hilsener|kærlig hilsen|hilsen|mvh|m.v.h|vh|v.h|med hilsen|på forhånd tak og venlig hilsen|på forhånd tak|med kollegial hilsen|kh|dbh|hilsner",
}, {
	tag: "no", opens: "den på man. tir. ons. tor. fre. lør. søn. mandag tirsdag onsdag torsdag fredag lørdag søndag",
	wrote: "skrev skreiv", self: "jeg eg vi",
	from: "fra|frå|avsender", sent: "sendt|dato", to: "til", cc: "kopi|blindkopi|vedlegg", subject: "emne",
	original:  "opprinnelig melding|original melding|opprinnelig beskjed",
	forwarded: "videresendt melding|begin forwarded message|videresendt e-post|start på videresendt melding",
	fwd:       "vs",
	mobile:    "sendt fra|sendt via|skaff deg outlook for|skaff outlook for|få outlook for|skaff deg … for android|skaff deg … for ios|få … for android|få … for ios",
	closings:  "med vennlig hilsen|vennlig hilsen|vennleg helsing|med vennleg helsing|beste hilsen|hilsen|mvh|med venleg helsing",
}, {
	tag: "sv", opens: "den mån tis ons tors fre lör sön måndag tisdag onsdag torsdag fredag lördag söndag",
	wrote: "skrev", self: "jag vi",
	from: "från|avsändare", sent: "skickat|datum|skickat den", to: "till", cc: "kopia|hemlig kopia|bifogade filer", subject: "ämne|rubrik",
	original:  "ursprungligt meddelande|originalmeddelande|ursprungligt e-postmeddelande",
	forwarded: "vidarebefordrat meddelande|vidarebefordrat brev|vidarebefordrat mejl|börja på vidarebefordrat brev|vidarebefordrat av",
	fwd:       "vb",
	mobile:    "skickat från|skickat via|skickat med|hämta outlook för|skaffa outlook för|hämta … för android|hämta … för ios|skickades från",
	closings:  "med vänlig hälsning|med vänliga hälsningar|vänliga hälsningar|vänlig hälsning|hälsningar|bästa hälsningar|mvh",
}, {
	tag: "de", opens: "am um mo. di. mi. do. fr. sa. so. montag dienstag mittwoch donnerstag freitag samstag sonntag montag, von",
	wrote: "schrieb schreibt geschrieben zitat", self: "ich wir",
	from: "von|absender", sent: "gesendet|datum|gesendet am", to: "an|empfänger", cc: "kopie|kopie (cc)|bcc|blindkopie (bcc)|anlagen|cc|priorität", subject: "betreff|thema",
	original:  "ursprüngliche nachricht|original-nachricht|originalnachricht|ursprüngliche e-mail|original nachricht",
	forwarded: "weitergeleitete nachricht|weitergeleitete mail|anfang der weitergeleiteten nachricht|anfang der weitergeleiteten e-mail|beginn der weitergeleiteten nachricht|weitergeleitet von|weitergeleitete e-mail",
	fwd:       "wg weiterl",
	mobile:    "gesendet von|gesendet mit|gesendet über|von meinem … gesendet|von meiner … gesendet|von unterwegs gesendet|diese nachricht wurde von meinem … gesendet|holen sie sich outlook für|holen sie sich … für android|holen sie sich … für ios|outlook für … herunterladen|outlook für … beziehen|mit … gesendet",
	closings:  "mit freundlichen grüßen|mit freundlichen grüssen|mit freundlichem gruß|mit freundlichem gruss|freundliche grüße|freundliche grüsse|viele grüße|viele grüsse|beste grüße|beste grüsse|herzliche grüße|mfg|mit besten grüßen|liebe grüße",
}, {
	tag: "en", opens: "on at mon, tue, wed, thu, fri, sat, sun, monday tuesday wednesday thursday friday saturday sunday jan feb mar apr may jun jul aug sep oct nov dec",
	wrote: "wrote writes quoting", self: "i we i've we've",
	from: "from|sender", sent: "sent|date|sent at|sent on", to: "to|recipient", cc: "cc|bcc|reply-to|attachments|importance|organization|message-id|newsgroups|sent by|priority", subject: "subject|re",
	original:  "original message|original e-mail|original email|original appointment|original text|reply message|message d'origine",
	forwarded: "forwarded message|forwarded by|begin forwarded message|start of forwarded message|forwarded mail|fwd|forwarded e-mail|forwarded letter",
	fwd:       "fw fwd",
	mobile:    "sent from|sent via|sent with|sent using|get outlook for|download outlook for|get … for android|get … for ios|get … for iphone|sent by|get yahoo mail|typed on",
	closings:  "",
}, {
	tag: "fr", opens: "le lun. mar. mer. jeu. ven. sam. dim. lundi mardi mercredi jeudi vendredi samedi dimanche",
	wrote: "écrit ecrit écrivait", self: "je j'ai nous",
	from: "de|expéditeur", sent: "envoyé|date|envoyé le|message du|envoyé à", to: "à|a|pour|destinataire", cc: "cc|copie à|copie|cci|pièces jointes|pièce jointe|importance", subject: "objet|sujet",
	original:  "message d'origine|message original|message initial|mail original|message d’origine|courriel original|e-mail d'origine",
	forwarded: "message transféré|message réexpédié|début du message transféré|début du message réexpédié|transféré par|mail transféré",
	fwd:       "tr",
	mobile:    "envoyé de|envoyé depuis|envoyé à partir|envoyé via|envoyé avec|télécharger outlook pour|télécharger … pour android|télécharger … pour ios|obtenir … pour android|obtenir … pour ios|obtenir outlook pour|provenance :",
	closings:  "cordialement|bien cordialement|bien à vous|sincères salutations|meilleures salutations|avec mes meilleures salutations|salutations distinguées",
}, {
	tag: "nl", opens: "op ma di wo do vr za zo maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
	wrote: "schreef geschreven", self: "ik wij",
	from: "van|afzender", sent: "verzonden|datum|verstuurd", to: "aan", cc: "cc|kopie", subject: "onderwerp",
	original:  "oorspronkelijk bericht|origineel bericht|oorspronkelijke bericht|oorspronkelijke e-mail",
	forwarded: "doorgestuurd bericht|begin doorgestuurd bericht|doorgestuurd door",
	fwd:       "doorst",
	mobile:    "verstuurd vanaf|verstuurd vanuit|verzonden vanaf|verzonden vanuit|verzonden met|verstuurd via|verzonden via|outlook voor … downloaden|download … voor android|download … voor ios|download outlook voor",
	closings:  "met vriendelijke groet|met vriendelijke groeten|vriendelijke groet",
}, {
	tag: "es", opens: "el lun, mar, mié, jue, vie, sáb, dom, lunes martes miércoles jueves viernes sábado domingo",
	wrote: "escribió escribio", self: "yo",
	from: "de|remitente", sent: "enviado|fecha|enviado el", to: "para|a", cc: "cc|cco|adjuntos", subject: "asunto",
	original:  "mensaje original|correo original",
	forwarded: "mensaje reenviado|inicio del mensaje reenviado|reenviado por",
	fwd:       "rv",
	mobile:    "enviado desde|enviado con|enviado vía|obtener outlook para|obtener … para android|obtener … para ios|descargar outlook para",
	closings:  "un saludo|saludos cordiales|atentamente",
}, {
	tag: "it", opens: "il in lun mar mer gio ven sab dom lunedì martedì mercoledì giovedì venerdì sabato domenica",
	wrote: "scritto scrive", self: "io",
	from: "da|mittente", sent: "inviato|data|inviato il", to: "a|destinatario", cc: "cc|ccn|allegati", subject: "oggetto",
	original:  "messaggio originale|messaggio originario",
	forwarded: "messaggio inoltrato|inizio messaggio inoltrato|inoltrato da",
	fwd:       "i",
	mobile:    "inviato da|inviato con|inviato dal|ottieni outlook per|scarica outlook per",
	closings:  "cordiali saluti|distinti saluti",
}, {
	tag: "pt", opens: "em no seg. ter. qua. qui. sex. sáb. dom. segunda-feira terça-feira quarta-feira quinta-feira sexta-feira",
	wrote: "escreveu", self: "eu",
	from: "de", sent: "enviado|data|enviada|enviada em|enviado em", to: "para|a", cc: "cc|cco|anexos", subject: "assunto",
	original:  "mensagem original",
	forwarded: "mensagem encaminhada|mensagem reencaminhada|início da mensagem encaminhada|início da mensagem reencaminhada",
	fwd:       "enc res",
	mobile:    "enviado do|enviado via|enviado a partir|obter o outlook para|obtenha o outlook para|enviado por",
	closings:  "com os melhores cumprimentos|melhores cumprimentos|atenciosamente",
}, {
	tag: "pl", opens: "w dnia dn. pon., wt., śr., czw., pt., sob., niedz.,",
	wrote: "napisał napisała napisał(a) napisana napisane pisze", self: "ja",
	from: "od|nadawca", sent: "wysłano|data|wysłane|wysłany", to: "do|adresat", cc: "dw|udw", subject: "temat",
	original:  "wiadomość oryginalna|oryginalna wiadomość|treść oryginalnej wiadomości",
	forwarded: "wiadomość przekazana|przekazana wiadomość|treść przekazanej wiadomości|początek przekazywanej wiadomości",
	fwd:       "pd",
	mobile:    "wysłane z|wysłano z|wysłane przez|pobierz outlook dla",
	closings:  "z poważaniem|pozdrawiam",
}, {
	tag: "fi", opens: "ma ti ke to pe la su maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai",
	wrote: "kirjoitti", from: "lähettäjä", sent: "lähetetty|päivämäärä|päiväys", to: "vastaanottaja", cc: "kopio", subject: "aihe",
	original: "alkuperäinen viesti", forwarded: "välitetty viesti|edelleenlähetetty viesti|välitetty viesti alkaa", fwd: "vl",
	mobile: "lähetetty", closings: "ystävällisin terveisin|terveisin",
}, {
	tag:     "", // the rest, as far as their programs were seen
	opens:   "在 於 в пн, вт, ср, чт, пт, сб, вс, dne vào dana",
	wrote:   "写道 寫道 のメッセージ 작성 написав написал написала пишет пише писал napsal napsal(a) napísal napísala napísal(a) írta yazdı έγραψε scris escrit viết kirjutas skrifaði skrivaði napisao",
	from:    "发件人|寄件者|差出人|送信元|보낸 사람|от|від|od|gönderen|kimden|šalje|feladó|de la|odesílatel|από|từ|frá",
	sent:    "发送时间|發送時間|寄件日期|日期|送信日時|日付|보낸 날짜|날짜|дата|отправлено|надіслано|gönderilen|tarih|küldve|elküldve|datum|odesláno|odoslané|trimis|dátum|dagsetning|sent",
	to:      "收件人|收件者|宛先|送信先|받는 사람|кому|kime|címzett|komu|pre|prima|către|προς|til|đến",
	cc:      "抄送|副本|копия|копія|kopie|kópia|másolat|bilgi",
	subject: "主题|主旨|件名|제목|тема|konu|evni|tárgy|předmět|predmet|naslov|subiect|θέμα|chủ đề|efni", original: "исходное сообщение|原始邮件|原始郵件|původní zpráva|eredeti üzenet|originální zpráva|pôvodná správa|orijinal ileti|mesaj original",
	forwarded: "пересылаемое сообщение|перенаправленное сообщение|начало переадресованного сообщения|переслане повідомлення|перенаправлене повідомлення|початок листа, що пересилається|přeposlaná zpráva|začátek přeposílané zprávy|preposlaná správa|začiatok preposlanej správy|továbbított üzenet|továbbított levél kezdete|iletilen ileti|iletilmiş mesaj|i̇letilen i̇leti|i̇letilmiş mesaj|mesaj redirecționat|începe mesajul redirecționat|proslijeđena poruka|započni proslijeđenu poruku|προωθημένο μήνυμα|edastatud kiri|メッセージを転送|転送されたメッセージ|전달된 메시지",
	mobile:    "отправлено с|отправлено из|надіслано з|odesláno z|iphone'umdan|odoslané z|trimis de pe|trimis din|az … küldve|στάλθηκε από",
}}

// label is the kind of a line in a header block.
type label uint8

const (
	labelFrom label = 1 << iota
	labelSent
	labelTo
	labelSubject
	labelOther
)

// The tables of all languages by word, made once.
var (
	openWords    = wordSet(func(l language) string { return l.opens }, " ")
	wroteWords   = wordSet(func(l language) string { return l.wrote }, " ")
	selfWords    = wordSet(func(l language) string { return l.self }, " ")
	originals    = wordSet(func(l language) string { return l.original }, "|")
	forwardeds   = wordSet(func(l language) string { return l.forwarded }, "|")
	fwdPrefixes  = wordSet(func(l language) string { return l.fwd }, " ")
	mobileStarts = mobileList()
	closingWords = wordSet(func(l language) string { return l.closings }, "|")
	labelWords   = labelSet()

	closingStarts = closingFirstWords() // first words of all closing formulas

	mobileFirsts  = startsOf(mobileStarts)
	closingFirsts = startsOf(closingStarts)
	labelFirsts   = startsOf(labelWords)
)

func wordSet(of func(language) string, sep string) map[string]bool {
	set := map[string]bool{}
	for _, l := range languages {
		for w := range strings.SplitSeq(of(l), sep) {
			if w != "" {
				set[w] = true
			}
		}
	}
	return set
}

func labelSet() map[string]label {
	set := map[string]label{}
	add := func(words string, kind label) {
		for w := range strings.SplitSeq(words, "|") {
			if w != "" {
				set[w] |= kind
			}
		}
	}
	for _, l := range languages {
		add(l.from, labelFrom)
		add(l.sent, labelSent)
		add(l.to, labelTo)
		add(l.cc, labelOther)
		add(l.subject, labelSubject)
	}
	return set
}

func closingFirstWords() map[string]bool {
	set := map[string]bool{}
	for w := range closingWords {
		set[firstWord(w)] = true
	}
	for w := range weakClosings {
		set[firstWord(w)] = true
	}
	return set
}

// phrase is the beginning and the end of a line.
type phrase struct{ start, end string }

// mobileList is the lines of telephones by their first word.
func mobileList() map[string][]phrase {
	ps := map[string][]phrase{}
	for w := range wordSet(func(l language) string { return l.mobile }, "|") {
		start, end, _ := strings.Cut(w, " … ")
		first := firstWord(start)
		ps[first] = append(ps[first], phrase{start, end})
	}
	return ps
}
