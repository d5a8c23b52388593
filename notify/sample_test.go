package notify_test

import (
	"strings"
	"testing"
	"time"

	"inquiryd/notify"
)

func config() notify.Config {
	return notify.Config{
		From: notify.Address{Name: "Københavns Kommune", Address: "spoergsmaal@kk.example"},
		SMTP: notify.SMTPConfig{Address: "127.0.0.1:25", TLS: "none"},
	}
}

func newWriter(t testing.TB, cfg notify.Config) *notify.Writer {
	t.Helper()
	w, err := notify.NewWriter(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

const cyclePaths = `Vejen ved skolen er blevet **meget trafikeret**, siden Nordre Fasanvej blev spærret. Forvaltningen har derfor talt trafikken i uge 8:

| Sted | Cyklister pr. døgn | Biler pr. døgn |
|---|---|---|
| Ved skolen | 4.210 | 6.900 |
| Ved stationen | 7.850 | 3.120 |

På den baggrund vil forvaltningen:

1. male en cykelbane i begge sider i 2. kvartal,
2. sænke farten til 40 km/t *(kræver politiets samtykke)*,
3. foreslå en egentlig cykelsti i forslaget til Budget 2027.

Den samlede plan kan læses på https://www.kk.example/cykelplan eller fås ved at skrive til trafik@kk.example.

- Cykelbanen koster 0,9 mio. kr.
- Cykelstien koster 14,2 mio. kr.`

const drains = `Forvaltningen kan oplyse, at rendestensbristerne renses to gange om året, senest i november 2025.

Efter skybruddet den 3. februar 2026 blev 38 brønde renset igen. Der er sat en ekstra rensning ind i planen for maj, og gaderne ved Amagerbrogade kommer først.`

func member() notify.Person {
	return notify.Person{Name: "Åse Sørensen", Title: "MB", Address: "aase.soerensen@medlem.example"}
}

func trafficCase() notify.CaseView {
	return notify.CaseView{
		Number: "2026-0041",
		Administration: notify.AdministrationView{
			ID: "TMF", Name: "Teknik- og Miljøforvaltningen", Address: "tmf@kk.example",
			Street: "Njalsgade 13", Postal: "2300 København S", Telephone: "33 66 33 66", Web: "www.kk.example",
			Genitive: "Teknik- og Miljøforvaltningens",
		},
		Due:       time.Date(2026, 3, 23, 22, 59, 59, 0, time.UTC),
		Signatory: notify.Person{Name: "Jens Østergård", Title: "Vicedirektør"},
		Unit:      "Mobilitet",
		External:  map[string]string{"f2_case": "2026 - 1187", "f2_document": "3014477", "edoc_case": "2026-0034121"},
		Questions: []notify.QuestionView{
			{Number: 1, Label: "1)", Text: "Kan forvaltningen oplyse, hvornår der kommer en cykelsti ved skolen på Nordre Fasanvej, og hvad den vil koste?",
				Why: "Keywords lead by 6 points.", Words: []string{"cykelsti", "Fasanvej"}, KLE: "05.01.06 Cykelstier"},
			{Number: 2, Label: "2)", Text: "Hvor tit bliver rendestensbristerne renset?\nOg er det sket efter skybruddet?",
				Why: "Keywords lead by 3 points.", Words: []string{"rendestensbrist*"}},
		},
	}
}

func heldCase() notify.CaseView {
	return notify.CaseView{
		Number: "2026-0042", Held: true,
		Administration: notify.AdministrationView{ID: "BUF", Name: "Børne- og Ungdomsforvaltningen"},
		Due:            time.Date(2026, 3, 23, 22, 59, 59, 0, time.UTC),
		Questions: []notify.QuestionView{{Number: 3, Text: "Hvem har ansvaret for legepladsen bag klubben?",
			Why: "BUF leads TMF by 1 point, the margin is 2.", Words: []string{"legeplads*", "klub"}}},
	}
}

// sample is a letter of a kind with everything in it that such a letter has.
func sample(kind notify.Kind, language string) notify.Letter {
	arrived := time.Date(2026, 3, 9, 13, 2, 0, 0, time.UTC)
	l := notify.Letter{
		Kind:       kind,
		To:         notify.Address{Name: "Teknik- og Miljøforvaltningen", Address: "tmf@kk.example"},
		ReplyTo:    "spoergsmaal+2026-0041.oaaaaaaaaaaaaaaaaaaaaaaaaaa@kk.example",
		MessageID:  "2026-0041." + string(kind) + ".1.oaaaaaaaaaaaaaaaaaaaaaaaaaa@kk.example",
		InReplyTo:  "20260309@medlem.example",
		References: []string{"start@medlem.example"},
		Date:       arrived.Add(72 * time.Hour),
		Automatic:  "auto-generated",
		Model: notify.Model{
			Language: language,
			Office:   notify.Office{Name: "Københavns Kommune", Mailbox: "spoergsmaal@kk.example", Registrar: "fordeler@kk.example", Web: "www.kk.example", Telephone: "33 66 33 66"},
			Member:   member(),
			Inquiry:  notify.InquiryView{Subject: "SV: Spørgsmål om cykelsti ved Nordre Fasanvej", Introduction: "Jeg er blevet kontaktet af flere forældre.", ArrivedAt: arrived},
			Cases:    []notify.CaseView{trafficCase()},
		},
	}
	toMember := notify.Address{Name: "Åse Sørensen", Address: "aase.soerensen@medlem.example"}
	m := &l.Model
	switch kind {
	case notify.Acknowledgement:
		l.To, l.Automatic = toMember, "auto-replied"
		m.Cases = append(m.Cases, heldCase())
	case notify.Forwarding:
		m.Similar = similar(m.Cases[0].Administration)
		m.Cases[0].Wished = time.Date(2026, 3, 20, 22, 59, 59, 0, time.UTC)
		l.Attach = []notify.Attachment{{Name: "henvendelse.eml", MediaType: "message/rfc822", Content: []byte("From: aase.soerensen@medlem.example\r\nSubject: x\r\n\r\nHej\r\n")}}
	case notify.FollowUp:
		m.Text, m.CPR = "Jeg glemte at spørge, om cykelstien også skal ryddes for sne. Borgeren er 010190-1234.", true
	case notify.Answer:
		l.To, l.Automatic = toMember, ""
		m.Cases[0].Questions[0].Answer, m.Cases[0].Questions[0].Answered = cyclePaths, true
		m.Cases[0].Questions[1].Answer, m.Cases[0].Questions[1].Answered = drains, true
	case notify.HeldNotice:
		l.To = notify.Address{Name: "Fordeleren", Address: "fordeler@kk.example"}
		m.Cases = []notify.CaseView{heldCase()}
		m.Reason = "unsure"
		m.Administrations = []notify.AdministrationView{{ID: "BUF", Name: "Børne- og Ungdomsforvaltningen"}, {ID: "TMF", Name: "Teknik- og Miljøforvaltningen"}}
	case notify.Notice:
		l.To = notify.Address{Name: "Fordeleren", Address: "fordeler@kk.example"}
		m.Reason, m.Text = "bounced", "Serveren hos medlem.example kender ikke adressen (5.1.1)."
	case notify.Received:
		m.Reason, m.Unread = "missing", []string{"Tegning af krydset.pdf"}
		m.Cases[0].Questions[0].Answer, m.Cases[0].Questions[0].Answered = cyclePaths, true
	case notify.Returned:
		m.Reason, m.Text = "unclear", "Ja, det kan vi godt."
	case notify.Redirected:
		l.To, m.Text = toMember, "Økonomiforvaltningen har oplyst, at Teknik- og Miljøforvaltningen har opgaven."
	case notify.Interim:
		l.To, m.Text = toMember, "Trafikken skal tælles igen efter påske."
		m.Expected = time.Date(2026, 4, 10, 10, 0, 0, 0, time.UTC)
	case notify.Escalation:
		l.To, m.Stage, m.Cases[0].Due = notify.Address{Name: "Ulla Kirk", Address: "ulla.kirk@tmf.example"}, 2, time.Date(2026, 3, 10, 22, 59, 59, 0, time.UTC)
	case notify.Late:
		l.To, m.Cases[0].Due = toMember, time.Date(2026, 3, 10, 22, 59, 59, 0, time.UTC)
	case notify.Digest:
		l.To = notify.Address{Name: "Fordeleren", Address: "fordeler@kk.example"}
		m.Member, m.Inquiry, m.Cases, m.Digest = notify.Person{}, notify.InquiryView{}, nil, digestView()
	case notify.Contribution:
		m.Reason = "contribution-due"
	case notify.Contributed:
		m.Text = "Skolen har 412 elever."
		m.Administrations = []notify.AdministrationView{{ID: "BUF", Name: "Børne- og Ungdomsforvaltningen"}}
		m.Missing = []notify.MissingView{{Administration: "Kultur- og Fritidsforvaltningen"}}
	case notify.Question:
		m.Cases[0].Due = time.Time{} // the clock stands
		l.To, l.Automatic, m.Text = toMember, "", "Hvilken skole tænker du på: den på Nordre Fasanvej eller den på Godthåbsvej?"
	case notify.Approval:
		l.To = notify.Address{Name: "Mette Friis", Address: "mette.friis@tmf.example"}
		m.Draft = draftView(toMember)
		m.Draft.Step, m.Draft.Steps, m.Draft.Before = 2, 2, []string{"ole.bak@tmf.example"}
		m.Unread = []string{"Tegning af krydset.pdf", "foto.jpg"}
	case notify.SentBack:
		m.Cases[0].Questions[0].Answer, m.Cases[0].Questions[0].Answered = cyclePaths, true
		m.Draft, m.Text = draftView(toMember), "Tallet for stationen er fra 2024. Brug det nye."
		m.Draft.Approver = "Mette Friis"
	case notify.TooBig:
		l.To, l.Automatic, m.Size, m.Limit = toMember, "auto-replied", 61<<20, 40<<20
		m.Cases = []notify.CaseView{heldCase()}
	case notify.Copy:
		l.To = notify.Address{Address: "sekretariat@kk.example"}
		m.Draft, m.Reason = draftView(toMember), "access-members"
	case notify.Refusal:
		l.To, l.Automatic = notify.Address{Address: "kim@borger.example"}, "auto-replied"
		m.Cases, m.Member = nil, notify.Person{}
	case notify.Confirmation:
		l.To, l.Automatic, m.Reason = toMember, "auto-replied", "status"
		m.Cases = append(m.Cases, heldCase())
	}
	return l
}

func digestView() notify.DigestView {
	day := func(d int) time.Time { return time.Date(2026, 3, d, 22, 59, 59, 0, time.UTC) }
	return notify.DigestView{Calendar: true, Sections: []notify.DigestSection{
		{Name: notify.DigestHeld, Rows: []notify.DigestRow{{Case: "2026-0042", Subject: "Legepladsen bag klubben", Since: day(8), Reason: "unsure", Due: day(19)}}},
		{Name: notify.DigestOverdue, More: 2, Rows: []notify.DigestRow{
			{Case: "2026-0041", Subject: "SV: Spørgsmål om cykelsti ved Nordre Fasanvej", Administration: "Teknik- og Miljøforvaltningen", Due: day(11), Days: 1},
			{Case: "2026-0029", Subject: "Svømmehallens åbningstider", Administration: "Kultur- og Fritidsforvaltningen", Due: day(5), Days: 7}}},
		{Name: notify.DigestSoon, Rows: []notify.DigestRow{
			{Case: "2026-0038", Subject: "Ventetid i hjemmeplejen", Administration: "Sundheds- og Omsorgsforvaltningen", Due: day(12)},
			{Case: "2026-0044", Subject: "Skolevej", Administration: "Børne- og Ungdomsforvaltningen", Due: day(14), Days: 2}}},
		{Name: notify.DigestMember, Rows: []notify.DigestRow{{Case: "2026-0033", Subject: "Træer på Enghave Plads"}}},
		{Name: notify.DigestApproval, Rows: []notify.DigestRow{{Case: "2026-0031", Subject: "Parkering", Due: day(15), Days: 3}}},
		{Name: notify.DigestUndelivered, Rows: []notify.DigestRow{{Case: "2026-0037", Kind: "answer", Text: "bo.krogh@medlem.example"}}},
		{Name: notify.DigestTasks, Rows: []notify.DigestRow{{Case: "2026-0037", Text: "the answer did not arrive (bounced 5.1.1): reach the recipient another way"}}},
	}}
}

func draftView(to notify.Address) notify.DraftView {
	return notify.DraftView{
		Digest: strings.Repeat("3f2a91bc04de7716", 4), File: "2026-0041.eml", Recipient: to,
		Subject: "Sag 2026-0041: Besvarelse af politikerspørgsmål vedr. cykelsti ved Nordre Fasanvej",
		Text:    "Kære Åse Sørensen\n\nTak for din henvendelse.\n\nMed venlig hilsen\nJens Østergård",
	}
}

// similar are two earlier questions, one of which was answered.
func similar(a notify.AdministrationView) []notify.SimilarView {
	return []notify.SimilarView{
		{Number: "2025-0312", ArrivedAt: time.Date(2025, 9, 1, 9, 0, 0, 0, time.UTC), AnsweredAt: time.Date(2025, 9, 12, 9, 0, 0, 0, time.UTC), Administration: a,
			Question: "Hvornår bliver cykelstien ved Nordre Fasanvej bygget?", Answer: "Cykelstien er på budgettet for 2026 og ventes færdig i efteråret …", Own: true, Quotable: true, File: "2025-0312.pdf"},
		{Number: "2026-0017", ArrivedAt: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), Administration: a, Question: "Hvad koster cykelstien ved Nordre Fasanvej?"},
		{Number: "2026-0009", ArrivedAt: time.Date(2026, 2, 2, 9, 0, 0, 0, time.UTC), AnsweredAt: time.Date(2026, 2, 12, 9, 0, 0, 0, time.UTC), Administration: a,
			Question: "Er der sket ulykker på Nordre Fasanvej?", Confidential: true},
	}
}

const playgrounds = `Forvaltningen har gennemgået alle legepladser i bydelen og vurderet, hvilke der
først skal sættes i stand. Resultatet står i tabellen, og den samlede rapport
ligger på https://www.kk.example/bydele/amager-oest/legepladser/eftersyn-og-istandsaettelse-2026.pdf.

| Legeplads | Bydel | Opført | Areal, m² | Sidste eftersyn | Næste eftersyn | Tilstand | Budget 2027, t. kr. |
|---|---|--:|--:|---|---|---|--:|
| Bag klubben | Amager Øst | 1998 | 1.240 | 12. marts 2025 | 14. april 2026 | Nedslidt, gynger taget ned | 1.250 |
| Ved søen | Valby | 2011 | 860 | 2. juni 2025 | 3. juni 2026 | God | 0 |

## Rækkefølge

1. Først:
   - gyngerne
   - faldunderlaget
2. Derefter resten.

> Forvaltningen har tidligere oplyst, at arbejdet kunne vente.

### Økonomi

Arbejdet er **ikke** finansieret endnu.`

// assembled is one answer letter about the cases of two administrations, of
// which one still owes something.
func assembled(language string) notify.Letter {
	l := sample(notify.Answer, language)
	second := notify.CaseView{
		Number: "2026-0042", Unit: "Center for Leg og Læring",
		Administration: notify.AdministrationView{ID: "BUF", Name: "Børne- og Ungdomsforvaltningen", Street: "Gyldenløvesgade 15", Postal: "1600 København V",
			Telephone: "33 17 33 17", Web: "www.kk.example", Genitive: "Børne- og Ungdomsforvaltningens"},
		Signatory: notify.Person{Name: "Hanne Skovgaard", Title: "Administrerende direktør"},
		External:  map[string]string{"f2_case": "2026 - 1201"},
		Questions: []notify.QuestionView{
			{Number: 3, Text: "Hvem har ansvaret for legepladsen bag klubben, og hvornår bliver den sat i stand?", Answer: playgrounds, Answered: true},
			{Number: 4, Text: "Er der søgt om midler?", Answer: "Ja, den 1. februar 2026.", Answered: true},
		},
	}
	l.Model.Cases = append(l.Model.Cases, second)
	l.Model.Missing = []notify.MissingView{{Case: "2026-0043", Administration: "Kultur- og Fritidsforvaltningen", Questions: []string{"5", "6"},
		Expected: time.Date(2026, 4, 10, 10, 0, 0, 0, time.UTC)}}
	l.Attach = []notify.Attachment{{Name: "Tegning af legepladsen.pdf", MediaType: "application/pdf", Content: []byte("%PDF-1.4")}}
	return l
}
