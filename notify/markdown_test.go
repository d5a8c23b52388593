package notify_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"inquiryd/notify"
)

// answered composes the answer letter with one answer.
func answered(t *testing.T, answer string) notify.Composed {
	t.Helper()
	l := sample(notify.Answer, "da")
	l.Model.Cases[0].Questions = []notify.QuestionView{{Number: 1, Text: "Hvornår?", Answer: answer, Answered: true}}
	c, err := newWriter(t, config()).Compose(l)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var inlineStyle = regexp.MustCompile(` style="[^"]*"`)

// TestAnswerKeepsItsMeaning holds what officials write to the three forms of
// the letter.
func TestAnswerKeepsItsMeaning(t *testing.T) {
	test := func(name, answer, html, text, pdf string) {
		t.Helper()
		c := answered(t, answer)
		for form, want := range map[string]string{"HTML": html, "text": text} {
			got := inlineStyle.ReplaceAllString(c.HTML, "")
			if form == "text" {
				got = c.Text
			}
			if !strings.Contains(got, want) {
				t.Errorf("%s: the %s lacks %q:\n%s", name, form, want, got)
			}
		}
		if got := pdfText(t, c.PDF); !strings.Contains(got, pdf) {
			t.Errorf("%s: the PDF lacks %q:\n%s", name, pdf, got)
		}
	}
	test("plain lines", "En linje\nen linje til", "En linje<br>\nen linje til", "En linje\nen linje til", "En linje\nen linje til")
	test("paragraphs", "Først.\n\nSiden.", "<p>Først.</p>\n<p>Siden.</p>", "Først.\n\nSiden.", "Først.\nSiden.")
	test("emphasis", "**Vigtigt** og *pænt*", "<strong>Vigtigt</strong> og <em>pænt</em>", "*Vigtigt* og _pænt_", "Vigtigt og pænt")
	test("simple HTML", "<b>Vigtigt</b><br>nyt", "<b>Vigtigt</b><br>", "*Vigtigt*\nnyt", "Vigtigt\nnyt")
	test("link", "Se [planen](https://kk.example/plan).", `<a href="https://kk.example/plan"`, "planen (https://kk.example/plan).", "Se planen.")
	test("bullets", "- en\n- to", "<li>en</li>", "- en\n- to", "• en\n• to")
	test("numbers that go on", "7. syv\n8. otte", `<ol start="7">`, "7. syv\n8. otte", "7. syv\n8. otte")
	test("days are no list", "Den åbner så:\n\n15. juni åbner nord.\n\n20. august åbner syd.", "<p>20. august åbner syd.</p>", "15. juni åbner nord.\n\n20. august åbner syd.", "20. august åbner syd.")
	test("a day in a line", "To tællinger:\n1. marts: 10\n12. juni: 12", "1. marts: 10<br>\n12. juni: 12", "1. marts: 10\n12. juni: 12", "1. marts: 10\n12. juni: 12")
	test("numbers that skip", "5. klasse: 20\n7. klasse: 22\n9. klasse: 25", "5. klasse: 20<br>\n7. klasse: 22", "7. klasse: 22\n9. klasse: 25", "7. klasse: 22\n9. klasse: 25")
	test("a year alone", "2026.", "<p>2026.</p>", "2026.", "2026.")
	test("a list, then another", "1. en\n2. to\n\n1. tre\n2. fire", "<p>1. tre<br>\n2. fire</p>", "2. to\n\n1. tre\n2. fire", "2. to\n1. tre")
	test("a list, a paragraph, another list", "1. en\n2. to\n\nOg:\n\n1. tre\n2. fire", "<li>fire</li>", "Og:\n\n1. tre\n2. fire", "1. tre\n2. fire")
	test("a list in a list", "1. en\n   1. a\n   2. b\n2. to", "<li>b</li>", "1. en\n  1. a\n  2. b\n2. to", "2. to")
	test("a list in a list, less deep", "1. en\n  1. a\n  2. b\n    1. x\n2. to", "<li>b\n<ol>\n<li>x</li>", "  2. b\n    1. x\n2. to", "2. to")
	test("numbers in code", "```\n12. juni\n```", "12. juni", "12. juni", "12. juni")
	test("days in bullets", "- 15. juni: nord\n- 20. august: syd", "<li>20. august: syd</li>", "- 15. juni: nord\n- 20. august: syd", "• 20. august: syd")
	test("days in numbers", "1. 15. juni\n2. 20. august", "<li>20. august</li>", "1. 15. juni\n2. 20. august", "2. 20. august")
	test("sums", "- 4 mio. kr.\n+ 2 mio. kr.\n\n2*3*4 mio. kr.", "+ 2 mio. kr.", "+ 2 mio. kr.", "2*3*4 mio. kr.")
	test("sums in code", "```\n2*3\n```", "2*3", "2*3", "2*3")
	test("a list of ones", "1. en\n1. to", "<li>to</li>", "1. en\n2. to", "2. to")
	test("table", "| A | B |\n|---|---|\n| 1 | 2 |", "<td>1</td>", "A  B\n-  -\n1  2", "A B\n1 2")
	test("quotation", "> sagt", "<blockquote>", "  sagt", "sagt")
	test("indented text is no code", "    indrykket", "<p>indrykket</p>", "indrykket", "indrykket")
	test("a line of dashes makes no heading", "Resultat\n--------\nTal", "Resultat", "Resultat", "Resultat")
	test("angle brackets", "Skriv <nummer> og x < y", "&lt;nummer&gt; og x &lt; y", "<nummer> og x < y", "<nummer> og x < y")
	test("heading below the letter's", "# Baggrund\n\nTekst", "<h3>Baggrund</h3>", "Baggrund\n\nTekst", "Baggrund\nTekst")
	test("ampersand", "A&B &amp; C", "A&amp;B &amp; C", "A&B & C", "A&B & C")
	test("figures flush right", "| A | B |\n|---|--:|\n| 1 | 2000 |\n| 3 | 40 |", `<td align="right">40</td>`, "A     B\n-  ----\n1  2000\n3    40", "1 2000\n3 40")
	test("headings out of order", "### Lille\n\n# Stor\n\n#### Mindst\n\nTekst", "<h4>Mindst</h4>", "Lille\n\nStor", "Lille\nStor")
	test("wide table", "| Navn | Beskrivelse |\n|---|---|\n| x | "+strings.Repeat("ord ", 30)+"|", "<td>x</td>", "Navn: x\nBeskrivelse: ord", "Navn Beskrivelse")
}

// TestAnswerIsHarmless is T12 and T13.
func TestAnswerIsHarmless(t *testing.T) {
	for _, evil := range []string{
		"<script>alert(1)</script>", "<img src=https://evil.example/x.png onerror=alert(1)>", "[x](javascript:alert(1))", "![x](https://evil.example/x.png)",
		"<a href='javascript:alert(1)'>x</a>", "<iframe src=https://evil.example></iframe>", "<style>@import 'https://evil.example'</style>", "<p style='background:url(https://evil.example)'>x</p>",
		"<svg onload=alert(1)>", "<a href=\"data:text/html,x\">x</a>", "<form action=https://evil.example><input></form>", "<link rel=stylesheet href=https://evil.example>", "<object data=https://evil.example></object>",
		strings.Repeat("<div>", 5000) + "x", strings.Repeat("> ", 3000) + "x", strings.Repeat("- ", 2000) + "x",
	} {
		html := answered(t, "Før.\n\n"+evil+"\n\nEfter.").HTML
		body := html[strings.Index(html, "<main>"):]
		for _, bad := range []string{"<script", "<img", "<iframe", "<svg", "<form", "<link", "<object", "javascript:", "data:", "onerror=\"", "@import", "background:url"} {
			if strings.Contains(strings.ToLower(body), bad) && !strings.Contains(body, "&lt;"+bad[1:]) {
				t.Errorf("%.60q: %q is in the letter", evil, bad)
			}
		}
		if !strings.Contains(body, "Før.") || !strings.Contains(body, "Efter.") {
			t.Errorf("%.60q took the answer with it: %.300s", evil, body)
		}
	}
}

// TestLongLetter: pages are numbered, no heading ends a page and nothing is
// lost.
func TestLongLetter(t *testing.T) {
	l := sample(notify.Answer, "da")
	l.Model.Cases[0].Questions = nil
	for i := range 30 {
		l.Model.Cases[0].Questions = append(l.Model.Cases[0].Questions, notify.QuestionView{Number: i + 1, Answered: true,
			Text: "Hvad koster nummer " + string(rune('A'+i%26)) + "?", Answer: strings.Repeat("Forvaltningen kan oplyse, at det koster en del. ", i+1)})
	}
	c, err := newWriter(t, config()).Compose(l)
	if err != nil {
		t.Fatal(err)
	}
	text := pdfText(t, c.PDF)
	pages := strings.Split(strings.TrimSuffix(text, "\f"), "\f")
	if len(pages) < 8 {
		t.Fatalf("%d pages", len(pages))
	}
	if n := strings.Count(strings.Join(strings.Fields(text), " "), "koster en del."); n != 30*31/2 {
		t.Errorf("%d sentences, want %d", n, 30*31/2)
	}
	for i, page := range pages {
		lines := strings.Split(strings.TrimSpace(page), "\n")
		foot := lines[len(lines)-2:]
		if !strings.HasPrefix(foot[0], "Side ") || foot[1] != "Sag 2026-0041" {
			t.Errorf("page %d ends with %q", i+1, foot)
		}
		if last := lines[len(lines)-3]; i > 0 && (strings.HasPrefix(last, "Spørgsmål") || strings.HasSuffix(last, " svar")) {
			t.Errorf("page %d leaves the heading %q behind", i+1, last)
		}
	}
}

// A wide table is printed smaller rather than with broken words, and a very
// wide one as what each row says; no column is lost.
func TestWideTables(t *testing.T) {
	table := func(columns int) string {
		rows := [3]string{}
		for i := range columns {
			rows[0] += fmt.Sprintf("| Overskrift%d ", i)
			rows[1] += "|---"
			rows[2] += fmt.Sprintf("| celle%d ", i)
		}
		return rows[0] + "|\n" + rows[1] + "|\n" + rows[2] + "|"
	}
	for columns, want := range map[int]string{6: "celle0 celle1 celle2 celle3 celle4 celle5", 14: "Overskrift12: celle12\nOverskrift13: celle13"} {
		text := pdfText(t, answered(t, table(columns)).PDF)
		if !strings.Contains(text, want) {
			t.Errorf("%d columns: the PDF lacks %q:\n%s", columns, want, text)
		}
		for i := range columns {
			if !strings.Contains(text, fmt.Sprintf("Overskrift%d", i)) {
				t.Errorf("%d columns: the head of column %d is broken or lost", columns, i)
			}
		}
	}
}

// What mail programs without a style sheet need stands in the tags: lines of a
// table, and figures flush right where the official wanted them.
func TestTablesAreDressed(t *testing.T) {
	html := answered(t, "| Sted | Antal |\n|---|--:|\n| A | 40 |\n\n> Citat\n\n### Under").HTML
	for _, want := range []string{`<table style="border-collapse:collapse;`, `border:1px solid #8a8a85;padding:4px 10px;vertical-align:top;text-align:left;">A</td>`,
		`vertical-align:top;text-align:right;" align="right">40</td>`, `<blockquote style="`, `<h3 style="font-size:16px;`} {
		if !strings.Contains(html, want) {
			t.Errorf("%q is missing in\n%s", want, html[strings.Index(html, "<main>"):])
		}
	}
}
