package classify

import (
	"bytes"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

// What is known here is read as strictly as the file of an installation, and each
// of its expressions is one.
func TestTongues(t *testing.T) {
	names, err := files.ReadDir("tongues")
	if err != nil || len(names) != len(codes) {
		t.Fatalf("there are %d files of %d: %v", len(names), len(codes), err)
	}
	for _, code := range codes {
		src, err := files.ReadFile("tongues/" + code + ".toml")
		if err != nil {
			t.Fatal(err)
		}
		var file struct{ Rules Tongue }
		if err := toml.NewDecoder(bytes.NewReader(src)).DisallowUnknownFields().Decode(&file); err != nil {
			t.Errorf("%s: %v", code, err)
		}
		k := builtIn[code]()
		for _, p := range k.asking.phrases() {
			p.expression()
		}
		k.leaning()
		if file.Rules.Like != "" || k.asking.words() == nil {
			t.Errorf("%s is like %q", code, file.Rules.Like)
		}
	}
}

// Every language finds the forms of its words, and none that only look alike.
func TestLanguages(t *testing.T) {
	for _, x := range []struct{ language, keyword, found, other string }{
		{"da", "cykelsti", "Hvem rydder cykelstierne?", "Hvem ejer cyklen?"},
		{"no", "sykkelvei", "Når blir sykkelveiene brøytet?", "Hvem eier sykkelen?"},
		{"no", "skole", "Elevene ved skolene", "Skoene"},
		{"sv", "cykelbana", "När plogas cykelbanorna?", "Vem äger cykeln?"},
		{"sv", "förskola", "Barnen i FÖRSKOLORNA", "Föräldrarna"},
		{"sv", "skola", "Varför är skolan stängd?", "Skolios"},
		{"sv", "cykelbana", "Vem plogar gång- och cykelbanans kanter?", "Banan är mogen"},
		{"sv", "trafik ~5 skola", "Varför är trafiken vid skolan så tät?", "Skolan har skola"},
		{"sv", "plan", "När blir planen klar?", "Vem plar?"},
		{"de", "Radweg", "Wann werden die Radwege geräumt?", "Wem gehört das Rad?"},
		{"de", "Straße", "In den STRASSEN", "Der Strauß"},
		{"en", "cycle path", "When are the cycle paths cleared?", "The cycle of the path"},
		{"en", "library", "Two libraries close", "The librarian is ill"},
	} {
		c, err := Compile(Config{Language: x.language, Administrations: []Administration{{ID: "A", Keywords: []string{x.keyword}}}})
		if err != nil {
			t.Fatal(err)
		}
		if d := c.Decide(Input{Question: x.found}); !d.Filed {
			t.Errorf("%s: %q does not find %q", x.language, x.keyword, x.found)
		}
		if d := c.Decide(Input{Question: x.other}); d.Filed {
			t.Errorf("%s: %q finds %q", x.language, x.keyword, x.other)
		}
	}
}
