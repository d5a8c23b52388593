package intake

import (
	"strings"
	"testing"
)

// attributions are what mail programs write above a quoted mail, by
// language; those that need marks below them are told by a > line.
var attributions = []string{
	// Danish
	"Den 9. mar. 2023 kl. 14.02 skrev Ida Holm <ida@medlem.example>:",
	"Den tors. 9. mar. 2023 kl. 14.02 skrev Ida Holm <ida@medlem.example>:",
	"Den tors. 9. mar. 2023 kl. 14.02 skrev Ida Holm <\nida@medlem.example>:",
	"Den tors. 9. mar. 2023 kl. 14.02 skrev Ida Holm <ida@medlem.example\n>:",
	"Den 09-03-2023 kl. 14:02 skrev Ida Holm:",
	"Den 09.03.2023 kl. 14:02, skrev Ida Holm:",
	"Den 09-03-2023 14:02, Ida Holm skrev:",
	"Den 2023-03-09 14:02, skrev Ida Holm:",
	"Den 09/03/2023 14.02 skrev \"Holm, Ida\" <ida@medlem.example>:",
	"D. 9. marts 2023 kl. 14.02 skrev Ida Holm <ida@medlem.example>:",
	"torsdag den 9. marts 2023 14.02 skrev Ida Holm <ida@medlem.example>:",
	"Ida Holm <ida@medlem.example> skrev:",
	"Ida Holm <ida@medlem.example> skrev den 09-03-2023 14:02:",
	"> Ida Holm skrev:",
	"> Du skrev:",
	"> Citat Ida Holm <ida@medlem.example>:",
	"---- Ida Holm skrev ----",
	"Den tors. 9. mar. 2023 kl. 14.02 skrev Teknik- og Miljøforvaltningen,\nSekretariatet for Byens Udvikling, Drift og Vedligehold <\nsekretariat@forvaltning.example>:",
	// Norwegian and Swedish
	"tor. 9. mar. 2023 kl. 14:02 skrev Kari Nes <kari@kommune.example>:",
	"På torsdag 9. mars 2023 kl. 14:02 skrev Kari Nes <kari@kommune.example>:",
	"Den 9 mars 2023 14:02 skrev Åsa Ek <asa@kommun.example>:",
	"Den tors 9 mars 2023 kl 14:02 skrev Åsa Ek <asa@kommun.example>:",
	"9 mars 2023 kl. 14:02 skrev Åsa Ek <asa@kommun.example>:",
	"Åsa Ek <asa@kommun.example> skrev: (9 mars 2023 14:02)\nskrev Åsa Ek <asa@kommun.example>:",
	// German
	"Am 09.03.2023 um 14:02 schrieb Uwe Kern <uwe@stadt.example>:",
	"Am 09.03.23 um 14:02 schrieb Uwe Kern:",
	"Am Do., 9. März 2023 um 14:02 Uhr schrieb Uwe Kern <uwe@stadt.example>:",
	"Uwe Kern <uwe@stadt.example> schrieb am Do., 9. März 2023, 14:02:",
	"Uwe Kern <uwe@stadt.example> hat am 09.03.2023 14:02 geschrieben:",
	"> Zitat von Uwe Kern <uwe@stadt.example>:",
	// English
	"On Thu, Mar 9, 2023 at 2:02 PM Ann Reed <ann@council.example> wrote:",
	"On Thu, Mar 9, 2023 at 2:02 PM Ann Reed\n<ann@council.example> wrote:",
	"On Thu, 9 Mar 2023, 14:02 Ann Reed, <ann@council.example> wrote:",
	"On 9 Mar 2023, at 14:02, Ann Reed <ann@council.example> wrote:",
	"On 09/03/2023 14:02, Ann Reed wrote:",
	"On 09/03/2023, 14:02, \"Ann Reed\" <ann@council.example> wrote:",
	"On Thursday, March 9, 2023 at 02:02:11 PM GMT+1, Ann Reed <ann@council.example> wrote:",
	"On Thursday, March 9th, 2023 at 14:02, Ann Reed <ann@council.example> wrote:",
	"2023-03-09 14:02 GMT+01:00 Ann Reed <ann@council.example>:",
	"March 9, 2023 2:02 PM, \"Ann Reed\" <ann@council.example> wrote:",
	"-----\"Ann Reed\" <ann@council.example> wrote: -----",
	"> Quoting Ann Reed <ann@council.example>:",
	// others
	"Le jeu. 9 mars 2023 à 14:02, Luc Roy <luc@ville.example> a écrit :",
	"Le 09/03/2023 à 14:02, Luc Roy a écrit :",
	"Op do 9 mrt 2023 om 14:02 schreef Jan Vos <jan@stad.example>:",
	"Op 9 mrt. 2023 om 14:02 heeft Jan Vos <jan@stad.example> het volgende geschreven:",
	"El jue, 9 mar 2023 a las 14:02, Eva Sol (<eva@ciudad.example>) escribió:",
	"Il giorno gio 9 mar 2023 alle ore 14:02 Pia Rossi <pia@comune.example> ha scritto:",
	"Em qui., 9 de mar. de 2023 às 14:02, Rui Sá <rui@cidade.example> escreveu:",
	"czw., 9 mar 2023 o 14:02 Jan Lis <jan@miasto.example> napisał(a):",
	"to 9. maalisk. 2023 klo 14.02 Eero Aho <eero@kunta.example> kirjoitti:",
	"чт, 9 мар. 2023 г. в 14:02, Иван <ivan@gorod.example>:",
	"чт, 9 бер. 2023 р. о 14:02 Іван <ivan@misto.example> пише:",
}

