package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"inquiryd/classify"
	"inquiryd/internal/register"
)

// archive is a configuration with a register of past questions.
type archive struct {
	t   testing.TB
	dir string
}

// newArchive keeps the questions that next gives, each in a case of its own
// that is with the administration it belongs to.
func newArchive(t testing.TB, n int, next func(i int) (text, label string)) *archive {
	t.Helper()
	right, err := os.ReadFile("testdata/config/right.toml")
	if err != nil {
		t.Fatal(err)
	}
	a := &archive{t, t.TempDir()}
	a.write("config.toml", string(right)+schools)
	config, err := loadConfig(a.at("config.toml"))
	if err != nil {
		t.Fatal(err)
	}
	rules, err := classify.Compile(config.Classify)
	if err != nil {
		t.Fatal(err)
	}
	r, err := register.Open(t.Context(), config.Register)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for from := 0; from < n; from += 1000 {
		err := r.Update(t.Context(), func(tx *register.Tx) error {
			for i := from; i < min(n, from+1000); i++ {
				text, label := next(i)
				if err := keepPast(t.Context(), tx, rules, i, text, label); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return a
}

// keepPast keeps the i-th question of a minute each, as the rules decided it,
// with what became of it; a label "?" leaves it with the registrar.
func keepPast(ctx context.Context, tx *register.Tx, rules *classify.Classifier, i int, text, label string) error {
	at := time.Date(2026, 1, 1, 8, 0, 0, 0, time.UTC).Add(time.Duration(i) * time.Minute)
	q := register.Inquiry{Member: "anna.holm@medlem.example", Kind: "question", Subject: fmt.Sprintf("Nummer %d", i), ArrivedAt: at}
	if i < 1000 { // enough for what reads the mail too
		raw := []byte("From: anna.holm@medlem.example\r\n\r\n" + text + "\r\n")
		line, _, err := tx.Receive(ctx, register.Receipt{Mailbox: "INBOX", UIDValidity: 1, UID: uint32(i + 1), ArrivedAt: at, Raw: raw}, at)
		if err != nil {
			return err
		}
		q.Ledger = line.ID
	}
	if err := tx.AddInquiry(ctx, &q); err != nil {
		return err
	}
	d := rules.Decide(classify.Input{Subject: q.Subject, Question: text, At: at})
	decision, err := json.Marshal(d)
	if err != nil {
		return err
	}
	c := register.Case{Inquiry: q.ID, Administration: d.Administration, State: register.StateOpen, OpenedAt: at, UpdatedAt: at}
	if !d.Filed {
		c.State, c.HeldWhy = register.StateHeld, "unsure"
	}
	if err := tx.AddCase(ctx, &c, 2026); err != nil {
		return err
	}
	if err := tx.AddQuestion(ctx, &register.Question{Inquiry: q.ID, Case: c.ID, Number: 1, Text: text, Decision: decision, Filed: d.Filed}); err != nil {
		return err
	}
	if label == "?" || label == d.Administration && d.Filed {
		return nil
	}
	e, err := c.At(at.Add(time.Hour)).Assign(label, time.Time{}, []string{"cli ib", "registrar fordeler@koebing.example", "official x@tmf.example"}[i%3])
	if err != nil {
		return err
	}
	if i%3 == 0 {
		e.Detail["reason"] = "en vej er ikke en skole"
	}
	if err := tx.UpdateCase(ctx, c); err != nil {
		return err
	}
	return tx.AddEvent(ctx, &e)
}

func (a *archive) at(name string) string { return filepath.Join(a.dir, name) }

func (a *archive) write(name, text string) {
	a.t.Helper()
	if err := os.WriteFile(a.at(name), []byte(text), 0o600); err != nil {
		a.t.Fatal(err)
	}
}

// says runs a verb that must go well, and returns what it prints.
func (a *archive) says(args ...string) string {
	a.t.Helper()
	out, status := a.runs(args...)
	if status != statusDone {
		a.t.Fatalf("%v: status %d\n%s", args, status, out)
	}
	return out
}

func (a *archive) runs(args ...string) (string, int) {
	var out bytes.Buffer
	status := command(append([]string{"-c", a.at("config.toml")}, args...), &streams{in: strings.NewReader(""), out: &out, err: &out})
	return out.String(), status
}

var pastQuestions = []struct{ text, label string }{
	{"Hvornår bliver cykelstien færdig?", "TMF"},
	{"Hvor mange elever har skolen?", "BUF"},
	{"Hvornår bliver fortovet ved skolen lagt om?", "TMF"}, // filed to BUF, corrected
	{"Hvem ejer broen?", "TMF"},                            // held, decided
	{"Hvorfor er cykelparkeringen ved skolen fuld?", "BUF"},
	{"Hvad koster det?", "?"}, // nobody has decided
}

func TestBacktest(t *testing.T) {
	a := newArchive(t, 60, func(i int) (string, string) {
		q := pastQuestions[i%len(pastQuestions)]
		return q.text, q.label
	})
	before, err := os.ReadFile(a.at("inquiryd.db"))
	if err != nil {
		t.Fatal(err)
	}
	a.write("new.toml", "[[administration]]\nid = \"TMF\"\nkeywords = [\"cykel*\", \"fortov*^3\", \"cykelparkering*^4\"]\n[[administration]]\nid = \"BUF\"\nkeywords = [\"skole*^2\"]\n")
	out := a.says("rules", "backtest", a.at("new.toml"), "--cases", "1")
	for _, want := range []string{
		"50 questions that are with an administration",
		"filed 80.0 % 80.0 %", "right among filed 75.0 % 75.0 %",
		"20 questions would move", "BUF TMF 20 10 10",
		"the new rules are as good as today's: 10 better, 10 worse",
		"BUF → TMF worse (it is with BUF)", "cykelparkering*", "19 more",
	} {
		if !strings.Contains(strings.Join(strings.Fields(out), " "), want) {
			t.Errorf("it does not say %q:\n%s", want, out)
		}
	}
	var c classify.Comparison
	if err := json.Unmarshal([]byte(a.says("rules", "backtest", "--json", "--since", "2026-01-01", "--until", "2026-01-01", a.at("new.toml"))), &c); err != nil {
		t.Fatal(err)
	}
	if len(c.Moves) != 20 || c.Moves[19].Verdict != classify.Better || c.Moves[19].From != "BUF" || c.Moves[19].To != "TMF" || c.Moves[19].Label != "TMF" {
		t.Errorf("%d moves, the last %+v", len(c.Moves), c.Moves[len(c.Moves)-1])
	}
	a.write("one.toml", "[[administration]]\nid = \"TMF\"\nkeywords = [\"cykel*\"]\n")
	if out := a.says("rules", "backtest", a.at("one.toml")); !strings.Contains(out, "one.toml: 1 administration in the place of today's 2") {
		t.Errorf("a file that drops an administration:\n%s", out)
	}
	if out := a.says("rules", "backtest"); !strings.Contains(out, "nothing would move") {
		t.Errorf("today's rules against themselves:\n%s", out)
	}
	if out, status := a.runs("rules", "backtest", "--since", "2026-01-02"); status != statusFound {
		t.Errorf("days without questions: status %d\n%s", status, out)
	}
	if after, err := os.ReadFile(a.at("inquiryd.db")); err != nil || !bytes.Equal(before, after) {
		t.Error("the register was changed")
	}
}

// What is wrong in the new rules has its file and line, also in what they
// include.
func TestBacktestTellsWhatIsWrongInTheNewRules(t *testing.T) {
	a := newArchive(t, 1, func(int) (string, string) { return pastQuestions[0].text, "TMF" })
	a.write("part.toml", "[[rule]]\nname = \"broer\"\nto = \"XYZ\"\nany = [\"bro\"]\n")
	a.write("new.toml", "include = [\"part.toml\"]\n[classify]\nmargin = -1\n")
	out, status := a.runs("rules", "backtest", a.at("new.toml"))
	if status != statusFound || !strings.Contains(out, "new.toml:3: classify.margin: ") || !strings.Contains(out, "part.toml:3: rule[0].to: no administration \"XYZ\"") {
		t.Errorf("status %d\n%s", status, out)
	}
	a.write("part.toml", "[[rule]]\nname = \"broer\"\nto = \"TMF\"\nany = [\"bro\"]\n")
	a.write("new.toml", "include = [\"part.toml\"]\n")
	if out := a.says("rules", "backtest", a.at("new.toml")); !strings.Contains(out, "nothing would move") {
		t.Errorf("a rule that holds nowhere:\n%s", out)
	}
}

// BenchmarkBacktest decides 100,000 past questions by today's and new rules.
func BenchmarkBacktest(b *testing.B) {
	a := newArchive(b, 100_000, func(i int) (string, string) {
		q := pastQuestions[i%(len(pastQuestions)-1)]
		return fmt.Sprintf("%s Og hvad med nummer %d, som mange borgere har spurgt om i de seneste uger?", q.text, i), q.label
	})
	a.write("new.toml", "[[administration]]\nid = \"TMF\"\nkeywords = [\"cykel*\", \"fortov*^3\"]\n[[administration]]\nid = \"BUF\"\nkeywords = [\"skole*^2\"]\n")
	b.ReportAllocs()
	for b.Loop() {
		a.says("rules", "backtest", a.at("new.toml"))
	}
	b.ReportMetric(100_000*float64(b.N)/b.Elapsed().Seconds(), "questions/s")
}

// Without a file, suggest learns from what people decided, and says which
// keywords of today mislead.
func TestSuggestFromTheRegister(t *testing.T) {
	a := newArchive(t, 60, func(i int) (string, string) {
		return []string{"Hvornår bliver fortovet ved skolen lagt om?", "Hvor mange elever har klassen?", "Hvornår bliver vejen ved skolen ryddet?"}[i%3],
			[]string{"TMF", "BUF", "TMF"}[i%3]
	})
	out := a.says("rules", "suggest")
	for _, want := range []string{"# Learned from 60 questions", "\"fortov", "\"elever", "# Keywords of today that mislead:", `BUF "skole*": 0 right, 40 wrong`} {
		if !strings.Contains(out, want) {
			t.Errorf("it does not say %q:\n%s", want, out)
		}
	}
	a.write("suggested.toml", out)
	if out := a.says("rules", "backtest", a.at("suggested.toml")); !strings.Contains(out, "the new rules are better") {
		t.Errorf("what was learned is no better:\n%s", out)
	}
	if out := a.says("rules", "suggest", "--until", "2026-01-01"); !strings.Contains(out, "# Learned from 60 questions") {
		t.Errorf("a day with all of them:\n%s", out)
	}
}
