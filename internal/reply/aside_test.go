package reply

import (
	"slices"
	"strings"
	"testing"
)

// TestSaidToColleagues holds what officials say to us or to a colleague apart from
// what they answer.
func TestSaidToColleagues(t *testing.T) {
	for text, want := range map[string]bool{
		"Kaj, tager du den her?":                                                            true,
		"Kan du tage den her? Frist om 14 dage.":                                            true,
		"Jeg er i tvivl.\nVil du se på den, Kaj? Mvh":                                       true,
		"Til orientering.":                                                                  true,
		"Jeg har bedt Kaj om at svare.":                                                     true,
		"Tak for påmindelsen. Vi er på sagen.":                                              true,
		"Svaret er under udarbejdelse.":                                                     true,
		"Besvarelsen er sendt til godkendelse hos direktionen.":                             true,
		"Svaret ligger i F2.":                                                               true,
		"Vi bekræfter modtagelsen.":                                                         true,
		"Modtaget. Vi er i gang.":                                                           true,
		"Vi sender et svar i næste uge.":                                                    true,
		"Det er godkendt herfra.":                                                           true,
		"Ja, det er rigtigt.":                                                               false,
		"Vejen er under ombygning.":                                                         false,
		"Vi har modtaget 12 klager i 2025.":                                                 false,
		"Borgeren kan kontakte Borgerservice.":                                              false,
		"Forvaltningen arbejder på en ny plan for cykelstier.":                              false,
		"Fire medarbejdere svarer på borgernes henvendelser.":                               false,
		"Er du i tvivl, kan du se planen på hjemmesiden.":                                   false,
		"Projektet er i høring til den 1. maj.":                                             false,
		"Lokalplanen er godkendt.":                                                          false,
		"Vi har modtaget din henvendelse. Cykelstien er færdig i juni.":                     false,
		"Vi har modtaget din henvendelse, og den er registreret.":                           true,
		"Foreløbigt svar\n\nForvaltningen er ved at indhente oplysninger.":                  true,
		"Vi kan desværre ikke nå fristen på mandag.":                                        true,
		"Det er desværre ikke muligt at besvare spørgsmålet inden for den fastsatte frist.": true,
		"Vi forventer at kunne fremsende et endeligt svar senest den 27. marts.":            true,
		"Er det i orden, at vi svarer senest den 30. marts?":                                true,
		"Kaj, er det rigtigt?\nStien er færdig i juni.":                                     true,
		"Stien er færdig i juni. Hvem skal godkende det?":                                   true,
		"@Kaj tager du den":                                                                 true,
		"Afventer økonomi":                                                                  true,
		"Vi afventer tal fra økonomi og vender tilbage.":                                    true,
		"Vi har oprettet en sag med nummer #48213, og en medarbejder vil behandle den hurtigst muligt.": true,
		"Stien er færdig i juni.\n(Internt: det er ikke bekræftet endnu)":                               true,
		"Hermed vores udkast til svar. Direktionen mangler at godkende.\n\nStien er færdig i juni.":     true,
		"Jeg har talt med Anna Holm i telefonen, så du kan lukke sagen.":                                true,
		"Stien er færdig i juni.\n\nPS. Sig lige til når den er sendt.":                                 true,
		"Ok, vi svarer inden fristen":                        true,
		"We need a bit more time for this one.":              true,
		"Vi beder jer derfor omfordele.":                     true,
		"Stien er færdig i juni [KM: er vi sikre på det?].":  true,
		"Stien er færdig i juni (eller er det juli?).":       true,
		"Stien har kostet [beløb indsættes] mio. kr.":        true,
		"Stien er færdig i XX 2026.":                         true,
		"Så er der hul igennem. Svaret er:\nI juni.":         true,
		"Pressen spørger også, så ring før afsendelse.":      true,
		"Se [mangler og udbedring](https://kk.example/sti).": false,
		"Svaret afhænger af vejret.":                         false,
		"Kan du ringe til mig, før jeg svarer.":              true,
		"Vi mener ikke, at det er en opgave for os.":         true,
		"Kladde:\nStien er færdig i juni.":                   true,
		"Version 2 efter rettelser:\nStien er færdig.":       true,
		"Stien er færdig i juni. Skriv selv resten :-)":      true,
		"Spørg Kaj": true,
		"Ved ikke":  true,
		"TBC":       true,
		"Stien er færdig. Spørger medlemmet, så er prisen 4":                                     true,
		"Økonomi er ved at trække tallene, dem får I mandag.":                                    true,
		"Aner det ikke, snak med Pia.":                                                           true,
		"8.000. FYI: tælleren var i stykker i januar, må ikke deles.":                            true,
		"8.000. Not for sharing: the counter was broken for most of January.":                    true,
		"Ask Jane in Planning.":                                                                  true,
		"Jeg står gerne til rådighed.":                                                           false,
		"Etape I er færdig i maj, etape II til efteråret.":                                       false,
		"Der plantes ask og eg langs stien.":                                                     false,
		"Kommunen kan se, at (2) kun er i drift om dagen.":                                       false,
		"Jeg kigger på det i morgen.":                                                            true,
		"Jeg kan oplyse, at stien er færdig i juni.":                                             false,
		"Stien er færdig i juni. Forvaltningen vender tilbage til udvalget med en status i maj.": false,
		"Entreprenøren kan ikke overholde tidsplanen, så stien er først færdig i september.":     false,
		"Der er registreret 14 uheld på strækningen.":                                            false,
		"Stien har kostet 4 mio. kr. (internt timeforbrug er ikke regnet med).":                  false,
		"Arbejdet skal i gang i dag, og asfalten kan i år lægges i maj.":                         false,
		"Se planen på https://kk.example/plan?id=4 i bilaget.":                                   false,
		"Der mangler stadig træer, som kommer til efteråret.":                                    false,
	} {
		said := danish().asideIn(map[int]string{1: text}, "Anna Holm") || danish().acknowledges(text) ||
			len(strings.Fields(text)) <= fewWords && slices.ContainsFunc(danish().chats, func(c chat) bool { return c.reads().MatchString(text) })
		if said != want {
			t.Errorf("%q: said to a colleague: %v", text, said)
		}
	}
}

