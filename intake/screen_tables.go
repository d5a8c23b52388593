package intake

// The words of automatic mail, folded. They are matched with the subject from
// its first letter, so that an answer to such a mail ("SV: Autosvar: …") is
// not taken for one.

// automaticSubjects say themselves that a program wrote the mail.
var automaticSubjects = beginnings([]string{
	// Danish, Norwegian, Swedish, Finnish, Icelandic
	"autosvar", "auto-svar", "automatisk svar", "automatisk besvarelse", "automatisk besked:", "automatisk mail:",
	"automatisk e-mail:", "automatiseret svar", "automatisk meddelelse:", "automatisk fraværsbesked", "automatisk kvittering",
	"automatisk bekræftelse", "automatisk tilbakemelding", "automatisk fraværs", "fraværsassistent",
	"automatiskt svar", "autosvar från", "automatiskt meddelande:", "automatiskt frånvaro", "frånvarobesked:",
	"automaattinen vastaus", "automaattivastaus", "poissaoloviesti:", "sjálfvirkt svar",
	// English
	"auto reply", "auto-reply", "autoreply", "auto response", "auto-response", "autoresponse", "autoresponder",
	"auto-responder",
	"autorespons", "autorespond", "automatic reply", "automatic response", "automated reply", "automated response",
	"automatic answer",
	"automated answer", "automatic email reply", "automatic e-mail reply", "automatic out of office", "automatic out-of-office",
	"out of office autoreply", "out of office auto-reply", "out of office auto reply", "out of office automatic",
	"out of office reply:", "out of office response", "out of office notification", "out of office message:",
	"out-of-office autoreply", "out-of-office reply", "out-of-office response", "out-of-office notification",
	"vacation reply", "vacation response", "vacation auto", "vacation message:", "[auto reply]", "[auto-reply]",
	"[autoreply]", "(auto reply)",
	"(auto-reply)", "(autoreply)", "[automatic reply]", "[automated reply]", "[auto response]", "[out of office]",
	"[vacation]", "[ooo]",
	"away from my mail", "away from mail", "i am currently out of the office", "i am out of the office",
	"i'm out of the office",
	"meeting forward notification", "meddelelse om videresendelse af møde", "meddelande om vidarebefordran av möte",
	"undeliverable autoreply", "this is an auto", "this is an automatic", "this is an automated",
	// German
	"automatische antwort", "automatische rückantwort", "automatische eingangsbestätigung", "automatische empfangsbestätigung",
	"automatische abwesenheit", "automatische bestätigung", "automatische nachricht:", "automatische e-mail:",
	"automatisch generierte",
	"autom. antwort", "auto-antwort", "autoantwort", "abwesenheitsnotiz", "abwesenheitsnachricht", "abwesenheitsmeldung",
	"abwesenheitsassistent", "abwesenheitsagent", "abwesenheitsinformation", "abwesenheitsbenachrichtigung",
	"abwesenheitshinweis",
	"urlaubsbenachrichtigung",
	// Dutch
	"automatisch antwoord", "automatische reactie", "automatisch bericht:", "automatische beantwoording", "afwezigheidsbericht",
	"afwezigheidsmelding", "afwezigheidsassistent", "auto-antwoord", "automatische ontvangstbevestiging",
	// French
	"réponse automatique", "reponse automatique", "réponse auto", "message automatique", "message d'absence", "avis d'absence",
	"notification d'absence", "absence du bureau", "accusé de réception automatique", "répondeur automatique",
	// Spanish, Portuguese, Italian, Romanian, Catalan
	"respuesta automática", "respuesta automatica", "autorespuesta", "auto-respuesta", "contestación automática",
	"respuesta de fuera de la oficina", "mensaje automático", "aviso de ausencia",
	"resposta automática", "resposta automatica", "mensagem automática", "autoresposta",
	"risposta automatica", "risposta automatizzata", "risposta fuori sede", "messaggio automatico", "auto-risposta",
	"autorisposta",
	"notifica di assenza", "avviso di assenza", "răspuns automat", "raspuns automat", "resposta automàtica",
	// Slavic, Hungarian, Baltic, Greek, Turkish
	"odpowiedź automatyczna", "automatyczna odpowiedź", "autoodpowiedź", "wiadomość automatyczna",
	"automatická odpověď", "automatická odpoveď", "samodejni odgovor", "automatski odgovor", "automatický odgovor",
	"автоматический ответ", "автоответ", "автоматична відповідь", "автоматичен отговор", "аутоматски одговор",
	"automatikus válasz", "házon kívül", "ārpus biroja", "arpus biroja", "automatiska atbilde", "automaatvastus", "automātiskā atbilde", "automatinis atsakymas",
	"αυτόματη απάντηση", "otomatik yanıt", "otomatik cevap",
	// further east
	"自動返信", "自動応答", "不在通知", "【自動返信】", "[自動返信]", "【自動配信】", "自动回复", "自动答复", "自動回覆", "자동 회신", "[자동회신]", "자동 응답",
	"رد تلقائي", "תגובה אוטומטית", "trả lời tự động", "balas otomatis", "การตอบกลับอัตโนมัติ",
})

