package reply

import (
	"strings"
	"testing"
)

// TestSaidByOne holds what officials say of themselves, of who will answer and of how it
// is to go on, in each language that is built in, apart from what they answer.
func TestSaidByOne(t *testing.T) {
	for code, texts := range map[string]map[string]bool{
		"da": {
			"Jeg er lige nødt til at vende den med min chef først - hun er tilbage på torsdag.":      true,
			"Jeg har sat Per Skov på. Han svarer direkte til jer.":                                   true,
			"Vi har modtaget sagen og er i gang med at undersøge den. I hører fra os i næste uge.":   true,
			"Stien bliver færdig i juni. De to øvrige spørgsmål svarer vi på i næste uge.":           true,
			"Vi afventer økonomitallene og svarer hurtigst muligt.":                                  true,
			"Sagen er under behandling, og I vil modtage et samlet svar.":                            true,
			"4,2 mio. kr.\n\nResten må Per tage sig af.":                                             true,
			"Stien bliver færdig i juni.\n\nPS. Til jer i sekretariatet: beklager forsinkelsen.":     true,
			"Svaret er godkendt af centerchef Lone Berg.\n\nStien bliver færdig i juni.":             true,
			"Godkendt herfra - send den bare.":                                                       true,
			"Vent lige med at sende, direktøren vil se det.":                                         true,
			"Vi er desværre ramt af sygdom i teamet, så svaret bliver forsinket.":                    true,
			"Svaret har været forbi borgmesterens kontor.\n\nStien bliver færdig i september.":       true,
			"Enig. Så skriver vi bare det.":                                                          true,
			"Her er mit udkast. Du må gerne rette direkte i dokumentet.":                             true,
			"Pas på med at love noget. Forslag til svar:\n\nI september.":                            true,
			"De sidste to kommer i morgen.":                                                          true,
			"Svarudkast er lagt i F2 til godkendelse.":                                               true,
			"Vi kan godt besvare den, men først efter den 1. april.":                                 true,
			"Til journalen: vi har talt med borgmestersekretariatet.":                                true,
			"Juni. Men dobbelttjek lige med Mobilitet, de rykkede den vist i sidste uge.":            true,
			"Dette skal komme fra økonomi, har skrevet til Henrik.":                                  true,
			"Stien er færdig i juni. Lone vil gerne læse med.":                                       true,
			"Suk. Den er ikke færdig, men det kan vi jo ikke skrive.":                                true,
			"Grundet ferie kan svar først leveres den 30. marts.":                                    true,
			"Mulighed A: Stien er færdig i juni.\nMulighed B: Stien er færdig inden ferien.":         true,
			"[Offentlig]\n\nStien er færdig i juni.":                                                 true,
			"Nævn ikke retssagen. Stien er færdig i juni.":                                           true,
			"Projektleder er Henrik Lund, og stien hedder Anders Petersens Sti.":                     false,
			"Målinger har vist, at der lige nu er plads til flere cyklister, jo tidligere på dagen.": false,
			"Beboerne får svar inden for otte uger. Se svar på spørgsmål 2.":                         false,
			"Tag fat i Pia Bro på 2112 3456, hun har overblikket.":                                   true,
			"Asfalt: ok\nØkonomi: overskredet, men det skal ikke med":                                true,
			"Stien er færdig i juni (rettet fra maj, jf. Jens' kommentar).":                          true,
			"Officielt i juni. Uofficielt tror ingen på det.":                                        true,
			"Jeg mener, at stien er færdig i juni.":                                                  true,
			"Stien er færdig i juni, se Pias mail.":                                                  true,
			"Ser fint ud, dog hellere inden sommerferien end juni.":                                  true,
			"Stien er færdig i juni. Koordineret med presse.":                                        true,
			"Arbejdet er koordineret med Metroselskabet.":                                            false,
			"I juni. Borgmesteren skal orienteres, inden dette kommer ud.":                           true,
			"De nye bænke kommer i maj.":                                                             false,
			"Til skolen: 4 mio. kr.":                                                                 false,
			"Svaret på dit spørgsmål er, at der ikke er afsat midler.":                               false,
			"Ministeriet har svaret, at reglerne ikke ændres.":                                       false,
			"Der henvises til svaret på spørgsmål 2. Kontakt mig gerne.":                             false,
			"Jeg kan bekræfte, at der er bestilt nye bænke.":                                         false,
			"Vi har ikke tallene endnu, men regner med at have dem på torsdag.":                      true,
			"Jeg har desværre ikke alle svarene på plads.":                                           true,
			"Vi satser på at få data fra skolerne i næste uge.":                                      true,
			"I juni (datoen er usikker, vil helst ikke have den ud).":                                true,
			"Forvaltningen beklager det sene svar.\n\nDen åbner i juni.":                             false,
			"Skolerne har ikke data for 2025 endnu.":                                                 false,
			"Vi har ikke oplysninger om borgernes indkomst.":                                         false,
			"Kommunen regner med at få 40 nye pladser i 2027.":                                       false,
			"Har du spørgsmål, er du velkommen til at kontakte mig. Jeg beklager ventetiden.":        false,
			"I august 2026.": false,
			"I har som udvalg mulighed for at prioritere midlerne.":                                             false,
			"Det svarer til 4 % på årsbasis.":                                                                   false,
			"Ansøgningen er under behandling, og ansøger får svar inden for otte uger.":                         false,
			"De to andre skoler får nyt tag, og de øvrige veje kommer med i næste udbud.":                       false,
			"Tallene for 2025 kommer i april, når regnskabet er lukket.":                                        false,
			"Affaldet sorteres, før det sendes til forbrænding.":                                                false,
			"Der er ansat to vejledere, som tager sig af de unge.":                                              false,
			"Send gerne billeder af skaderne til vejene@tmf.kk.example.":                                        false,
			"Lokalplanen er godkendt af Borgerrepræsentationen.":                                                false,
			"Fristen er forlænget til den 1. maj.":                                                              false,
			"Medarbejderne har som aftalt med fagforeningen fået to fridage.":                                   false,
			strings.Repeat("Cykelstien er lang, og den bliver længere. ", 20) + "Jeg har spurgt entreprenøren.": true,
		},
		"en": {
			"This isn't one for us, I'm afraid. Try BUF.":                                    true,
			"Here's the reply as discussed. Let me know if you're happy with it.":            true,
			"Thanks, we're looking into it and will get back to you next week.":              true,
			"On 12 June 2026.\nThe figures for 2 and 3 will follow on Thursday.":             true,
			"We don't have all the figures yet but expect to get them on Monday.":            true,
			"The Council does not have figures for 2025 yet.":                                false,
			"This sits with Children's Services rather than us.":                             true,
			"Just to let you know we've passed this to the contractor.":                      true,
			"I'll have to ask my manager.":                                                   true,
			"Proposed wording below.\n\nIt opens in June.":                                   true,
			"We will come back shortly.":                                                     true,
			"On it - will revert.":                                                           true,
			"The response is with our lawyers.":                                              true,
			"Reply as cleared by the Chief Exec:\n\nIt opens in June.":                       true,
			"It opens in June. Suggest we leave it at that.":                                 true,
			"The road is a trunk road so this would be for National Highways.":               true,
			"It opens in June, but Karen has the details.":                                   true,
			"The road is closed by the Karen Blixen Museum.":                                 false,
			"Opens in June. Cost to follow once finance have closed the month.":              true,
			"It opens in June. Politically a hot potato so nothing on cost.":                 true,
			"Not yet. Worth checking with Transport before this goes.":                       true,
			"The answer is no, and the response time is nine days.":                          false,
			"I am pleased to say that the school has two more teachers.":                     false,
			"I can confirm that the works are on schedule.":                                  false,
			"Please let me know if you have any further questions.":                          false,
			"The contractor will come back in spring to lay the final surface.":              false,
			"The plans were signed off by the committee, and the figures come out in April.": false,
		},
		"sv": {
			"Här kommer svaret som vi pratade om. Säg till om något ska ändras.": true,
			"Har ingen aning, fråga Pia.":                                        true,
			"Jag måste fråga min chef först.":                                    true,
			"Övriga svar kommer nästa vecka.":                                    true,
			"Svaret är godkänt av direktören.\n\nDen öppnar i juni.":             true,
			"Vi har inte fått in alla uppgifter ännu, men jobbar på det.":        true,
			"Vi har inte siffrorna än men räknar med att få dem på torsdag.":     true,
			"Skolorna har inte siffror för 2025 ännu.":                           false,
			"Uppgift saknas, återkommer.":                                        true,
			"Svaret ligger hos direktören.":                                      true,
			"Den öppnar i juni. Stäm gärna av med kommunalrådet.":                true,
			"Skriv inget om överklagandet. Den öppnar i juni.":                   true,
			"Det är en statlig väg, så frågan borde gå till Trafikverket.":       true,
			"Det vet ju alla som bor där.":                                       true,
			"Den blir bredare, ju fler som cyklar.":                              false,
			"Svaret på frågan är att det inte finns några medel.":                false,
			"Jag kan bekräfta att arbetet är i gång.":                            false,
			"Innan det går att bygga måste detaljplanen ändras.":                 false,
			"Övriga gator kommer med i nästa upphandling.":                       false,
		},
	} {
		for text, want := range texts {
			if got := in(code).asideIn(map[int]string{1: text}, "Anna Holm"); got != want {
				t.Errorf("%s: %q: said to us: %v", code, text, got)
			}
		}
	}
}

