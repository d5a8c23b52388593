package intake

import (
	"strings"
	"testing"
)

// TestTablesOfPages holds that the cells of a row stand on one line, also when
// their text is in paragraphs, as in all tables of Outlook.
func TestTablesOfPages(t *testing.T) {
	for _, c := range []struct{ name, page, want string }{
		{"bare cells", "<table><tr><td>1<td>Hvor mange?</table>", "1\tHvor mange?"},
		{"Outlook", `<table class="MsoTableGrid"><tr><td><p class="MsoNormal"><b>Nr.</b><o:p></o:p></p></td><td><p class="MsoNormal">Spørgsmål<o:p></o:p></p></td></tr>` + "\r\n" +
			`<tr><td><p class="MsoNormal">1<o:p></o:p></p></td>` + "\r\n" + `<td><p class="MsoNormal">Hvor mange?<o:p></o:p></p></td></tr></table><p class="MsoNormal">Hilsen</p>`, "Nr.\tSpørgsmål\n1\tHvor mange?\nHilsen"},
		{"div in cells", "<table><tr><td><div>1</div></td><td><div>Hvor mange?</div></td></tr></table>Hilsen", "1\tHvor mange?\nHilsen"},
		{"two paragraphs in a cell", "<table><tr><td><p>1</p></td><td><p>Hvor mange?</p><p>Hvorfor?</p></td></tr><tr><td><p>2</p></td></tr></table>", "1\tHvor mange?\n\nHvorfor?\n2"},
		{"a line break behind a paragraph", "<table><tr><td><p>Hvor mange?</p><br>Hvorfor?</td></tr></table>", "Hvor mange?\n\nHvorfor?"},
		{"a list in a cell", "<table><tr><td><p>1</p></td><td><ol><li>Hvor mange?</li><li><div>Hvorfor?</div></li></ol></td></tr></table>", "1\t\n1. Hvor mange?\n2. Hvorfor?"},
		{"empty cells", "<table><tr><td><p>1</p></td><td><p></p></td><td><p>Hvor mange?</p></td></tr></table>", "1\t\tHvor mange?"},
		{"an empty last cell", "<table><tr><td></td><td>Advarsel</td><td></td></tr></table><div><p>Hvor mange?</p></div>", "Advarsel\t\n\nHvor mange?"},
		{"a table for layout", "<table><tr><td><table><tr><td><p>Hej</p><p>Hvor mange?</p></td></tr></table></td></tr></table><p>Hilsen</p>", "Hej\n\nHvor mange?\n\nHilsen"},
	} {
		if got := htmlTextUpTo(c.page, 1000); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestStruckTextIsLeftOut holds that what a writer struck through is not read.
func TestStruckTextIsLeftOut(t *testing.T) {
	for _, c := range []struct{ name, page, want string }{
		{"a word", "<p>Hvor mange <s>broer</s> bænke?</p>", "Hvor mange bænke?"},
		{"tracked", `<p>Hvor mange <del cite="mailto:a@b.example">broer</del><ins>bænke</ins>?</p>`, "Hvor mange bænke?"},
		{"old element", "Hvor mange <STRIKE>broer</STRIKE> bænke?", "Hvor mange bænke?"},
		{"by style", `Hvor mange <span style="color:red; text-decoration: underline line-through">broer</span> bænke?`, "Hvor mange bænke?"},
		{"by its own property", `Hvor mange <span style="text-decoration-line:line-through">broer</span> bænke?`, "Hvor mange bænke?"},
		{"an item", "<ol><li>Hvor mange?</li><li><s>Hvorfor?</s></li><li>Hvornår?</li></ol>", "1. Hvor mange?\n2.\n3. Hvornår?"},
		{"all of it", "<p><s>Hvor mange?</s></p>", "Hvor mange?"},
		{"underlined", `<u style="text-decoration:underline">Hvor mange?</u>`, "Hvor mange?"},
	} {
		if got := htmlTextUpTo(c.page, 1000); strings.ReplaceAll(got, ". \n", ".\n") != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestLettersWithoutSize holds that letters of no size are left out, and those
// shown that have one again in such an element, as forms and newsletters lay out
// their text.
func TestLettersWithoutSize(t *testing.T) {
	for _, c := range []struct{ name, page, want string }{
		{"above the mail", `<div style="font-size:0;line-height:0">I denne uge</div><p>Hvor mange?</p>`, "Hvor mange?"},
		{"layout", `<h2>Henvendelse</h2><table><tr><td style="font-size:0px"><div style="font-size:0px"><table><tr><td style="font-size:0px;padding:9px"><div style="font-size:13px">Hvor mange?</div></td></tr></table></div></td></tr><tr><td style="font-size:0px"><p style="font-size:1em">Hvorfor?</p></td></tr></table>`, "Henvendelse\n\nHvor mange?\n\nHvorfor?"},
		{"spans", `<p>Hej</p><div style="font-size:0">x <span style="font-size:14px">Hvor</span> <span style="font-size:14px">mange?</span></div>`, "Hej\nHvor mange?"},
		{"hidden inside", `<p>Hej</p><div style="font-size:0"><div style="display:none"><b style="font-size:14px">I denne uge</b></div><b style="font-size:14px">Hvor mange?</b></div>`, "Hej\nHvor mange?"},
		{"hidden as well", `<p>Hej</p><div style="font-size:0;display:none"><b style="font-size:14px">I denne uge</b></div>`, "Hej"},
	} {
		if got := htmlTextUpTo(c.page, 1000); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestStrikesOut holds that a page comes before the plain text beside it only for the
// sake of more than a word.
func TestStrikesOut(t *testing.T) {
	for page, want := range map[string]bool{
		"This is <strike>the</strike> second part":                                        false,
		"<p><s>Hvor mange?</s></p>":                                                       true,
		`<li><s class="x"><span lang="DA">Hvor mange broer er der</span></s></li>`:        true,
		`<span style="text-decoration:line-through">Hvad koster<br>en bro</span>`:         true,
		`<del>a</del> <del>b c</del> <del>d</del>`:                                        false,
		"<del>a</del> <del>Hvor mange broer</del>":                                        true,
		"<p>Hvor mange broer er der, og hvad koster de?</p><script>s</script><small></s>": false,
	} {
		if got := strikesOut(page); got != want {
			t.Errorf("%s: %v", page, got)
		}
	}
}
