package classify

import (
	"cmp"
	"slices"
)

// Labelled is a question of which someone knows the right administration.
type Labelled struct {
	ID      string `json:"id,omitempty"`
	Subject string `json:"subject,omitempty"`
	Text    string `json:"text"`
	Label   string `json:"label"`
}

// Report is how rules do on labelled questions. Shares lie between 0 and 1.
type Report struct {
	Questions  int                       `json:"questions"`
	Filed      int                       `json:"filed"`
	FiledShare float64                   `json:"filed_share"`       // filed of all
	Accuracy   float64                   `json:"accuracy"`          // right of those filed
	Best       float64                   `json:"best"`              // right of all, filed or not
	FirstTwo   float64                   `json:"first_two"`         // the label is the best or the second, of all
	Unknown    map[string]int            `json:"unknown,omitempty"` // labels that are no administration
	Confusion  map[string]map[string]int `json:"confusion"`         // label → decided; "" when held
	Margins    []MarginBin               `json:"margins"`
	Mistakes   []Mistake                 `json:"mistakes"` // the surest first
	Held       []Mistake                 `json:"held"`
	Version    string                    `json:"rules"`
}

// MarginBin says how often the best was right when it led by From or more
// points, and less than the next bin's From: whether a margin can be trusted.
type MarginBin struct {
	From      float64 `json:"from"`
	Questions int     `json:"questions"`
	Right     float64 `json:"right"`
}

// Mistake is a question that was filed wrong or held.
type Mistake struct {
	Labelled
	Decision Decision `json:"decision"`
}

// marginBins are the lower ends of the bins of a Report.
var marginBins = []float64{0, 0.1, 0.25, 0.5, 1, 2, 4}

// Test decides labelled questions and compares.
func Test(c *Classifier, questions []Labelled) Report {
	past := make([]Past, len(questions))
	for i, q := range questions {
		past[i] = Past{ID: q.ID, Input: Input{Subject: q.Subject, Question: q.Text}, Of: 1, Label: q.Label}
	}
	return TestPast(c, past)
}

// TestPast is Test for questions of which more is known than their text.
func TestPast(c *Classifier, questions []Past) Report {
	r := Report{Confusion: map[string]map[string]int{}, Unknown: map[string]int{}, Mistakes: []Mistake{}, Held: []Mistake{}, Version: c.Version()}
	for _, f := range marginBins {
		r.Margins = append(r.Margins, MarginBin{From: f})
	}
	var right, best, two int
	for _, q := range questions {
		d := c.DecideAmong(q.Input, q.Of)
		r.count(c, Labelled{ID: q.ID, Subject: q.Input.Subject, Text: q.Input.Question, Label: q.Label}, d)
		is := d.Administration == q.Label
		best += one(is)
		right += one(is && d.Filed)
		two += one(is || d.RunnerUp == q.Label)
	}
	r.Questions = len(questions)
	r.FiledShare = share(r.Filed, r.Questions)
	r.Accuracy, r.Best, r.FirstTwo = share(right, r.Filed), share(best, r.Questions), share(two, r.Questions)
	for i := range r.Margins {
		r.Margins[i].Right = share(int(r.Margins[i].Right), r.Margins[i].Questions)
	}
	slices.SortStableFunc(r.Mistakes, func(a, b Mistake) int { return cmp.Compare(b.Decision.Margin, a.Decision.Margin) })
	return r
}

// count enters one question.
func (r *Report) count(c *Classifier, q Labelled, d Decision) {
	if _, ok := c.byID[q.Label]; !ok {
		r.Unknown[q.Label]++
	}
	decided := ""
	switch {
	case !d.Filed:
		r.Held = append(r.Held, Mistake{q, d})
	case d.Administration != q.Label:
		r.Mistakes = append(r.Mistakes, Mistake{q, d})
	}
	if d.Filed {
		r.Filed++
		decided = d.Administration
	}
	if r.Confusion[q.Label] == nil {
		r.Confusion[q.Label] = map[string]int{}
	}
	r.Confusion[q.Label][decided]++
	for i := len(r.Margins) - 1; i >= 0 && d.Administration != ""; i-- {
		if d.Margin >= r.Margins[i].From || i == 0 {
			r.Margins[i].Questions++
			r.Margins[i].Right += float64(one(d.Administration == q.Label))
			break
		}
	}
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}