// TestAgreesAndDisagrees holds what is said about an answer that waits for a word.
func TestAgreesAndDisagrees(t *testing.T) {
	questions := []Question{{Number: 1, Text: "Hvornår bliver cykelstien færdig?"}}
	for text, want := range map[string]string{
		"OK, send svaret.": "agrees",
		"Ja tak, det er helt rigtigt. Send det endelig.":     "agrees",
		"Det er rigtigt forstået":                            "nearly",
		"Ja, men uden den sidste sætning":                    "nearly",
		"Ja, i juni":                                         "",
		"OK, men svar 2 er forkert":                          "nearly",
		"Nej":                                                "disagrees",
		"Nej, det er rigtigt forstået":                       "disagrees",
		"Vent med at sende, direktøren vil se det.":          "disagrees",
		"Det er ikke helt rigtigt, der kommer et nyt.":       "disagrees",
		"Nej, cykelstien bliver først færdig i juli.":        "",
		"Det er ikke muligt at sige, hvornår den er færdig.": "",
		"Noget af asfalten mangler.":                         "",
	} {
		m := Mail{Mail: mailOf(text)}
		got := ""
		switch agrees, nearly := danish().Agrees(m, questions); {
		case agrees:
			got = "agrees"
		case danish().Disagrees(m, questions):
			got = "disagrees"
		case nearly:
			got = "nearly"
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestSubstantial holds which short texts can be an answer as they stand.
func TestSubstantial(t *testing.T) {
	questions := []Question{{Number: 1, Text: "Hvornår bliver cykelstien færdig?"}}
	for text, want := range map[string]bool{
		"Det er den gamle version.": false, "Hov": false, "Se bort fra det.\n\nMvh Ole": false,
		"Tak, så ved vi det.": false, "Fristen er noteret.": false,
		"Det er der ikke planer om.": true, "Ingen.": true, "Ja.": true, "Uændret": true, "Svar: Bag stationen.": true,
		"I juli.": true, "Om 3 uger": true, "Cykelstier bygges om natten.": true,
		"Det kan forvaltningen ikke sige noget om, før frosten er af jorden igen til foråret.": true,
	} {
		if got := danish().Substantial(Mail{Mail: mailOf(text)}, questions); got != want {
			t.Errorf("%q: substantial: %v", text, got)
		}
	}
}

// TestThanksAlone holds what is thanks and no more, in each language.
func TestThanksAlone(t *testing.T) {
	for _, test := range []struct {
		code, text string
		want       bool
	}{
		{"da", "Tak 🙏", true}, {"da", "Tak!! 👍", true}, {"da", "Tak for et fyldestgørende svar :-)", true}, {"da", "Tak?", false}, {"da", "Tak: 4 mio.", false},
		{"en", "Many thanks for your prompt reply.\n\nKind regards\nAnna", true},
		{"en", "Many thanks, but when will it open", false},
		{"en", "Brilliant, thank you!", true}, {"en", "That's great, thank you for clarifying.", true}, {"en", "Noted with thanks.", true}, {"sv", "Tack så mycket 🙂", true}, {"sv", "Tack, då vet jag!", true},
	} {
		if got := in(test.code).Thanks(Mail{Mail: mailOf(test.text)}); got != test.want {
			t.Errorf("%s: %q: thanks: %v", test.code, test.text, got)
		}
	}
}
