package bench

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html"
	"math/rand/v2"
	"mime/quotedprintable"
	"strings"
	"time"

	"golang.org/x/text/encoding/charmap"
)

// letter is one generated mail and what must come of it.
type letter struct {
	raw       []byte
	automatic bool // gets no acknowledgement
}

// members is how many there are on the roster.
const members = 200

func memberAddress(i int) string { return fmt.Sprintf("medlem%03d@raad.example", i) }

// generator makes the same mails from the same seed.
type generator struct {
	random *rand.Rand
	n      int
}

func newGenerator() *generator { return &generator{random: rand.New(rand.NewPCG(7, 1))} }

var start = time.Date(2026, 3, 9, 8, 0, 0, 0, time.UTC)

// next is the next mail.
func (g *generator) next() letter {
	g.n++
	// Each share is spread evenly, so that a run of any length has it.
	m := letter{automatic: g.n%33 == 7}
	var head, text bytes.Buffer
	member := g.random.IntN(members)
	topic := topics[g.random.IntN(len(topics))]
	fmt.Fprintf(&head, "Return-Path: <%s>\r\nReceived: from mx.raad.example (mx.raad.example [192.0.2.7])\r\n\tby mail.by.example with ESMTPS id %08x;\r\n\t%s\r\n",
		memberAddress(member), g.random.Uint32(), g.date())
	fmt.Fprintf(&head, "Authentication-Results: mail.by.example; dkim=pass header.d=raad.example;\r\n\tspf=pass smtp.mailfrom=raad.example; dmarc=pass header.from=raad.example\r\n")
	fmt.Fprintf(&head, "From: Medlem %03d <%s>\r\nTo: By Kommune <spoergsmaal@by.example>\r\nSubject: =?utf-8?q?%s?=\r\nMessage-ID: <%d.%08x@raad.example>\r\nDate: %s\r\nMIME-Version: 1.0\r\n",
		member, memberAddress(member), strings.ReplaceAll(quoted(fmt.Sprintf("%s %d", topic.subject, g.n)), " ", "_"), g.n, g.random.Uint32(), g.date())
	if m.automatic {
		head.WriteString("Auto-Submitted: auto-replied\r\n")
	}
	text.WriteString(g.text(topic))
	body := g.body(text.String())
	if g.n%20 == 3 {
		body = g.withFile(body)
	}
	m.raw = append(head.Bytes(), body...)
	return m
}

func (g *generator) date() string {
	return start.Add(time.Duration(g.n) * time.Minute).Format(time.RFC1123Z)
}

// text is a letter with one to three questions and some reasons, 1 to 6 KB.
func (g *generator) text(t topic) string {
	var b strings.Builder
	b.WriteString("Kære forvaltning\r\n\r\n")
	length := 800 + g.random.IntN(4200)
	paragraph := func() {
		for range 3 + g.random.IntN(3) {
			b.WriteString(filler[g.random.IntN(len(filler))] + " ")
		}
		b.WriteString("\r\n\r\n")
	}
	paragraph()
	questions := 1 + g.random.IntN(3)
	for i := range questions {
		if questions > 1 {
			fmt.Fprintf(&b, "%d. ", i+1)
		}
		fmt.Fprintf(&b, "%s\r\n\r\n", t.questions[g.random.IntN(len(t.questions))])
	}
	for b.Len() < length {
		paragraph()
	}
	b.WriteString("Med venlig hilsen\r\nEt medlem af rådet\r\n")
	return b.String()
}

