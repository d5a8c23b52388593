package clerk

import "testing"

func TestSuggest(t *testing.T) {
	test := func(leads map[string][]lead, text, want string) {
		t.Helper()
		got, ok := suggest(leads, text)
		if got != want || ok != (want != "") {
			t.Errorf("%q: got %q %v, want %q", text, got, ok, want)
		}
	}
	for text, want := range map[string]string{
		"Ikke vorres":                       "Ikke vores",
		"Vidersend til TMF":                 "Videresend til TMF",
		"Frsit: 1. april fordi vi venter":   "Frist: 1. april 2026 fordi …",
		"Frist: snart":                      "Frist: 1. april 2026 fordi …",
		"Frist inden jul":                   "Frist: 1. april 2026 fordi …",
		"Mere tit til 1. april":             "Mere tid til 1. april 2026 fordi …",
		"Afvisses: intet nyt":               "Afvises: grunden",
		"Komentar: kun til jer":             "Kommentar: …",
		"Spøg: hvilken skole?":              "Spørg: dit spørgsmål til medlemmet",
		"Delsvr":                            "Delsvar",
		"Dublet":                            "Dublet 2026-0041",
		"Dubblet 2026-0041":                 "Dublet 2026-0041",
		"Retelse":                           "Rettelse",
		"Bekæft":                            "Bekræft",
		"Not our":                           "Not ours",
		"Refussed: no":                      "Refused: the reason",
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
		test(officialLeads, text, want)
	}
	test(memberLeads, "Staus", "Status")
	test(memberLeads, "Træk tilbge", "Træk tilbage")
	test(memberLeads, "Withdrw", "Withdraw")
	test(memberLeads, "Ny formulerng: Hvornår?", "Ny formulering: dit spørgsmål")
	test(memberLeads, "Og hvad koster det?", "")
	test(registrarLeads, "Lukk: dobbelt", "")
	test(registrarLeads, "Rejct: no", "Reject: the reason")
	test(registrarLeads, "Sagstyp: aktindsigt", "Sagstype: aktindsigt")
}
