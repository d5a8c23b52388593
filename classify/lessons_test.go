package classify_test

import (
	"bytes"
	"flag"
	"fmt"
	"net/textproto"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pelletier/go-toml/v2"
	"github.com/rogpeppe/go-internal/txtar"

	"inquiryd/classify"
)

var update = flag.Bool("update", false, "write what came out as what is wanted")

// file is a configuration as the lessons and the example write it.
type file struct {
	Language       string                    `toml:"language"`
	Classify       classify.Config           `toml:"classify"`
	Administration []classify.Administration `toml:"administration"`
	Rule           []classify.Rule           `toml:"rule"`
}

func (f file) config() classify.Config {
	c := f.Classify
	c.Language, c.Administrations, c.Rules = f.Language, f.Administration, f.Rule
	return c
}

// TestLessons runs testdata/NNN-name.txtar: what these rules, with a lexicon
// behind them if there is one (" -> " for its tabs), make of this mail. Each is something learned about words.
func TestLessons(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no lessons: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			lesson(t, name)
		})
	}
}

func lesson(t *testing.T, name string) {
	a, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]*txtar.File{}
	for i := range a.Files {
		parts[a.Files[i].Name] = &a.Files[i]
	}
	for _, p := range []string{"rules.toml", "mail.txt", "want"} {
		if parts[p] == nil {
			t.Fatalf("%s has no part %s", name, p)
		}
	}
	got := explain(t, parts["rules.toml"].Data, parts["mail.txt"].Data, parts["lexicon"])
	if *update {
		parts["want"].Data = []byte(got)
		if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want := string(parts["want"].Data); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// explain splits and decides a mail and writes it down as people read it.
func explain(t *testing.T, rules, mail []byte, lexicon *txtar.File) string {
	var f file
	dec := toml.NewDecoder(bytes.NewReader(rules)).DisallowUnknownFields()
	if err := dec.Decode(&f); err != nil {
		t.Fatal(err)
	}
	cfg := f.config()
	if lexicon != nil {
		l, err := classify.ParseLexicon(strings.ReplaceAll(string(lexicon.Data), " -> ", "\t"))
		if err != nil {
			t.Fatal(err)
		}
		cfg.Lexicon = l
	}
	c, err := classify.Compile(cfg)
	if err != nil {
		return err.Error() + "\n"
	}
	head, body, _ := strings.Cut(string(mail), "\n\n")
	in := input(t, head)
	qs := c.Split(strings.TrimSuffix(body, "\n"))
	in.Introduction = qs.Introduction
	var b strings.Builder
	if qs.Introduction != "" {
		fmt.Fprintf(&b, "introduction %q\n", qs.Introduction)
	}
	if qs.TooMany {
		fmt.Fprintln(&b, "too many questions")
	}
	for _, q := range qs.Questions {
		in.Question = q.Text
		fmt.Fprintf(&b, "%d %s%q\n", q.Number, strings.TrimLeft(q.Label+" ", " "), q.Text)
		tell(&b, c.Decide(in), in)
	}
	return b.String()
}

// input reads the lines before a mail's text: Subject, Member, Committee,
// Attachment, At.
func input(t *testing.T, head string) classify.Input {
	var in classify.Input
	for line := range strings.Lines(head) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		value = strings.TrimSpace(value)
		switch textproto.CanonicalMIMEHeaderKey(key) {
		case "Subject":
			in.Subject = value
		case "Member":
			in.Member = value
		case "Committee":
			in.Committees = append(in.Committees, value)
		case "Attachment":
			in.Attachments = append(in.Attachments, value)
		case "At":
			at, err := time.Parse(time.DateOnly, value)
			if err != nil {
				t.Fatal(err)
			}
			in.At = at
		default:
			t.Fatalf("mail.txt: line %q", line)
		}
	}
	return in
}

func tell(b *strings.Builder, d classify.Decision, in classify.Input) {
	verb := "held"
	if d.Filed {
		verb = "filed"
	}
	fmt.Fprintf(b, "  %s %s: %s\n", verb, d.Administration, d.Why)
	if d.KLE != "" {
		fmt.Fprintf(b, "  KLE %s %s\n", d.KLE, d.KLETitle)
	}
	if d.Kind != "" {
		fmt.Fprintf(b, "  kind %s\n", d.Kind)
	}
	if len(d.Contributing) > 0 {
		fmt.Fprintf(b, "  with %s\n", strings.Join(d.Contributing, ", "))
	}
	zones := map[string]string{"question": in.Question, "subject": in.Subject,
		"introduction": in.Introduction, "attachment": strings.Join(in.Attachments, "\n")}
	for _, e := range d.Evidence {
		by := fmt.Sprintf("%q", e.Keyword)
		if e.Rule != "" {
			by += fmt.Sprintf(" of rule %q", e.Rule)
		}
		fmt.Fprintf(b, "    %s %.3f by %s in %s: %q\n", e.Administration, e.Points, by, e.Zone, zones[e.Zone][e.Start:e.End])
	}
}
