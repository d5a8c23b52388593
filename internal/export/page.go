package export

import (
	"bytes"
	_ "embed"
	"html/template"
)

//go:embed page.html
var pageText string

// pages is the template of the page for people. It has no script and loads
// nothing.
var pages = template.Must(template.New("page").Parse(pageText))

func page(c Case, files []File) ([]byte, error) {
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
	}
	var b bytes.Buffer
	err := pages.Execute(&b, struct {
		Case
		Files []string
	}{c, names})
	return b.Bytes(), err
}
