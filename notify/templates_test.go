package notify_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"inquiryd/notify"
)

func TestCheckPassesForBuiltInTemplates(t *testing.T) {
	if err := newWriter(t, config()).Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// override writes templates into a folder as an installation does.
func override(t *testing.T, files map[string]string) notify.Config {
	t.Helper()
	cfg := config()
	cfg.Templates = t.TempDir()
	for name, text := range files {
		file := filepath.Join(cfg.Templates, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return cfg
}

func TestOverrideTakesThePlaceOfOneTemplate(t *testing.T) {
	cfg := override(t, map[string]string{
		"da/acknowledgement.txt": `{{define "subject"}}Egen kvittering{{end}}Goddag {{.Member.Name}}`,
		"da/answer.html":         `{{define "content"}}<main><h1>Egen overskrift</h1><p>Eget brev</p></main>{{end}}`,
	})
	w := newWriter(t, cfg)
	c, err := w.Compose(sample(notify.Acknowledgement, "da"))
	if err != nil {
		t.Fatal(err)
	}
	if c.Subject != "Egen kvittering" || c.Text != "Goddag Åse Sørensen\n" {
		t.Errorf("got %q %q", c.Subject, c.Text)
	}
	if !strings.Contains(c.HTML, "Vi har modtaget din henvendelse") {
		t.Error("the built-in HTML is gone though only the text was overridden")
	}
	answer, err := w.Compose(sample(notify.Answer, "da"))
	if err != nil {
		t.Fatal(err)
	}
	if text := pdfText(t, answer.PDF); !strings.Contains(text, "Egen overskrift") || strings.Contains(text, "Kære") {
		t.Errorf("the PDF does not follow the overridden template: %s", text)
	}
}

func TestBrokenOverrideNamesFileAndLine(t *testing.T) {
	for _, c := range []struct{ file, text, want string }{
		{"da/answer.txt", "{{define \"subject\"}}x{{end}}\nHej\n{{.Member.Name", "answer.txt:3: "},
		{"da/answer.txt", "{{define \"subject\"}}x{{end}}\n{{if .Text}}Hej\n", "answer.txt:3: an {{end}} is missing before the end of the file"},
		{"da/answer.txt", "{{define \"subject\"}}x{{end}}{{dag .Date}}", "answer.txt:1: there is no function dag: docs/letters.md lists them"},
		{"da/answer.txt", "{{define \"subject\"}}x{{end}}K\xe6re", "answer.txt: this is no text in UTF-8"},
		{"da/answer.html", "{{define \"content\"}}\n{{nosuch .}}{{end}}", "answer.html:2"},
		{"en/held.txt", "no subject", "held.txt:1"},
		{"layout.html", "{{if}}", "layout.html:1"},
		{"da/answr.txt", "x", "answr.txt"},
		{"sv/answer.txt", "x", "sv/answer.txt"},
	} {
		_, err := notify.NewWriter(override(t, map[string]string{c.file: c.text}))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s in it", c.file, err, c.want)
		}
	}
}

func TestCheckFindsWhatAnOverrideGetsWrong(t *testing.T) {
	cases := []struct{ kind, text, want string }{
		{"interim", `{{define "subject"}}x{{end}}{{.Nonsense}}`, "Nonsense"},
		{"redirected", `{{define "subject"}}x{{end}}{{(index .Cases 0).Number}}`, "index"},
		{"notice", `{{define "subject"}}x{{end}}{{.Expected.Format "2006"}}`, "date is missing"},
		{"follow-up", `{{define "subject"}}{{.Inquiry.Subject}}{{end}}x`, "subject is empty"},
		{"confirmation", `{{define "subject"}}x{{end}}`, "text is empty"},
	}
	files := map[string]string{}
	for _, c := range cases {
		files["da/"+c.kind+".txt"] = c.text
	}
	for kind, page := range map[string]string{
		"reminder": `<main><h2>Rykker</h2></main>`, "question": `<h1>Et spørgsmål</h1>`, "too-big": `<main><h1>For stor</h1><img src="x.png"></main>`,
		"refusal": `<main><h1>Nej</h1><table><tr><td>x</td></tr></table></main>`,
	} {
		files["da/"+kind+".html"] = `{{define "content"}}` + page + `{{end}}`
	}
	cases = append(cases, []struct{ kind, text, want string }{
		{"reminder", "", "of level 2 follows"}, {"question", "", "parts <main>"}, {"too-big", "", "picture without"}, {"refusal", "", "table without"},
	}...)
	err := newWriter(t, override(t, files)).Check(t.Context())
	if err == nil {
		t.Fatal("found nothing")
	}
	for _, c := range cases {
		found := 0
		for line := range strings.Lines(err.Error()) {
			if strings.Contains(line, "da/"+c.kind) && strings.Contains(line, c.want) {
				found++
			}
		}
		if found != 1 {
			t.Errorf("%s: %d lines with %q, want one, in\n%v", c.kind, found, c.want, err)
		}
	}
	if want := "da/interim.txt:1: {{.Nonsense}}: there is no field Nonsense here: docs/letters.md lists what a template sees\n"; !strings.Contains(err.Error(), want) {
		t.Errorf("no line with %s in\n%v", want, err)
	}
	if strings.Contains(err.Error(), "da/answer") || strings.Contains(err.Error(), "en/") {
		t.Errorf("letters that nobody touched are blamed: %v", err)
	}
}

// A list of cases says which of their questions are answered.
func TestAnsweredQuestionsAreTold(t *testing.T) {
	for language, want := range map[string]string{"da": "Spørgsmål 1 (besvaret)", "en": "Question 1 (answered)", "sv": "Fråga 1 (besvarad)"} {
		l := sample(notify.Confirmation, language)
		l.Model.Cases = l.Model.Cases[:1]
		l.Model.Cases[0].Questions = []notify.QuestionView{{Number: 1, Text: "Hvad koster den?", Answer: "4 mio. kr.", Answered: true}, {Number: 2, Text: "Hvornår?"}}
		c, err := newWriter(t, config()).Compose(l)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(c.Text, want[strings.Index(want, " ("):]); !strings.Contains(c.Text, want+":") || n != 1 {
			t.Errorf("%s: not once %q in\n%s", language, want, c.Text)
		}
	}
}