// gatewayTags are what gateways put before the subject without brackets.
var gatewayTags = beginnings([]string{
	"ekstern:", "ekstern mail:", "ekstern mail -", "ekstern e-mail:", "ekstern e-mail -", "ekstern afsender:", "ekstern -",
	"extern:", "extern avsändare:", "extern e-post:", "extern -", "external:", "external email:", "external e-mail:",
	"external sender:", "external mail:", "external -", "ext:", "spam:", "sikkermail:", "sikker mail:",
})

// absenceSubjects are also what people write of themselves and each other.
var absenceSubjects = beginnings([]string{
	"ikke til stede", "ikke tilstede", "fraværende", "fraværsbesked", "fraværsmeddelelse", "fraværsmelding", "fravær", "ikke på kontoret", "ude af kontoret",
	"væk fra kontoret", "på ferie", "på barsel",
	"ferie", "ferielukket", "holder ferie", "jeg er på ferie", "jeg er ikke på kontoret", "jeg holder ferie", "orlov",
	"barselsorlov", "sygemeldt", "fratrådt", "fratrådte", "jeg er fratrådt", "jeg er stoppet",
	"ikke til stede:", "borte fra kontoret", "ute av kontoret", "ikke på jobb", "permisjon",
	"frånvarande", "frånvaromeddelande", "frånvarobesked", "frånvaro", "inte på kontoret", "ej på kontoret", "på semester", "semester", "föräldraledig",
	"tjänstledig", "poissa", "lomalla", "olen lomalla",
	"out of office", "out of the office", "out-of-office", "ooo", "away from the office", "away from office", "away:",
	"on vacation", "on holiday",
	"on leave", "annual leave", "maternity leave", "absence", "absent", "i am away", "i'm away", "not in the office",
	"vacation", "holiday",
	"no longer with", "has left", "change of email address", "change of address",
	"abwesend", "abwesenheit", "nicht im büro", "im urlaub", "urlaub", "elternzeit", "außer haus", "ausser haus",
	"afwezigheidsbericht", "afwezigheid", "afwezig", "niet aanwezig", "niet op kantoor", "buiten kantoor", "met vakantie", "op vakantie", "vakantie",
	"absent du bureau", "absente du bureau", "absence", "en congé", "en congés", "congés", "en vacances", "hors du bureau",
	"fuera de la oficina", "fuera de oficina", "ausente", "ausencia", "de vacaciones", "vacaciones",
	"ausência", "fora do escritório", "de férias", "férias",
	"fuori ufficio", "fuori sede", "assente", "assenza", "in ferie", "ferie",
	"poza biurem", "nieobecność", "nieobecny", "mimo kancelář", "nepřítomen", "nepřítomnost", "házon kívül",
	"ofis dışında", "ofiste değil",
	"не на рабочем месте", "в отпуске", "отпуск",
})

