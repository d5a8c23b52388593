package intake

// What the mail of servers that bounce looks like, folded. The words are those
// that the servers send; languages are the ones that Exchange, Outlook.com,
// Domino and the large providers translate their notices into.

// daemonLocals begin the local parts, or are the whole of a From without an
// address, that only programs have.
var daemonLocals = beginnings([]string{
	"mailer-daemon", "mailer_daemon", "mailerdaemon", "mailer daemon", "mail-daemon", "maildaemon", "mail.daemon",
	"mail daemon", "mdaemon", "double-bounce", "doublebounce",
	"microsoftexchange329e71ec88ae4615bbc36ab6ce41109e", "mail.delivery.system", "mail-delivery-system",
	"maildeliverysystem", "mail.delivery.subsystem", "mail delivery", "post_master",
	"bounce-notification", "bouncehandler", "non-delivery", "nondelivery",
})

// daemonNames begin the display names of the same.
var daemonNames = beginnings([]string{
	"mail delivery s", "mail deliver s", "mail-delivery-s", "mail delivery-s", "mailer-daemon", "mailer daemon",
	"mail daemon", "mail system", "mail delivery agent", "mail transport s",
	"content-filter at ", "interscan m", "interscan n", "courier mail server", "mmsc ndr", "delivery notification",
	"delivery subsystem", "microsoft exchange", "internet mail delivery",
	"mail delivery", "email delivery s", "e-mail delivery s", "postmaster notif",
})

// officeLocals and officeNames are of postmasters and administrators.
var (
	officeLocals = beginnings([]string{
		"postmaster", "post-master", "mailadmin", "mail-admin", "sysadmin", "systemadministrator",
		"system.administrator", "bounce", "bounces", "mailmaster", "mail-error", "mailerror", "smtp", "spamfilter",
		"spam-filter", "mailgw", "mailgateway", "exchange", "mailsystem", "mail-system",
	})
	officeNames = []string{
		"postmaster", "system administrator", "systemadministrator", "systemansvarlig", "mail administrator",
		"administrateur système", "systemadministratör", "administrador del sistema", "amministratore sistema",
		"mail system", "mail server", "mailserver", "spam firewall", "mail gateway", "mailmarshal", "mimesweeper",
	}
)

