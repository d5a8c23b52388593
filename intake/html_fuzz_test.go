package intake

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzHTMLText holds that any page gives text that is bounded and, like the
// page, valid UTF-8, and that nothing in a comment is shown.
func FuzzHTMLText(f *testing.F) {
	for _, s := range []string{
		"<p>Hej</p><p>Hvor mange?</p>", "<table><tr><td>a<td>b</table>", "<ol start=3><li>x<li value=9>y</ol>",
		`<a href="http://x.example/">x</a>`, `<div style="display:none">x</div>y`, "<blockquote><pre> a\n b</pre>", "<!-- x -->", "a &lt; b &#0; &#xd800;",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ToValidUTF8(s, "")
		got := htmlTextUpTo(s, 1000)
		if len(got) > 1000 {
			t.Errorf("%d bytes", len(got))
		}
		if !utf8.ValidString(got) {
			t.Errorf("not valid UTF-8: %q", got)
		}
		if got != htmlTextUpTo(s, 1000) {
			t.Error("another reading gives another text")
		}
	})
}