// awaySubjects stand behind the name of who is away.
var awaySubjects = newPhrases(
	"is out of the office", "is out of office", "is away from", "is on vacation", "out of the office (returning",
	"er ikke på kontoret", "er ikke til stede", "er ikke tilstede", "er bortrejst", "er på ferie", "er fraværende",
	"er ute av kontoret", "er ikke på jobb", "är inte på kontoret", "är frånvarande", "är på semester",
	"ist außer haus", "ist nicht im büro", "ist nicht im hause", "ist abwesend", "ist im urlaub", "is afwezig",
	"is niet aanwezig", "est absent", "est en congé", "está fuera de la oficina", "está ausente", "è fuori ufficio",
	"è assente", "está fora do escritório",
	"(out of office)", "(ikke til stede)", "(ikke på kontoret)", "(fraværende)", "(frånvarande)", "(abwesend)",
)

// selfAbsence is what somebody says of himself who is away.
var selfAbsence = newPhrases(
	"i am out of", "i'm out of", "i will be out of", "i'll be out of", "i am currently out", "i'm currently out",
	"i am currently away", "i am away", "i'm away", "i will be away", "i am on vacation", "i'm on vacation",
	"i am on leave", "i am on holiday", "i am on annual", "i will be on", "i am currently on", "i will not be in",
	"i am not in the office", "i will return", "i no longer work",
	"jeg er ikke på kontoret", "jeg er ikke til stede", "jeg er på ferie", "jeg holder ferie", "jeg har ferie",
	"jeg er bortrejst", "jeg er på barsel", "jeg er fraværende", "jeg er på kursus", "jeg vender tilbage",
	"jeg er tilbage", "jeg holder fri", "jeg har fri", "jeg er på orlov", "jeg er sygemeldt",
	"jeg arbejder ikke længere", "jeg er fratrådt", "jeg er ikke længere ansat", "jeg er stoppet", "jeg har fået nyt job",
	"jeg er ikke lenger ansatt", "jag har slutat", "ich bin nicht mehr", "ich arbeite nicht mehr",
	"jeg er ute av", "jeg er på reise", "jeg er ikke på jobb", "jag är inte på", "jag har semester",
	"jag är på semester", "jag är åter", "jag är tillbaka", "jag är ledig", "jag är föräldraledig", "olen lomalla",
	"olen poissa",
	"ich bin nicht im", "ich bin im urlaub", "ich bin derzeit", "ich bin zur zeit", "ich bin zurzeit",
	"ich bin momentan", "ich bin bis", "ich bin vom", "ich bin ab", "ich bin wieder", "ich befinde mich",
	"ik ben afwezig", "ik ben niet", "ik ben op vakantie", "ik ben met vakantie", "ik ben weer",
	"je suis absent", "je suis en congé", "je suis actuellement", "je serai absent", "je serai de retour",
	"je suis en vacances", "estoy fuera", "estaré fuera", "estoy de vacaciones", "estaré de vuelta",
	"me encuentro fuera", "estou fora", "estou de férias", "estarei de volta", "estarei ausente", "sono fuori",
	"sarò fuori", "sono in ferie", "sono assente", "sarò assente", "sarò di ritorno", "jestem na urlopie",
	"jestem poza",
)