// bounceTitles begin the subjects of bounces and of notices of a delay.
var bounceTitles = beginnings([]string{
	// English
	"undeliverable", "undelivered", "non-deliverable", "nondeliverable", "non deliverable", "returned mail",
	"returned to sender", "return to sender", "returned message", "returned due to", "mail returned", "email returned",
	"message returned",
	"mail delivery", "mail system error", "mail failure", "mail failed", "mail error", "mail could not be delivered",
	"mail not delivered", "mail bounced", "mail undeliverable", "mailer error", "mail transaction failed",
	"email delivery", "e-mail delivery", "email could not be delivered", "email not delivered", "email undeliverable",
	"delivery status", "delivery failure", "delivery_failure", "delivery failed", "delivery fail",
	"delivery has failed", "delivery error", "delivery notification", "delivery report", "delivery delay",
	"delivery problem", "delivery unsuccessful", "delivery of your message", "delivery to ",
	"delayed mail", "delayed delivery", "delayed:", "message delayed", "message delivery", "message could not",
	"message undeliverable", "message not delivered", "message status", "message frozen", "message you sent blocked",
	"message you sent", "message refused", "message bounced", "message rejected",
	"failure notice", "failure delivery", "failure to deliver", "failure notification", "failed delivery",
	"failed mail", "failed to deliver", "failed:",
	"warning: message", "warning: could not", "warning: delayed", "warning--could not", "warning: your message",
	"warning: mail", "warning - delayed", "warning: e-mail", "warning: unable", "warning: undeliver",
	"notice: mail delivery", "notification: delivery", "notification of delivery", "permanent delivery failure",
	"temporary delivery failure", "permanent failure", "non-delivery", "nondelivery", "non delivery", "not delivered",
	"not deliverable", "notdelivered", "ndn:", "ndr:", "bounce]", "bounce:", "bounced",
	"postmaster notify", "postmaster warning", "postmaster copy", "could not deliver", "couldn't deliver",
	"cannot deliver", "can't deliver", "unable to deliver", "unable to send", "there was an error sending your mail",
	"sorry, your message could not", "sorry, we couldn't deliver", "sorry we couldn't", "your message could not",
	"your message was not", "your message to", "your message wasn't delivered", "your message couldn't",
	"your mail could not", "your mail to", "your email could not", "your email was not", "error sending",
	"error delivering", "smtp server: errors", "rejected:", "rejected mail", "blocked:", "user unknown", "unknown user",
	"address not found", "recipient address rejected", "mailbox full", "expired delivery", "relayed:", "delivered:",
	"expanded:", "dsn:", "system error", "problem delivering",
	// Danish, Norwegian, Swedish, Finnish
	"ikke leveret", "ikke-leveret", "kan ikke leveres", "kunne ikke leveres", "kunne ikke leveret", "ikke leverbar",
	"uleverbar", "ulevert", "uleveret", "leveringsfejl", "levering mislykkedes", "levering forsinket", "forsinket:",
	"leveret:", "videresendt til mailserver", "meddelelsen kunne ikke", "meddelelsen kan ikke",
	"meddelelse ikke leveret", "din mail kunne ikke", "din e-mail kunne ikke", "din meddelelse kunne ikke",
	"e-mail ikke leveret", "mail ikke leveret", "mail kunne ikke", "returneret mail", "returneret post",
	"mail afvist", "e-mail afvist", "meddelelse afvist", "din mail blev afvist", "din e-mail blev afvist", "din mail er afvist", "din e-mail er afvist",
	"din besked blev afvist", "din besked er afvist", "ditt meddelande avvisades", "ditt meddelande har avvisats", "mail avvist", "e-post avvist",
	"besked om manglende levering", "fejl ved levering", "leveringsstatus", "afleveringsfejl", "levering fejlede",
	"kan ikke levere", "kunne ikke levere", "leveringsfeil", "leveringen mislyktes", "levering mislyktes",
	"meldingen kunne ikke", "meldingen kan ikke", "e-posten kunne ikke", "ikke levert", "feil ved levering",
	"forsinket levering", "levert:",
	"oleverbar", "olevererbar", "olevererat", "ej levererat", "inte levererat", "kunde inte levereras", "kan inte levereras",
	"det går inte att leverera", "det gick inte att leverera", "leveransfel", "leveransen misslyckades",
	"meddelandet kunde inte", "meddelandet kan inte", "ditt meddelande kunde inte", "misslyckad leverans", "fördröjd:",
	"levererat:", "perille toimittamaton", "ei voi toimittaa", "ei voida toimittaa", "ei voitu toimittaa", "toimittaminen epäonnistui", "toimitus epäonnistui",
	"viestiä ei voitu", "toimittamaton",
	// German, Dutch
	"unzustellbar", "nicht zustellbar", "zustellung fehlgeschlagen", "zustellung verzögert", "zustellung nicht möglich",
	"zustellung gescheitert", "zustellungsfehler", "zustellfehler", "zustellstatus", "fehler bei der zustellung",
	"fehlgeschlagene zustellung", "fehlerhafte zustellung", "nachricht nicht zugestellt", "nachricht konnte nicht",
	"mail konnte nicht", "e-mail konnte nicht", "ihre nachricht konnte nicht", "ihre e-mail konnte nicht",
	"nicht zugestellt", "verzögert:", "verzögerte zustellung", "zugestellt:", "übermittlungsfehler", "unzustellbare",
	"onbestelbaar", "niet afgeleverd", "niet bezorgd", "niet bestelbaar", "kan niet worden bezorgd",
	"kan niet worden afgeleverd", "bezorging mislukt", "aflevering mislukt", "bezorgfout", "bericht niet afgeleverd",
	"uw bericht kon niet", "bestelfout", "vertraagd:", "afgeleverd:", "bezorgd:",
	// French
	"non remis", "non_remis", "non distribu", "non-distribu", "non délivr", "non-remise", "échec de la remise",
	"échec de remise", "échec de la distribution", "échec de distribution", "échec d'envoi", "echec de la remise",
	"echec de distribution", "notification d'échec", "notification d'état de remise", "avis de non",
	"impossible de remettre", "message non remis", "message non délivré", "message non distribué", "retour de courrier",
	"retardé", "remis :", "remis:", "courrier non", "votre message n'a pas", "erreur de livraison",
	// Spanish, Portuguese, Italian, Catalan
	"no se puede entregar", "no se pudo entregar", "no se ha podido entregar", "no entregado", "no se entregó",
	"no entregable", "imposible entregar", "error de entrega", "error en la entrega", "fallo de entrega",
	"fallo en la entrega", "notificación de estado de entrega", "notificación de entrega", "correo devuelto",
	"mensaje devuelto", "mensaje no entregado", "su mensaje no", "devuelto", "retrasado:", "entregado:",
	"informe de no entrega",
	"não entregue", "não é possível entregar", "não foi possível entregar", "não entregável", "mensagem não entregue",
	"falha na entrega", "falha no envio", "falha de entrega", "erro de entrega", "notificação de status de entrega",
	"devolvido", "devolução", "mensagem devolvida", "atrasado:", "entregue:",
	"non recapitabile", "impossibile recapitare", "non consegnat", "non consegnabile", "mancato recapito",
	"mancata consegna", "avviso di mancata consegna", "messaggio non recapitato", "messaggio non consegnato",
	"notifica sullo stato di recapito", "errore di consegna", "recapito non riuscito", "ritardato:", "recapitato:",
	"consegna:", "anomalia messaggio",
	// Slavic, Hungarian, Greek, Turkish, Romanian
	"niedostarcz", "nie można dostarczyć", "nie udało się dostarczyć", "nie dostarczono", "błąd dostarczania",
	"zwrot wiadomości", "opóźniono:", "nedoručiteln", "nedoručen", "nelze doručit", "chyba doručení", "nedoručiteľn",
	"nije isporučen", "ni mogoče dostaviti",
	"недоставлен", "не доставлен", "сообщение не доставлено", "не удается доставить", "невозможно доставить",
	"ошибка доставки", "недоставлено", "уведомление о недоставке", "сбой доставки", "не вдалося доставити",
	"kézbesíthetetlen", "nem kézbesíthető", "sikertelen kézbesítés", "ανεπίδοτο", "δεν παραδόθηκε", "teslim edilemedi",
	"teslim edilemez", "iletilemedi", "nelivrabil", "nu s-a putut livra",
	// further east
	"配信不能", "配信できません", "配信に失敗", "メール配信に失敗", "メールを配信できません", "メッセージを配信できません", "送信できませんでした", "送信エラー", "未配信", "未達", "不達",
	"配達不能", "配達エラー", "エラー通知", "无法投递", "无法传递", "未送达", "未送達", "无法送达", "無法傳遞", "無法投遞", "系统退信", "退信", "邮件投递失败", "投递失败",
	"발송 실패", "배달되지 않음", "배달 안 됨", "반송", "تعذر التسليم", "לא ניתן למסור", "не бе доставено", "ไม่สามารถส่ง",
})

