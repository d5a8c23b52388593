package classify

import (
	"strconv"
	"strings"
	"testing"
	"time"
)

const os2 = `KLENummer='05.05.12':KLETitel='Belysning, pladser':Keywords[Weight]=gadelys[5];Gadelys[5];lygte[10];vej*[5];§4[5];x[5];fn[5];ok01[1000];
KLENummer='05.01.00':KLETitel='Vej' og sti':Keywords[Weight]=vej[5];sti[0];lygte[5];;
`

func TestImportOS2KLE(t *testing.T) {
	l, err := ImportOS2KLE("\ufeff" + strings.ReplaceAll(os2, "\n", "\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	const want = "05.01.00\tVej' og sti\tvej; lygte\n05.05.12\tBelysning, pladser\tgadelys; lygte^2; vej; =fn; ok01^2\n"
	if got := l.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	again, err := ParseLexicon("# by hand\n\n" + l.String())
	if err != nil || again.String() != want {
		t.Errorf("read again: %v\n%s", err, again)
	}
	if _, err := ImportOS2KLE("KLENummer='5':KLETitel='':Keywords[Weight]=\n\n" + os2 + "?"); err == nil ||
		!strings.Contains(err.Error(), "line 1:") || !strings.Contains(err.Error(), "line 5:") {
		t.Errorf("faults: %v", err)
	}
	if _, err := ImportOS2KLE(os2 + "KLENummer='05.02.00':KLETitel='K\xf8rsel':Keywords[Weight]=k\xf8rsel[5];"); err == nil ||
		!strings.HasPrefix(err.Error(), "line "+strconv.Itoa(strings.Count(os2, "\n")+1)+": a letter here is not in UTF-8") {
		t.Errorf("a file in Latin-1: %v", err)
	}
}

func TestLexiconFaults(t *testing.T) {
	for text, want := range map[string]string{
		"":                                  "line 1: there is no topic",
		"# a\n05.01\tVeje\n":                "line 2: a topic is",
		"5\tVeje\tvej\n":                    `line 1: "5" is no number`,
		"05.01\tVeje\tvej^x\n":              "line 1: \"vej^x\"",
		"# KLE\n05.01\tK\xf8rsel\tvej":      "line 2: a letter here is not in UTF-8",
		"05.01\tVeje\tvej\n05.01\tVej\tsti": "line 2: 05.01 stands on line 1 too",
	} {
		if _, err := ParseLexicon(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// What the lexicon holds is part of the version of the rules, and it is built
// once for all that use it.
func TestLexiconVersion(t *testing.T) {
	cfg := Config{Administrations: []Administration{{ID: "A", KLE: []string{"05"}}}}
	versions := map[string]bool{}
	for _, text := range []string{"", "05.01\tVeje\tvej\n", "05.01\tVeje\tvej; sti\n"} {
		cfg.Lexicon = nil
		if text != "" {
			var err error
			if cfg.Lexicon, err = ParseLexicon(text); err != nil {
				t.Fatal(err)
			}
		}
		c, err := Compile(cfg)
		if err != nil {
			t.Fatal(err)
		}
		versions[c.Version()] = true
		if again, err := Compile(cfg); err != nil || again.vocabulary != c.vocabulary {
			t.Errorf("the lexicon was built twice: %v", err)
		}
	}
	if len(versions) != 3 {
		t.Errorf("%d versions of three", len(versions))
	}
}

// A decision that the rules make stands, whatever the lexicon says and however
// loudly; only what is held can change.
func TestLexiconOverrulesNobody(t *testing.T) {
	cfg := Config{Threshold: 1, Margin: 1, LexiconWeight: 50, Administrations: []Administration{
		{ID: "A", Keywords: []string{"sti^2", "vej"}, KLE: []string{"01"}}, {ID: "B", Keywords: []string{"bog"}, KLE: []string{"05.01"}}, {ID: "C", KLE: []string{"05"}}}}
	var err error
	if cfg.Lexicon, err = ParseLexicon("05.01.01\tx\tsti; vej; lygte\n05.02\ty\tkat\n"); err != nil {
		t.Fatal(err)
	}
	c, err := Compile(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{"stien, vejen og lygten": "A filed", "en bog om lygten": "B filed", "lygten": "B held", "en kat": "C held"} {
		d := c.Decide(Input{Question: text})
		got := d.Administration + " held"
		if d.Filed {
			got = d.Administration + " filed"
		}
		if got != want {
			t.Errorf("%s: %s (%s), want %s", text, got, d.Why, want)
		}
	}
	if d := c.Decide(Input{Question: "vejen og bogen"}); d.Filed && d.Administration != "A" {
		t.Errorf("%+v", d)
	}
}

func TestLintNumbers(t *testing.T) {
	l, err := ParseLexicon("05.01\tVeje\tvej\n")
	if err != nil {
		t.Fatal(err)
	}
	found := Lint(Config{Lexicon: l, Administrations: []Administration{{ID: "A", KLE: []string{"05", "06"}}, {ID: "B", KLE: []string{"05"}}}}, time.Time{})
	var got []string
	for _, f := range found {
		got = append(got, f.Error())
	}
	want := []string{"administration[0].kle[1]: KLE 06 is in no line of the lexicon: correct it, or remove it",
		"administration[1].kle[0]: KLE 05 stands at A too: leave it to one of both"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got %q", got)
	}
}

func FuzzLexicon(f *testing.F) {
	f.Add("05.01\tVeje\tvej^2; sti; a ~3 b\n# x\n", os2, "en vej ved stien")
	f.Add("", "KLENummer='01':KLETitel='':Keywords[Weight]=^[5];a;b[5]", "")
	f.Fuzz(func(t *testing.T, own, theirs, text string) {
		for _, l := range []*Lexicon{lexiconOf(ParseLexicon(own)), lexiconOf(ImportOS2KLE(theirs))} {
			if l == nil {
				continue
			}
			if again, err := ParseLexicon(l.String()); err != nil && len(l.Topics) > 0 && !twice(l) || err == nil && again.String() != l.String() {
				t.Fatalf("%v: %q", err, l.String())
			}
			c, err := Compile(Config{Lexicon: l, Administrations: []Administration{{ID: "A", KLE: []string{"05"}}}})
			if err != nil {
				t.Fatal(err)
			}
			c.Decide(Input{Question: text})
		}
	})
}

func lexiconOf(l *Lexicon, err error) *Lexicon {
	if err != nil {
		return nil
	}
	return l
}

// twice reports whether two topics have one number.
func twice(l *Lexicon) bool {
	seen := map[string]bool{}
	for _, t := range l.Topics {
		if seen[t.Number] {
			return true
		}
		seen[t.Number] = true
	}
	return false
}
