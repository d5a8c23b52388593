package classify_test

import (
	"strings"
	"testing"
	"time"

	"github.com/pelletier/go-toml/v2"

	"inquiryd/classify"
)

// TestLint has one configuration for each kind of finding.
func TestLint(t *testing.T) {
	for name, tc := range map[string]struct{ rules, want string }{
		"one administration twice": {`keywords = ["cykelsti", "cykelstier"]`, `administration[0].keywords[1]: "cykelstier" finds the same words`},
		"two administrations": {`keywords = ["park"]
			[[administration]]
			id = "B"
			keywords = ["parken"]`, `speaks as loudly for B`},
		"swallowed":      {`keywords = ["skole*", "skoleklasse"]`, `administration[0].keywords[1]: "skoleklasse" is swallowed by "skole*"`},
		"too weak":       {`keywords = ["by^0.01"]`, `can hardly decide`},
		"too short part": {`keywords = ["*by*"]`, `stands in very many words`},
		"never holds": {`[[rule]]
			name = "r"
			to = "A"
			all = ["bus"]
			none = ["bussen"]`, `rule[0].all[0]: rule "r" can never hold`},
		"shadowed": {`[[administration]]
			id = "B"
			[[rule]]
			name = "first"
			to = "A"
			final = true
			any = ["bus", "tog"]
			[[rule]]
			name = "second"
			to = "B"
			any = ["bus"]`, `rule[1].name: rule "second" never counts`},
		"same twice": {`[[rule]]
			name = "first"
			to = "A"
			any = ["bus"]
			[[rule]]
			name = "second"
			to = "A"
			any = ["busser"]`, `says the same as rule "first"`},
		"expired": {`valid_until = 2025-12-31`, `administration[0].valid_until: administration A ended on 2025-12-31`},
		"weight of a final rule": {`[[rule]]
			name = "r"
			to = "A"
			final = true
			weight = 3.0
			any = ["bus"]`, `rule[0].weight: rule "r" decides by itself`},
		"unknown kind": {`[[rule]]
			name = "r"
			to = "A"
			kind = "aktindsigt"`, `no rule finds the kind "aktindsigt"`},
		"overlapping tie-breaks": {`[[administration]]
			id = "B"
			[[rule]]
			name = "r"
			to = "A"
			between = ["A", "B"]
			any = ["bus"]
			[[rule]]
			name = "s"
			to = "B"
			between = ["B", "A"]
			any = ["bussen"]`, `both settle B and A by "bussen"`},
		"refused by a wildcard": {`[[rule]]
			name = "r"
			to = "A"
			any = ["klasse", "klassen"]
			none = ["klasse*"]`, `rule[0].any: rule "r" can never hold: none refuses all of any`},
		"one refused by a wildcard": {`[[rule]]
			name = "r"
			to = "A"
			any = ["bus", "klasse"]
			none = ["klasse*"]`, `rule[0].any[1]: "klasse" never counts in rule "r": none refuses it`},
		"twice in a rule": {`[[rule]]
			name = "r"
			to = "A"
			any = ["bus", "tog", "bussen"]`, `rule[0].any[2]: "bussen" finds the same words as "bus" in rule "r"`},
		"weight of a word in a rule": {`[[rule]]
			name = "r"
			to = "A"
			any = ["bus^2"]`, `rule[0].any[0]: the weight of "bus^2" has no effect`},
		"rule too weak": {`[[rule]]
			name = "r"
			to = "A"
			weight = -0.01
			any = ["bus"]`, `rule[0].weight: rule "r" has weight -0.01`},
		"for one that ended": {`valid_until = 2025-12-31
			[[rule]]
			name = "r"
			to = "A"
			any = ["bus"]`, `rule[0].to: rule "r" never counts: administration A has ended`},
		"contributing, and ended": {`valid_until = 2025-12-31
			[[administration]]
			id = "B"
			[[rule]]
			name = "r"
			to = "B"
			contributing = ["A"]
			any = ["bus"]`, `rule[0].contributing[0]: rule "r" lets A contribute, which has ended`},
		"a list in one keyword": {`keywords = ["bus, tog, færge"]`, `administration[0].keywords[0]: the sign , means nothing in "bus, tog, færge"`},
		"a pattern":             {`keywords = ["bus(ser)?^2"]`, `administration[0].keywords[0]: the sign ( means nothing in "bus(ser)?^2"`},
		"words of a search engine": {`[[rule]]
			name = "r"
			to = "A"
			all = ["bus OR tog | færge"]`, `rule[0].all[0]: OR is a word like others in "bus OR tog | færge"`},
		"example fails": {`examples = ["Hvor er parken?"]`, `administration[0].examples[0]: is held, not filed to A`},
	} {
		t.Run(name, func(t *testing.T) {
			var f file
			if err := toml.Unmarshal([]byte("[[administration]]\nid = \"A\"\n"+tc.rules), &f); err != nil {
				t.Fatal(err)
			}
			if err := f.config().Validate(); err != nil {
				t.Fatal(err)
			}
			found := classify.Lint(f.config(), time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))
			var all strings.Builder
			for _, x := range found {
				all.WriteString(x.Error() + "\n")
				if x.Fix == "" {
					t.Errorf("%s says not what to do", x.Path)
				}
			}
			if !strings.Contains(all.String(), tc.want) {
				t.Errorf("found:\n%swant: %s", all.String(), tc.want)
			}
		})
	}
}

