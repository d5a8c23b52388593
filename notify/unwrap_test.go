package notify

import "testing"

// What mail programs wrapped is joined; what the writer parted is not.
func TestUnwrap(t *testing.T) {
	test := func(name, text, want string) {
		t.Helper()
		if got := unwrap(text); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	same := func(name, text string) { t.Helper(); test(name, text, text) }
	test("a wrapped paragraph", "Forvaltningen kan oplyse, at cykelstien på Amagerbrogade bliver færdig i\njuni, og at den har kostet 4 mio. kr.\n\nDet er alt.",
		"Forvaltningen kan oplyse, at cykelstien på Amagerbrogade bliver færdig i juni, og at den har kostet 4 mio. kr.\n\nDet er alt.")
	test("a sentence that ends at the line end", "Der står 214 børn på venteliste til en vuggestueplads i Valby den 1. november.\n61 af dem får plads inden nytår.",
		"Der står 214 børn på venteliste til en vuggestueplads i Valby den 1. november. 61 af dem får plads inden nytår.")
	test("a day at the beginning of a line", "Forvaltningen kan oplyse, at cykelstien på Amagerbrogade bliver færdig den\n1. november, og at den har kostet 4 mio. kr.",
		"Forvaltningen kan oplyse, at cykelstien på Amagerbrogade bliver færdig den 1. november, og at den har kostet 4 mio. kr.")
	test("a name at the beginning of a line", "Arbejdet på den nye cykelsti begyndte i marts og er nu nået til hjørnet af\nVestvejen, hvor entreprenøren venter på, at ledningerne bliver flyttet, så\nasfalten kan lægges.",
		"Arbejdet på den nye cykelsti begyndte i marts og er nu nået til hjørnet af Vestvejen, hvor entreprenøren venter på, at ledningerne bliver flyttet, så asfalten kan lægges.")
	test("a long address on the web", "Resultatet af hele gennemgangen står i tabellen, og den samlede rapport\nligger på https://www.kk.example/bydele/amager-oest/legepladser/eftersyn-og-istandsaettelse-2026.pdf,\nhvor alle kan læse den.",
		"Resultatet af hele gennemgangen står i tabellen, og den samlede rapport ligger på https://www.kk.example/bydele/amager-oest/legepladser/eftersyn-og-istandsaettelse-2026.pdf, hvor alle kan læse den.")
	same("short lines", "Njalsgade 13\n2300 København S")
	same("lines of their own", "Skolen på Vestvejen har 412 elever i år og havde 398 elever året før det\nSkolen på Nordvejen har 312 elever i år og havde 322 elever året før det")
	same("a list", "Forvaltningen vil på den baggrund gøre følgende i løbet af det næste år:\n1. male en cykelbane i begge sider af vejen, når vejret igen tillader det,\n2. sænke farten til 40 km/t.")
	same("a table", "| Sted på den lange vej gennem hele byen | Antal cyklister hvert døgn | x |\n|---|---|---|\n| et | 1 | 2 |")
	same("a quotation", "> Forvaltningen har tidligere oplyst, at cykelstien bliver færdig om et år,\n> og det gælder stadig.")
	same("one long line", "Et afsnit, som ingen har brudt, og som derfor er meget længere end det, nogen skærm viser på én linje.\nog en linje til")
	same("nothing", "")
}
