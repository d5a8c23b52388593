package clerk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"inquiryd/internal/register"
	"inquiryd/notify"
)

// The command that prints answer letters may take its time, or hang, and nothing
// can be filed while a transaction that writes waits for it. So a case that is
// answered gets a note that its letter is to be printed, by the same commit. Whoever
// prints composes the letter as it will go, gives that transaction up, prints what it
// came to, and does the same again: only when the letter is then the one that was
// printed, to the letter, it is kept, and the note goes. The steps after that, to
// approvers and out of the house, begin with it.

// toPrintNote begins the name of such a note.
const toPrintNote = "to print: "

// toPrint is an answer letter that is to be printed, as its note says.
type toPrint struct {
	Cases    []string             `json:"cases"` // that it answers
	Missing  []notify.MissingView `json:"missing,omitempty"`
	Who      string               `json:"who"`               // has answered
	Ledger   int64                `json:"ledger,omitempty"`  // mail that did
	Approved bool                 `json:"approve,omitempty"` // somebody must approve it
	Tries    int                  `json:"tries,omitempty"`   // that failed
}

// toPrintOf is the name of the note about a case.
func (d *Desk) toPrintOf(c register.Case, q register.Inquiry) string {
	if d.assembles(q) {
		return fmt.Sprintf("%sinquiry %d", toPrintNote, q.ID)
	}
	return toPrintNote + c.Number
}

// printsLater says whether answer letters are printed outside of this transaction.
// While the past is recovered nobody else works, and most were printed before.
func (w *work) printsLater() bool {
	return w.print == nil && w.past == nil && w.Writer.Prints(notify.Answer)
}

// printLater notes that the letter about answered cases is to be printed.
func (w *work) printLater(ctx context.Context, cases []register.Case, q register.Inquiry, missing []notify.MissingView, who string) error {
	p := toPrint{Missing: missing, Who: who, Ledger: w.line.ID, Approved: len(w.steps(cases)) > 0}
	for _, c := range cases {
		p.Cases = append(p.Cases, c.Number)
	}
	return w.noteToPrint(ctx, w.toPrintOf(cases[0], q), p)
}

func (w *work) noteToPrint(ctx context.Context, name string, p toPrint) error {
	text, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("note what is to be printed: %w", err)
	}
	return w.tx.SetNote(ctx, name, string(text), w.now)
}

// printing is the letter about a case that is to be printed.
func (w *work) printing(ctx context.Context, c register.Case, q register.Inquiry) (p toPrint, ok bool, err error) {
	text, _, err := w.tx.Note(ctx, w.toPrintOf(c, q))
	if errors.Is(err, register.ErrNotFound) {
		return p, false, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(text), &p)
	}
	return p, err == nil && slices.Contains(p.Cases, c.Number), err
}

// PrintDue prints the answer letters that are to be printed, and returns how many it
// wrote. One that cannot be written is tried again when it is called the next time;
// after enough tries a person is told, and it is tried once an hour.
func (d *Desk) PrintDue(ctx context.Context) (written int, err error) {
	if must, err := d.watch.MustWait(ctx); err != nil || must { // they may have been sent already
		return 0, err
	}
	d.prints.Lock()
	defer d.prints.Unlock()
	var notes []register.Note
	err = d.Register.View(ctx, func(tx *register.Tx) (err error) {
		notes, err = tx.NotesOf(ctx, toPrintNote)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("see what is to be printed: %w", err)
	}
	for _, n := range notes {
		var p toPrint
		if err := json.Unmarshal([]byte(n.Text), &p); err != nil || len(p.Cases) == 0 { // of a newer program
			d.Log.Error("a note of a letter that is to be printed cannot be read", "note", n.Name, "err", err)
			continue
		}
		if p.Tries >= d.Config.Tries && d.Now().Sub(n.At).Abs() < time.Hour {
			continue
		}
		ok, err := d.printOne(ctx, n, p)
		switch {
		case ok:
			written++
		case err == nil:
		case ctx.Err() != nil, register.Unavailable(err):
			return written, fmt.Errorf("print %s: %w", p.Cases[0], err)
		default:
			if err := d.unwritten(ctx, n, p, err); err != nil {
				return written, err
			}
		}
	}
	return written, nil
}

// mostPrints is how often a letter is printed at once whose case changes meanwhile.
const mostPrints = 3

// unprintedError gives a transaction up whose letter is to be printed first.
type unprintedError struct{ letter notify.Letter }

func (*unprintedError) Error() string { return "clerk: the letter is to be printed first" }

// printOne prints a letter and writes it; not when what the note says is no longer so.
func (d *Desk) printOne(ctx context.Context, n register.Note, p toPrint) (written bool, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	print := &notify.Print{}
	for tries := 0; ; tries++ {
		err := d.Register.Update(ctx, func(tx *register.Tx) error {
			taken, err := tx.TakeNote(ctx, n.Name, n.Text)
			if err != nil || !taken { // another daemon has printed it, or it is to be another letter
				return err
			}
			w := &work{Desk: d, tx: tx, now: d.Now(), print: print}
			w.line.ID = p.Ledger
			written, err = w.proposePrinted(ctx, p)
			return err
		})
		first, ok := errors.AsType[*unprintedError](err)
		switch {
		case !ok:
			return written && err == nil, err
		case tries == mostPrints: // the next time
			return false, nil
		}
		if print, err = d.Writer.Print(ctx, first.letter); err != nil {
			return false, err
		}
	}
}

// proposePrinted goes on with answered cases whose letter is printed, unless they
// went on otherwise.
func (w *work) proposePrinted(ctx context.Context, p toPrint) (bool, error) {
	var cases []register.Case
	var q register.Inquiry
	for _, number := range p.Cases {
		l, err := w.lookUp(ctx, number)
		if err != nil || !l.Found() || l.Case.State != register.StateAnswered {
			return false, err
		}
		_, pending, err := w.waiting(ctx, l.Case, l.Inquiry)
		if err != nil || pending {
			return false, err
		}
		cases, q = append(cases, l.Case), l.Inquiry
	}
	return true, w.propose(ctx, cases, q, p.Missing, p.Who)
}

// unwritten counts a try of a letter that failed.
func (d *Desk) unwritten(ctx context.Context, n register.Note, p toPrint, why error) error {
	number := p.Cases[0]
	d.Log.Error("an answer letter could not be written", "case", number, "err", why)
	p.Tries++
	err := d.Register.Update(ctx, func(tx *register.Tx) error {
		taken, err := tx.TakeNote(ctx, n.Name, n.Text)
		if err != nil || !taken {
			return err
		}
		w := &work{Desk: d, tx: tx, now: d.Now()}
		if err := w.noteToPrint(ctx, n.Name, p); err != nil || p.Tries != d.Config.Tries {
			return err
		}
		return w.task(ctx, number, fmt.Sprintf("its answer letter could not be written in %d tries, and is tried again once an hour: %s", p.Tries, firstWords(why)))
	})
	if err != nil {
		return fmt.Errorf("note that the answer of case %s could not be written: %w", number, err)
	}
	return nil
}
