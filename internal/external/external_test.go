package external

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"inquiryd/internal/language"
	"inquiryd/internal/reply"
)

func TestNumbersAreRead(t *testing.T) {
	n, x := Numbers{"sbsys_case": {Label: "Sagsnummer i SBSYS", Words: []string{"SBSYS"}}}, reply.New(nil, builtIn("da"))
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
		{"Case number in F2: 2026-11873", "f2_case", "2026-11873", true, true},
		{"Sagsnummer i SBSYS: 00.01", "sbsys_case", "00.01", true, true},
		{"Ärendenummer i F2: 2026-11873", "", "", false, false},
		{"SBSYS = 00.01-A00-1-26", "sbsys_case", "00.01-A00-1-26", true, true},
		{"F2: slet", "f2_case", "", true, true},
		{"eDoc: -", "edoc_case", "", true, true},
		{"F2: se vedhæftet", "f2_case", "se vedhæftet", true, false},
		{"F2: Vi bruger det i alle sager fra 2019.", "", "", false, false},
		{"Frist: 1. april 2026", "", "", false, false},
		{"Det koster 2026", "", "", false, false},
	} {
		name, value, known, ok := n.Read(x, test.line)
		if known != test.known || ok != test.ok || known && (name != test.name || value != test.value) {
			t.Errorf("%q: got %q %q %v %v", test.line, name, value, known, ok)
		}
	}
}

// An official may copy the label that letters show, in the language of letters.
func TestNumbersAreReadByTheirLabels(t *testing.T) {
	n, x := Numbers(nil), reply.New(nil, builtIn("sv"))
	if name, value, _, ok := n.Read(x, "Ärendenummer i F2: 2026-11873"); name != "f2_case" || value != "2026-11873" || !ok {
		t.Errorf("got %q %q %v", name, value, ok)
	}
	if _, _, known, _ := n.Read(x, "Ärendenummer i något: 2026-11873"); known {
		t.Error("a label that no letter has is taken")
	}
}

func TestNumbersOfBadConfiguration(t *testing.T) {
	n := Numbers{"F2": {Words: []string{"X"}}, "one": {Words: []string{"eDoc"}}, "two": {Words: []string{"Frist", "a: b", strings.Repeat("ø", 31), strings.Repeat("ø", 32)}}, "three": {Label: "a\nb"}}
	var all []string
	for _, err := range append(n.Faults(), n.ValidateWords(nil, "da")) {
		all = append(all, err.Error())
	}
	text := strings.Join(all, "\n")
	for _, want := range []string{"number.F2: write small letters", `"eDoc" is the word of edoc_case`, "number.two.words[0]", "number.two.words[1]", "number.two.words[3]", "number.three: label"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if len(all) != 6 {
		t.Errorf("%d faults:\n%s", len(all), text)
	}
}

// A word for a number must be no order in a language that is understood, and may be
// one in any other. The usual words are none anywhere.
func TestWordsOfNumbersAreNoOrders(t *testing.T) {
	for _, test := range []struct {
		code, word string
		order      bool
	}{
		{"da", "Frist", true}, {"da", "Deadline", false}, {"da", "Dublet", true}, {"da", "Adgang", true}, {"da", "Extend", true},
		{"da", "Mer tid", false}, {"da", "Ärendetyp", false}, {"da", "Sagsnummer", false},
		{"sv", "Mer tid", true}, {"sv", "Ärendetyp", true}, {"sv", "Dubblett", true}, {"sv", "Extend", true}, {"sv", "Sagstype", false}, {"sv", "Diarienummer", false},
	} {
		n := Numbers{"other_case": {Words: []string{"SBSYS", test.word}}}
		err := n.ValidateWords(nil, test.code)
		if test.order != (err != nil) || err != nil && !strings.HasPrefix(err.Error(), "number.other_case.words[1]: ") {
			t.Errorf("%s: %q: %v", test.code, test.word, err)
		}
	}
	if err := (Numbers{"other_case": {Label: "Mer tid"}}).ValidateWords(nil, "sv"); err == nil || !strings.HasPrefix(err.Error(), "number.other_case.label: ") {
		t.Errorf("a label: %v", err)
	}
	for _, code := range language.BuiltIn() {
		if err := usualNumbers.ValidateWords(nil, code); err != nil {
			t.Errorf("%s: %v", code, err)
		}
	}
}

// Where an installation's language makes an order of a usual word, that is told.
func TestUsualWordsInALanguageOfItsOwn(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "sv.toml"), []byte("[mail.words]\nkind = \"edoc\"\n[mail.examples]\nkind = \"eDoc: \"\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	set, err := language.Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	if err := (Numbers{}).ValidateWords(set, "sv"); err == nil || !strings.HasPrefix(err.Error(), `number.edoc_case.words[0]: "eDoc" is an order`) {
		t.Errorf("got %v", err)
	}
}

func builtIn(code string) *language.Language { return (*language.Set)(nil).Of(code) }

func TestNames(t *testing.T) {
	for name, want := range map[string]bool{
		"f2_case": true, "x": true, "a" + strings.Repeat("1", 30): true,
		"": false, "2f": false, "_f": false, "F2": false, "f-2": false, "få": false, "f2\n": false, "a" + strings.Repeat("1", 31): false,
	} {
		if IsName(name) != want {
			t.Errorf("%q is a name: %v", name, !want)
		}
	}
}

func TestPlain(t *testing.T) {
	for text, want := range map[string]bool{
		"2026-11873": true, "Å 1": true, "æøåæø": true, "1": true, "abcdefghijkl": true,
		"": false, "-1": false, " 1": false, "1_1": false, "1\n1": false, "1\xff": false, "\xff": false, "abcdefghijklm": false, "٣": false, "ææææææææææææ1": false,
	} {
		if plain(text, " -", 12) != want {
			t.Errorf("%q is plain: %v", text, !want)
		}
	}
}
