package clerk_test

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"inquiryd/internal/register"
	"inquiryd/notify"
)

// threeQuestions is an inquiry of which one administration answers all.
const threeQuestions = `From: Anna Holm <anna.holm@medlem.example>
To: ` + mailbox + `
Subject: Cykelstien på Amagerbrogade
Message-ID: <spm@post.example>
Content-Type: text/plain; charset=utf-8

Kære forvaltning

1) Hvornår bliver cykelstien på Amagerbrogade færdig?
2) Hvad har cykelstien på Amagerbrogade kostet indtil nu?
3) Hvor mange bruger cykelstien på Amagerbrogade hver dag?

Venlig hilsen
Anna Holm
`

// TestReplies holds how officials answer in their mail programs: each file of
// testdata/replies is a reply to a forwarding with three questions, and what
// became of it: the letters, the answer to each question, and the files that
// went along. A reply is a template as in TestTalk; "quote" marks the
// forwarding with >, "page" is its HTML as a mail program quotes it.
func TestReplies(t *testing.T) {
	files, err := filepath.Glob("testdata/replies/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no replies", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			o := newOffice(t)
			o.deliver(o.fill(threeQuestions))
			o.round()
			got := &txtar.Archive{Comment: archive.Comment}
			for _, f := range archive.Files {
				if f.Name != "reply" {
					continue
				}
				o.seenMail = len(o.letters())
				o.deliver(o.fill(replyFields + string(f.Data)))
				o.round()
				got.Files = append(got.Files, f, txtar.File{Name: "want", Data: []byte(o.understood())})
			}
			compare(t, file, archive, got)
		})
	}
}

// replyFields stand above every reply; what it says of its content follows.
const replyFields = `From: Ole Vang <ole.vang@tmf.kk.example>
To: {{reply "forwarding"}}
Subject: SV: Sag 2026-0001
In-Reply-To: {{id "forwarding"}}
Message-ID: <svar@tmf.example>
MIME-Version: 1.0
`

// between is the quoted text of a letter with an answer under each "Svar".
func between(quoted string, answers ...string) string {
	for i, a := range answers {
		quoted = under(quoted, i+1, a)
	}
	return quoted
}

// under puts an answer below "Svar n:" of a quoted text.
func under(quoted string, n int, answer string) string {
	var b strings.Builder
	for line := range strings.Lines(quoted) {
		b.WriteString(line)
		if strings.TrimSpace(strings.TrimLeft(line, "> ")) == fmt.Sprintf("Svar %d:", n) {
			b.WriteString(answer + "\n")
		}
	}
	return b.String()
}

// betweenPage is the same of a quoted page: each answer takes the place of the
// empty paragraph.
func betweenPage(page string, answers ...string) string {
	for i, a := range answers {
		mark := fmt.Sprintf("<p><strong>Svar %d:</strong></p>\n", i+1)
		page = strings.Replace(page, mark+"<p>&nbsp;</p>", mark+a, 1)
	}
	return page
}

// wrapped breaks quoted lines at 72 characters, as some programs do.
func wrapped(quoted string) string {
	var b strings.Builder
	for line := range strings.Lines(quoted) {
		row := ">"
		for _, word := range strings.Fields(line)[1:] {
			if len(row)+len(word) > 71 {
				b.WriteString(row + "\n")
				row = ">"
			}
			row += " " + word
		}
		b.WriteString(row + "\n")
	}
	return b.String()
}

// understood is what came of a reply: letters, answers, files.
func (o *office) understood() string {
	var b strings.Builder
	posted := o.letters()[o.seenMail:]
	slices.SortFunc(posted, func(a, b register.Letter) int { return cmp.Compare(a.ID, b.ID) })
	for _, l := range posted {
		fmt.Fprintf(&b, "letter %s to %s\n", l.Kind, l.Recipient)
	}
	o.view(func(ctx context.Context, tx *register.Tx) error {
		c, err := tx.Case(ctx, "2026-0001")
		if err != nil {
			return err
		}
		questions, err := tx.Questions(ctx, c.ID)
		for _, q := range questions {
			mark := "  "
			if q.AnsweredAt.IsZero() && q.Answer != "" {
				mark = "~ " // to be confirmed
			}
			fmt.Fprintf(&b, "%d %s%s\n", q.Number, mark, strings.ReplaceAll(q.Answer, "\n", "\n    "))
		}
		return err
	})
	for _, l := range posted {
		if l.Kind != string(notify.Answer) {
			continue
		}
		for _, name := range fileNames.FindAllStringSubmatch(string(l.Raw), -1) {
			fmt.Fprintf(&b, "file %s\n", name[1])
		}
	}
	return b.String()
}

var fileNames = regexp.MustCompile(`(?m)^Content-Disposition: attachment;\s+filename="?([^"\r\n]+?)"?\r?$`)