func TestAttributionsAreFound(t *testing.T) {
	for _, a := range attributions {
		text := "Er det rigtigt?\n\n" + strings.TrimPrefix(a, "> ") + "\n\n"
		if strings.HasPrefix(a, "> ") {
			text += "> "
		}
		m := &Mail{Text: text + "Ja, det er det.\n", Subject: "Re: Det"}
		if got, _ := newText(m); got != "Er det rigtigt?" {
			t.Errorf("%s\nleft %q", a, got)
		}
	}
}

// sentences look like attributions or headings and are somebody's own words.
var sentences = []string{
	"Den 9. marts 2023 skrev jeg til forvaltningen:",
	"Den 9. marts 2023 kl. 14.02 skrev jeg følgende til jer:",
	"Den 9. marts 2023 blev det besluttet:",
	"Den nye skole åbner i 2025:",
	"Den 14. marts kl. 9.00 mødes udvalget:",
	"Jeg skrev i 2022:",
	"Borgmesteren skriver:",
	"Avisen skrev, at prisen var 4,2 mio. kr.",
	"On 9 March 2023 at 14:02 I wrote to you:",
	"On reflection, the office wrote:",
	"On Monday we shall meet at 14:00:",
	"Am 9. März 2023 um 14:02 schrieb ich:",
	"Le 9 mars 2023, nous avons décidé :",
	"Sendt fra forvaltningen i tide, men kom aldrig frem.",
	"Fra: Nørreport",
	"Til: alle i udvalget",
	"Emne for mødet: skoler",
	"Dato: 9. marts 2023",
	"Oprindelig besked",
	"Videresendt besked",
	"---",
	"1) Den 9. marts 2023 kl. 14.02:",
	"9. marts 2023 14:02:11 server (drift@server.example) startede og skrev ikke dette:",
	"> nej",
	"Spørgsmål 1: Hvem skrev til ida@medlem.example den 9. marts 2023 kl. 14.02?",
}

func TestSentencesAreKept(t *testing.T) {
	for _, s := range sentences {
		text := "Kære forvaltning\n\n" + s + "\n\nHvad koster det?\n\nOg hvornår kommer det?"
		got, _ := newText(&Mail{Text: text, Subject: "Et spørgsmål"})
		if s == "> nej" {
			text = strings.Replace(text, s+"\n\n", "", 1)
		}
		if got != text {
			t.Errorf("%s\ngave %q", s, got)
		}
	}
}