// TestPartsOfALongAnswer holds that of a long answer the first paragraph and the last are
// read for what is said to us whatever they are like.
func TestPartsOfALongAnswer(t *testing.T) {
	long := strings.Repeat("Cykelstien er lang, og den bliver længere. ", 20)
	for text, want := range map[string]bool{
		"Her er teksten, som vi talte om. Jeg mangler stadig et tal.\n\n" + long: true,
		long + "\n\nJeg er på kontoret til kl. 15, hvis noget skal rettes.":      true,
		long + "\n\nJeg har spurgt entreprenøren.\n\n" + long:                    false,
		long + "\n\nDu er velkommen til at kontakte mig.":                        false,
		long: false,
	} {
		if got := danish().asideIn(map[int]string{1: text}, "Anna Holm"); got != want {
			t.Errorf("%.40q … %.40q: said to us: %v", text, text[max(0, len(text)-40):], got)
		}
	}
}

// TestAsideThatIsNone holds that what others than the member hear, and what does not come
// again, is told to the member, and that what is still to come for the member is not.
func TestAsideThatIsNone(t *testing.T) {
	for text, want := range map[string]bool{
		"Stien er færdig i juni. Vi vender tilbage til Teknik- og Miljøudvalget, når den er målt op.": false,
		"Ti træer er plantet i maj. De øvrige kommer ikke igen.":                                      false,
		"Stien er færdig i juni. Vi vender tilbage, når den er målt op.":                              true,
		"Ti træer er plantet i maj. De øvrige kommer i morgen.":                                       true,
		"The path opens in June. We will return to the committee with a plan.":                        false,
		"Vägen öppnar i juni. Vi återkommer till nämnden med en plan.":                                false,
	} {
		if got := danish().asideIn(map[int]string{1: text}, "Anna Holm"); got != want {
			t.Errorf("%q: said to us: %v", text, got)
		}
	}
}

// TestTalkWithin holds that a sentence in the middle of a long answer is read for what is
// said to us when it is in plain words, and that what administrations write there is not.
func TestTalkWithin(t *testing.T) {
	long := strings.Repeat("Cykelstien er lang, og den bliver længere. ", 20)
	asked := []Question{{Number: 1, Text: "Hvornår bliver cykelstien på Vej1 færdig?"}}
	for text, want := range map[string]bool{
		"Kaj, jeg er ikke sikker på det tal, kan du tjekke det?":         true,
		"Resten har jeg klippet fra det gamle notat.":                    true,
		"Det tal er jo ikke helt friskt.":                                true,
		"Jeg har i dag besigtiget strækningen sammen med entreprenøren.": false,
		"Stien er lukket lige ved broen.":                                false,
		"Hvornår bliver cykelstien færdig?":                              false,
		"Jeg kan oplyse, at den er 4 km.":                                false,
		"Hvis du ser et hul i vejen, kan du skrive det i appen.":         false,
		"Du kan læse alle svar her.":                                     false,
		"**Hvad gør byen ved det?**":                                     false,
	} {
		if got := danish().Aside(map[int]string{1: long + text + " " + long}, asked, "Anna Holm"); got != want {
			t.Errorf("%q: said to us: %v", text, got)
		}
	}
}

