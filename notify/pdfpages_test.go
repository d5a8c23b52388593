package notify_test

import (
	"fmt"
	"strings"
	"testing"

	"inquiryd/notify"
)

// pagesOf are the texts of the pages of a letter with an answer.
func pagesOf(t *testing.T, answer string) (pages []string) {
	t.Helper()
	c := answered(t, answer)
	text := pdfText(t, c.PDF)
	for page := range strings.SplitSeq(strings.TrimSuffix(text, "\f"), "\f") {
		pages = append(pages, strings.TrimSpace(page))
	}
	return pages
}

// A table that goes on says on each page what its columns are, and no line of it
// is lost or printed twice.
func TestTheHeadOfATableIsRepeated(t *testing.T) {
	for _, language := range []string{"| Vej | Beløb |\n|---|--:|\n", "| Vej og hvad der ellers er at sige om den | Beløb |\n|---|--:|\n"} {
		answer := language
		for n := range 120 {
			answer += fmt.Sprintf("| Vejen nr. %03d | %d |\n", n, n)
		}
		pages := pagesOf(t, answer)
		if len(pages) < 4 {
			t.Fatalf("%d pages", len(pages))
		}
		for i, page := range pages[:len(pages)-1] {
			if i > 0 && !strings.HasPrefix(page, "Vej") || strings.Count(page, "Beløb") != 1 {
				t.Errorf("page %d begins\n%.80s", i+1, page)
			}
		}
		all := strings.Join(pages, "\n")
		for n := range 120 {
			if name := fmt.Sprintf("nr. %03d", n); strings.Count(all, name) != 1 {
				t.Errorf("%s stands %d times", name, strings.Count(all, name))
			}
		}
	}
}

// What leads to a list is not left behind at the end of a page, nor is a heading,
// wherever the page ends.
func TestNothingIsLeftBehind(t *testing.T) {
	for lines := range 52 {
		if lines < 12 || lines > 24 && lines < 40 {
			continue // far from the end of a page
		}
		answer := strings.Repeat("Linje.\n\n", lines) + "## Overskrift\n\nDet gælder disse veje:\n\n- Amagerbrogade\n- Kastrupvej\n"
		for i, page := range pagesOf(t, answer) {
			body, _, _ := strings.Cut(page, "\n12-03-2026") // the margin of the first page
			body, _, _ = strings.Cut(body, "\nSide ")
			if body = strings.TrimSpace(body); strings.HasSuffix(body, "veje:") || strings.HasSuffix(body, "Overskrift") {
				t.Errorf("after %d lines page %d ends with\n%s", lines, i+1, body[max(len(body)-60, 0):])
			}
		}
	}
}

// What the fonts have no picture of is marked, once for each run, and said.
func TestStrangeLettersAreMarked(t *testing.T) {
	text := pdfText(t, answered(t, "Tak 😀🚲👩‍🔧. På hebraisk: שלום. Zażółć, Καλημέρα, Привет.").PDF)
	for _, want := range []string{"Tak \uFFFD. På hebraisk: \uFFFD. Zażółć, Καλημέρα, Привет.", "\uFFFD står for tegn, der ikke kan trykkes her"} {
		if !strings.Contains(strings.Join(strings.Fields(text), " "), want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if text := pdfText(t, answered(t, "Tak – »æøå« … 1.000 m².").PDF); strings.Contains(text, "\uFFFD") {
		t.Errorf("marked without need:\n%s", text)
	}
	for _, language := range []string{"da", "en", "sv"} {
		l := sample(notify.Answer, language)
		l.Model.Cases[0].Questions[0].Answer = "😀"
		c, err := newWriter(t, config()).Compose(l)
		if err != nil || !strings.Contains(pdfText(t, c.PDF), map[string]string{"da": "kan trykkes", "en": "cannot be printed", "sv": "inte kan skrivas ut"}[language]) {
			t.Error(language, err)
		}
	}
}