// absenceText is what a note of an absence says.
var absenceText = newPhrases(
	"ikke på kontoret", "ikke til stede", "på ferie", "holder ferie", "har ferie", "har fri", "er fraværende",
	"er på barsel", "på orlov", "er bortrejst",
	"vender tilbage", "er tilbage", "er igen på", "kan kontakte", "ikke på arbejde", "sygemeldt",
	"læser ikke mine mails", "ikke min mail", "begrænset adgang", "er fratrådt", "ikke længere ansat", "arbejder ikke længere",
	"ikke på jobb", "er på reise", "tilbake på kontoret", "er tilbake", "har fri", "ute av kontoret",
	"inte på kontoret", "på semester", "har semester", "är ledig", "åter på kontoret", "är tillbaka", "är frånvarande",
	"föräldraledig", "en poissa", "olen poissa", "lomalla",
	"out of the office", "out of office", "away from the office", "will not return until", "on vacation", "on holiday",
	"on leave", "annual leave", "limited access", "no access to", "i will be back",
	"i am away", "i'm away", "will be returning", "upon my return", "when i return", "on my return", "away from my",
	"not in the office", "no longer work", "no longer with",
	"nicht im büro", "nicht im hause", "außer haus", "im urlaub", "abwesend", "nicht erreichbar", "wieder erreichbar",
	"wieder im büro", "nicht weitergeleitet", "in dringenden fällen", "elternzeit",
	"niet op kantoor", "niet aanwezig", "afwezig", "met vakantie", "op vakantie", "weer terug", "bij dringende",
	"voor dringende",
	"absent", "en congé", "en vacances", "hors du bureau", "de retour", "en cas d'urgence",
	"fuera de la oficina", "ausente", "de vacaciones", "estaré de vuelta", "regreso el", "caso urgente",
	"fora do escritório", "de férias", "ausente", "fuori ufficio", "in ferie", "assente", "rientrerò",
	"sarò di ritorno", "per urgenze",
	"poza biurem", "na urlopie", "nieobecn", "mimo kancelář", "на работе", "в отпуске", "отсутству",
)

// askingText are words of a question that notes of an absence have no use for.
var askingText = newPhrases(
	"hvorfor", "hvor mange", "hvor meget", "hvor længe", "hvor stor", "gerne vide", "gerne høre", "oplys hv", "oplys, hv", "oplyse hv", "oplyse, hv", "redegør",
	"varför", "hur många", "hur mycket", "hur länge", "hur stor", "gärna veta",
	"hvor lenge", "gjerne vite", "how many", "how much", "how long", "why ", "please tell", "like to know",
	"warum", "wie viele", "wie viel", "wie lange", "wissen", "miksi", "kuinka", "waarom", "hoeveel", "pourquoi", "combien",
)

// thanksText refers to the mail that is answered, as only a program does in a
// note of an absence, or to a deputy.
var thanksText = newPhrases(
	"tak for din mail", "tak for din e-mail", "tak for din besked", "tak for din henvendelse", "tak for mailen",
	"din mail", "din henvendelse", "din e-mail", "haster", "hastesag",
	"takk for din", "din e-post", "ditt mail", "tack för ditt", "ditt mejl", "ditt meddelande", "brådskande", "brådskar",
	"thank you for your", "thanks for your", "your email", "your e-mail", "your message", "your mail", "urgent",
	"in my absence", "during my absence", "in case of emergency", "please contact",
	"ihre nachricht", "ihre e-mail", "ihre mail", "vielen dank für", "dringend", "meiner abwesenheit", "vertretung",
	"vertreten",
	"uw bericht", "uw e-mail", "uw mail", "je mail", "je bericht", "dringend", "votre message", "votre mail",
	"votre courriel", "votre e-mail", "urgence", "urgent", "mon absence",
	"su mensaje", "su correo", "tu mensaje", "tu correo", "urgente", "mi ausencia", "sua mensagem", "seu e-mail",
	"minha ausência",
	"il tuo messaggio", "la sua mail", "la tua mail", "sua email", "mia assenza", "urgenza", "pilnych", "ваше письмо", "срочн",
)

// receiptSubjects acknowledge a mail; people begin mails with such words too,
// so that they count only together with another sign.
var receiptSubjects = beginnings([]string{
	"auto:", "kvittering", "bekræftelse på modtagelse", "bekræftelse af modtagelse",
	"bekræftelse på, at vi har modtaget", "modtagelsesbekræftelse", "tak for din henvendelse", "tak for din mail",
	"tak for din e-mail", "tak for din besked",
	"vi har modtaget", "din henvendelse er modtaget", "din mail er modtaget", "henvendelse modtaget", "modtaget:",
	"bekreftelse på mottak", "mottaksbekreftelse", "takk for din", "vi har mottatt", "mottatt:",
	"tack för ditt", "tack för din", "vi har mottagit", "bekräftelse på mottag", "mottagningsbekräftelse", "kiitos viestistäsi",
	"receipt of your", "acknowledgement of", "acknowledgment of", "acknowledgement:", "acknowledgment:",
	"confirmation of receipt", "your message has been received", "your email has been received",
	"your request has been received", "we have received", "we received your",
	"thank you for your email", "thank you for your message", "thank you for contacting", "thanks for contacting",
	"request received", "ticket received", "ticket created", "[request received]", "your incident", "din sag er oprettet",
	"eingangsbestätigung", "empfangsbestätigung", "e-mail empfangsbestätigung", "vielen dank für ihre nachricht",
	"vielen dank für ihre e-mail", "vielen dank für ihre anfrage", "bestätigung ihrer anfrage",
	"wir haben ihre nachricht erhalten", "wir haben ihre e-mail erhalten",
	"ontvangstbevestiging", "bedankt voor uw", "accusé de réception", "accuse de reception",
	"confirmation de réception", "acuse de recibo", "confirmación de recepción", "hemos recibido",
	"confirmação de recebimento", "recebemos", "conferma di ricezione", "conferma ricezione", "abbiamo ricevuto",
	"potwierdzenie otrzymania",
})

