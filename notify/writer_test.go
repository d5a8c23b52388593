package notify_test

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"inquiryd/internal/mailtest/realmail"
	"inquiryd/notify"
)

var update = flag.Bool("update", false, "write the golden letters anew")

// TestGoldenLetters holds every letter in all languages to the text and the
// HTML in testdata, and its mail to the digest there.
func TestGoldenLetters(t *testing.T) {
	w := newWriter(t, config())
	var mails []string
	for _, language := range []string{"da", "en", "sv"} {
		letters := map[string]notify.Letter{"assembled": assembled(language)}
		for _, kind := range notify.Kinds {
			letters[string(kind)] = sample(kind, language)
		}
		for name, letter := range letters {
			t.Run(language+"/"+name, func(t *testing.T) {
				c, err := w.Compose(letter)
				if err != nil {
					t.Fatal(err)
				}
				name := filepath.Join("testdata", language+"-"+name)
				golden(t, name+".txt", "Subject: "+c.Subject+"\n\n"+c.Text)
				golden(t, name+".html", c.HTML)
				mails = append(mails, fmt.Sprintf("%x %s\n", sha256.Sum256(c.Raw), filepath.Base(name)))
				if len(c.PDF) > 0 {
					golden(t, name+".pdf.txt", pdfText(t, c.PDF))
					golden(t, name+".pdf", string(c.PDF))
				}
			})
		}
	}
	slices.SortFunc(mails, func(a, b string) int { return strings.Compare(a[64:], b[64:]) })
	golden(t, filepath.Join("testdata", "mails.sha256"), strings.Join(mails, ""))
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		if filepath.Ext(file) == ".pdf" {
			got = fmt.Sprintf("%d bytes, not %d", len(got), len(want))
		}
		t.Errorf("%s differs (go test -update writes it):\n%s", file, got)
	}
}

// pdfText is what a reader of the PDF finds, in the order in which it is
// written, which is the one that it is read in.
func pdfText(t *testing.T, pdf []byte) string {
	t.Helper()
	tool := realmail.Need(t, "pdftotext", "poppler-utils")
	file := filepath.Join(t.TempDir(), "letter.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := exec.Command(tool, "-raw", "-enc", "UTF-8", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
