package intake_test

import (
	"strings"
	"testing"

	"inquiryd/intake"
)

// TestRepliesOfPrograms reads a reply as each mail program in use writes it as
// plain text, in the languages that its users have.
func TestRepliesOfPrograms(t *testing.T) {
	own := "Tak for svaret. Hvornår kan vi forvente planen?"
	old := "Kære Ida\n\nPlanen kommer snart.\n\nVenlig hilsen\nBo Lind"
	q := "> " + strings.ReplaceAll(old, "\n", "\n> ")
	for name, text := range map[string]string{
		"outlook da":        own + "\n\nFra: Bo Lind <bo@kk.example>\nSendt: 9. marts 2023 14:02\nTil: Ida Holm <ida@medlem.example>\nEmne: Cykelstier\n\n" + old,
		"outlook da 2":      own + "\n\n________________________________\nFra: Bo Lind <bo@kk.example>\nSendt: torsdag den 9. marts 2023 14.02.11\nTil: Ida Holm\nCc: Anna Bak\nEmne: SV: Cykelstier\n\n" + old,
		"new outlook bold":  own + "\n\n*Fra:* Bo Lind <bo@kk.example>\n*Dato:* torsdag, 9. marts 2023 kl. 14.02\n*Til:* Ida Holm <ida@medlem.example>\n*Emne:* Re: Cykelstier\n\n" + old,
		"outlook mobile":    own + "\n\nHent Outlook til iOS<https://aka.ms/o0ukef>\n________________________________\nFra: Bo Lind <bo@kk.example>\nSendt: Thursday, March 9, 2023 2:02:11 PM\nTil: Ida Holm <ida@medlem.example>\nEmne: Re: Cykelstier\n\n" + old,
		"outlook android":   own + "\n\nFå Outlook til Android<https://aka.ms/AAb9ysg>\n\nFra: Bo Lind <bo@kk.example>\nSendt: 9. marts 2023 14:02\nTil: Ida\nEmne: Re: x\n\n" + old,
		"gmail da":          own + "\n\nDen tor. 9. mar. 2023 kl. 14.02 skrev Bo Lind <bo@kk.example>:\n\n" + q,
		"gmail da wrapped":  own + "\n\nDen tor. 9. mar. 2023 kl. 14.02 skrev Bo Lind via Cykeludvalget <\ncykeludvalget@kk.example>:\n\n" + q,
		"apple da":          own + "\n\nDen 9. mar. 2023 kl. 14.02 skrev Bo Lind <bo@kk.example>:\n\n" + q,
		"apple da iphone":   own + "\n\nSendt fra min iPhone\n\n> Den 9. mar. 2023 kl. 14.02 skrev Bo Lind <bo@kk.example>:\n> \n" + strings.ReplaceAll(q, "> ", "> "),
		"apple 2":           own + "\n\n> On 9 Mar 2023, at 14:02, Bo Lind <bo@kk.example> wrote:\n> \n" + q,
		"tb da":             own + "\n\nDen 09-03-2023 kl. 14:02 skrev Bo Lind:\n" + q,
		"tb da 2":           own + "\n\nDen 09.03.2023 14:02, Bo Lind skrev:\n" + q,
		"tb no":             own + "\n\nDen 09.03.2023 14:02, skrev Bo Lind:\n" + q,
		"tb sv":             own + "\n\nDen 2023-03-09 kl. 14:02, skrev Bo Lind:\n" + q,
		"tb de":             own + "\n\nAm 09.03.23 um 14:02 schrieb Bo Lind:\n" + q,
		"tb fr":             own + "\n\nLe 09/03/2023 à 14:02, Bo Lind a écrit :\n" + q,
		"tb nl":             own + "\n\nOp 09-03-2023 om 14:02 schreef Bo Lind:\n" + q,
		"tb es":             own + "\n\nEl 9/3/23 a las 14:02, Bo Lind escribió:\n" + q,
		"gmail no":          own + "\n\ntor. 9. mars 2023 kl. 14:02 skrev Bo Lind <bo@kk.example>:\n\n" + q,
		"gmail sv":          own + "\n\nDen tors 9 mars 2023 kl 14:02 skrev Bo Lind <bo@kk.example>:\n\n" + q,
		"gmail de":          own + "\n\nAm Do., 9. März 2023 um 14:02 Uhr schrieb Bo Lind <bo@kk.example>:\n\n" + q,
		"gmail fr":          own + "\n\nLe jeu. 9 mars 2023 à 14:02, Bo Lind <bo@kk.example> a écrit :\n\n" + q,
		"gmail nl":          own + "\n\nOp do 9 mrt 2023 om 14:02 schreef Bo Lind <bo@kk.example>:\n\n" + q,
		"gmail es":          own + "\n\nEl jue, 9 mar 2023 a las 14:02, Bo Lind (<bo@kk.example>) escribió:\n\n" + q,
		"gmail narrow nbsp": own + "\n\nOn Thu, Mar 9, 2023 at 2:02\u202fPM Bo Lind <bo@kk.example> wrote:\n\n" + q,
		"samsung da":        own + "\n\n\nSendt fra min Samsung Galaxy\n\n\n-------- Oprindelig besked --------\nFra: Bo Lind <bo@kk.example>\nDato: 09.03.2023 14.02 (GMT+01:00)\nTil: Ida Holm <ida@medlem.example>\nEmne: Re: Cykelstier\n\n" + old,
		"samsung en":        own + "\n\nSent from my Galaxy\n\n-------- Original message --------\nFrom: Bo Lind <bo@kk.example>\nDate: 3/9/23 14:02 (GMT+01:00)\nTo: Ida Holm <ida@medlem.example>\nSubject: Re: Cykelstier\n\n" + old,
		"proton":            own + "\n\nSendt med Proton Mail sikker e-mail.\n\n------- Original Message -------\nOn Thursday, March 9th, 2023 at 2:02 PM, Bo Lind <bo@kk.example> wrote:\n\n\n" + q,
		"proton new":        own + "\n\nSent with Proton Mail secure email.\n\nOn Thursday, 9 March 2023 at 14:02, Bo Lind <bo@kk.example> wrote:\n\n" + q,
		"proton da":         own + "\n\nSendt fra Proton Mail til iOS\n\nDen tor., mar. 9, 2023 kl. 14:02, skrev Bo Lind <[bo@kk.example](mailto:Den tor.)>:\n\n" + q,
		"hcl notes":         own + "\n\n\nFra: \"Bo Lind\" <bo@kk.example>\nTil: \"Ida Holm\" <ida@medlem.example>\nDato: 09-03-2023 14:02\nEmne: [EXTERNAL] Cykelstier\n\n\n" + old,
		"notes en":          own + "\n\n\nFrom:\tBo Lind/KK\nTo:\tIda Holm <ida@medlem.example>\nDate:\t09-03-2023 14:02\nSubject:\tCykelstier\n\n\n" + old,
		"spark":             own + "\n\nSendt fra Spark\n9. mar. 2023 14.02 +0100 Bo Lind <bo@kk.example>, skrev:\n" + q,
		"spark en":          own + "\nOn 9 Mar 2023 at 14:02 +0100, Bo Lind <bo@kk.example>, wrote:\n" + q,
		"yahoo":             own + "\n\n    On Thursday, March 9, 2023 at 02:02:11 PM GMT+1, Bo Lind <bo@kk.example> wrote:  \n \n " + strings.ReplaceAll(old, "\n", "\n "),
		"yahoo da":          own + "\n\n    Den torsdag den 9. marts 2023 kl. 14.02.11 CET skrev Bo Lind <bo@kk.example>:  \n \n " + old,
		"yahoo phone da":    own + "\n\nSendt fra Yahoo Mail på Android\n\n  Den tor., mar. 9, 2023 kl. 14:02 skrev Bo Lind<bo@kk.example>:   " + old,
		"zoho":              own + "\n\n\n\n---- On Thu, 09 Mar 2023 14:02:11 +0100 Bo Lind <bo@kk.example> wrote ---\n\n" + old,
		"zoho 2":            own + "\n\n---- På tor, 09 mar 2023 14:02:11 +0100 bo@kk.example skrev ----\n\n" + old,
		"one.com":           own + "\n\nDen 9.3.2023 14:02:11, Bo Lind <bo@kk.example> skrev:\n" + q,
		"gmx de":            own + "\n\nGesendet: Donnerstag, 09. März 2023 um 14:02 Uhr\nVon: \"Bo Lind\" <bo@kk.example>\nAn: ida@medlem.example\nBetreff: Cykelstier\n\n" + old,
		"outlook de":        own + "\n\nVon: Bo Lind <bo@kk.example> \nGesendet: Donnerstag, 9. März 2023 14:02\nAn: Ida Holm <ida@medlem.example>\nBetreff: AW: Cykelstier\n\n" + old,
		"outlook sv":        own + "\n\nFrån: Bo Lind <bo@kk.example>\nSkickat: den 9 mars 2023 14:02\nTill: Ida\nÄmne: Sv: Cykel\n\n" + old,
		"outlook no":        own + "\n\nFra: Bo Lind <bo@kk.example>\nSendt: torsdag 9. mars 2023 14:02\nTil: Ida\nEmne: SV: Cykel\n\n" + old,
		"outlook fr":        own + "\n\nDe : Bo Lind <bo@kk.example>\nEnvoyé : jeudi 9 mars 2023 14:02\nÀ : Ida\nObjet : RE: Cykel\n\n" + old,
		"outlook es":        own + "\n\nDe: Bo Lind <bo@kk.example>\nEnviado el: jueves, 9 de marzo de 2023 14:02\nPara: Ida\nAsunto: RE: Cykel\n\n" + old,
		"outlook nl":        own + "\n\nVan: Bo Lind <bo@kk.example>\nVerzonden: donderdag 9 maart 2023 14:02\nAan: Ida\nOnderwerp: RE: Cykel\n\n" + old,
		"outlook no cc":     own + "\n\nFra: Bo Lind\nSendt: 9. marts 2023 14:02\nEmne: Cykelstier\n\n" + old,
		"outlook pipe":      own + "\n\n-----Oprindelig meddelelse-----\nFra: Bo Lind [mailto:bo@kk.example] \nSendt: 9. marts 2023 14:02\nTil: Ida Holm\nEmne: Cykel\n\n" + old,
		"k9":                own + "\n-- \nSendt fra min Android-enhed med K-9 Mail.\n\nDen 9. marts 2023 14.02.11 CET, skrev Bo Lind <bo@kk.example>:\n" + old,
		"k9 2":              own + "\n\nOn March 9, 2023 2:02:11 PM GMT+01:00, Bo Lind <bo@kk.example> wrote:\n" + q,
		"fairemail":         own + "\n\n9. mar. 2023 14.02.11 Bo Lind <bo@kk.example>:\n\n" + q,
		"mailspring":        own + "\nOn Mar 9 2023, at 2:02 pm, Bo Lind <bo@kk.example> wrote:\n" + q,
		"tutanota":          own + "\n\n-- \nSikret med Tuta Mail:\nhttps://tuta.com\n\n9. mar. 2023 14.02 af bo@kk.example:\n\n" + q,
		"tutanota 2":        own + "\n\n9. mar. 2023 14.02 af bo@kk.example:\n\n" + q,
		"roundcube da":      own + "\n\nDen 2023-03-09 14:02, Bo Lind skrev:\n" + q,
		"roundcube de":      own + "\n\nAm 2023-03-09 14:02, schrieb Bo Lind:\n" + q,
		"horde":             own + "\n\nCitat Bo Lind <bo@kk.example>:\n\n" + q,
		"horde en":          own + "\n\nQuoting Bo Lind <bo@kk.example>:\n\n" + q,
		"evolution":         own + "\n\ntor, 09 03 2023 kl. 14:02 +0100, skrev Bo Lind:\n" + q,
		"kmail":             own + "\n\nTorsdag den 9. marts 2023 14:02:11 CET skrev Bo Lind:\n" + q,
		"mutt":              own + "\n\nOn Thu, Mar 09, 2023 at 02:02:11PM +0100, Bo Lind wrote:\n" + q,
		"gnus":              own + "\n\nBo Lind <bo@kk.example> writes:\n\n" + q,
		"pine":              own + "\n\nOn Thu, 9 Mar 2023, Bo Lind wrote:\n\n" + q,
		"sb1":               own + "\n\n---------------------------------------\nFra: Bo Lind\nSendt: 09-03-2023\nTil: Ida\nEmne: x\n" + old,
		"emclient":          own + "\n\n------ Original Message ------\nFrom \"Bo Lind\" <bo@kk.example>\nTo \"Ida Holm\" <ida@medlem.example>\nDate 09-03-2023 14:02:11\nSubject Cykelstier\n\n" + q,
		"emclient da":       own + "\n\n------ Oprindelig meddelelse ------\nFra \"Bo Lind\" <bo@kk.example>\nTil \"Ida Holm\" <ida@medlem.example>\nDato 09-03-2023 14:02:11\nEmne Cykelstier\n\n" + old,
		"bluemail":          own + "\n\nHent BlueMail til Android\nDen 9. mar. 2023, kl. 14.02, Bo Lind <bo@kk.example> skrev:\n" + q,
		"huawei":            own + "\n\n-------- Oprindelig meddelelse --------\nEmne: Cykelstier\nFra: Bo Lind \nTil: Ida Holm \nCc: \n\n\n" + old,
		"sfb":               own + "\n\nPå tor, 9 mar 2023 14:02 Bo Lind skrev:\n" + q,
		"simply":            own + "\n\nFrom: Bo Lind <bo@kk.example>\nDate: Thursday, 9 March 2023 at 14.02\nTo: Ida Holm <ida@medlem.example>\nSubject: Re: Cykelstier\n" + old,
		"mac outlook":       own + "\n\nFra: Bo Lind <bo@kk.example>\nDato: torsdag, 9. marts 2023 kl. 14.02\nTil: Ida Holm <ida@medlem.example>\nEmne: Re: Cykelstier\n" + old,
		"ibm verse":         own + "\n\n--- Original message --- \nFrom: \"Bo Lind\" <bo@kk.example>\nTo: \"Ida\" <ida@medlem.example>\nDate: Thu, Mar 9, 2023 14:02\nSubject: [EXTERNAL] x\n" + old,
		"windows mail":      own + "\n\nSendt fra Mail<https://go.microsoft.com/fwlink/?LinkId=550986> til Windows\n\nFra: Bo Lind<mailto:bo@kk.example>\nSendt: 9. marts 2023 14:02\nTil: Ida Holm<mailto:ida@medlem.example>\nEmne: Cykel\n\n" + old,
	} {
		raw := "From: Ida Holm <ida@medlem.example>\r\nTo: spm@kk.example\r\nSubject: Re: Cykelstier\r\nIn-Reply-To: <1@kk.example>\r\nMessage-ID: <2@medlem.example>\r\nDate: Thu, 9 Mar 2023 15:02:11 +0100\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + strings.ReplaceAll(text, "\n", "\r\n") + "\r\n"
		m := intake.Parse([]byte(raw), intake.Limits{})
		if m.NewText != own {
			t.Errorf("%s: %q sure %v", name, m.NewText, m.NewTextSure)
		}
		intake.Screen(m, intake.Ours{})
		if m.Nature != intake.Person {
			t.Errorf("%s: %s %s", name, m.Nature, m.NatureWhy)
		}
	}
}
