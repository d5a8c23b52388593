package reply

import (
	"testing"

	"inquiryd/intake"
)

// TestTalk holds what a short mail says that is neither a word nor an answer.
func TestTalk(t *testing.T) {
	read := map[string]func(Mail) bool{
		"thanks":   danish().Thanks,
		"withdraw": danish().Withdraws,
		"status":   danish().AsksStatus,
		"passes on": func(m Mail) bool {
			return danish().PassesOn(m)
		},
		"agrees":      func(m Mail) bool { agrees, _ := danish().Agrees(m, nil); return agrees },
		"agrees, but": func(m Mail) bool { _, more := danish().Agrees(m, nil); return more },
		"not_ours":    func(m Mail) bool { key, _, ok := danish().Chatter(m); return ok && key == "not_ours" },
		"chatter":     func(m Mail) bool { _, _, ok := danish().Chatter(m); return ok },
		"more_time":   func(m Mail) bool { key, _, ok := danish().Chatter(m); return ok && key == "more_time" },
	}
	for _, test := range []struct{ text, want string }{
		{"Tak for svaret!\n\nMvh Anna", "thanks"},
		{"Mange tak. God weekend!\nAnna", "thanks"},
		{"Hej. Tak! Hvornår får jeg svar? Mvh Ida", "status"},
		{"Til orientering.", "passes on"},
		{"Hej Ole. Tak for det hurtige svar, det var lige, hvad jeg havde brug for. Rigtig god weekend!\nMvh Anna", "thanks"},
		{"Tak for svar. Jeg vender tilbage, hvis jeg har flere spørgsmål.\nAnna", "thanks"},
		{"Modtaget med tak - det går jeg videre med i udvalget.", "thanks"},
		{"Fint.\nAnna", "thanks"},
		{"Tak. Hvis der er flere tal, vil jeg gerne have dem.", ""},
		{"Fint, det afventer jeg.\nAnna", "thanks"},
		{"Mange tak for svaret!\n\nMvh Anna\n\nPS: Send kortet", ""},
		{"Mange tak for svaret!\n\nMvh Anna\n\nHvem har tegnet den?", ""},
		{"Hvor langt er I med mit spørgsmål?\nAnna", "status"},
		{"Har I glemt mig? Jeg har ikke hørt noget endnu.", "status"},
		{"Nu er der gået over en uge. Hvor bliver svaret af?\n/Anna", "status"},
		{"Tak for mailen. Jeg rykker for svar. Fristen er overskredet.", "status"},
		{"Har I glemt mig? Jeg skal også bruge tallene for 2025.", ""},
		{"Jeg har fået svar på mødet.", ""},
		{"Er der ved at være svar på mit spørgsmål om fortovet? I lovede det for tre dage siden.\n\nAnna", "status"},
		{"Jeg mangler stadig svar. Kan I sige mig, hvornår det kommer?", "status"},
		{"Jeg har ikke fået svar på, hvem der betaler.", ""},
		{"I kan godt lukke sagen igen, jeg har fundet tallet i budgettet. Undskyld ulejligheden.", "withdraw"},
		{"I kan godt lukke sagen, når I har svaret på hvem der betaler?", ""},
		{"Tusind tak for et grundigt svar - det er jeg rigtig glad for. I ønskes en god påske!", "thanks"},
		{"Jeg skrev til jer for 14 dage siden og har intet hørt. Hvad sker der?\nAnna", "status"},
		{"Jeg tillader mig at rykke for svar på nedenstående.", "status"},
		{"Har I modtaget denne?", "status"},
		{"Jeg skrev til jer for 14 dage siden om stien, og nu er den lukket.", ""},
		{"Fantastisk, tak! Det var hurtigt. Jeg sender det videre til bestyrelsen.", "thanks"},
		{"Tak for oversigten. Så venter jeg bare.", "thanks"},
		{"Det var lige det, jeg skulle bruge. Tak for det!", "thanks"},
		{"Super, tak for kvitteringen! Ha' en god weekend.\nAnna", "thanks"},
		{"Mange tak for et klart svar. Det glæder mig, at den snart er færdig.", "thanks"},
		{"Tak for svaret. Det var oplysende, men det er ikke nok.", ""},
		{"Til orientering: jeg spørger, fordi butikkerne har skrevet.", ""},
		{"Hej, I behøver ikke svare alligevel, jeg har fået svar på mødet.", "withdraw"},
		{"Jeg vil gerne trække mit spørgsmål om rotter tilbage. Det blev besvaret på udvalgsmødet i går.", "withdraw"},
		{"Ok, send det", "agrees"},
		{"Ok, men svar 2 skal være 5 mio. kr.", "agrees, but"},
		{"Send det videre til BUF", "not_ours"},
		{"Vi svarer i næste uge", "more_time"},
		{"Beklager, forkert mail.", "chatter"},
		{"Den er færdig i juni.", ""},
		{"Beklager det sene svar. Den er færdig i juni.", ""},
	} {
		m := Mail{Mail: &intake.Mail{NewText: test.text}, Member: "Anna Holm"}
		if says := read[test.want]; says != nil && !says(m) {
			t.Errorf("%q: not read as %q", test.text, test.want)
		}
		for name, says := range read {
			if test.want == "" && says(m) {
				t.Errorf("%q: read as %q", test.text, name)
			}
		}
		m.Files = true
		if danish().Thanks(m) || danish().Withdraws(m) || danish().PassesOn(m) {
			t.Errorf("%q: with a file it says no more than that", test.text)
		}
	}
}

// TestNumberLine holds what stands before a number of another system, and when that is
// to be taken away.
func TestNumberLine(t *testing.T) {
	for line, want := range map[string]struct {
		word, value string
		deletes, ok bool
	}{
		"F2: 2026-11873":        {"F2", "2026-11873", false, true},
		"eDoc nr. 2023-0074621": {"eDoc", "2023-0074621", false, true},
		"F2: slet.":             {"F2", "slet", true, true},
		"F2 = -":                {"F2", "-", true, true},
		"Den er færdig i juni.": {},
	} {
		word, value, deletes, ok := danish().NumberLine(line)
		if word != want.word || value != want.value || deletes != want.deletes || ok != want.ok {
			t.Errorf("%q: got %q %q %v %v", line, word, value, deletes, ok)
		}
	}
}

// TestRefusalInItsLanguage holds that a reason becomes a sentence in the language of its
// "because".
func TestRefusalInItsLanguage(t *testing.T) {
	for because, want := range map[string]string{
		"da politiet har tallene":            "Spørgsmålet kan ikke besvares, da politiet har tallene.",
		"because the police has the figures": "The question cannot be answered, because the police has the figures.",
	} {
		if got := danish().CannotBeAnswered(1, because); got != want {
			t.Errorf("%q: got %q", because, got)
		}
	}
}
