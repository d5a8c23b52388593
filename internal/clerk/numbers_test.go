package clerk

import (
	"strings"
	"testing"
)

func TestNumbersAreRead(t *testing.T) {
	d := &Desk{lexis: danishLexis(), Options: Options{Config: Config{Numbers: map[string]Number{"sbsys_case": {Label: "Sagsnummer i SBSYS", Words: []string{"SBSYS"}}}}}}
	for _, test := range []struct {
		line, name, value string
		known, ok         bool
	}{
		{"F2: 2026-11873", "f2_case", "2026-11873", true, true},
		{"f2-dokument nr.: 4711.", "f2_document", "4711", true, true},
		{"F2 document: 4711", "f2_document", "4711", true, true},
		{"eDoc nr. 2023-0074621", "edoc_case", "2023-0074621", true, true},
		{"eDoc 2023-0074621", "edoc_case", "2023-0074621", true, true},
		{"Sagsnummer i F2: 2026 - 11873", "f2_case", "2026 - 11873", true, true},
		{"SBSYS = 00.01-A00-1-26", "sbsys_case", "00.01-A00-1-26", true, true},
		{"F2: slet", "f2_case", "", true, true},
		{"eDoc: -", "edoc_case", "", true, true},
		{"F2: se vedhæftet", "f2_case", "se vedhæftet", true, false},
		{"F2: Vi bruger det i alle sager fra 2019.", "", "", false, false},
		{"Frist: 1. april 2026", "", "", false, false},
		{"Det koster 2026", "", "", false, false},
	} {
		name, value, known, ok := d.numberOf(test.line)
		if known != test.known || ok != test.ok || known && (name != test.name || value != test.value) {
			t.Errorf("%q: got %q %q %v %v", test.line, name, value, known, ok)
		}
	}
}

func TestNumbersOfBadConfiguration(t *testing.T) {
	c := Config{Numbers: map[string]Number{"F2": {Words: []string{"X"}}, "one": {Words: []string{"eDoc"}}, "two": {Words: []string{"Frist", "a: b"}}, "three": {Label: "a\nb"}}}
	var all []string
	for _, err := range c.numberFaults() {
		all = append(all, err.Error())
	}
	text := strings.Join(all, "\n")
	for _, want := range []string{"number.F2: write small letters", `"eDoc" is the word of edoc_case`, "number.two.words[0]", "number.two.words[1]", "number.three: label"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if len(all) != 5 {
		t.Errorf("%d faults:\n%s", len(all), text)
	}
}
