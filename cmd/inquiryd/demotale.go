package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"inquiryd/classify"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// tale is what the demo has told so far.
type tale struct {
	out      io.Writer
	paint    paint
	lastLine int64    // of the ledger that was told
	seen     int      // messages of the outgoing server that were read
	sent     []posted // latest first
	answered string   // number of the case that got its answer
}

func (t *tale) heading(text string) {
	fmt.Fprintf(t.out, "\n%s\n", t.paint.bold("── "+text+" "+strings.Repeat("─", max(2, 72-len([]rune(text))))))
}

func (t *tale) line(format string, args ...any) { fmt.Fprintf(t.out, "  "+format+"\n", args...) }

func (t *tale) quote(text string) {
	for line := range strings.Lines(strings.TrimSpace(text)) {
		t.line("%s %s", t.paint.dim("│"), strings.TrimRight(line, "\n"))
	}
}

// excerpt shows the first lines of a letter.
func (t *tale) excerpt(text string, lines int) {
	for line := range strings.Lines(strings.TrimSpace(text)) {
		if lines--; lines < 0 {
			t.line("%s", t.paint.dim("┊ …"))
			return
		}
		for _, row := range wrap(line, 76) {
			t.line("%s %s", t.paint.dim("┊"), row)
		}
	}
}

// page draws a sheet of paper around text.
func (t *tale) page(text string) {
	const width = 76
	t.line("┌%s┐", strings.Repeat("─", width+2))
	for line := range strings.Lines(strings.TrimSpace(text)) {
		for _, row := range wrap(line, width) {
			t.line("│ %s%s │", row, strings.Repeat(" ", max(0, width-utf8.RuneCountInString(row))))
		}
	}
	t.line("└%s┘", strings.Repeat("─", width+2))
}

// wrap breaks a line between words into rows of at most width letters.
func wrap(line string, width int) []string {
	rows := []string{""}
	for word := range strings.FieldsSeq(line) {
		last := &rows[len(rows)-1]
		switch {
		case *last == "":
			*last = word
		case utf8.RuneCountInString(*last)+1+utf8.RuneCountInString(word) <= width:
			*last += " " + word
		default:
			rows = append(rows, word)
		}
	}
	return rows
}

// tellLedger tells of each new line of the ledger what became of the mail.
func (d *demo) tellLedger(ctx context.Context) (lines []register.LedgerLine, err error) {
	err = d.register.View(ctx, func(tx *register.Tx) error {
		all, err := tx.Lines(ctx, register.LedgerFilter{})
		if err != nil {
			return err
		}
		for _, l := range slices.Backward(all) {
			if l.ID <= d.lastLine {
				continue
			}
			d.lastLine = l.ID
			lines = append(lines, l)
			fmt.Fprintln(d.out)
			d.line("%s %s  %s", d.paint.blue("✉"), d.paint.bold(cmp.Or(l.Subject, "(no subject)")), d.paint.dim("from "+l.From))
			d.line("  %s%s → folder %s", d.outcome(l.Outcome), because(l.Reason), l.MovedTo)
			if l.Outcome != register.Filed && l.Outcome != register.Held {
				continue
			}
			if err := d.tellInquiry(ctx, tx, l.Inquiry); err != nil {
				return err
			}
		}
		return nil
	})
	return lines, err
}

func (d *demo) outcome(o register.Outcome) string {
	switch o {
	case register.Held:
		return d.paint.amber(string(o))
	case register.Ignored:
		return d.paint.dim(string(o))
	}
	return d.paint.green(string(o))
}

// tellInquiry tells where each question was filed, and the words that counted.
func (d *demo) tellInquiry(ctx context.Context, tx *register.Tx, inquiry int64) error {
	if inquiry == 0 {
		return nil
	}
	cases, err := tx.CasesOf(ctx, inquiry)
	if err != nil {
		return err
	}
	for _, c := range cases {
		questions, err := tx.Questions(ctx, c.ID)
		if err != nil {
			return err
		}
		for _, q := range questions {
			d.line("    %d. %s", q.Number, shorten(q.Text, 84))
			d.line("       %s", d.where(c, q))
		}
	}
	return nil
}

// where is where a question went, and why.
func (d *demo) where(c register.Case, q register.Question) string {
	var x classify.Decision
	if err := json.Unmarshal(q.Decision, &x); err != nil {
		return d.paint.red(err.Error())
	}
	if c.State == register.StateHeld {
		return d.paint.amber("case "+c.Number+", held for the registrar") + because(cmp.Or(x.Why, c.HeldWhy))
	}
	return d.paint.green("→ "+c.Administration+", case "+c.Number+", due "+day(c.Due, d.config.zone)) + because(x.Why)
}

// tellLetters tells what the outgoing server got; all of must be among it.
func (d *demo) tellLetters(ctx context.Context, must ...notify.Kind) error {
	letters, err := d.letters(ctx)
	if err != nil {
		return err
	}
	for _, p := range letters {
		d.line("%s %-15s → %-30s %s", d.paint.blue("✉"), p.letter.Kind, p.to, d.paint.dim(shorten(p.mail.Subject, 60)))
		d.sent = slices.Insert(d.sent, 0, p)
	}
	for _, kind := range must {
		if !slices.ContainsFunc(letters, func(p posted) bool { return p.letter.Kind == string(kind) }) {
			return fmt.Errorf("no %s letter was sent", kind)
		}
	}
	return nil
}

// tellCases lists the cases as case list does.
func (d *demo) tellCases(ctx context.Context) error {
	return d.register.View(ctx, func(tx *register.Tx) error {
		cases, err := tx.Cases(ctx, register.CaseFilter{})
		if err != nil {
			return err
		}
		var table strings.Builder
		if err := printCases(&streams{out: &table}, cases, d.config.zone); err != nil {
			return err
		}
		for line := range strings.Lines(table.String()) {
			d.line("%s", strings.TrimRight(line, "\n"))
		}
		return nil
	})
}
