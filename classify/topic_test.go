package classify_test

import (
	"slices"
	"strings"
	"testing"

	"inquiryd/classify"
)

func TestTopic(t *testing.T) {
	c, err := classify.Compile(classify.Config{Language: "da"})
	if err != nil {
		t.Fatal(err)
	}
	got := c.Topic("Hvornår bliver cykelstierne på Amagerbrogade og cykelstien ved 123456 færdige?", 3)
	if want := []string{"amagerbrogad", "cykelsti", "færd"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := c.Topic("12 34 og i på!", 5); len(got) != 0 {
		t.Errorf("got %q of nothing", got)
	}
}

// Questions about the same are more alike than others, however they are put.
func TestAlike(t *testing.T) {
	c, err := classify.Compile(classify.Config{Language: "da"})
	if err != nil {
		t.Fatal(err)
	}
	const asked = "Hvornår bliver cykelstien på Amagerbrogade lavet færdig?"
	same := c.Alike(asked, "Hvornår er cykelstierne på Amagerbrogade færdige?")
	near := c.Alike(asked, "Hvad koster den nye cykelsti på Vesterbrogade?")
	other := c.Alike(asked, "Hvor mange børn står på venteliste til en vuggestue?")
	if same < 0.7 || near > same || near < other || other > 0.1 {
		t.Errorf("the same %.2f, near %.2f, another %.2f", same, near, other)
	}
	if c.Alike("", asked) != 0 || c.Alike(asked, asked) != 1 || c.Alike(asked, strings.ToUpper(asked)) != 1 {
		t.Error("nothing is like nothing, and all is like itself")
	}
}