// automaticText is what an automatic mail says of itself, in whole sentences.
var automaticText = newPhrases(
	"dette er et autosvar", "dette er et automatisk", "dette er en automatisk", "dette er en autogenereret",
	"denne mail er sendt automatisk", "denne mail er automatisk", "denne mail er autogenereret",
	"denne e-mail er sendt automatisk", "denne e-mail er automatisk", "denne e-mail er autogenereret",
	"denne besked er sendt automatisk", "denne besked er automatisk", "denne kvittering er automatisk",
	"denne e-posten er sendt automatisk", "denne e-posten er automatisk", "denne meldingen er sendt automatisk",
	"denne meldingen er automatisk", "dette er ein automatisk", "dette er eit automatisk",
	"detta är ett automatiskt", "detta är ett autosvar", "det här är ett automatiskt",
	"detta meddelande är automatiskt", "detta meddelande har skickats automatiskt", "detta mail är automatiskt",
	"tämä on automaattinen", "tämä viesti on automaattinen",
	"this is an automatic", "this is an automated", "this is an auto-", "this is an auto ", "this is an autoreply",
	"this is an autoresponse", "this is a system generated", "this is a system-generated",
	"this is a computer generated", "this is a computer-generated", "this is an unattended",
	"this message was automatically", "this message is automatically", "this message was generated automatically",
	"this message has been automatically", "this message was sent automatically", "this email was automatically",
	"this email is automatically", "this e-mail was automatically", "this e-mail is automatically",
	"this email was generated automatically", "this email has been automatically", "this e-mail has been automatically",
	"this mail was automatically", "this mail is automatically", "this reply was automatically",
	"this reply is automatically", "this response was automatically", "this response is automatically",
	"dies ist eine automatisch", "dies ist ein automatisch", "dies ist eine automatisierte",
	"dies ist ein automatisierte", "das ist eine automatisch", "diese e-mail wurde automatisch",
	"diese mail wurde automatisch", "diese nachricht wurde automatisch", "diese e-mail ist automatisch",
	"diese antwort wurde automatisch",
	"dit is een automatisch", "deze e-mail is automatisch", "deze mail is automatisch", "dit bericht is automatisch",
	"dit bericht werd automatisch",
	"ceci est un message automatique", "ceci est une réponse automatique", "ceci est un e-mail automatique",
	"ce message est automatique", "ce message est envoyé automatiquement", "ce message a été envoyé automatiquement",
	"ce message a été généré automatiquement", "cet e-mail a été envoyé automatiquement",
	"cet e-mail a été généré automatiquement", "cette réponse est automatique",
	"este es un mensaje automático", "esta es una respuesta automática",
	"este mensaje ha sido generado automáticamente", "este correo ha sido generado automáticamente",
	"este es un correo automático", "esta é uma mensagem automática", "esta é uma resposta automática",
	"este é um e-mail automático",
	"questo è un messaggio automatico", "questa è una risposta automatica", "questa è una mail automatica",
	"questa e-mail è stata generata automaticamente", "questo messaggio è stato generato automaticamente",
	"to jest automatyczn", "ta wiadomość została wygenerowana automatycznie", "это автоматическое",
	"это письмо сформировано автоматически", "это письмо отправлено автоматически",
	"tato zpráva byla vygenerována automaticky", "toto je automatick", "ez egy automatikus", "bu otomatik", "このメールは自動",
	"本メールは自動", "这是一封自动", "此邮件由系统自动", "此郵件由系統自動",
)

