package notify

import (
	"embed"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/sfnt"
)

//go:embed fonts/*.ttf
var fontFiles embed.FS

// face is a font of the letter: its name in fpdf and its TrueType file.
type face struct {
	family, style, name string
	file                []byte
	glyphs              *sfnt.Font
}

// faces are the fonts that are embedded into each letter.
type faces struct{ regular, bold, italic, boldItalic, fixed face }

func loadFaces() (*faces, error) {
	f := &faces{
		regular:    face{family: "letter", name: "Regular"},
		bold:       face{family: "letter", style: "B", name: "Semibold"},
		italic:     face{family: "letter", style: "I", name: "Italic"},
		boldItalic: face{family: "letter", style: "BI", name: "SemiboldItalic"},
		fixed:      face{family: "fixed", file: gomono.TTF},
	}
	for _, one := range []*face{&f.regular, &f.bold, &f.italic, &f.boldItalic, &f.fixed} {
		var err error
		if one.name != "" {
			if one.file, err = fontFiles.ReadFile("fonts/OpenSans-" + one.name + ".ttf"); err != nil {
				return nil, fmt.Errorf("read font: %w", err)
			}
		}
		if one.glyphs, err = sfnt.Parse(one.file); err != nil {
			return nil, fmt.Errorf("read font: %w", err)
		}
	}
	return f, nil
}

// of chooses the face for a span.
func (f *faces) of(s span) *face {
	switch {
	case s.fixed:
		return &f.fixed
	case s.bold && s.italic:
		return &f.boldItalic
	case s.bold:
		return &f.bold
	case s.italic:
		return &f.italic
	}
	return &f.regular
}

// replacements are characters that a font may lack and that another one
// stands in for.
var replacements = strings.NewReplacer("\u2011", "-", "\u2010", "-", "\u202f", "\u00a0", "\u2009", " ", "\u2002", " ", "\u2003", " ", "\u200b", "", "\t", "    ")

// strange stands where the PDF has no picture of what was written, as emoji and
// the letters of Hebrew and Arabic; one for each run of them.
const strange = "\uFFFD"

// drawable replaces what the font has no picture of, while text and HTML keep the
// characters; a note at the end of the letter says so.
func (f *face) drawable(text string) string {
	var buffer sfnt.Buffer
	var out strings.Builder
	for _, r := range replacements.Replace(text) {
		if index, err := f.glyphs.GlyphIndex(&buffer, r); r == '\n' || r <= 0xFFFF && err == nil && index != 0 {
			out.WriteRune(r)
			continue
		}
		if unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) || strings.HasSuffix(out.String(), strange) {
			continue
		}
		out.WriteString(strange)
	}
	return out.String()
}
