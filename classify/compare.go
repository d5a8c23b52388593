package classify

import (
	"cmp"
	"iter"
	"runtime"
	"slices"
	"sync"
)

// DecideAmong decides a question of a mail that has n of them. What stands
// around the questions speaks for all of them; where one says clearly by itself
// whom it is for, the themes of its neighbours do not count. Where it says so
// faintly, and what stands around it speaks for another too, nobody is sure. One of which
// nothing is known, and that only asks on, goes where the question before it goes.
func (c *Classifier) DecideAmong(in Input, n int) Decision {
	if n > 1 {
		alone := in
		alone.Subject, alone.Introduction, alone.Attachments = "", "", nil
		if d := c.Decide(alone); d.Filed {
			return c.doubted(d, in)
		}
	}
	d := c.Decide(in)
	if d.Filed || len(d.Evidence) > 0 || in.Before == "" || !c.Leans(in.Question) {
		return d
	}
	if before, ok := c.decideBefore(in, n); ok {
		return before
	}
	return d
}

// clearly is how many times the threshold a question has that says clearly whom it is for.
const clearly = 4.0 / 3

// doubted is the decision on a question by itself, which is not filed when it is no
// clear one and would not be filed so with what stands around.
func (c *Classifier) doubted(d Decision, in Input) Decision {
	if d.Score >= clearly*c.cfg.Threshold {
		return d
	}
	if with := c.Decide(in); with.Administration != d.Administration || !with.Filed {
		d.Filed = false
		d.Why += "; but with what stands around it " + with.Why
	}
	return d
}

// Past is a question that was asked before, with where it belongs.
type Past struct {
	ID    string
	Input Input
	Of    int    // questions in its mail
	Label string // the administration that it belongs to
}

// Comparison is what new rules would do to past questions, against old ones.
type Comparison struct {
	Questions int      `json:"questions"`
	Old       Standing `json:"old"`
	New       Standing `json:"new"`
	Flows     []Flow   `json:"flows"` // from where to where, the largest first
	Moves     []Move   `json:"moves"` // each question that would move: the worse first, by ID
}

// Standing counts how rules do.
type Standing struct {
	Rules    string `json:"rules"` // version
	Filed    int    `json:"filed"`
	Right    int    `json:"right"`     // of those filed
	Best     int    `json:"best"`      // the best guess is right, filed or not
	FirstTwo int    `json:"first_two"` // the best or the second is right
}

// Flow counts the questions that would move from one place to another; "" is
// the registrar, who decides what is held.
type Flow struct {
	From      string `json:"from"`
	To        string `json:"to"`
	Questions int    `json:"questions"`
	Better    int    `json:"better"`
	Worse     int    `json:"worse"`
}

// Verdict says whether a move is for the better.
type Verdict string

// The verdicts. Filed right is better than held, and held better than filed
// wrong.
const (
	Better  Verdict = "better"
	Worse   Verdict = "worse"
	Neither Verdict = "neither" // wrong before and after
)

// Move is a question that new rules would send elsewhere.
type Move struct {
	ID       string     `json:"id"`
	Label    string     `json:"label"`
	From     string     `json:"from"` // "" held
	To       string     `json:"to"`   // "" held
	Verdict  Verdict    `json:"verdict"`
	Subject  string     `json:"subject,omitempty"`
	Text     string     `json:"text"`
	Before   string     `json:"before"` // why the old rules decide so
	After    string     `json:"after"`
	Evidence []Evidence `json:"evidence,omitempty"` // of the new rules, strongest first
}

// batch is how many questions a worker takes at a time.
const batch = 256

// Compare decides past questions by old and new rules, on all processors. The
// questions are asked for one after the other and not kept.
func Compare(old, new *Classifier, past iter.Seq[Past]) Comparison {
	out := Comparison{Old: Standing{Rules: old.Version()}, New: Standing{Rules: new.Version()}}
	flows := map[Flow]*Flow{}
	work := make(chan []Past, runtime.GOMAXPROCS(0))
	var join sync.WaitGroup
	var mutex sync.Mutex
	for range runtime.GOMAXPROCS(0) {
		join.Go(func() {
			for questions := range work {
				part := compareSome(old, new, questions)
				mutex.Lock()
				out.add(part, flows)
				mutex.Unlock()
			}
		})
	}
	var questions []Past
	for p := range past {
		if questions = append(questions, p); len(questions) == batch {
			work <- questions
			questions = nil
		}
	}
	work <- questions
	close(work)
	join.Wait()
	for _, f := range flows {
		out.Flows = append(out.Flows, *f)
	}
	slices.SortFunc(out.Flows, func(a, b Flow) int {
		return cmp.Or(cmp.Compare(b.Questions, a.Questions), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	slices.SortFunc(out.Moves, func(a, b Move) int {
		return cmp.Or(cmp.Compare(grades[a.Verdict], grades[b.Verdict]), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// grades put the verdicts in the order in which a person wants to read them.
var grades = map[Verdict]int{Worse: 0, Neither: 1, Better: 2}

// add adds the findings of some questions.
func (c *Comparison) add(part Comparison, flows map[Flow]*Flow) {
	c.Questions += part.Questions
	c.Old.add(part.Old)
	c.New.add(part.New)
	c.Moves = append(c.Moves, part.Moves...)
	for _, m := range part.Moves {
		key := Flow{From: m.From, To: m.To}
		if flows[key] == nil {
			flows[key] = &Flow{From: m.From, To: m.To}
		}
		flows[key].Questions++
		flows[key].Better += one(m.Verdict == Better)
		flows[key].Worse += one(m.Verdict == Worse)
	}
}

func (s *Standing) add(more Standing) {
	s.Filed += more.Filed
	s.Right += more.Right
	s.Best += more.Best
	s.FirstTwo += more.FirstTwo
}

// count enters one decision and returns where it sends the question and how
// good that is: 2 right, 1 held, 0 wrong.
func (s *Standing) count(d Decision, label string) (to string, worth int) {
	s.Best += one(d.Administration == label)
	s.FirstTwo += one(d.Administration == label || d.RunnerUp == label)
	if !d.Filed {
		return "", 1
	}
	s.Filed++
	s.Right += one(d.Administration == label)
	return d.Administration, 2 * one(d.Administration == label)
}

// mostEvidence is how much of it a Move keeps.
const mostEvidence = 5

func compareSome(old, new *Classifier, questions []Past) Comparison {
	var c Comparison
	for _, q := range questions {
		before, after := old.DecideAmong(q.Input, q.Of), new.DecideAmong(q.Input, q.Of)
		from, was := c.Old.count(before, q.Label)
		to, is := c.New.count(after, q.Label)
		c.Questions++
		if from == to {
			continue
		}
		m := Move{ID: q.ID, Label: q.Label, From: from, To: to, Verdict: Neither, Subject: q.Input.Subject, Text: q.Input.Question,
			Before: before.Why, After: after.Why, Evidence: after.Evidence[:min(mostEvidence, len(after.Evidence))]}
		switch {
		case is > was:
			m.Verdict = Better
		case is < was:
			m.Verdict = Worse
		}
		c.Moves = append(c.Moves, m)
	}
	return c
}
