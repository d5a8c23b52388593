package reply

import (
	"maps"
	"strings"
	"testing"

	"inquiryd/intake"
)

func TestMatchAnswers(t *testing.T) {
	test := func(name string, numbers []int, text string, sure bool, want map[int]string) {
		t.Helper()
		var questions []Question
		for _, n := range numbers {
			questions = append(questions, Question{Number: n, Text: "Hvad?"})
		}
		m := intake.Parse([]byte("From: a@b.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"+text), intake.Limits{})
		m.NewTextSure = true
		got, gotSure := danish().Match(questions, nil, m, nil)
		if gotSure != sure || !maps.Equal(got, want) {
			t.Errorf("%s: got %v %v, want %v %v", name, gotSure, got, sure, want)
		}
	}
	test("one", []int{1}, "Ja, i juni.", true, map[int]string{1: "Ja, i juni."})
	test("one labelled", []int{3}, "Svar 3: Ja, i juni.", true, map[int]string{3: "Ja, i juni."})
	test("one with a list", []int{1}, "Der er to grunde:\n\n1. Penge.\n2. Tid.", true, map[int]string{1: "Der er to grunde:\n\n1. Penge.\n2. Tid."})
	test("by number", []int{2, 4}, "Svar 2:\nJa.\n\nSvar 4:\nNej.\nAldrig.", true, map[int]string{2: "Ja.", 4: "Nej.\nAldrig."})
	test("by order", []int{2, 4}, "1. Ja.\n2. Nej.", true, map[int]string{2: "Ja.", 4: "Nej."})
	test("courtesy first", []int{1, 2}, "Kære Anna\n\nTak for dine spørgsmål.\n\nAd 1) Ja.\n\nAd 2) Nej.", true, map[int]string{1: "Ja.", 2: "Nej."})
	test("an apology first", []int{1, 2}, "Forvaltningen beklager det sene svar.\n\nAd 1) Ja.\n\nAd 2) Nej.", true, map[int]string{1: "Ja.", 2: "Nej."})
	test("more than courtesy first", []int{1, 2}, "Det er kommunens ansvar at rydde sne.\n\nAd 1) Ja.\n\nAd 2) Nej.", false, map[int]string{1: "Ja.", 2: "Nej."})
	test("a part", []int{1, 2}, "Svar 2: Nej.", true, map[int]string{2: "Nej."})
	test("one for all", []int{1, 2}, "Cykelstien er færdig i juni og har kostet 4 mio.", true, map[int]string{1: "Cykelstien er færdig i juni og har kostet 4 mio.", 2: "Cykelstien er færdig i juni og har kostet 4 mio."})
	test("question repeated", []int{1, 2}, "Spørgsmål 1: Hvornår?\nSvar 1: I juni.\nSpørgsmål 2: Hvad?\nSvar 2: 4 mio.", true, map[int]string{1: "I juni.", 2: "4 mio."})
	test("question repeated without a heading of the answer", []int{1, 2}, "Spørgsmål 1: Hvad?\nI juni.\nSpørgsmål 2: Hvad?\n4 mio.", true, map[int]string{1: "I juni.", 2: "4 mio."})
	test("foreign numbers", []int{1, 2}, "7. Ja.\n8. Nej.\n9. Måske.", false, map[int]string{1: "7. Ja.\n8. Nej.\n9. Måske.", 2: "7. Ja.\n8. Nej.\n9. Måske."})
	test("nothing", []int{1}, "   ", false, nil)
	test("a day first", []int{1}, "1. juni 2026.", true, map[int]string{1: "1. juni 2026."})
	test("a day below a greeting", []int{1}, "Kære Anna\n\n1. juni åbner den.", true, map[int]string{1: "1. juni åbner den."})
	test("days in one text for all", []int{1, 2}, "To tællinger:\n1. marts: 10\n2. juni: 12", true,
		map[int]string{1: "To tællinger:\n1. marts: 10\n2. juni: 12", 2: "To tællinger:\n1. marts: 10\n2. juni: 12"})
	test("a day behind the word for an answer", []int{1, 2}, "Svar 1. juni kommer.", true, map[int]string{1: "Svar 1. juni kommer.", 2: "Svar 1. juni kommer."})
	test("the only question's own number", []int{1}, "1 - altså én person.", true, map[int]string{1: "1 - altså én person."})
	test("numbers with dashes", []int{1, 2}, "1 - I juni.\n2 – 4 mio. kr.", true, map[int]string{1: "I juni.", 2: "4 mio. kr."})
	test("a span is no number", []int{1, 2}, "1) I juni, om\n2 - 3 uger.\n2) Nej.", true, map[int]string{1: "I juni, om\n2 - 3 uger.", 2: "Nej."})
	test("Til and a sign", []int{1, 2}, "Til 1: I juni.\n#2 Nej.", true, map[int]string{1: "I juni.", 2: "Nej."})
	test("questions copied above labels", []int{1, 2}, "Spørgsmål 1: Hvad?\nSvar: I juni.\n\nSpørgsmål 2: Hvad?\nSvar: Nej.", true, map[int]string{1: "I juni.", 2: "Nej."})
	test("a dash is no answer", []int{1, 2}, "Svar 1: I juni.\nSvar 2: -", true, map[int]string{1: "I juni."})
	test("a question that waits named below an answer", []int{1, 2, 3}, "Svar 1: I juni.\nSvar 3: 8.000.\n\nSpm. 2 må I spørge økonomien om.", false,
		map[int]string{1: "I juni.", 3: "8.000.\n\nSpm. 2 må I spørge økonomien om."})
	test("a question that waits told to come", []int{1, 2}, "Svar 1: I juni.\nSpm. 2 har økonomien endnu ikke svaret på.", true, map[int]string{1: "I juni."})
	test("a question with an answer named", []int{1, 2}, "Svar 1: I juni, jf.\nsvar 2 om prisen.\nSvar 2: 4 mio.", true, map[int]string{1: "I juni, jf.\nsvar 2 om prisen.", 2: "4 mio."})
	test("ordinals", []int{1, 2, 3}, "Svar på 1. og 2. spørgsmål: I juni, 4 mio. kr.\nSvar på 3. spørgsmål: 8.000.", true,
		map[int]string{1: "I juni, 4 mio. kr.", 2: "I juni, 4 mio. kr.", 3: "8.000."})
	test("only a greeting", []int{1}, "Hej Kim", true, map[int]string{})
}