// TestLastSentence holds that the last sentence of a long paragraph is read for what is said
// to us, and that what administrations end with is not.
func TestLastSentence(t *testing.T) {
	long := strings.Repeat("Cykelstien er lang, og den bliver længere. ", 20)
	for text, want := range map[string]bool{
		"Skriver I til Anna i dag, må I gerne sætte mig cc.":                                true,
		"Det er naboen jo ikke glad for.":                                                   true,
		"Denne del er stadig til forhandling og bør holdes ude, indtil kontrakten er klar.": true,
		"Det vil være uheldigt, hvis tallene kommer ud før mødet.":                          true,
		"Sig til, hvis det er for langt, så kan jeg korte det ned.":                         true,
		"Please do not circulate the figures.":                                              true,
		"Sidste del af brevet kan udelades.":                                                true,
		"Lokaludvalget ved det ikke endnu, så vent med brevet.":                             true,
		"Er lidt usikker på det sidste.":                                                    true,
		"Det er et ømt punkt.":                                                              true,
		"Vi har lovet Odense ikke at bruge deres tal offentligt.":                           true,
		"Bo Krogh har selv stemt for det.":                                                  true,
		"Centerchefen vil lige se teksten.":                                                 true,
		"Kan ikke komme det nærmere uden nye tal.":                                          true,
		"Overvej, om den sidste linje er nødvendig.":                                        true,
		"Kan der ikke findes midler, udgår den sidste del af vejen.":                        false,
		"Ved den sidste måling var der 8.000.":                                              false,
		"Bo Krogh har spurgt, hvornår stien er færdig.":                                     false,
		"Vi håber, at det besvarer dit spørgsmål.":                                          false,
		"Såfremt du ønsker en uddybning, står vi til rådighed.":                             false,
		"Denne del af vejen er fredet, jf. Bilag 2.":                                        false,
		"Naboerne er orienteret i et brev fra kommunen.":                                    false,
		"Resultatet kan findes på kommunens hjemmeside efter sommerferien.":                 false,
	} {
		if got := danish().asideIn(map[int]string{1: long + text}, "Bo Krogh"); got != want {
			t.Errorf("… %q: said to us: %v", text, got)
		}
	}
}

// TestOfMember holds that an answer is held back that speaks of somebody as of the member,
// unless the question is about somebody too.
func TestOfMember(t *testing.T) {
	for text, want := range map[string]bool{
		"4 mio. kr. Jeg kan trække nye tal, hvis hun insisterer.": true,
		"4 mio. kr. Det burde være nok til ham.":                  true,
		"It cost 4m, which he knows already.":                     true,
		"4 mio. kr., se her: https://kk.example/sti":              false,
		"Hunden skal være i snor på stien.":                       false,
	} {
		if got := danish().ofMember(text, "Hvad har cykelstien kostet?"); got != want {
			t.Errorf("%q: of the member: %v", text, got)
		}
	}
	if danish().ofMember("Hun er ansat i juni.", "Hvornår tiltræder direktøren, og hvad skal hun lave?") {
		t.Error("a question about somebody: of the member")
	}
}

// TestOfUs holds that an answer is held back that ends with what its writers do, in plain
// words, and not with what administrations say of themselves.
func TestOfUs(t *testing.T) {
	const answer = "Cykelstien åbner i juni 2026. "
	for text, want := range map[string]bool{
		answer + "Vi tager resten på onsdag.":                                  true,
		answer + "Vi er jo sikre i vores sag.":                                 true,
		answer + "Det er for at sikre dem, vi har.":                            false,
		answer + "Nu har vi brugt nok tid på den.":                             true,
		answer + "\n\nVi siger det samme til avisen i morgen.":                 true,
		"I juni (men vi plejer at skrive sommer).":                             true,
		answer + "We can do the rest on the phone.":                            true,
		answer + "Vi evaluerer ordningen og forelægger resultatet for byen.":   false,
		answer + "Det er vi meget opmærksomme på.":                             false,
		answer + "Vi modtager jævnligt henvendelser om emnet.":                 false,
		answer + "Vi åbner den sidste del i maj.":                              false,
		answer + "Vi bygger også en bro til stien på Amagerbrogade.":           false,
		answer + "Den er bred nok til to.":                                     false,
		"Det kan vi ikke svare på.":                                            false,
		answer + "For det tredje har vi haft svært ved at rekruttere ansatte.": false,
	} {
		if got := danish().ofUs(text, Question{Number: 1, Text: "Hvornår bliver cykelstien på Amagerbrogade færdig?"}); got != want {
			t.Errorf("%q: of those who write: %v", text, got)
		}
	}
}

