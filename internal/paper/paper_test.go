package paper_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/mailtest/realmail"
	"inquiryd/internal/paper"
)

const number = "020290-2345"

// archive is a zip file with parts, name after name and content.
func archive(t testing.TB, parts ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i < len(parts); i += 2 {
		f, err := w.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(parts[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const types = "[Content_Types].xml"

func word(body string) string {
	return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="urn:w"><w:body>` + body + `</w:body></w:document>`
}

// Where numbers hide in files, and what cannot be looked into.
func TestRead(t *testing.T) {
	docx := archive(t, types, "<Types/>", "word/document.xml", word(`<w:p><w:r><w:t>0202</w:t></w:r><w:r><w:t>90-2345</w:t></w:r></w:p>`))
	utf16 := []byte{0xFF, 0xFE}
	for _, c := range number {
		utf16 = append(utf16, byte(c), 0)
	}
	for name, c := range map[string]struct {
		file    string
		content []byte
		want    string
		whole   bool
	}{
		"a word in two runs":           {"a.docx", docx, number, true},
		"under another name":           {"a.bin", docx, number, true},
		"a tracked deletion":           {"a.docx", archive(t, types, "<Types/>", "word/document.xml", word(`<w:p><w:del><w:r><w:delText>`+number+`</w:delText></w:r></w:del></w:p>`)), number, true},
		"a comment":                    {"a.docx", archive(t, types, "<Types/>", "word/document.xml", word(""), "word/comments.xml", word(`<w:p><w:t>`+number+`</w:t></w:p>`)), number, true},
		"a shared string":              {"a.xlsx", archive(t, types, "<Types/>", "xl/sharedStrings.xml", `<sst><si><t>nr. </t></si><si><r><t>020290</t></r><r><t>-2345</t></r></si></sst>`), number, true},
		"a number in a cell":           {"a.xlsx", archive(t, types, "<Types/>", "xl/worksheets/sheet1.xml", `<row><c><v>1</v></c><c><v>202902345</v></c></row>`), "0202902345", true},
		"cells apart":                  {"a.xlsx", archive(t, types, "<Types/>", "xl/worksheets/sheet1.xml", `<row><c><v>020290</v></c><c><v>2345</v></c></row>`), "020290\n\n2345", true},
		"OpenDocument":                 {"a.odt", archive(t, "mimetype", "application/vnd.oasis.opendocument.text", "content.xml", `<office:text><text:p>Borger <text:span>020290</text:span>-2345</text:p></office:text>`), number, true},
		"a sheet of OpenDocument":      {"a.ods", archive(t, "mimetype", "x", "content.xml", `<table:table-cell office:value="202902345"><text:p>0202902345</text:p></table:table-cell>`), "0202902345", true},
		"a document in a document":     {"a.docx", archive(t, types, "<Types/>", "word/embeddings/b.docx", string(docx)), number, true},
		"something else in it":         {"a.docx", archive(t, types, "<Types/>", "word/document.xml", word("<w:p><w:t>"+number+"</w:t></w:p>"), "word/embeddings/ole.bin", "x"), number, false},
		"pictures in it":               {"a.docx", archive(t, types, "<Types/>", "word/media/a.png", "x", "word/document.xml", word("<w:p><w:t>"+number+"</w:t></w:p>")), number, true},
		"broken XML after it":          {"a.docx", archive(t, types, "<Types/>", "word/document.xml", "<w:p><w:t>"+number+"</w:t></w:p><w:p"), number, false},
		"an entity of its own":         {"a.docx", archive(t, types, "<Types/>", "word/document.xml", `<!DOCTYPE x [<!ENTITY a "aaaa">]><w:p><w:t>`+number+` &a;</w:t></w:p>`), number, false},
		"an archive":                   {"a.zip", archive(t, "a.txt", number), "", false},
		"half a document":              {"a.docx", docx[:len(docx)/2], "", false},
		"an old or encrypted document": {"a.doc", []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + number), "", false},
		"a picture":                    {"a.jpg", []byte("\xFF\xD8\xFF"), "", false},
		"a table":                      {"a.csv", []byte("navn;" + number), number, true},
		"UTF-16":                       {"a.txt", utf16, number, true},
		"UTF-16 without a mark":        {"a.txt", utf16[2:], number, true},
		"nothing":                      {"a.docx", nil, "", true},
		"a PDF without a command":      {"a.pdf", []byte("%PDF-1.4"), "", false},
	} {
		text, whole := paper.Reader{}.Read(t.Context(), c.file, "application/octet-stream", c.content)
		if !strings.Contains(text, c.want) || whole != c.whole {
			t.Errorf("%s: %q, whole %v", name, text, whole)
		}
	}
}

// T15: what unpacks to more than it says, or nests, is not read to its end, and
// that is quick.
func TestBombs(t *testing.T) {
	nested := archive(t, types, "<Types/>", "word/document.xml", word(""))
	for range 6 {
		nested = archive(t, types, "<Types/>", "word/embeddings/a.docx", string(nested))
	}
	many := []string{types, "<Types/>"}
	for i := range 3000 {
		many = append(many, fmt.Sprintf("word/p%d.xml", i), "<p/>")
	}
	bomb := string(archive(t, types, "<Types/>", "word/document.xml", strings.Repeat(" ", 23<<20)))
	bombs := []string{types, "<Types/>"}
	for i := range 500 {
		bombs = append(bombs, fmt.Sprintf("word/embeddings/a%d.docx", i), bomb)
	}
	blank := strings.Repeat(" ", 30<<20)
	for name, content := range map[string][]byte{
		"much":      archive(t, types, "<Types/>", "word/document.xml", "<w:p>"+blank+"</w:p>"),
		"in pieces": archive(t, types, "<Types/>", "word/a.xml", "<p>"+blank[:10<<20]+"</p>", "word/b.xml", "<p a='"+blank[:20<<20]+"'/>"),
		"bombs":     archive(t, bombs...),
		"nested":    nested,
		"many":      archive(t, many...),
		"deep":      archive(t, types, "<Types/>", "word/document.xml", strings.Repeat("<p>", 12<<20)),
	} {
		began := time.Now()
		text, whole := paper.Reader{}.Read(t.Context(), "a.docx", "", content)
		if whole || len(text) > 17<<20 {
			t.Errorf("%s: %d bytes, whole %v", name, len(text), whole)
		}
		t.Logf("%s: %v", name, time.Since(began).Round(time.Millisecond))
	}
}

// onePage is a PDF that says something.
func onePage(text string) []byte {
	var out bytes.Buffer
	var at []int
	object := func(body string) {
		at = append(at, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", len(at), body)
	}
	out.WriteString("%PDF-1.4\n")
	object("<</Type/Catalog/Pages 2 0 R>>")
	object("<</Type/Pages/Kids[3 0 R]/Count 1>>")
	object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>")
	draw := "BT /F 12 Tf 72 700 Td (" + text + ") Tj ET"
	object(fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(draw), draw))
	object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		fmt.Fprintf(&out, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&out, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return out.Bytes()
}

// PDFs are read by the command that the documentation names.
func TestReadPDF(t *testing.T) {
	r := paper.Reader{PDFCommand: []string{realmail.Need(t, "pdftotext", "poppler-utils"), "-q", "-enc", "UTF-8", "-", "-"}}
	if text, whole := r.Read(t.Context(), "a.pdf", "application/pdf", onePage("Borger "+number)); !whole || !strings.Contains(text, number) {
		t.Errorf("%q %v", text, whole)
	}
	if text, whole := r.Read(t.Context(), "a.pdf", "application/pdf", onePage("")); whole {
		t.Errorf("a scanned page counts as read: %q", text)
	}
	if _, whole := r.Read(t.Context(), "a.pdf", "application/pdf", []byte("%PDF-1.4 broken")); whole {
		t.Error("a broken file counts as read")
	}
}

// A command that fails, says too much or is not there has read nothing whole.
func TestPDFCommandsThatFail(t *testing.T) {
	for body, want := range map[string]bool{"cat": true, "echo half; exit 3": false, "yes": false} {
		file := filepath.Join(t.TempDir(), "text")
		if err := os.WriteFile(file, []byte("#!/bin/sh\n"+body+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		text, whole := paper.Reader{PDFCommand: []string{file}}.Read(t.Context(), "a.pdf", "", []byte("%PDF-1.4"))
		if whole != want || len(text) > 17<<20 {
			t.Errorf("%s: %d bytes, whole %v", body, len(text), whole)
		}
	}
	if _, whole := (paper.Reader{PDFCommand: []string{"/not-there"}}).Read(t.Context(), "a.pdf", "", []byte("%PDF-1.4")); whole {
		t.Error("a command that is not there has read it")
	}
}

// A command that hangs is asked once a minute at most, and all are read again when
// it does not.
func TestPDFCommandThatHangsIsLeftAlone(t *testing.T) {
	defer paper.SetPatience(2 * time.Second)()
	dir := t.TempDir()
	file, runs := filepath.Join(dir, "text"), filepath.Join(dir, "runs")
	if err := os.WriteFile(file, []byte("#!/bin/sh\necho run >>"+runs+"\ncase $(cat) in *slow*) sleep 1000;; esac\necho text\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	read := func(door *paper.Door, content string) bool {
		_, whole := paper.Reader{PDFCommand: []string{file}, Door: door}.Read(t.Context(), "a.pdf", "", []byte("%PDF-1.4 "+content))
		return whole
	}
	var door paper.Door
	if !read(&door, "quick") || door.Shut() != nil {
		t.Fatal("it does not read:", door.Shut())
	}
	began := time.Now()
	for _, content := range []string{"slow", "slow", "quick", "slow"} {
		if read(&door, content) {
			t.Errorf("%s: it was read", content)
		}
	}
	if all, err := os.ReadFile(runs); err != nil || string(all) != "run\nrun\n" || time.Since(began) > 8*time.Second || door.Shut() == nil {
		t.Errorf("%v: it ran so often: %q, in %v; %v", err, all, time.Since(began), door.Shut())
	}
	if !read(nil, "quick") {
		t.Error("a reader without a door does not read")
	}
}

func FuzzRead(f *testing.F) {
	f.Add(archive(f, types, "<Types/>", "word/document.xml", word("<w:p/>")))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, content []byte) {
		text, _ := paper.Reader{}.Read(t.Context(), "a.docx", "", content)
		if len(text) > 64<<20 {
			t.Error(errors.New("too much text"), len(text))
		}
	})
}
