// Package statistics counts how the rules did: what they filed, what people corrected
// afterwards, and by which words it went wrong.
package statistics

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"inquiryd/classify"
	"inquiryd/internal/register"
)

// Rules tell how the rules did. What a case is with now counts as right:
// every correction, by command, by the registrar's reply or by an official who
// passes it on, shows there.
type Rules struct {
	Questions       int              `json:"questions"`
	Filed           Tally            `json:"filed"`   // by the rules
	Guessed         Tally            `json:"guessed"` // held: whether the guess was right
	By              map[string]int   `json:"by"`      // corrections by who made them: registrar, official, command
	Administrations []Administration `json:"administrations"`
	Words           []Word           `json:"words"` // those corrected most first
	Corrections     []Correction     `json:"corrections"`
}

// Tally counts decisions of the rules.
type Tally struct {
	Used      int            `json:"used"`
	Right     int            `json:"right"`
	Corrected int            `json:"corrected"` // the rest of Used is not decided again yet
	To        map[string]int `json:"to,omitempty"`
}

// Share is how many of those that were decided are right, from 0 to 1; 1 when
// none was.
func (t Tally) Share() float64 {
	if t.Right+t.Corrected == 0 {
		return 1
	}
	return float64(t.Right) / float64(t.Right+t.Corrected)
}

// Administration are about what the rules sent to an administration.
type Administration struct {
	ID string `json:"id"`
	Tally
	Guessed Tally `json:"guessed"`
}

// Word are about a keyword, or a rule, where it spoke for the
// administration that the question was filed to.
type Word struct {
	Administration string `json:"administration"`
	Rule           string `json:"rule,omitempty"`
	Keyword        string `json:"keyword,omitempty"`
	Tally
}

// Correction is a question that a person gave to another administration than
// the rules.
type Correction struct {
	Case     string    `json:"case"`
	Question int       `json:"question"`
	From     string    `json:"from"`
	To       string    `json:"to"`
	By       string    `json:"by"` // registrar, official or command
	At       time.Time `json:"at,omitzero"`
	Reason   string    `json:"reason,omitempty"`
}

// OfRules counts over the questions that arrived from since until before
// until (zero: no bound).
func OfRules(ctx context.Context, tx *register.Tx, since, until time.Time) (Rules, error) {
	c := counter{by: map[string]int{}, hands: map[string]Correction{}, administrations: map[string]*Administration{}, words: map[spoken]*Tally{}}
	if err := tx.HandedOn(ctx, since, until, c.handed); err != nil {
		return Rules{}, fmt.Errorf("count corrections: %w", err)
	}
	if err := tx.History(ctx, since, until, c.question); err != nil {
		return Rules{}, fmt.Errorf("count questions: %w", err)
	}
	return c.statistics(), nil
}

// counter gathers statistics.
type counter struct {
	Rules
	by              map[string]int
	hands           map[string]Correction // who handed a case on
	administrations map[string]*Administration
	words           map[spoken]*Tally
}

type spoken struct{ administration, rule, keyword string }

// handed notes who handed a case on first, since it was wrong then, and the
// last reason that was given.
func (c *counter) handed(h register.Handed) error {
	k, known := c.hands[h.Case]
	if !known {
		k.By = hand(h.Who)
	}
	if h.To != "" { // what is given back has a reason of ours
		k.Reason, k.At = cmp.Or(h.Reason, k.Reason), h.At
	}
	c.hands[h.Case] = k
	return nil
}

// hand is what somebody is to a case.
func hand(who string) string {
	what, _, _ := strings.Cut(who, " ")
	if what == "cli" {
		return "command"
	}
	return what
}

func (c *counter) question(p register.Past) error {
	c.Questions++
	var d classify.Decision
	if json.Unmarshal(p.Decision, &d) != nil || d.Administration == "" {
		return nil
	}
	a := c.administration(d.Administration)
	if !p.Filed {
		c.Guessed.count(p, d.Administration)
		a.Guessed.count(p, d.Administration)
		return nil
	}
	c.Filed.count(p, d.Administration)
	a.count(p, d.Administration)
	seen := map[spoken]bool{}
	for _, e := range d.Evidence {
		w := spoken{e.Administration, e.Rule, e.Keyword}
		if w.rule != "" {
			w.keyword = ""
		}
		if e.Administration != d.Administration || seen[w] {
			continue
		}
		seen[w] = true
		if c.words[w] == nil {
			c.words[w] = &Tally{}
		}
		c.words[w].count(p, d.Administration)
	}
	if p.Settled() && p.Administration != d.Administration {
		c.corrected(p, d.Administration)
	}
	return nil
}

func (c *counter) corrected(p register.Past, from string) {
	k := c.hands[p.Case]
	k.Case, k.Question, k.From, k.To = p.Case, p.Number, from, p.Administration
	k.By = cmp.Or(k.By, "another case")
	c.by[k.By]++
	c.Corrections = append(c.Corrections, k)
}

func (c *counter) administration(id string) *Administration {
	if c.administrations[id] == nil {
		c.administrations[id] = &Administration{ID: id}
	}
	return c.administrations[id]
}

// count enters a question that the rules sent, or would have sent, to id.
func (t *Tally) count(p register.Past, id string) {
	t.Used++
	switch {
	case !p.Settled():
	case p.Administration == id:
		t.Right++
	default:
		t.Corrected++
		if t.To == nil {
			t.To = map[string]int{}
		}
		t.To[p.Administration]++
	}
}

func (c *counter) statistics() Rules {
	s := c.Rules
	s.By = c.by
	for _, id := range slices.Sorted(maps.Keys(c.administrations)) {
		s.Administrations = append(s.Administrations, *c.administrations[id])
	}
	for w, t := range c.words {
		s.Words = append(s.Words, Word{w.administration, w.rule, w.keyword, *t})
	}
	slices.SortFunc(s.Words, func(a, b Word) int {
		return cmp.Or(cmp.Compare(b.Corrected, a.Corrected), cmp.Compare(b.Used, a.Used), cmp.Compare(a.Administration, b.Administration),
			cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Keyword, b.Keyword))
	})
	return s
}