func TestLintIsSilent(t *testing.T) {
	c := classify.Config{Administrations: []classify.Administration{
		{ID: "A", Keywords: []string{"skole*", "skolemad^2", "cykelsti", "ældre, der^0.6"}}, {ID: "B", Keywords: []string{"park", "*sti^0.5"}}}}
	if found := classify.Lint(c, time.Time{}); len(found) > 0 {
		t.Errorf("%v", found)
	}
}

// TestValidate names the key of every mistake.
func TestValidate(t *testing.T) {
	for rules, want := range map[string]string{
		`[[administration]]
		id = "A"
		keywords = ["bus", "*"]`: `administration[0].keywords[1]: "*": a lone * matches everything`,
		`[[administration]]
		id = "A"
		keywords = ["over 18.."]`: `administration[0].keywords[0]: "over 18..": 18.. lacks one of its numbers`,
		`[[administration]]
		name = "x"`: `administration[0].id: is missing`,
		`[[administration]]
		id = "A"
		keywords = ["a^x"]`: `administration[0].keywords[0]: "a^x": weight "x" must be a number`,
		`[[rule]]
		name = "r"
		to = "Z"
		any = ["a ~900 b"]`: "rule[0].any[0]: \"a ~900 b\": ~900 must be a number of words from 1 to 50, as in \"skole ~5 mobil\"\nrule[0].to: no administration \"Z\": there are none",
		`[[rule]]
		name = "r"
		kind = "x"
		any = ["a"]
		where = ["body"]`: `rule[0].where[0]: "body" is not subject`,
		`[[rule]]
		name = "r"
		kind = "x"
		none = ["a"]`: `rule[0].any: a rule without any, all`,
		`[classify]
		threshold = -1.0`: `threshold: -1 is not a number of points`,
		`language = "xx"`: `language: no rules in the language "xx"`,
		`[[rule]]
		name = "r"
		kind = "x"
		any = ["a"]
		valid_from = 2026-02-01
		valid_until = 2026-01-01`: `rule[0].valid_until: 2026-01-01 is before valid_from 2026-02-01`,
		`[[rule]]
		kind = "x"
		all = ["a | *"]`: `rule[0].all[0]: `,
	} {
		var f file
		if err := toml.Unmarshal([]byte(rules), &f); err != nil {
			t.Fatal(err)
		}
		err := f.config().Validate()
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\ngives %v\nwant %s", rules, err, want)
		}
	}
}
