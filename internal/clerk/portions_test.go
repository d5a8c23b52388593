package clerk

import (
	"fmt"
	"strings"
	"testing"

	"inquiryd/internal/reply"
)

// partitions shows what is read, as "TMF+BUF 1 2; SOF 3".
func partitions(all []portion) string {
	var parts []string
	for _, p := range all {
		var ids []string
		for _, a := range p.to {
			ids = append(ids, a.ID)
		}
		parts = append(parts, strings.TrimSpace(fmt.Sprint(strings.Join(ids, "+"), " ", strings.Trim(fmt.Sprint(p.numbers), "[]"))))
	}
	return strings.Join(parts, "; ")
}

func deskIn(language string) *Desk {
	d := &Desk{reader: reply.New(nil, builtIn(language))}
	d.Administrations = []Administration{{ID: "TMF", Name: "Teknik- og Miljøforvaltningen"}, {ID: "BUF", Name: "Børne- og Ungdomsforvaltningen"}, {ID: "SOF", Name: "Socialforvaltningen"}}
	return d
}

// The registrar gives single questions away in the words of each language; what is
// said otherwise, or with a "not", gives nothing.
func TestPortions(t *testing.T) {
	for _, test := range []struct{ language, text, want string }{
		{"da", "1 til BUF, 2 til TMF", "BUF 1; TMF 2"},
		{"da", "Spørgsmål 1 til BUF", "BUF 1"},
		{"da", "Send spørgsmål 1 til BUF og 2 til TMF.", "BUF 1; TMF 2"},
		{"da", "Spm. 1 og 3 til BUF; spm. 2: TMF", "BUF 1 3; TMF 2"},
		{"da", "Spørgsmål nr. 2 skal til Socialforvaltningen", "SOF 2"},
		{"da", "1-3 til Børne- og Ungdomsforvaltningen", "BUF 1 2 3"},
		{"da", "1: TMF med bidrag fra BUF, 2: SOF", "TMF+BUF 1; SOF 2"},
		{"da", "1 til BUF. 2 til TMF.", "BUF 1; TMF 2"},
		{"da", "1 til BUF\n2 til TMF\n\nVenlig hilsen\nKarla", "BUF 1; TMF 2"},
		{"da", "»1 til BUF«", "BUF 1"},
		{"da", "1 til BUF og resten til TMF", "BUF 1; TMF"},
		{"da", "1 til BUF, de øvrige spørgsmål skal til TMF.", "BUF 1; TMF"},
		{"da", "1 til BUF\nResten til TMF", "BUF 1; TMF"},
		{"da", "Resten til TMF", ""},
		{"da", "1 til BUF, resten er vores", "?"},
		{"da", "1 til BUF, kopi til TMF", "?"},
		{"da", "1 til BUF\n2 til Havnen", "?"},
		{"da", "1 skal ikke til BUF", "?"},
		{"da", "1 eller 2 til BUF", "?"},
		{"da", "BUF skal have spørgsmål 1", ""},
		{"da", "TMF", ""},
		{"da", "Status", ""},
		{"en", "Question 1 to BUF, question 2 to TMF", "BUF 1; TMF 2"},
		{"en", "1 and 2 to BUF with a contribution from SOF", "BUF+SOF 1 2"},
		{"en", "File question 2 with SOF", "SOF 2"},
		{"sv", "Fråga 1 till BUF och 2 till TMF", "BUF 1; TMF 2"},
		{"en", "1 to BUF, the rest to TMF", "BUF 1; TMF"},
		{"sv", "1 ska till SOF", "SOF 1"},
		{"sv", "1 till BUF, övriga till TMF", "BUF 1; TMF"},
	} {
		all, known, ok := deskIn(test.language).readPortions(test.text)
		got := partitions(all)
		if ok && !known {
			got = "?"
		}
		if got != test.want {
			t.Errorf("%s %q: got %q, want %q", test.language, test.text, got, test.want)
		}
	}
}

// Who answers is named first; the others contribute.
func TestNamedAdministrations(t *testing.T) {
	for _, test := range []struct{ language, text, want string }{
		{"da", "TMF med bidrag fra BUF", "TMF+BUF"},
		{"da", "TMF med bidrag fra BUF og SOF.", "TMF+BUF+SOF"},
		{"da", "TMF, bidrag fra BUF", "TMF+BUF"},
		{"da", "TMF med indhent bidrag fra BUF", "TMF+BUF"},
		{"da", "Teknik- og Miljøforvaltningen med bidrag fra Børne- og Ungdomsforvaltningen", "TMF+BUF"},
		{"da", "TMF og BUF", "TMF+BUF"},
		{"da", "TMF uden bidrag fra BUF", ""},
		{"da", "TMF med bidrag fra Havnen", ""},
		{"da", "TMF ikke med BUF", ""},
		{"en", "TMF with contributions from BUF and SOF", "TMF+BUF+SOF"},
		{"en", "TMF with a contribution from BUF", "TMF+BUF"},
		{"sv", "TMF med bidrag från BUF", "TMF+BUF"},
	} {
		all, _ := deskIn(test.language).namedAdministrations(test.text)
		if got := strings.TrimSpace(partitions([]portion{{to: all}})); got != test.want {
			t.Errorf("%s %q: got %q, want %q", test.language, test.text, got, test.want)
		}
	}
}