// failurePhrases are in the explanation of a bounce and hardly anywhere else.
var failurePhrases = newPhrases(
	"not be delivered", "n't be delivered", "not delivered", "n't delivered", "not been delivered",
	"not yet been delivered", "not being delivered", "unable to deliver", "not able to deliver", "n't able to deliver",
	"not deliver", "n't deliver", "undeliverable", "undelivered", "non-delivered", "cannot be delivered",
	"delivery failed", "delivery failure", "delivery has failed", "delivery to the following", "delivery status",
	"failed to deliver", "deliver the mail", "deliver your mail", "deliver your message", "failed to send",
	"delivering your m", "error occurred while trying to deliver", "delays in delivering",
	"following recipient", "failed address", "failed recipient", "did not reach", "permanent error",
	"permanent fatal error", "transcript of session", "returned to sender", "returning message", "message returned",
	"automatically rejected", "rejected recipient", "address rejected", "rejected your message",
	// translations
	"ikke leveres", "ikke leveret", "ikke levere", "kunne ikke sendes", "kan ikke sendes", "følgende modtager",
	"leveringen mislykkedes", "ikke levert", "følgende mottaker", "inte levereras", "inte leverera",
	"följande mottagare", "ei voitu toimittaa", "ei voida toimittaa", "seuraaville vastaanottaj", "seuraavalle vastaanottaj",
	"nicht zugestellt", "nicht zustellen", "unzustellbar", "nachrichtenzustellung", "folgende empfänger",
	"folgenden empfänger", "niet bezorgd", "niet worden bezorgd", "niet afgeleverd", "niet worden afgeleverd",
	"volgende geadresseerde", "volgende ontvanger",
	"n'a pas pu être", "n'a pas été remis", "n'a pas été délivré", "pas été distribué", "échec de la remise",
	"échec de remise", "destinataires suivants", "destinataire suivant", "n'a pu être",
	"no se pudo entregar", "no se ha podido entregar", "no se puede entregar", "no pudo ser entregado",
	"no ha podido ser entregado", "destinatarios siguientes", "siguiente destinatario", "siguientes destinatarios",
	"el grupo con el que", "não foi possível entregar", "não pôde ser entregue", "destinatários a seguir",
	"seguintes destinatários",
	"non è stato recapitato", "impossibile recapitare", "mancato recapito", "seguenti destinatari",
	"seguente destinatario", "non consegnato", "nie można dostarczyć", "nie została dostarczona", "nie dostarczono",
	"następujących adresat", "nelze doručit", "nebyla doručena",
	"не доставлено", "не может быть доставлен", "не удалось доставить", "не было доставлено", "配信できません", "送信できません",
	"配信不能", "送信に失敗", "届けられません", "無法傳遞", "退信", "배달", "전송하지",
)

