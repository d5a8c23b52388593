package intake

import (
	"slices"
	"strings"
	"testing"
)

// pageMail is a mail with a page, as a mail program sends it.
func pageMail(page string) *Mail {
	return Parse([]byte("From: a@b.example\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"+page), Limits{})
}

// What a page says by its looks is kept as Markdown.
func TestMarkup(t *testing.T) {
	test := func(name, page, want string) {
		t.Helper()
		m := pageMail(page)
		if got := Markup(m, m.NewText); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
	test("nothing to keep", "<p>Ja, i juni.</p>", "Ja, i juni.")
	test("emphasis", "<p>Det er <b>ikke</b> tilladt og <i>meget</i> dyrt.</p>", "Det er **ikke** tilladt og *meget* dyrt.")
	test("a word in two parts", "<p>Den er fær<b>dig</b> nu.</p>", "Den er færdig nu.")
	test("all in bold", "<p><b>Ja, i juni.</b></p>", "Ja, i juni.")
	test("a link", `<p>Se <a href="https://kk.example/plan">planen for 2026</a>.</p>`, "Se [planen for 2026](https://kk.example/plan).")
	test("an address", `<p>Se <a href="https://kk.example/plan">https://kk.example/plan</a>.</p>`, "Se https://kk.example/plan.")
	test("a bad link", `<p>Se <a href="javascript:alert(1)">planen</a>.</p>`, "Se planen.")
	test("lists", "<p>Der er:</p><ul><li>en</li><li>to</li></ul><ol start=3><li>tre</li><li><b>fire</b> mere</li></ol>", "Der er:\n- en\n- to\n3. tre\n4. **fire** mere")
	test("bullets of Word", "<p class=MsoListParagraph><span style='font-family:Symbol'>·<span>&nbsp;&nbsp;&nbsp; </span></span>Penge</p><p class=MsoListParagraph>·<span>&nbsp; </span>Tid</p>", "- Penge\n- Tid")
	table := "<table border=1><tr><td><p><b>År</b></p></td><td><p><b>Mio. kr.</b></p></td></tr><tr><td><p>2025</p></td><td><p>1,2</p></td></tr><tr><td><p>2026 (skøn)</p></td><td><p>-3,0</p></td></tr></table>"
	test("a table of Word", "<p>Sådan:</p>"+table+"<p>Det er alt.</p>", "Sådan:\n\n| År | Mio. kr. |\n|---|---:|\n| 2025 | 1,2 |\n| 2026 (skøn) | -3,0 |\n\nDet er alt.")
	test("a table for layout", "<table><tr><td>Ja, i juni.</td></tr></table>", "Ja, i juni.")
}

// A piece of a text finds its own place, and one that is not there stays.
func TestMarkupOfAPiece(t *testing.T) {
	m := pageMail("<p>Svar 1: Den <b>12. juni</b>.</p><p>Svar 2: <b>Nej</b>, men se <a href='https://kk.example'>siden</a>.</p>")
	for piece, want := range map[string]string{
		"Den 12. juni.": "Den **12. juni**.",
		"Nej, men se siden <https://kk.example>.": "**Nej**, men se [siden](https://kk.example).",
		"Noget andet.": "Noget andet.",
		"":             "",
	} {
		if got := Markup(m, piece); got != want {
			t.Errorf("%q: got %q, want %q", piece, got, want)
		}
	}
}

// The pictures of a signature are not those of the text.
func TestPictures(t *testing.T) {
	m := pageMail("<p>Svar 1: Se her:</p><img src=cid:graf><p>Svar 2: Nej.</p><p>Mvh<br>Ole Vang, Chefkonsulent<br><img src=cid:logo></p>")
	for piece, want := range map[string][]string{"Se her:": {"graf"}, "Nej.": nil, "Ole Vang, Chefkonsulent": {"logo"}, "Noget andet": nil} {
		if got := Pictures(m, piece); !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", piece, got, want)
		}
	}
}

// Marks are put around words; no word is lost, added or moved.
func FuzzMarkup(f *testing.F) {
	f.Add("<p>Det er <b>ikke</b> sandt</p><ol><li>en<li>to</ol>", 0, 30)
	f.Add("<table><tr><th>A<td>B<tr><td>1<td><a href=https://x.example>2</a></table>c", 0, 9)
	f.Add("<table><tr><td>a|b</td><td><ul><li>x</ul></td></tr><tr><td>1</td></tr></table><img src=cid:x>", 2, 4)
	f.Fuzz(func(t *testing.T, page string, from, n int) {
		m := pageMail(page)
		text := m.Text
		from = min(max(from, 0), len(text))
		text = strings.ToValidUTF8(text[from:min(len(text), from+max(n, 0))], "")
		words := func(s string) (list []string) {
			for _, r := range runsOf(s) {
				list = append(list, r.word)
			}
			return list
		}
		if got := Markup(m, text); !slices.Equal(words(got), words(text)) {
			t.Errorf("%q of %q became %q", text, page, got)
		}
		Pictures(m, text)
	})
}
