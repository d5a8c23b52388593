package notify_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/mailtest/realmail"
	"inquiryd/notify"
)

var pictures = flag.String("pictures", "", "write the pictures of the documentation into this folder")

func TestPDFCommand(t *testing.T) {
	script := func(body string) []string {
		file := filepath.Join(t.TempDir(), "pdf")
		if err := os.WriteFile(file, []byte("#!/bin/sh\n"+body+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		return []string{file}
	}
	own, err := newWriter(t, config()).Compose(sample(notify.Answer, "da"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, body, want string }{
		{"takes the output", "grep -q 'Besvarelse' && printf '%%PDF-1.7 own %%%%EOF'", ""},
		{"failure", "echo no font >&2; exit 3", "no font"},
		{"no PDF", "echo hello", "no PDF"},
		{"half a PDF", "printf '%%PDF-1.7 half'", "without an end"},
		{"too slow", "sleep 20", "longer than"},
		{"not there", "", "not-there"},
	} {
		cfg := config()
		cfg.PDFCommand = script(c.body)
		if c.name == "not there" {
			cfg.PDFCommand = []string{"/not-there"}
		}
		cfg.PDFTimeout.Duration = 1e9
		got, err := newWriter(t, cfg).Compose(sample(notify.Answer, "da"))
		if c.want == "" && (err != nil || got.Unprinted != nil || string(got.PDF) != "%PDF-1.7 own %%EOF") {
			t.Errorf("%s: %q %v", c.name, got.PDF, err)
		}
		if c.want != "" && (err != nil || got.Unprinted == nil || !strings.Contains(got.Unprinted.Error(), c.want) || !bytes.Equal(got.PDF, own.PDF)) {
			t.Errorf("%s: got %v, %v, %d bytes; want %q, and the built-in PDF", c.name, err, got.Unprinted, len(got.PDF), c.want)
		}
	}
}

// A command that hangs is left alone for a while: not every letter waits for it.
func TestPDFCommandThatHangsIsLeftAlone(t *testing.T) {
	cfg := config()
	runs := filepath.Join(t.TempDir(), "runs")
	cfg.PDFCommand = []string{"/bin/sh", "-c", `echo run >>"$1"; sleep 1000`, "sh", runs}
	cfg.PDFTimeout.Duration = 300 * time.Millisecond
	w := newWriter(t, cfg)
	for range 3 {
		if c, err := w.Compose(sample(notify.Answer, "da")); err != nil || c.Unprinted == nil || !bytes.HasPrefix(c.PDF, []byte("%PDF-")) {
			t.Fatal(err, c.Unprinted)
		}
	}
	if all, err := os.ReadFile(runs); err != nil || string(all) != "run\n" {
		t.Errorf("%v: it ran so often: %q", err, all)
	}
	if err := w.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "longer than") {
		t.Errorf("the check says %v", err)
	}
}

// A letter that is broken off is not written: nobody wants a built-in PDF only
// because the daemon was told to stop.
func TestPDFCommandIsBrokenOff(t *testing.T) {
	cfg := config()
	cfg.PDFCommand = []string{"/bin/sh", "-c", "sleep 1000"}
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := newWriter(t, cfg).ComposeContext(ctx, sample(notify.Answer, "da")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

// TestPDFSaysWhatItIs looks at the properties that readers show.
func TestPDFSaysWhatItIs(t *testing.T) {
	tool := realmail.Need(t, "pdfinfo", "poppler-utils")
	c := answered(t, "Ja.")
	file := filepath.Join(t.TempDir(), "letter.pdf")
	if err := os.WriteFile(file, c.PDF, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "-isodates", file).CombinedOutput()
	if err != nil {
		t.Fatal(err, string(out))
	}
	for _, want := range []string{"Title:           Besvarelse af politikerspørgsmål vedr. cykelsti ved Nordre Fasanvej", "Author:          Københavns Kommune", "CreationDate:    2026-03-12", "Page size:       595.28 x 841.89 pts (A4)", "Metadata Stream: yes"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%q is missing in\n%s", want, out)
		}
	}
	if !strings.Contains(string(c.PDF), "/Lang (da)") {
		t.Error("the PDF names no language")
	}
}

// poppler runs one of its tools on a PDF.
func poppler(t *testing.T, pdf []byte, tool string, flags ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "letter.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(realmail.Need(t, tool, "poppler-utils"), append(flags, file)...).CombinedOutput()
	if err != nil {
		t.Fatalf("run %s: %v: %s", tool, err, out)
	}
	return string(out)
}

// Every font of the letter is in the file, so that it looks the same anywhere.
func TestPDFHasItsFonts(t *testing.T) {
	c, err := newWriter(t, config()).Compose(assembled("da"))
	if err != nil {
		t.Fatal(err)
	}
	fonts := strings.Split(strings.TrimSpace(poppler(t, c.PDF, "pdffonts")), "\n")[2:]
	if len(fonts) < 3 {
		t.Errorf("fonts: %q", fonts)
	}
	for _, f := range fonts {
		if fields := strings.Fields(f); len(fields) < 5 || fields[len(fields)-5] != "yes" {
			t.Errorf("not embedded, or not as Unicode: %s", f)
		}
	}
}

// exampleCommand is the one that the example of a configuration has.
func exampleCommand(t *testing.T) (command []string) {
	t.Helper()
	example, err := os.ReadFile("../cmd/inquiryd/config.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	_, list, ok := strings.Cut(string(example), "\n# pdf_command = ")
	list, _, _ = strings.Cut(list, "\n")
	if err := json.Unmarshal([]byte(list), &command); err != nil || !ok {
		t.Fatal("the example has no pdf_command", err)
	}
	return command
}

// Where PDF/UA is demanded, weasyprint prints the same HTML letter as a tagged
// PDF with language and title, and its structure is that of the letter.
func TestWeasyprintMakesATaggedPDF(t *testing.T) {
	cfg := config()
	cfg.PDFCommand = exampleCommand(t)
	cfg.PDFCommand[0] = realmail.Need(t, "weasyprint", "weasyprint")
	cfg.PDFTimeout.Duration = 2 * time.Minute
	c, err := newWriter(t, cfg).Compose(assembled("da"))
	if err != nil {
		t.Fatal(err)
	}
	info := poppler(t, c.PDF, "pdfinfo")
	for _, want := range []string{"Tagged:          yes", "Title:           Sag 2026-0041 og 2026-0042: Besvarelse af", "Metadata Stream: yes"} {
		if !strings.Contains(info, want) {
			t.Errorf("%q is missing in\n%s", want, info)
		}
	}
	for _, want := range []string{"/Lang (da)", "pdfuaid:part=\"1\"", "/MarkInfo", "/StructTreeRoot", "/DisplayDocTitle true"} {
		if !bytes.Contains(c.PDF, []byte(want)) {
			t.Errorf("%s is not in the file", want)
		}
	}
	if first, _, _ := strings.Cut(pdfText(t, c.PDF), "\f"); !strings.Contains(first, "12-03-2026") || !strings.Contains(first, "Njalsgade 13") {
		t.Errorf("the margin is not on the first page:\n%s", first)
	}
	if text := pdfText(t, c.PDF); !strings.Contains(strings.Join(strings.Fields(text), " "), "skriv til spoergsmaal@kk.example, og nævn sag 2026-0041 og 2026-0042.") {
		t.Errorf("how to ask again is missing in\n%s", text)
	}
	structure := poppler(t, c.PDF, "pdfinfo", "-struct-text")
	for _, want := range []string{"H1 (block)", "\"Spørgsmål 1\"", "TH\n", "L (block)", "Link (inline)", "LI (block)"} {
		if !strings.Contains(structure, want) {
			t.Errorf("%q is missing in the structure", want)
		}
	}
	if fonts := poppler(t, c.PDF, "pdffonts"); strings.Contains(fonts, " no  ") {
		t.Errorf("fonts that are not embedded:\n%s", fonts)
	}
}

// Nothing is printed into the edges of a page, and no page is empty.
func TestPDFKeepsItsMargins(t *testing.T) {
	c, err := newWriter(t, config()).Compose(assembled("da"))
	if err != nil {
		t.Fatal(err)
	}
	pages := paint(t, c.PDF)
	if len(pages) != 3 {
		t.Errorf("%d pages", len(pages))
	}
	for i, page := range pages {
		b, ink := page.Bounds(), inkOf(page)
		if ink.Empty() {
			t.Errorf("page %d is empty", i+1)
		}
		if edge := b.Dx() * 18 / 210; ink.Min.X < edge || ink.Min.Y < edge || ink.Max.X > b.Max.X-edge || ink.Max.Y > b.Max.Y-edge/2 {
			t.Errorf("page %d of %v has ink in %v", i+1, b, ink)
		}
	}
}

// paint are the pages of a PDF as pictures.
func paint(t *testing.T, pdf []byte) (pages []image.Image) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "letter.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(realmail.Need(t, "pdftoppm", "poppler-utils"), "-png", "-r", "72", file, filepath.Join(dir, "page")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	files, _ := filepath.Glob(filepath.Join(dir, "page*.png"))
	for _, f := range files {
		pages = append(pages, readPNG(t, f))
	}
	return pages
}

func readPNG(t *testing.T, file string) image.Image {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

// inkOf is what is not white.
func inkOf(page image.Image) (ink image.Rectangle) {
	b := page.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if r, g, b, _ := page.At(x, y).RGBA(); min(r, g, b) < 0xc000 {
				ink = ink.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return ink
}

// With -pictures the letters are painted for the documentation: the PDF by
// poppler, the HTML by a browser. Without, one is, to see that it can be.
func TestPictures(t *testing.T) {
	dir := *pictures
	kinds := []notify.Kind{notify.Acknowledgement}
	if dir != "" {
		kinds = append(kinds, notify.Forwarding, notify.Approval, notify.HeldNotice, notify.Digest)
	} else {
		dir = t.TempDir()
	}
	w := newWriter(t, config())
	shoot := func(name string, l notify.Letter, width, height int, dark bool) {
		c, err := w.Compose(l)
		if err != nil {
			t.Fatal(err)
		}
		file, err := filepath.Abs(filepath.Join(dir, name+".png"))
		if err != nil {
			t.Fatal(err)
		}
		// a window is at least 500 wide, so a telephone is a frame of its own
		page := fmt.Sprintf(`<!DOCTYPE html><meta charset=utf-8><body style="margin:0;background:#d8d8d8"><iframe style="border:0;display:block;margin:0 auto;width:%dpx;height:%dpx" srcdoc="%s"></iframe>`, width, height, html.EscapeString(c.HTML))
		browse(t, page, dark, fmt.Sprintf("--window-size=%d,%d", max(width, 500), height), "--screenshot="+file)
		if b := readPNG(t, file).Bounds(); b.Dx() < width || b.Dy() < height/2 {
			t.Errorf("%s is %v", name, b)
		}
		if len(c.PDF) > 0 && !dark && width > 500 {
			pdf := filepath.Join(t.TempDir(), "letter.pdf")
			if err := os.WriteFile(pdf, c.PDF, 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := exec.Command(realmail.Need(t, "pdftoppm", "poppler-utils"), "-png", "-r", "70", "-f", "1", "-l", "2", pdf, filepath.Join(dir, "letter-pdf")).CombinedOutput()
			if err != nil {
				t.Fatalf("%v: %s", err, out)
			}
		}
	}
	for _, kind := range kinds {
		shoot(string(kind)+"-html", sample(kind, "da"), 720, 1100, false)
	}
	if *pictures == "" {
		return
	}
	shoot("letter-html", assembled("da"), 1000, 1500, false)
	shoot("letter-telephone", sample(notify.Answer, "da"), 375, 1900, true)
	files, _ := filepath.Glob(filepath.Join(dir, "*.png"))
	for _, file := range files {
		fewColours(t, file)
	}
}

// fewColours writes a picture of text anew with its 64 most frequent colours.
func fewColours(t *testing.T, file string) {
	t.Helper()
	picture := readPNG(t, file)
	b, count := picture.Bounds(), map[color.Color]int{}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			count[color.NRGBAModel.Convert(picture.At(x, y))]++
		}
	}
	colours := slices.SortedFunc(maps.Keys(count), func(a, b color.Color) int { return count[b] - count[a] })
	small := image.NewPaletted(b, colours[:min(64, len(colours))])
	draw.Draw(small, b, picture, b.Min, draw.Src)
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, small); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
