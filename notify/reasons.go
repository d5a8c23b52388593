package notify

// reasonTexts turn a reason, as the clerk names it, into a sentence of the
// language. What is not listed stands in the letter as it is: an official's
// own words.
var reasonTexts = map[string]map[string]string{
	"da": {
		"unsure":                 "Reglerne var ikke sikre nok på, hvem der skal svare.",
		"unverified":             "Det kan ikke bekræftes, at mailen kommer fra den adresse, der står som afsender. Medlemmet har ikke fået en kvittering.",
		"authors":                "Mailen har ingen eller flere afsendere, så det er ikke til at vide, hvem der skriver.",
		"contradiction":          "Mailens adresse, tråd og emne peger på forskellige sager.",
		"role":                   "Mailen svarer på et brev, der er sendt til en anden, eller handler om en sag, som afsenderen ikke er part i.",
		"stranger":               "Afsenderen står ikke på medlemslisten og hører ikke til nogen forvaltning. Der er ikke sendt noget svar.",
		"list":                   "Mailen kom gennem en mailliste.",
		"encrypted":              "Mailen er krypteret og kan ikke læses uden en nøgle.",
		"truncated":              "Mailen er for stor til at blive hentet helt. Kun begyndelsen er læst.",
		"empty":                  "Der var ingen tekst at læse i mailen.",
		"too-many":               "Der er flere spørgsmål i mailen, end der må være.",
		"kind":                   "Den slags henvendelser behandles af en person.",
		"no-case":                "En forvaltning eller fordeleren skriver uden at nævne en sag.",
		"closed":                 "Et svar kom til en sag, der ikke længere er åben. Det er ikke sendt videre.",
		"unreadable":             "Der kunne ikke læses noget i mailen.",
		"bounced":                "Et brev kom ikke frem.",
		"cap":                    "Der er sendt så mange kvitteringer til samme medlem på et døgn, at de nye er holdt tilbage. Se efter, om to programmer svarer hinanden.",
		"overdue":                "Fristen er overskredet.",
		"unclear":                "Svaret kunne ikke parres sikkert med spørgsmålene. Er det forstået rigtigt, så svar OK på denne mail; ellers svar med den rette tekst.",
		"missing":                "Der mangler svar på nogle af spørgsmålene. Brevet sendes, når de er kommet.",
		"redirect":               "Sagen er givet videre.",
		"unknown-administration": "Der er ingen forvaltning af det navn, så sagen er ikke givet videre. Skriv forvaltningens bogstaver, for eksempel: Ikke vores, send til TMF.",
		"date":                   "Den nye frist er ikke en dag, der kommer. Skriv den for eksempel sådan: Frist: 1. april 2026 fordi …",
		"no-reason":              "Der mangler en begrundelse, og den skal medlemmet have. Skriv den efter »fordi« eller på linjen nedenunder.",
		"interim":                "Fristen er flyttet, og medlemmet har fået et foreløbigt svar.",
		"withdrawn":              "Spørgsmålet er trukket tilbage. Der skal ikke svares.",
		"supplement":             "Tak for din tilføjelse. Den er lagt på sagen og sendt til den, der behandler den.",
		"reopened":               "Sagen er åbnet igen. Det, du skrev, er sendt til forvaltningen som et nyt spørgsmål.",
		"status":                 "Sådan står det til med sagen.",
		"follow-up":              "Medlemmet har skrevet mere.",
		"decision-unclear":       "Svaret nævner ingen forvaltning, og sagen er ikke til fordeling. Der er ikke sket noget.",
	},
	"en": {
		"unsure":                 "The rules were not sure enough who should answer.",
		"unverified":             "It could not be confirmed that the mail comes from the address it names. The member has got no acknowledgement.",
		"authors":                "The mail names no author or several, so nobody can tell who writes.",
		"contradiction":          "The mail's address, thread and subject point to different cases.",
		"role":                   "The mail replies to a letter that was sent to somebody else, or is about a case that the sender is no party to.",
		"stranger":               "The sender is not on the roster and belongs to no administration. No answer was sent.",
		"list":                   "The mail came through a mailing list.",
		"encrypted":              "The mail is encrypted and cannot be read without a key.",
		"truncated":              "The mail is too large to be fetched whole. Only its beginning was read.",
		"empty":                  "There was no text to read in the mail.",
		"too-many":               "The mail has more questions than it may have.",
		"kind":                   "Inquiries of this kind are handled by a person.",
		"no-case":                "An administration or the registrar writes without naming a case.",
		"closed":                 "An answer came to a case that is no longer open. It was not sent on.",
		"unreadable":             "Nothing in the mail could be read.",
		"bounced":                "A letter did not arrive.",
		"cap":                    "One member got so many acknowledgements within a day that new ones are held back. Look whether two programs answer each other.",
		"overdue":                "The deadline has passed.",
		"unclear":                "The answer could not be matched to the questions for sure. If this is right, reply OK to this mail; else reply with the right text.",
		"missing":                "Some of the questions have no answer yet. The letter goes out when they have come.",
		"redirect":               "The case was passed on.",
		"unknown-administration": "There is no administration of that name, so the case was not passed on. Write the administration's letters, as: Not ours, forward to TMF.",
		"date":                   "The new deadline is no day to come. Write it as: More time until 1 April 2026 because …",
		"no-reason":              "A reason is missing, and the member must get one. Write it after \"because\" or on the line below.",
		"interim":                "The deadline was moved, and the member got an interim answer.",
		"withdrawn":              "The question was withdrawn. No answer is needed.",
		"supplement":             "Thank you for what you added. It was put on the case and sent to whoever handles it.",
		"reopened":               "The case was opened again. What you wrote was sent to the administration as a new question.",
		"status":                 "This is how the case stands.",
		"follow-up":              "The member wrote more.",
		"decision-unclear":       "The reply names no administration, and the case is not to be decided. Nothing was done.",
	},
}

// stateTexts name the states of a case (register.State) in a letter.
var stateTexts = map[string]map[string]string{
	"da": {"held": "til fordeling", "open": "hos forvaltningen", "answered": "besvaret, ikke godkendt", "approved": "besvaret, brevet er på vej", "closed": "afsluttet",
		"redirected": "behandles i en anden sag", "refused": "afvist", "withdrawn": "trukket tilbage", "duplicate": "behandles sammen med en anden sag"},
	"en": {"held": "with the registrar", "open": "with the administration", "answered": "answered, not approved", "approved": "answered, the letter is on its way", "closed": "closed",
		"redirected": "handled in another case", "refused": "refused", "withdrawn": "withdrawn", "duplicate": "handled together with another case"},
}

// said is the text for a word of the table, or the word itself.
func said(table map[string]map[string]string, language, word string) string {
	if text, ok := table[language][word]; ok {
		return text
	}
	return word
}
