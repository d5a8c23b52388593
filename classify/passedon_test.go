package classify_test

import (
	"testing"

	"inquiryd/classify"
)

// TestLetterOnTop holds that a letter to the writer is parted from what he writes below.
func TestLetterOnTop(t *testing.T) {
	c, err := classify.Compile(classify.Config{})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string][2]string{
		"Kære Anna Berg\n\nHvem fejer gaden?\n\n---\n\nHvor tit fejes gaden?":                   {"Kære Anna Berg\n\nHvem fejer gaden?", "Hvor tit fejes gaden?"},
		"Hej Anna,\nHvem fejer gaden?\nMvh Karen Holst\n\nHvor tit fejes gaden?":                {"Hej Anna,\nHvem fejer gaden?\nMvh Karen Holst", "Hvor tit fejes gaden?"},
		"Kære Anna\n\nHvem fejer gaden?\n\nMvh Anna Berg\n\nHvor tit fejes gaden?":              {"", "Kære Anna\n\nHvem fejer gaden?\n\nMvh Anna Berg\n\nHvor tit fejes gaden?"},
		"Kære Anna\n\nHvem fejer gaden?\n\nMvh Karen Holst":                                     {"", "Kære Anna\n\nHvem fejer gaden?\n\nMvh Karen Holst"},
		"Kære borgmester\n\nHvem fejer gaden?\n\n---\n\nHvor tit fejes gaden? Hilsen Anna Berg": {"", "Kære borgmester\n\nHvem fejer gaden?\n\n---\n\nHvor tit fejes gaden? Hilsen Anna Berg"},
	} {
		if letter, own := c.LetterOnTop(text, "Anna Berg"); letter != want[0] || own != want[1] {
			t.Errorf("%q: %q above %q, want %q", text, letter, own, want)
		}
	}
}
