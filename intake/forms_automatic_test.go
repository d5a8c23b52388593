package intake_test

import (
	"strings"
	"testing"

	"inquiryd/intake"
)

// formMail is a plain mail with the header h, screened.
func formMail(h, text string) *intake.Mail {
	raw := h + "\nMessage-ID: <2@x.example>\nDate: Thu, 9 Mar 2023 15:02:11 +0100\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + text + "\n"
	m := intake.Parse([]byte(strings.ReplaceAll(raw, "\n", "\r\n")), intake.Limits{})
	intake.Screen(m, intake.Ours{})
	return m
}

// TestAutomaticFormsInLanguages screens the automatic answers of programs and
// people's mails that look a little like them.
func TestAutomaticFormsInLanguages(t *testing.T) {
	for name, c := range map[string][2]string{
		"da exch":           {"From: Ida Holm <ida@medlem.example>\nSubject: Automatisk svar: Cykelstier\nIn-Reply-To: <1@kk.example>", "Jeg er på ferie til den 20. marts."},
		"da exch2":          {"From: Ida Holm <ida@medlem.example>\nSubject: Autosvar: Cykelstier", "Jeg holder ferie."},
		"da ikke til stede": {"From: Ida Holm <ida@medlem.example>\nSubject: Ikke til stede: Cykelstier\nIn-Reply-To: <1@kk.example>", "Jeg er ikke på kontoret."},
		"da fravaer":        {"From: Ida Holm <ida@medlem.example>\nSubject: Fravær: Cykelstier\nIn-Reply-To: <1@kk.example>\nX-Auto-Response-Suppress: All", "Jeg er på barsel."},
		"no":                {"From: A <a@x.example>\nSubject: Automatisk svar: Sak\nIn-Reply-To: <1@kk.example>", "Jeg er på ferie."},
		"no2":               {"From: A <a@x.example>\nSubject: Fraværsmelding: Sak\nIn-Reply-To: <1@kk.example>", "Jeg er ute av kontoret til mandag."},
		"sv":                {"From: A <a@x.example>\nSubject: Autosvar: Ärende\nIn-Reply-To: <1@kk.example>", "Jag är på semester."},
		"sv2":               {"From: A <a@x.example>\nSubject: Frånvaro: Ärende\nIn-Reply-To: <1@kk.example>", "Jag är inte på kontoret."},
		"sv3":               {"From: A <a@x.example>\nSubject: Automatiskt svar: Ärende", "Jag är ledig"},
		"de":                {"From: A <a@x.example>\nSubject: Automatische Antwort: Anfrage", "Ich bin nicht im Büro."},
		"de2":               {"From: A <a@x.example>\nSubject: Abwesenheitsnotiz: Anfrage", "Ich bin im Urlaub"},
		"de3":               {"From: A <a@x.example>\nSubject: Abwesend: Anfrage\nIn-Reply-To: <1@kk.example>", "Ich bin bis zum 20. März nicht im Hause."},
		"en":                {"From: A <a@x.example>\nSubject: Out of Office: Bikes\nIn-Reply-To: <1@kk.example>", "I am away."},
		"en2":               {"From: A <a@x.example>\nSubject: Automatic reply: Bikes", "I'm on leave."},
		"en3":               {"From: A <a@x.example>\nSubject: OOO Re: Bikes\nIn-Reply-To: <1@kk.example>", "I am out of the office until Monday with limited access to email."},
		"en4":               {"From: A <a@x.example>\nSubject: Re: Bikes\nIn-Reply-To: <1@kk.example>\nAuto-Submitted: auto-replied (vacation)", "hi"},
		"en5":               {"From: A <a@x.example>\nSubject: Re: Bikes\nX-Autoreply: yes", "hi"},
		"en6":               {"From: A <a@x.example>\nSubject: Auto: Bikes\nPrecedence: auto_reply", "hi"},
		"gmail":             {"From: A <a@x.example>\nSubject: Vacation Re: Bikes\nIn-Reply-To: <1@kk.example>\nPrecedence: bulk\nX-Autoreply: yes\nAuto-Submitted: auto-replied", "hi"},
		"fr":                {"From: A <a@x.example>\nSubject: Réponse automatique : Vélos", "Je suis absent."},
		"fr2":               {"From: A <a@x.example>\nSubject: Absence du bureau : Vélos\nIn-Reply-To: <1@kk.example>", "Je suis absent du bureau."},
		"nl":                {"From: A <a@x.example>\nSubject: Automatisch antwoord: Fietsen", "Ik ben afwezig."},
		"nl2":               {"From: A <a@x.example>\nSubject: Afwezig: Fietsen\nIn-Reply-To: <1@kk.example>", "Ik ben niet op kantoor."},
		"es":                {"From: A <a@x.example>\nSubject: Respuesta automática: Bicis", "Estoy fuera de la oficina."},
		"it":                {"From: A <a@x.example>\nSubject: Risposta automatica: Bici", "Sono fuori ufficio."},
		"fi":                {"From: A <a@x.example>\nSubject: Automaattinen vastaus: Pyörät", "Olen lomalla."},
		"fi2":               {"From: A <a@x.example>\nSubject: Poissa: Pyörät\nIn-Reply-To: <1@kk.example>", "Olen poissa toimistosta 20.3. asti."},
		"pl":                {"From: A <a@x.example>\nSubject: Automatyczna odpowiedź: Rowery", "Jestem na urlopie."},
		"pt":                {"From: A <a@x.example>\nSubject: Resposta automática: Bicicletas", "Estou ausente."},
		"receipt da":        {"From: Borgerservice <noreply@kk.example>\nSubject: Vi har modtaget din henvendelse", "Tak for din henvendelse. Dette er en automatisk kvittering."},
		"receipt en":        {"From: Support <no-reply@x.example>\nSubject: We have received your request [#123]", "This is an automated message. Please do not reply."},
		"receipt de":        {"From: Service <noreply@x.example>\nSubject: Ihre Anfrage ist eingegangen", "Dies ist eine automatisch generierte E-Mail. Bitte antworten Sie nicht."},
		"receipt sv":        {"From: Kommun <noreply@x.example>\nSubject: Tack för ditt mejl", "Detta är ett automatiskt svar. Vi återkommer."},
		"receipt no":        {"From: Kommune <noreply@x.example>\nSubject: Takk for henvendelsen", "Dette er et automatisk svar. Vi svarer så snart vi kan."},
		"receipt nl":        {"From: Gemeente <noreply@x.example>\nSubject: Ontvangstbevestiging", "Dit is een automatisch gegenereerd bericht."},
		"receipt fr":        {"From: Mairie <noreply@x.example>\nSubject: Accusé de réception", "Ceci est un message automatique, merci de ne pas y répondre."},
		"asks at the end":   {"From: A <a@x.example>\nSubject: Automatisk svar: Cykler", "Tak for din mail. Jeg er på ferie til den 20. marts. Haster det? Kan det vente?"},
		"behind subject":    {"From: A <a@x.example>\nSubject: SV: Cykler (Out of office)", "Tak for din henvendelse. Jeg er bortrejst i uge 11 med begrænset adgang til mail."},
		"taken back":        {"From: A <a@x.example>\nSubject: Tilbagekaldelse: Cykler", "A vil gerne tilbagekalde meddelelsen \"Cykler\"."},
		"left da":           {"From: A <a@x.example>\nSubject: Automatisk svar: x", "Jeg er fratrådt min stilling."},
		"exch hdr":          {"From: A <a@x.example>\nSubject: Ferie\nIn-Reply-To: <1@kk.example>\nX-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent\nAuto-Submitted: auto-generated", "Jeg er på ferie"},
		"zimbra":            {"From: A <a@x.example>\nSubject: Re: x\nAuto-Submitted: auto-replied (zimbra; readOnly)\nPrecedence: bulk", "away"},
		"domino":            {"From: A <a@x.example>\nSubject: AUTO: A is out of the office (returning 20-03-2023)\nAuto-Submitted: auto-generated", "I am out of the office until 20-03-2023."},
		"domino da":         {"From: A <a@x.example>\nSubject: AUTO: A er ikke på kontoret (tilbage 20-03-2023)", "Jeg er ikke på kontoret før 20-03-2023."},
		"groupwise":         {"From: A <a@x.example>\nSubject: Re: x (Out of office)\nX-Mailer: Novell GroupWise Internet Agent\nX-Autogenerated: Reply", "Away"},
		"apple":             {"From: A <a@x.example>\nSubject: Re: x\nX-Apple-Action: VACATION", "Away"},
	} {
		m := formMail(c[0]+"\nTo: spm@kk.example", c[1])
		if m.Nature != intake.AutoReply {
			t.Errorf("%s: %s (%s)", name, m.Nature, m.NatureWhy)
		}
	}
	for name, c := range map[string][2]string{
		"asks about auto": {"From: Ida <ida@medlem.example>\nSubject: Automatiske svar på henvendelser", "Hvorfor får borgerne automatiske svar?"},
		"holiday":         {"From: Ida <ida@medlem.example>\nSubject: Ferie: åbningstider", "Hvornår har biblioteket ferielukket?"},
		"absence":         {"From: Ida <ida@medlem.example>\nSubject: Fravær i folkeskolen", "Hvor stort er fraværet?"},
		"suppress":        {"From: Ida <ida@medlem.example>\nSubject: Cykler\nX-Auto-Response-Suppress: DR, OOF, AutoReply", "Hvor mange?"},
		"no":              {"From: Ida <ida@medlem.example>\nSubject: Cykler\nAuto-Submitted: no", "Hvor mange?"},
		"away soon":       {"From: Ida <ida@medlem.example>\nSubject: Re: møde\nIn-Reply-To: <1@kk.example>", "Jeg er på ferie i uge 8, men hvad koster projektet?"},
		"fwd auto":        {"From: Ida <ida@medlem.example>\nSubject: VS: Automatisk svar: Cykler", "Se nedenfor. Hvorfor svarer forvaltningen ikke?\n\n-----Oprindelig meddelelse-----\nFra: x\nSendt: 1. marts 2023\nTil: y\nEmne: Automatisk svar\n\nJeg er på ferie"},
		"thanks":          {"From: Bo <bo@kk.example>\nSubject: Re: Cykler\nIn-Reply-To: <1@kk.example>", "Tak for din henvendelse. Svaret er 42."},
		"ps":              {"From: Ida <ida@medlem.example>\nSubject: Cykler", "Hvor mange?\n\nJeg er bortrejst til mandag.\n\nVenlig hilsen\nIda"},
		"feedback":        {"From: Ida <ida@medlem.example>\nSubject: Cykler\nFeedback-ID: 1:2:3", "Hvor mange?"},
		"noreply q":       {"From: Ida <ida@medlem.example>\nSubject: Hvad med noreply-adresser?", "Hvorfor bruger kommunen noreply?"},
	} {
		m := formMail(c[0]+"\nTo: spm@kk.example", c[1])
		if m.Nature != intake.Person {
			t.Errorf("person %s: %s (%s)", name, m.Nature, m.NatureWhy)
		}
	}
}
