package classify_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"inquiryd/classify"
)

// TestSplit holds the questions of each mail in testdata/splitting to the
// part of the same name with .want.
func TestSplit(t *testing.T) {
	const name = "testdata/splitting/mails.txtar"
	a, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	c, err := classify.Compile(classify.Config{})
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(a.Files); i += 2 {
		mail, want := a.Files[i], &a.Files[i+1]
		got := show(c.Split(string(mail.Data)))
		if *update {
			want.Data = []byte(got)
		} else if got != string(want.Data) {
			t.Errorf("%s:\ngot:\n%swant:\n%s", mail.Name, got, want.Data)
		}
	}
	if *update {
		if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestSplitAbove holds the questions of what stands above mails that are passed on.
func TestSplitAbove(t *testing.T) {
	const name = "testdata/splitting/above.txtar"
	a, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	c, err := classify.Compile(classify.Config{})
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+2 < len(a.Files); i += 3 {
		text, below, want := a.Files[i], a.Files[i+1], &a.Files[i+2]
		got := show(c.SplitAbove(strings.TrimSpace(string(text.Data)), strings.TrimSpace(string(below.Data))))
		if *update {
			want.Data = []byte(got)
		} else if got != string(want.Data) {
			t.Errorf("%s:\ngot:\n%swant:\n%s", text.Name, got, want.Data)
		}
	}
	if *update {
		if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func show(q classify.Questions) string {
	var b strings.Builder
	fmt.Fprintf(&b, "introduction %q\n", q.Introduction)
	for _, x := range q.Questions {
		fmt.Fprintf(&b, "%d %q %q\n", x.Number, x.Label, x.Text)
	}
	return b.String()
}

func TestSplitTooMany(t *testing.T) {
	c, err := classify.Compile(classify.Config{MaxQuestions: 3})
	if err != nil {
		t.Fatal(err)
	}
	if q := c.Split("1) Hvad?\n2) Hvem?\n3) Hvor?"); q.TooMany || len(q.Questions) != 3 {
		t.Errorf("three questions: %+v", q)
	}
	if q := c.Split("1) Hvad?\n2) Hvem?\n3) Hvor?\n4) Hvornår?\n\nOg hvorfor ikke før?"); !q.TooMany || len(q.Questions) != 3 || q.Questions[2].Text != "Hvor?\n\n4) Hvornår?\n\nOg hvorfor ikke før?" {
		t.Errorf("five questions: %+v", q)
	}
}