// aboutMail are words of which one stands near an "automatic" in automaticText
// that names nothing itself: "Dette er en automatisk tæller på Jagtvej" is a
// person's sentence.
var aboutMail = newPhrases(
	"mail", "svar", "besked", "meddel", "kvitter", "gener", "bekræft", "melding", "message", "repl", "respon", "notif", "answer",
	"acknowl", "confirm", "nachricht", "antwort", "bestätig", "post", "bericht", "antwoord", "viesti", "vastaus", "wiadomo",
	"odpowied", "письмо", "ответ", "сообщение", "zpráv", "odpov", "správ", "üzenet", "válasz", "ileti", "mesaj", "yanıt",
	"påmind", "advis", "varsel", "sendt", "skickat", "verschickt", "sent", "created", "erstellt", "oprettet", "autosvar", "generieren",
)

// recallTitles and recallText are what Outlook writes when somebody takes a mail
// back.
var (
	recallTitles = beginnings([]string{
		"tilbagekald:", "tilbagekaldelse:", "tilbakekall:", "återkalla:", "återkallelse:", "recall:", "rückruf:", "zurückrufen:", "rappel :", "rappel:", "intrekken:",
	})
	recallText = newPhrases(
		"tilbagekalde meddelelsen", "tilbagekalde beskeden", "kalde meddelelsen tilbage", "tilbakekalle meldingen", "återkalla meddelandet", "recall the message",
		"zurückrufen", "zurückzurufen", "rappeler le message", "bericht intrekken", "bericht in te trekken",
	)
)

// automaticRoots are in all that automaticText and mentionText hold.
var automaticRoots = newPhrases(
	"auto", "automá", "автомат", "otomatik", "自動", "自动", "システム", "系统", "reply", "respond", "monitored", "svar",
	"besvar", "system", "computer", "unattended", "antwort", "antwoord", "beantwoord", "deze e-mail", "diese e-mail",
	"répond", "respond", "conteste", "rispond", "odpowiad", "wygenerowan", "отвечайте", "denne",
)

// greetings begin what stands before the first words.
var greetings = []string{
	"hej", "hi", "hello", "kære", "dear", "goddag", "god dag", "hallo", "liebe", "guten", "sehr geehrte", "bonjour",
	"beste", "geachte", "buenos", "estimad", "gentile", "hei", "ciao",
}

// mentionText is what automatic mails say and people may say of such mails.
var mentionText = newPhrases(
	"denne mail kan ikke besvares", "denne e-mail kan ikke besvares", "du kan ikke svare på denne",
	"svar ikke på denne", "svar venligst ikke", "besvar venligst ikke", "automatisk genereret", "autogenereret",
	"automatisk svar", "autosvar",
	"ikke svar på denne", "kan ikke svares på", "automatisk generert", "svara inte på detta", "går inte att svara på",
	"går ej att svara på", "automatiskt genererat",
	"do not reply", "don't reply", "do not respond", "automatically generated", "automatically-generated",
	"generated automatically", "auto-generated", "autogenerated", "automated response", "automated reply",
	"automated message", "automatic reply", "automatic response", "unmonitored", "not monitored",
	"automatisch generiert", "automatisch erzeugt", "automatisch erstellt", "automatische antwort",
	"antworten sie nicht", "antworten sie bitte nicht", "nicht auf diese e-mail", "automatisch gegenereerd",
	"niet op deze e-mail", "niet beantwoorden",
	"message automatique", "réponse automatique", "généré automatiquement", "envoyé automatiquement", "ne pas répondre",
	"ne répondez pas", "respuesta automática", "mensaje automático", "generado automáticamente", "no responda",
	"no conteste",
	"resposta automática", "gerada automaticamente", "não responda", "risposta automatica", "generata automaticamente",
	"generato automaticamente", "non rispondere", "wygenerowan", "nie odpowiadać", "автоматически", "не отвечайте",
	"自動返信", "自動送信", "自动回复",
)

