package classify_test

import (
	"slices"
	"testing"

	"inquiryd/classify"
)

// A language that nobody here knows: what it says holds, and the rest is as in the
// one that it is like.
func TestTongue(t *testing.T) {
	rules := func(tongue *classify.Tongue, keywords ...string) *classify.Classifier {
		t.Helper()
		c, err := classify.Compile(classify.Config{Language: "nl", Tongue: tongue,
			Administrations: []classify.Administration{{ID: "A", Keywords: keywords}, {ID: "B", Keywords: []string{"bibliotheek"}}}})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	dutch := &classify.Tongue{Like: "none", Letters: "ëï", Spelled: map[string]string{"y": "ij"}, Greeting: "beste|geachte|ter \\S+$", Closing: "met vriendelijke groet",
		Request: "ik (?:wil|zou) graag weten", Opener: "wanneer|hoeveel|waarom", Asker: "wanneer|hoeveel|waarom", Numbers: map[string]int{"twaalf": 12},
		Informs: "ter informatie", Thanks: "bedankt", Titles: "(?:mijn )?vragen", Leans: "het|dat", Done: "gebeuren", Aside: "gemeente vraag"}
	c := rules(dutch, "fietspad", "zeeïjs", "1..20 bomen")
	for text, want := range map[string]string{
		"Wanneer is het fietspad klaar?": "A", "Zijn de fietspaden klaar?": "", "Waar is ZEEÏJS?": "A", "Waarom twaalf bomen?": "A", "De bibliotheek?": "B",
	} {
		d := c.Decide(classify.Input{Question: text})
		if got := d.Administration; d.Filed != (want != "") || want != "" && got != want {
			t.Errorf("%q: %q %v, want %q", text, got, d.Filed, want)
		}
	}
	s := c.Split("Geachte gemeente\n\nIk wil graag weten wanneer het fietspad klaar is.\n\nMet vriendelijke groet\nPiet")
	if len(s.Questions) != 1 {
		t.Errorf("split as %+v", s)
	}
	for text, silent := range map[string]bool{
		"Geachte\n\nMet vriendelijke groet\nPiet": true, "Bedankt\n\nMet vriendelijke groet\nPiet": false,
		"Ter attentie\n\nMet vriendelijke groet\nPiet": true, "Ter informatie\n\nMet vriendelijke groet\nPiet": false,
	} {
		if s := c.Split(text); s.Silent != silent {
			t.Errorf("%q: %+v", text, s)
		}
	}
	if s := c.Split("Vragen:\nWanneer is het fietspad klaar?"); len(s.Questions) != 1 || s.Questions[0].Text != "Wanneer is het fietspad klaar?" {
		t.Errorf("a title is split as %+v", s)
	}
	if !c.Leans("Wanneer zal dat gebeuren?") || c.Leans("Wanneer komt de bus?") {
		t.Error("it is not seen what a question asks on about")
	}
	if got := c.Topic("De gemeente bouwt fietspaden", 3); slices.Contains(got, "gemeente") || !slices.Contains(got, "fietspaden") {
		t.Errorf("the topic is %q", got)
	}
	like := rules(&classify.Tongue{Like: "sv", Greeting: "tjena"}, "cykelbana")
	if d := like.Decide(classify.Input{Question: "När plogas cykelbanorna?"}); !d.Filed {
		t.Error("it does not cut endings as the language that it is like")
	}
	if _, err := classify.Compile(classify.Config{Language: "nl"}); err == nil {
		t.Error("a language without a file is taken")
	}
	if _, err := classify.Compile(classify.Config{Language: "nl", Tongue: &classify.Tongue{Letters: "ë"}}); err == nil {
		t.Error("a language that is like none is taken")
	}
}