// TestIdlePostscript holds that a postscript is held back that has no figure and no word of
// the question.
func TestIdlePostscript(t *testing.T) {
	const asked = "Hvornår bliver cykelstien på Amagerbrogade færdig?"
	for text, want := range map[string]bool{
		"I juni.\n\nPS. Til Kim: undskyld ventetiden.":          true,
		"I juni.\n\nP.S. Hils derhjemme":                        true,
		"I juni.\n\nPS: Cykelstien bliver bredere end i dag.":   false,
		"I juni.\n\nPS: Der er borgermøde den 14. april.":       false,
		"I juni. NB entreprenøren er gået i stå, så lov intet.": true,
		"I juni. (Opdateres efter mødet torsdag.)":              true,
		"I juni. (Kilde: tællingen fra 2025.)":                  false,
		"I juni (slutningen af måneden).":                       false,
		"I juni. NB: Der er borgermøde den 14. april.":          false,
		"I juni.\n\nNB! Direktøren læser med.":                  true,
		"I juni. PS-midlerne er brugt.":                         false,
	} {
		if got := idlePostscript(text, asked); got != want {
			t.Errorf("%q: an idle postscript: %v", text, got)
		}
	}
}

// TestOpensElse holds that an answer is held back whose first paragraph has nothing of one,
// when what was asked about only comes below.
func TestOpensElse(t *testing.T) {
	asked := Question{Number: 1, Text: "Hvornår bliver cykelstien på Amagerbrogade færdig?"}
	const answer = "\n\nCykelstien forventes åbnet i uge 25."
	for text, want := range map[string]bool{
		"Flot arbejde fra Mobilitet, så den kører vi med:" + answer:   true,
		"Teksten herfra, lidt kortere end sidst." + answer:            true,
		"Mange tak for dit gode forslag." + answer:                    false,
		"Teknik- og Miljøforvaltningen kan oplyse følgende:" + answer: false,
		"Entreprenøren gik i stå i november 2025." + answer:           false,
		"Arbejdet på Amagerbrogade er forsinket." + answer:            false,
		"Det er der ikke fastsat en dato for." + answer:               false,
		"Flot arbejde fra Mobilitet.\n\nDen åbner i uge 25.":          false,
		strings.Repeat("Der er lagt nye rør i gaden. ", 5) + answer:   false,
	} {
		if got := danish().opensElse(text, asked); got != want {
			t.Errorf("%q: opens with something else: %v", text, got)
		}
	}
}

// TestHollow holds that an answer is held back that is a sentence or two with nothing by
// which it can be one.
func TestHollow(t *testing.T) {
	questions := []Question{{Number: 1, Text: "Hvem rydder cykelstien?"}, {Number: 2, Text: "Hvad koster det?"}}
	for text, want := range map[string]bool{
		"Økonomi tager den i næste uge":                                                     true,
		"Finance are pulling this together":                                                 true,
		"Parkafdelingen":                                                                    false,
		"Det bliver ryddet af en entreprenør om natten.":                                    false,
		"Udgiften er ikke gjort op endnu i regnskabet.":                                     false,
		"Omkring 4 mio. kr. om året for hele byen.":                                         false,
		"En frist på to uger er urealistisk midt i budgetlægningen. Vi leverer når vi kan.": true,
		strings.Repeat("Arbejdet er lagt ud til andre. ", 4):                                false,
	} {
		if got := danish().hollow(text, questions); got != want {
			t.Errorf("%q: hollow: %v", text, got)
		}
	}
}

// TestBesideThePoint holds that a short answer about mails, and who has the case, is
// held back where it has no word of its question.
func TestBesideThePoint(t *testing.T) {
	const asked = "Hvornår bliver cykelstien på Amagerbrogade færdig?"
	for text, want := range map[string]bool{
		"Sagen er nu hos Mobilitet, som leverer bidrag senest torsdag.":              true,
		"Svaret er skrevet, men ligger til godkendelse hos vicedirektøren.":          true,
		"Anna Holm er ringet op og har fået svar mundtligt.":                         true,
		"Kontoret har lukket i påsken. Vi læser mails igen den 7. april.":            true,
		"Ole Vang er ikke længere ansat i kommunen. Mails bliver ikke læst.":         true,
		"A support ticket request has been created and a representative will write.": true,
		"Hvor har hun det fra? Cykelstien har været færdig siden oktober.":           true,
		"Kan nogen på trafik svare senest onsdag? Det gælder cykelstien.":            true,
		"Det haster vel ikke? Vi har travlt i denne uge.":                            true,
		"Vi ser på den her i næste uge.":                                             true,
		"Er cykelstien forsinket? Ja, den er færdig i juni.":                         false,
		"Sagen om cykelstien ligger hos udvalget, som behandler den i maj.":          false,
		"Den er færdig i juni.":           false,
		"Det svarer til 12 pct. af alle.": false,
		"Se svar 1.":                      false,
		"Forvaltningen kan ikke svare på det, da der ikke sendes mails ud om arbejdet.": false,
	} {
		if got := danish().besidePoint(text, asked); got != want {
			t.Errorf("%q: beside the point: %v", text, got)
		}
	}
}
