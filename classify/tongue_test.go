package classify_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"

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
	if _, err := classify.Compile(classify.Config{Language: "nl", Tongue: &classify.Tongue{Like: "none", Stemmer: "dutch"}}); err == nil || !strings.Contains(err.Error(), "danish, norwegian") {
		t.Errorf("a stemmer that is not there: %v", err)
	}
	own := rules(&classify.Tongue{Like: "none", Stemmer: "german"}, "Radweg")
	if d := own.Decide(classify.Input{Question: "Wann werden die Radwege geräumt?"}); !d.Filed {
		t.Error("the stemmer that it names cuts off no endings")
	}
}

// esperanto is a language of which nothing stands anywhere but in its file.
const esperanto = `
[rules]
like = "none"
letters = "ĉĝĥĵŝŭ"
spelled = { cx = "ĉ", gx = "ĝ", sx = "ŝ" }
numbers = { du = 2, tri = 3, dek = 10, dudek = 20 }
and = "kaj"
aside = "urbo demando"
greeting = '''
kara(?:j)?
  estimat\S*
'''
closing = 'kun (?:kora|amika) saluto'
informs = 'por via scio'
thanks = 'dankon'
titles = '(?:miaj )?demandoj'
addressee = 'al'
ordinal = 'demando'
numero = "n-ro"
of = 'el'
section = "par"
following = "jenajn"
announces = 'demandoj'
promises = 'respondon'
parted = 'laŭ'
follows = 'kaj |se (?:jes|ne)'
conditions = 'se (?:jes|ne)'
courtesy = 'ĉu vi (?:povas|povus) (?:helpi|respondi)(?: al mi)?'
request = 'mi (?:volas|ŝatus) scii'
turned = '(?:volas|ŝatus) mi scii'
opener = 'kiom|kiam|kial|kiu|kio|kie|ĉu'
asker = 'kiom|kiam|kial|kiu|kio|kie|ĉu'
wonders = 'kiom da '
hands = 'respondi al (?:lia|ŝia) '
sums = 'mia demando estas:'
counts = 'mi havas (?:du|tri) demandojn:'
leads = 'krome'
heralds = 'demandi pri '
speaks = 'tion skribis '
answers = 'respondo'
rhetoric = 'kiu povas '
denial = 'neniu|certe ne'
why = 'kial'
because = 'ĉar'
but = 'sed|kaj'
moreover = 'krome'
joints = "kaj aŭ"
pronouns = "ĝi ili"
readers = "mi vi"
short = "ktp bv"
leans = 'tion|ĝin'
`

func TestTongueAlone(t *testing.T) {
	var file struct{ Rules classify.Tongue }
	if err := toml.NewDecoder(strings.NewReader(esperanto)).DisallowUnknownFields().Decode(&file); err != nil {
		t.Fatal(err)
	}
	c := compiled(t, classify.Config{Language: "eo", Tongue: &file.Rules,
		Administrations: []classify.Administration{{ID: "A", Keywords: []string{"ĉevalo", "20..25 arboj"}}, {ID: "B", Keywords: []string{"biblioteko"}}}})
	for _, x := range []struct {
		what, mail string
		want       []string
	}{
		{"a greeting, two questions and a closing", "Estimata urbo!\n\nLa vojo estas fermita. Kiam ĝi malfermiĝos? Kiom kostas la laboro?\n\nKun kora saluto\nZoe",
			[]string{"La vojo estas fermita. Kiam ĝi malfermiĝos?", "Kiom kostas la laboro?"}},
		{"a request without a mark", "Karaj!\n\nMi ŝatus scii kiam la vojo malfermiĝos.", []string{"Mi ŝatus scii kiam la vojo malfermiĝos."}},
		{"numbers by a word", "Demando n-ro 1 el 2: Vojo ktp. Demando 2: Ponto", []string{"Vojo ktp.", "Ponto"}},
		{"a list that is asked for", "Mi atendas respondon pri:\n- la vojo\n- la ponto", []string{"la vojo", "la ponto"}},
		{"a list within a sentence", "Kara urbo\n\n1) Kiom kostas la vojo, kaj 2) kiu pagas ĝin?", []string{"Kiom kostas la vojo", "kiu pagas ĝin?"}},
		{"it goes on", "Kiu pagas la vojon? Kaj kiu petis ĝin?", []string{"Kiu pagas la vojon? Kaj kiu petis ĝin?"}},
		{"a condition", "Ĉu la vojo malfermiĝos?\n\nSe jes: Kiam?", []string{"Ĉu la vojo malfermiĝos?\n\nSe jes: Kiam?"}},
		{"courtesy", "Kiu pagas la vojon? Sed ĉu vi povus helpi al mi?", []string{"Kiu pagas la vojon?"}},
		{"asked and answered", "Kiu povas akcepti tion? Certe ne!\n\nKial ni pagu? Ĉar ni devas.\n\nKiam malfermiĝos la vojo?", []string{"Kiam malfermiĝos la vojo?"}},
		{"what is really asked", "Kiu dormas?\n\nMia demando estas: Kiam malfermiĝos la vojo?", []string{"Mia demando estas: Kiam malfermiĝos la vojo?"}},
		{"nothing in passing", "Kiam malfermiĝos la vojo? La prezo: Kiom?", []string{"Kiam malfermiĝos la vojo?", "La prezo: Kiom?"}},
		{"a place for the answer", "1) Kiom kostas la vojo?\nRespondo:\n2) Kiu pagas?\nRespondo:", []string{"Kiom kostas la vojo?", "Kiu pagas?"}},
	} {
		var got []string
		for _, q := range c.Split(x.mail).Questions {
			got = append(got, q.Text)
		}
		if !slices.Equal(got, x.want) {
			t.Errorf("%s: split as %q, want %q", x.what, got, x.want)
		}
	}
	above := c.SplitAbove("Kiu pagas la vojon?", "Kara!\n\nKial ĝi estas fermita?")
	if len(above.Questions) != 1 {
		t.Errorf("what stands above a mail is split as %+v", above)
	}
	if above = c.SplitAbove("Kiu povas respondi al ŝia letero?", "Kara!\n\nKiam malfermiĝos la vojo?"); len(above.Questions) != 2 {
		t.Errorf("what asks for an answer to the mail below is split as %+v", above)
	}
	for text, want := range map[string]bool{"La cxevalo dormas": true, "ĈEVALO": true, "trikajdudek arboj": true, "dekkajdek arboj": false, "la ĉevaloj": false} {
		if d := c.Decide(classify.Input{Question: text}); d.Filed != want {
			t.Errorf("%q: filed %t", text, d.Filed)
		}
	}
	if !c.Leans("Kiu faros tion?") {
		t.Error("it is not seen what a question asks on about")
	}
}