// noticeText is what the notices of services say of themselves: why they came, how
// they can be turned off, where what they tell of is read. That nobody reads an
// answer, forms on pages say as well.
var noticeText = newPhrases(
	"modtager denne mail, fordi", "modtager denne e-mail, fordi", "modtager denne mail fordi", "modtager denne e-mail fordi", "får denne mail, fordi",
	"får denne e-mail, fordi", "får denne mail fordi", "får denne e-mail fordi", "indstillinger for notifikationer", "notifikationsindstillinger",
	"mailindstillinger", "indstillinger for meddelelser", "meddelelsesindstillinger", "afmeld notifikation", "afmeld mails", "afmeld disse", "afmeld nyhed",
	"ny post i e-boks", "log på e-boks", "læs din post på", "erklæring om beskyttelse af personlige",
	"varslingsinnstillinger", "mottar denne e-posten", "fått denne e-posten fordi", "avslutt abonnement",
	"aviseringsinställningar", "meddelandeinställningar", "får det här mejlet", "får detta mejl", "får det här e-post", "får detta e-post",
	"avregistrera dig", "avsluta prenumeration",
	"notification settings", "notification preferences", "email preferences", "e-mail preferences", "manage notifications", "manage your notifications",
	"turn off these", "unsubscribe", "you are receiving", "you're receiving", "you received this", "privacy statement",
	"benachrichtigungseinstellungen", "erhalten diese e-mail", "erhältst diese e-mail", "abbestellen",
)

// notifierLocals are the local parts of senders that notify, of which some read
// what comes back.
var notifierLocals = map[string]bool{
	"advis": true, "advisering": true, "notifikation": true, "notifikationer": true, "notification": true, "notifications": true, "notify": true, "avisering": true,
	"varsling": true, "benachrichtigung": true, "benachrichtigungen": true, "mailer": true,
}

// challengeSubjects and challengeText are how filters ask a sender to prove
// that he is a person.
var (
	challengeSubjects = newPhrases(
		"confirm your message", "confirm your email", "confirm your e-mail", "please confirm", "confirmation required",
		"confirm delivery", "verify your email", "verify your message", "verification required",
		"sender verification", "verify your identity", "spam arrest", "spamarrest", "boxbe", "action required",
		"message on hold", "authorization required", "requires your approval", "requires confirmation",
		"awaiting confirmation", "mail blocked", "to reach", "your email requires verification",
		"bekræft din mail", "bekræft afsender", "bekräfta", "bestätigen sie", "confirmez", "confirme su",
	)
	challengeText = newPhrases(
		"to verify that you are", "prove that you are", "prove you are", "verify that you're",
		"i'm protecting myself from", "protecting myself from receiving", "protect myself from", "to confirm that you are",
		"one-time", "only once", "only have to do this once", "will be delivered once you", "click the link below to",
		"click on the link below", "click here to verify", "complete the verification", "approved senders",
		"approved sender", "guest list", "whitelist", "allow list", "reply to this message to confirm",
		"confirm that you sent", "confirm that your message", "challenge-response", "tmda", "not a spammer",
		"are not a spammer", "waiting list",
		"bevise at du", "at du ikke er en robot", "bekræfte, at du",
	)
)

// noReplyLocals begin the local parts of senders that take no answers, without
// points, dashes and low lines.
var noReplyLocals = beginnings([]string{
	"noreply", "donotreply", "dontreply", "nepasrepondre", "noresponder", "norespuesta", "naoresponda", "nonrispondere",
	"nienodpowiadac",
	"ikkesvar", "svarikke", "ingensvar", "intesvar", "svaraej", "svarainte", "eisvara", "alavastaa", "keineantwort",
	"nichtantworten", "bittenichtantworten", "nietantwoorden", "geenantwoord",
	"autoreply", "autosvar", "autoresponder", "autoresponse", "automailer", "automail",
})