// body is the text in one of the forms that mail programs give it.
func (g *generator) body(text string) []byte {
	switch {
	case g.n%10 == 1:
		page := "<html><body><p>" + strings.ReplaceAll(html.EscapeString(text), "\r\n\r\n", "</p>\r\n<p>") + "</p></body></html>\r\n"
		return []byte("Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + quoted(page))
	case g.n%10 == 6:
		latin, _ := charmap.ISO8859_1.NewEncoder().String(text)
		return []byte("Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + latin)
	case g.n%2 == 0:
		return []byte("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + quoted(text))
	}
	return []byte("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + text)
}

// withFile adds a file of 200 KB that cannot be compressed.
func (g *generator) withFile(body []byte) []byte {
	file := make([]byte, 150_000)
	for i := range file {
		file[i] = byte(g.random.Uint32())
	}
	var b bytes.Buffer
	b.WriteString("Content-Type: multipart/mixed; boundary=\"skel-4711\"\r\n\r\n--skel-4711\r\n")
	b.Write(body)
	b.WriteString("\r\n--skel-4711\r\nContent-Type: application/pdf; name=\"bilag.pdf\"\r\nContent-Disposition: attachment; filename=\"bilag.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\n")
	coded := base64.StdEncoding.EncodeToString(file)
	for len(coded) > 0 {
		n := min(76, len(coded))
		b.WriteString(coded[:n] + "\r\n")
		coded = coded[n:]
	}
	b.WriteString("--skel-4711--\r\n")
	return b.Bytes()
}

func quoted(s string) string {
	var b bytes.Buffer
	w := quotedprintable.NewWriter(&b)
	w.Write([]byte(s))
	w.Close()
	return strings.ReplaceAll(b.String(), "?", "=3F")
}

// topic is what a mail is about: an administration's field.
type topic struct {
	subject   string
	questions []string
}

var topics = []topic{
	{"Cykelstier på Nordre Vej", []string{
		"Hvornår bliver den nye cykelsti langs Nordre Vej færdig, og hvad har den kostet indtil nu?",
		"Hvor mange trafikulykker er der sket i krydset ved broen i de sidste tre år?",
		"Vil forvaltningen oplyse, hvilke vejarbejder der er planlagt i bydelen næste år?"}},
	{"Skolernes klassestørrelser", []string{
		"Hvor mange elever går der i gennemsnit i hver klasse på skolerne i den østlige bydel?",
		"Hvordan følger forvaltningen op på lærernes sygefravær på folkeskolerne?",
		"Hvad koster det at give alle elever et gratis måltid i skolens kantine?"}},
	{"Plejehjem og hjemmepleje", []string{
		"Hvor lang er ventetiden på en plads på kommunens plejehjem i øjeblikket?",
		"Hvor mange timers hjemmepleje blev der visiteret i det seneste kvartal?",
		"Hvordan sikres det, at ældre borgere får den samme hjælper flere gange om ugen?"}},
	{"Biblioteker og kulturhuse", []string{
		"Hvilke biblioteker er åbne om søndagen, og hvor mange besøger dem?",
		"Hvor stort et tilskud får kulturhuset ved havnen, og hvad bruges det til?",
		"Kan forvaltningen oplyse, hvor mange foreninger der fik afslag på idrætshal sidste år?"}},
	{"Jobcentrets sagsbehandling", []string{
		"Hvor mange ledige venter mere end fire uger på den første samtale i jobcenteret?",
		"Hvad er den gennemsnitlige sagsbehandlingstid for kontanthjælp i kommunen?",
		"Hvor mange virksomhedspraktikker har ført til beskæftigelse inden for et år?"}},
	{"Lejligheder og byggesager", []string{
		"Hvor længe venter en ansøger på en byggetilladelse til en almindelig tagbolig?",
		"Hvor mange almene boliger er der givet tilsagn om i denne valgperiode?",
		"Hvilke lokalplaner er sendt i høring siden sommerferien?"}},
	{"Noget helt andet", []string{
		"Hvordan går det egentlig med den sag, som vi talte om forleden?",
		"Hvem kan svare på, hvad der blev aftalt ved mødet i foråret?"}},
}

// administrations answer the topics, in their order; nobody answers the last.
var administrations = []struct{ id, name, keywords string }{
	{"VEJ", "Vejforvaltningen", `"cykelsti*^3", "trafikulykke*^3", "vejarbejde*^3", "kryds*", "fortov*", "parkering*", "*vej"`},
	{"SKOLE", "Skoleforvaltningen", `"skole*^3", "elev*^2", "lærer*^2", "folkeskole*^3", "kantine*", "sfo", "undervisning*"`},
	{"PLEJE", "Omsorgsforvaltningen", `"plejehjem*^3", "hjemmepleje*^3", "ældre*^2", "hjælper*", "visiter*", "demens*"`},
	{"KULTUR", "Kulturforvaltningen", `"bibliotek*^3", "kulturhus*^3", "idrætshal*^3", "forening*^2", "museum*", "teater*"`},
	{"JOB", "Beskæftigelsesforvaltningen", `"jobcenter*^3", "ledig*^2", "kontanthjælp*^3", "virksomhedspraktik*^3", "beskæftigelse*^2"`},
	{"BY", "Byggeforvaltningen", `"byggetilladelse*^3", "almene boliger^3", "lokalplan*^3", "byggesag*^3", "tagbolig*"`},
}

var filler = []string{
	"Jeg har talt med flere borgere, som undrer sig over, hvordan det hænger sammen i praksis.",
	"Det er efterhånden længe siden, at vi sidst fik en samlet status, og derfor spørger jeg nu.",
	"Som det fremgår af referatet fra sidste møde, lovede man at vende tilbage med tallene.",
	"Jeg er klar over, at det kan tage tid at finde oplysningerne frem, men de må findes et sted.",
	"Flere har skrevet til mig om det samme, og jeg vil gerne kunne give dem et ordentligt svar.",
	"Det ville være en stor hjælp, hvis svaret også fortæller, hvad der ligger til grund for det.",
	"Hvis der er forskelle mellem bydelene, vil jeg bede om, at de fremgår tydeligt.",
	"Jeg vil især gerne vide, om udviklingen går den rigtige vej, eller om der skal gøres mere.",
	"Der har været skrevet en del i avisen, og ikke alt af det kan vel være rigtigt.",
	"Svaret må gerne være kort, så længe det er til at forstå for almindelige mennesker.",
	"Jeg beklager, at det kommer så sent, men sagen er først dukket op for mig i denne uge.",
	"Økonomien interesserer mig mindre end virkningen, men begge dele bør kunne oplyses.",
}