// The greeting, the closing and the name of who answers are not the answer;
// whatever may be a part of it stays.
func TestTrimmed(t *testing.T) {
	test := func(text, want string) {
		t.Helper()
		if got := danish().trimmed(text, "Hvornår?", []intake.Address{{Name: "Ole Vang (TMF)", Address: "ole.vang@tmf.kk.example"}}); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	test("I juni.\n/Ole, Anlæg og Udbud", "I juni.")
	test("97 procent.\n\nOle Vang, Teknik- og Miljøforvaltningen", "97 procent.")
	test("97 procent.\n\nOle (for Bo Krogh)", "97 procent.")
	test("97 procent.\n\nKrogh (for Ole Vang)", "97 procent.\n\nKrogh (for Ole Vang)")
	test("97 procent.\nOle Vang, Teknik- og Miljøforvaltningen", "97 procent.\nOle Vang, Teknik- og Miljøforvaltningen")
	test("Udvalgets formand er:\n\nBo Krogh, Valby", "Udvalgets formand er:\n\nBo Krogh, Valby")
	test("Kære Anna\n\nI juni.", "I juni.")
	test("Hej Kim,\nGod formiddag!\nI juni.", "I juni.")
	test("Dear colleague,\n\nIn June.", "In June.")
	test("Hej alle\n\nI juni.", "I juni.")
	test("Hej Kim, den er færdig i juni\nog koster 4 mio.", "Den er færdig i juni\nog koster 4 mio.")
	test("Kære borgere er tiltaleformen.\nDen bruges.", "Kære borgere er tiltaleformen.\nDen bruges.")
	test("Hej ungdomshuset\ner navnet.", "Hej ungdomshuset\ner navnet.")
	test("Hej Kim\n\nHermed vores svar, som direktøren har godkendt:\n\nI juni.", "I juni.")
	test("Hermed svar.", "")
	test("Hej Kim\n\nHermed svar.\n\nOle Vang\nTeamleder", "")
	test("Hermed svar på spørgsmål 2:\nI juni.", "Hermed svar på spørgsmål 2:\nI juni.")
	test("Her er de nye svarmuligheder:\nJa og nej.", "Her er de nye svarmuligheder:\nJa og nej.")
	test("Svar: I juni.", "I juni.")
	test("I juni.\n\nOle", "I juni.")
	test("I juni.\nOle Vang", "I juni.")
	test("I juni.\n\nOle Vang\nTeamleder\nTlf. 33 66 11 22", "I juni.")
	test("I juni.\n\n/Ole", "I juni.")
	test("Kontakten er:\n\nOle Vang\nTlf. 33 66 11 22", "Kontakten er:\n\nOle Vang\nTlf. 33 66 11 22")
	test("De ansvarlige er Pia Bro og\nOle Vang", "De ansvarlige er Pia Bro og\nOle Vang")
	test("I juni.\n\nOle\n\nKan det udskydes? Det har vi set på.", "I juni.\n\nOle\n\nKan det udskydes? Det har vi set på.")
	test("I juni.\n\nTMF", "I juni.\n\nTMF")
	test("I juni.\n\nMange hilsner\nPia", "I juni.")
	test("I juni.\n\nHav en god weekend\nPia", "I juni.")
	test("Vi følger loven.\nBest practice er at tælle om natten.", "Vi følger loven.\nBest practice er at tælle om natten.")
	test("I juni.\n\nBest,\nPia", "I juni.")
	test("Der er to slags post:\nhilsner fra borgerne, som vi samler i en mappe og læser op.", "Der er to slags post:\nhilsner fra borgerne, som vi samler i en mappe og læser op.")
	test("Hej Kim. Den er færdig i juni.", "Den er færdig i juni.")
	test("Kære Anna, cykelstien er færdig i juni. Hilsen Ole", "Cykelstien er færdig i juni.")
	test("Hej Kim, Pia og Ole ved det.", "Pia og Ole ved det.")
	test("Hej er et ord. Det bruges.", "Hej er et ord. Det bruges.")
	test("Det er en hilsen. Hilsen Er Ment Som En Gave Til Alle", "Det er en hilsen. Hilsen Er Ment Som En Gave Til Alle")
	test("I juni.\n\nMvh\nPia\n\nP.S. Striberne følger i august.", "I juni.\n\nP.S. Striberne følger i august.")
	test("Ole", "Ole")
	test("Hej Kim", "")
	test("I juni.\n\nAllt gott\nOle Vang", "I juni.")
	test("I juni.\n\nCheers, Ole", "I juni.")
	test("I juni.\n\nWarm wishes,\nOle Vang", "I juni.")
	test("I juni.\n\nCheers, Pia", "I juni.\n\nCheers, Pia")
	test("De ansvarlige er:\n\nPia Bro\nOle Vang", "De ansvarlige er:\n\nPia Bro\nOle Vang")
	test("Ja\nOle", "Ja\nOle")
	test("Hi\n\nPlease find our response below.\n\nRegards\nOle", "")
	test("Hej Kim\n\nForvaltningens svar:\n\nI juni.", "I juni.")
	test("Svar\n\nI juni.", "I juni.")
	test("Thank you for your enquiry.\n\nIn June.", "In June.")
}

// What may be meant for us or a colleague is found; what officials write to
// members is not taken for it.
func TestAsides(t *testing.T) {
	test := func(want bool, text string) {
		t.Helper()
		if got := danish().asideIn(map[int]string{1: text}, "Anna Holm"); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
	test(true, "Det her er desværre ikke vores bord, men hører under BUF, som har med skoleveje at gøre.")
	test(true, "Ikke vores - det er BUF")
	test(true, "It is not our area, and belongs with the state.")
	test(true, "Jeg har sendt det videre til vores trafikafdeling, som sidder med sagen.")
	test(true, "Det er en statsvej, så I bør sende det til BUF i stedet.")
	test(true, "Please forward the question to BUF, who runs the schools in that part of the city.")
	test(true, "Vi er i gang med at hente tal. Svaret forventes i næste uge.")
	test(true, "4 mio. kr.\n\nDe to andre vender vi tilbage med.")
	test(true, "Vi har oprettet sagen og vender tilbage hurtigst muligt.")
	test(true, "We will get back to you when the contractor has told us.")
	test(true, "Vi beder om udsættelse til den 1. april, fordi vi venter på tal fra entreprenøren.")
	test(true, "Fristen ønskes udsat til 1. april 2026, da vi mangler tal fra entreprenøren og fra staten.")
	test(true, "We need more time until 1 April because the contractor is late")
	test(true, "Jeg er på barsel frem til oktober. Pia Bro har overtaget mine sager.")
	test(true, "Kan du uddybe, hvilken del af vejen du mener? Der er tre projekter.")
	test(true, "kommer senere")
	test(true, "Mangler endnu.")
	test(true, "8.000.\n\nKim, ring lige til mig, inden I sender det.")
	test(true, "I juni.\n\nNB: kun til internt brug: det kan glippe.")
	test(true, "I juni.\n\nVil Anna også have tallene for Englandsvej?")
	test(true, "I juni. Sig til, hvis I vil have mere.")
	test(true, "I juni.\n\nIntern bemærkning: ring til pressen.")
	test(true, strings.Repeat("Cykelstien er lang. ", 40)+"Det må ikke sendes ud før mandag.")

	test(true, "Udkast til svar - afventer direktørens godkendelse:\n\nI juni.")
	test(true, "Følsomhed: Intern\n\nI juni.")
	test(true, "Ole Vang har delt en fil med dig: svar.docx")

	test(false, "Udkastet til lokalplanen er i høring.")
	test(false, "Cykelstien bliver færdig i juni 2026.")
	test(false, "Vejen er statens. Forvaltningen har sendt spørgsmålet til Vejdirektoratet og hører nærmere.")
	test(false, "Forvaltningen vender tilbage til udvalget med en sag i august.")
	test(false, "Spørgsmålet kan ikke besvares, da oplysningerne ligger hos politiet.")
	test(false, "Det hører under Region Hovedstaden.")
	test(false, "Sig til, hvis du vil vide mere.")
	test(false, "Anna Holm spørger, hvornår cykelstien er færdig. Det er den i juni.")
	test(false, "Hvad koster det? Det ved vi, når tilbuddene er kommet ind.")
	test(false, "Fristen for høringen er 1. april.")
	test(false, "Borgere kan kontakte forvaltningen og få svar inden for to uger.")
	test(false, "Nej.")
	test(false, "Der er ikke sat penge af til mere tid på plejehjemmene.")
	test(false, "Medarbejdere på barsel får løn.")
	test(false, "Beløbet mangler at blive udbetalt.")
	test(false, strings.Repeat("Cykelstien er lang, og den bliver længere. ", 20)+"Forvaltningen vender tilbage til udvalget med en plan.")
	test(true, strings.Repeat("Cykelstien er lang, og den bliver længere. ", 20)+"Vi vender tilbage med en plan.")
}

// What names a question that was answered before is no answer to the rest.
func TestAnswersToOthers(t *testing.T) {
	two, one := []Question{{Number: 2, Text: "Hvad koster den?"}}, []Question{{Number: 1, Text: "Hvornår?", Answer: "I juni."}}
	test := func(text string, sure bool, want map[int]string) {
		t.Helper()
		m := intake.Parse([]byte("From: a@b.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"+text), intake.Limits{})
		m.NewTextSure = true
		got, gotSure := danish().Match(two, one, m, nil)
		if gotSure != sure || !maps.Equal(got, want) {
			t.Errorf("%q: got %v %v, want %v %v", text, gotSure, got, sure, want)
		}
	}
	test("Svar 1: I juni.", true, map[int]string{})
	test("Svar 1: I juli.", false, map[int]string{})
	test("Svar 1: I juni.\nSvar 2: 4 mio.", true, map[int]string{2: "4 mio."})
	test("Svar 1: I juli.\nSvar 2: 4 mio.", false, map[int]string{2: "4 mio."})
	test("1. I juli.", false, map[int]string{})
	test("4 mio.", true, map[int]string{2: "4 mio."})
}

// Whatever a reply looks like, nothing is made up: each word of an answer is a
// word of the mail, and only the questions are answered.
func FuzzMatchAnswers(f *testing.F) {
	f.Add("Hvornår?", "Hvad koster det?", "Svar 1: I juni.\nSvar 2: 4 mio.", "Spørgsmål 1:\nHvornår?\n\nSvar 1:\n\nSpørgsmål 2:\nHvad koster det?\n\nSvar 2:\n\n-----\nHvorfor er sagen hos jer?\n")
	f.Add("Spørgsmål 2: Hvad?", "Hvad?", "> Spørgsmål 1: Spørgsmål 2: Hvad? Svar 1:\nja\n> Svar 2: nej\nmere", "Svar 1:\n")
	f.Add("0", "0", "00", "0")
	f.Add("a", "a", "1-3: x\nSpm. 1 og 2 y\nFørste spørgsmål: z\n- b\n- c", "")
	f.Fuzz(func(t *testing.T, first, second, reply, letter string) {
		questions := []Question{{Number: 1, Text: first}, {Number: 2, Text: second}}
		m := intake.Parse([]byte("From: a@b.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"+reply), intake.Limits{})
		said := map[string]bool{}
		for _, w := range spots(m.Text) {
			said[w.word] = true
		}
		for _, others := range [][]Question{nil, questions[:1]} {
			answers, _ := danish().Match(questions[len(others):], others, m, []string{letter})
			for n, text := range answers {
				if n != 2 && (n != 1 || len(others) > 0) {
					t.Errorf("an answer to question %d", n)
				}
				for _, w := range spots(text) {
					if !said[w.word] {
						t.Errorf("%q is not in the mail: %q", w.word, text)
					}
				}
			}
			danish().NamesQuestions(questions, m, []string{letter})
		}
	})
}

// What stands above the label of the only answer is left out, and the answer is shown to
// its writer where that was more than the question or courtesy.
func TestBelowTheLabel(t *testing.T) {
	one := []Question{{Number: 1, Text: "Hvornår bliver stien færdig?"}}
	for _, test := range []struct {
		text, want string
		sure       bool
	}{
		{"Svar: I juni.", "I juni.", true},
		{"Spørgsmål: Hvornår bliver stien færdig?\nSvar: I juni.", "I juni.", true},
		{"Tak for mailen.\n\nSvar:\nI juni.", "I juni.", true},
		{"Ansvarlig: Ole Vang\nDeadline: 18. marts\nGodkendes af: Lone Berg\n\nSvar: I juni.", "I juni.", false},
		{"Vejen: Svar: i juni. Stien:\nSvar: i juli.\nSvar: i maj.", "Vejen: Svar: i juni. Stien:\nSvar: i juli.\nSvar: i maj.", true},
	} {
		m := intake.Parse([]byte("From: a@b.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"+test.text), intake.Limits{})
		m.NewTextSure = true
		if got, sure := danish().Match(one, nil, m, nil); got[1] != test.want || sure != test.sure {
			t.Errorf("%q: got %v %q, want %v %q", test.text, sure, got[1], test.sure, test.want)
		}
	}
}
