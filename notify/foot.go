package notify

import (
	"html/template"
	"strings"
	"sync"
)

// foot is all that the foot of a built-in page depends on. It is what that template
// sees, so that nothing else can come into it unnoticed.
type foot struct {
	Language          string
	Kind              Kind
	Letter, Automatic bool
	Office            Office
}

// feet are the feet of the pages that were written so far: an office has one for
// each kind of letter, and writing it takes a seventh of the letter's time. They are
// safe for concurrent use.
type feet struct {
	mu   sync.Mutex
	kept map[foot]template.HTML
}

// feetKept is how many feet are kept; then all are written anew.
const feetKept = 1000

// of returns the foot of a page, written by the page's templates when it is not
// there yet.
func (f *feet) of(page *template.Template, m *Model) (template.HTML, error) {
	one := foot{Language: m.Language, Kind: m.Kind, Letter: m.Letter, Automatic: m.Automatic, Office: m.Office}
	f.mu.Lock()
	html, ok := f.kept[one]
	f.mu.Unlock()
	if ok {
		return html, nil
	}
	var out strings.Builder
	if err := page.ExecuteTemplate(&out, "footer", one); err != nil {
		return "", err
	}
	html = template.HTML(out.String())
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.kept == nil || len(f.kept) >= feetKept {
		f.kept = map[foot]template.HTML{}
	}
	f.kept[one] = html
	return html, nil
}

// footCall is how the page around every letter asks for its foot.
const footCall = `{{template "footer" .}}`

// keepFoot lets a built-in page take its foot from those that are kept. Templates of
// an installation see the whole letter there, and write it each time.
func keepFoot(layout string) string { return strings.Replace(layout, footCall, "{{foot .}}", 1) }
