package clerk

import (
	"strings"
	"testing"

	"inquiryd/internal/register"
	"inquiryd/internal/reply"
)

// TestLeavesToAnother holds that a short answer which leaves the question to another
// administration is told from one that only names it.
func TestLeavesToAnother(t *testing.T) {
	d := &Desk{reader: reply.New(nil, builtIn("da")), Options: Options{Administrations: []Administration{{ID: "TMF", Name: "Teknik- og Miljøforvaltningen"}, {ID: "BUF", Name: "Børne- og Ungdomsforvaltningen"}}}}
	for text, want := range map[string]bool{
		"Det hører under Børne- og Ungdomsforvaltningen.": true,
		"BUF": true,
		"Spørgsmålet vedrører efter vores opfattelse BUF.":                                           true,
		"Henvises til Børne- og Ungdomsforvaltningens skoleafdeling.":                                true,
		"Stien er færdig i juni. Vi koordinerer med Børne- og Ungdomsforvaltningen.":                 false,
		"Busstoppestedet hører under Movia. BUF er orienteret om skolevejene.":                       false,
		"Det hører under Teknik- og Miljøforvaltningen, og stien er færdig i juni.":                  false,
		"Stien er færdig i juni." + strings.Repeat(" Den er lang.", 20) + " Skolen hører under BUF.": false,
	} {
		if got := d.leavesTo(map[int]string{1: text}, []register.Question{{Number: 1, Text: "Hvornår bliver stien færdig?"}}, "TMF"); got != want {
			t.Errorf("%q: left to another administration: %v", text, got)
		}
	}
	if d.leavesTo(map[int]string{1: "BUF"}, []register.Question{{Number: 1, Text: "Hvilken forvaltning betaler?"}}, "TMF") {
		t.Error("a name that answers its question: left to another administration")
	}
}

// Politeness and both names around an administration do not hide it; a second one,
// or anything else, does.
func TestReceiver(t *testing.T) {
	d := &Desk{reader: reply.New(nil, builtIn("da"))}
	d.Administrations = []Administration{{ID: "TMF", Name: "Teknik- og Miljøforvaltningen"}, {ID: "BUF", Name: "Børne- og Ungdomsforvaltningen"}}
	test := func(text, want string) {
		t.Helper()
		if got, _ := d.receiver(text); got.ID != want {
			t.Errorf("%q: got %q, want %q", text, got.ID, want)
		}
	}
	test("BUF", "BUF")
	test("buf, tak", "BUF")
	test("venligst til BUF", "BUF")
	test("Børne- og Ungdomsforvaltningen (BUF)", "BUF")
	test("this to BUF, thanks", "BUF")
	test("BUF og TMF", "")
	test("BUF eller Vejdirektoratet", "")
	test("ikke BUF", "")
	test("tak", "")
	test("", "")
}
