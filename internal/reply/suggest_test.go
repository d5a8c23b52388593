package reply

import "testing"

func TestSuggest(t *testing.T) {
	test := func(leads []lead, text, want string) {
		t.Helper()
		got, ok := danish().suggest(leads, text)
		if got != want || ok != (want != "") {
			t.Errorf("%q: got %q %v, want %q", text, got, ok, want)
		}
	}
	for text, want := range map[string]string{
		"Ikke vorres":                       "Ikke vores",
		"Vidersend til TMF":                 "Videresend til TMF",
		"Frsit: 1. april fordi vi venter":   "Frist: 1. april fordi vi venter",
		"Frist: snart":                      "Frist: 1. april 2026 fordi …",
		"Frist inden jul":                   "Frist: 1. april 2026 fordi …",
		"Mere tit til 1. april":             "Mere tid til 1. april fordi …",
		"Afvisses: intet nyt":               "Afvises: intet nyt",
		"Komentar: kun til jer":             "Kommentar: kun til jer",
		"Spøg: hvilken skole?":              "Spørg: hvilken skole?",
		"Delsvr":                            "Delsvar",
		"Dublet":                            "Dublet 2026-0041",
		"Dubblet 2026-0041":                 "Dublet 2026-0041",
		"Retelse":                           "Rettelse",
		"Bekæft":                            "Bekræft",
		"Redirct to BUF":                    "Redirect to BUF",
		"Contributon from BUF":              "Contribution from BUF",
		"Acess: public":                     "Access: public",
		"Mor time until 1 April":            "More time until 1 April because …",
		"Afvisses: 020290-2345 har spurgt":  "Afvises: grunden",
		"Not our":                           "Not ours",
		"Refussed: no":                      "Refused: no",
		"Partail":                           "Partial",
		"Duplicat of 2026-0041":             "Duplicate of 2026-0041",
		"Corection":                         "Correction",
		"Cykelstien er færdig i juni.":      "",
		"Ja, i juni.":                       "",
		"Fristen for høringen er 1. april.": "",
		"Nej":                               "",
		"214 børn":                          "",
		"Kommunen afviser det.":             "",
		"Vi venter på svar: først i maj.":   "",
		"Der er sat penge af til det.":      "",
		"Svar 1: Ja":                        "",
		"":                                  "",
	} {
		test(danish().officialLeads, text, want)
	}
	test(danish().memberLeads, "Staus", "Status")
	test(danish().memberLeads, "Træk tilbge", "Træk tilbage")
	test(danish().memberLeads, "Withdrw", "Withdraw")
	test(danish().memberLeads, "Ny formulerng: Hvornår?", "Ny formulering: Hvornår?")
	test(danish().memberLeads, "Ny formulerng 2: Hvornår?", "Ny formulering 2: Hvornår?")
	test(danish().memberLeads, "Og hvad koster det?", "")
	test(danish().registrarLeads, "Lukk: dobbelt", "Luk: dobbelt")
	test(danish().registrarLeads, "Knd: aktindsigt", "Kind: aktindsigt")
	test(danish().officialLeads, "Ak: vi ved det ikke", "")
	test(danish().registrarLeads, "Rejct: no", "Reject: no")
	test(danish().registrarLeads, "Sagstyp: aktindsigt", "Sagstype: aktindsigt")
}
