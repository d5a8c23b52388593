package classify_test

import (
	"testing"

	"inquiryd/classify"
)

// TestPasted holds that what only the name of a writer tells to be pasted is parted from his text.
func TestPasted(t *testing.T) {
	c, err := classify.Compile(classify.Config{})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string][2]string{
		"Kære Anna Berg\n\nHvem fejer gaden?\n\n---\n\nHvor tit fejes gaden?":                                                                         {"Kære Anna Berg\n\nHvem fejer gaden?", "Hvor tit fejes gaden?"},
		"Hej Anna,\nHvem fejer gaden?\nMvh Karen Holst\n\nHvor tit fejes gaden?":                                                                      {"Hej Anna,\nHvem fejer gaden?\nMvh Karen Holst", "Hvor tit fejes gaden?"},
		"Kære Anna\n\nHvem fejer gaden?\n\nMvh Anna Berg\n\nHvor tit fejes gaden?":                                                                    {"", "Kære Anna\n\nHvem fejer gaden?\n\nMvh Anna Berg\n\nHvor tit fejes gaden?"},
		"Kære Anna\n\nHvem fejer gaden?\n\nMvh Karen Holst":                                                                                           {"", "Kære Anna\n\nHvem fejer gaden?\n\nMvh Karen Holst"},
		"Hvem fejer gaden?\n\nAnna Berg\n\nGaderne flyder\nAf Jens Holm\nBeboerne er trætte. Kommunen siger nej. Hvem har ret? Det afgøres i retten.": {"Gaderne flyder\nAf Jens Holm\nBeboerne er trætte. Kommunen siger nej. Hvem har ret? Det afgøres i retten.", "Hvem fejer gaden?\n\nAnna Berg"},
		"Hvem fejer gaden?\n\nAnna Berg\nmedlem\n\nPS Hvornår?":                                                                                       {"", "Hvem fejer gaden?\n\nAnna Berg\nmedlem\n\nPS Hvornår?"},
		"Kære Anna\n\nHvem fejer gaden?\nTak!\n\nHvor tit fejes gaden?":                                                                               {"", "Kære Anna\n\nHvem fejer gaden?\nTak!\n\nHvor tit fejes gaden?"},
		"Kære Anna Holm\n\nHvem fejer gaden?\n\n---\n\nHvor tit fejes gaden?":                                                                         {"", "Kære Anna Holm\n\nHvem fejer gaden?\n\n---\n\nHvor tit fejes gaden?"},
		"Kære borgmester\n\nHvem fejer gaden?\n\n---\n\nHvor tit fejes gaden? Hilsen Anna Berg":                                                       {"", "Kære borgmester\n\nHvem fejer gaden?\n\n---\n\nHvor tit fejes gaden? Hilsen Anna Berg"},
	} {
		if pasted, own := c.Pasted(text, "Anna Berg"); pasted != want[0] || own != want[1] {
			t.Errorf("%q: %q beside %q, want %q", text, pasted, own, want)
		}
	}
}