// causePhrases are there too, and in other mails.
var causePhrases = newPhrases(
	"following address", "følgende adresse", "folgende adresse", "folgenden adressen", "adresses suivantes",
	"delivery error", "delivery problem", "could not be sent", "not be sent", "not reach", "fatal error",
	"returned to you", "been returned", "bounced", "error(s)", "was rejected", "been rejected", "been blocked",
	"was blocked", "blocked by", "quarantined", "refused", "blev afvist", "er blevet afvist", "findes ikke",
	"blev ikke fundet", "ble avvist", "avvisades", "finns inte", "leveransen", "er forsinket", "abgewiesen",
	"abgelehnt", "zustellung", "geweigerd", "rejeté", "n'existe pas", "rechazado", "rejeitad", "respinto", "无法", "未能",
	"エラー", "non è stato possibile",
	"user unknown", "unknown user", "no such user", "no such recipient", "unknown recipient", "unknown address",
	"unknown mailbox", "recipient unknown", "user not found", "address not found", "not found", "not listed in",
	"does not exist", "doesn't exist", "no longer exists", "mailbox unavailable", "mailbox full", "mailbox is full",
	"mailbox exceeds", "mailbox has exceeded", "quota exceeded", "over quota", "overquota", "exceeded quota", "exceed",
	"host unknown", "unknown host", "host not found", "domain not found", "unrouteable", "unroutable",
	"not a valid mailbox", "not a valid user", "invalid user", "invalid address", "invalid recipient", "account disabled", "account is disabled",
	"has been disabled", "message too large", "connection timed out", "connection refused", "no valid recipients",
	"loop",
	"rcpt to:", "smtp error", "remote host said", "said: 5", "said: 4", "550 ", "554 ", "552 ", "553 ", "551 ", "450 ",
	"451 ", "452 ", "421 ", "5.1.1", "5.2.2", "5.7.1", "5.4.4", "4.4.7", "diagnostic-code", "final-recipient",
	"reporting-mta",
	// the delay
	"has been delayed", "been delayed", "still being retried", "will be retried", "will continue to try",
	"delivery attempts will continue", "keep trying", "retrying", "retry", "could not send message for",
	"could not send mail for", "has been frozen", "was frozen",
	"the group you tried to contact", "we're writing to let you know", "may not exist, or you may not have permission",
)

// refusals are what list servers say of a mail that they do not take.
var refusals = newPhrases(
	"not member", "not a member", "reject", "loop alert", "loop back", "loop condition", "security alert",
	"system error message", "duplicated message-id", "error message", "not allowed to post",
)

// delayPhrases say of a bounce that it is only a notice of a delay.
var delayPhrases = newPhrases(
	"not yet been delivered", "has been delayed", "been delayed", "is delayed", "still being retried",
	"will be retried", "will continue to try", "will keep trying", "delivery attempts will continue",
	"warning message only", "do not need to resend", "don't need to resend", "no action is required",
	"could not send message for past", "could not send mail for past", "delays in delivering", "delivery delayed",
	"delivery is delayed", "temporary problem", "delayed by",
	"er forsinket", "forsøger igen", "prøver igen", "är fördröjd", "försöker igen", "verzögert",
	"wird weiterhin versucht", "vertraagd", "retardé", "a été différé", "se ha retrasado", "è in ritardo",
)

var delayTitles = newPhrases(
	"delayed", "delivery delay", "warning:", "warning--", "warning - ", "(delay)", "still being retried",
	"message delayed", "delivery status notification (delay", "mail delivery status notification (delay",
	"mail delivery delayed", "delivery delayed", "temporary delivery failure", "forsinket", "fördröjd", "verzögert",
	"vertraagd", "retardé", "retrasado", "ritardato", "atrasado", "opóźniono",
)

// finalPhrases take a delay back: the server has given up.
var finalPhrases = newPhrases(
	"permanent error", "permanent fatal", "failed permanently", "given up", "giving up", "gave up",
	"has been removed from the queue", "will not be retried", "no further", "could not be delivered", "too long",
	"message has been deleted",
)
