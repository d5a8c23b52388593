package register

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"
)

// added is what a transaction has added and not written yet. A statement for
// each row costs several times what the row itself does: so the rows that the
// filing of mails adds are written together, many by one statement, when the
// transaction ends or before the first statement that might want to see them.
// What is asked of a case that was just added is answered from here.
//
// It is for transactions that said by [Tx.Expect] what they are about to
// receive. All others write at once.
type added struct {
	lines     []*addedLine
	inquiries []*addedInquiry
	cases     []*addedCase
	questions []*Question
	events    []*addedEvent
	letters   []*addedLetter
	older     int            // of the letters are those that writeAhead left
	numbers   map[int]*drawn // by year

	lineByID map[int64]*addedLine
	inquiry  map[int64]*addedInquiry // by id
	caseByID map[int64]*addedCase
	caseBy   map[string]*addedCase // by number
}

type addedLine struct {
	LedgerLine
	packed Packed
}

type addedInquiry struct {
	Inquiry
	cases []*addedCase
}

type addedCase struct {
	Case
	questions    []*Question
	reckoning    string    // JSON; "": none
	forwardSince time.Time // zero: its forwarding does not wait
	letters      []*addedLetter
}

type addedEvent struct {
	*Event
	position int
}

type addedLetter struct {
	*Letter
	written func() error
}

// drawn is the last case number of a year, once one was drawn: the row is held
// until the transaction ends.
type drawn struct {
	last    int64
	changed bool
}

func newAdded() added {
	return added{numbers: map[int]*drawn{}, lineByID: map[int64]*addedLine{}, inquiry: map[int64]*addedInquiry{},
		caseByID: map[int64]*addedCase{}, caseBy: map[string]*addedCase{}}
}

// empty says whether nothing waits to be written.
func (a *added) empty() bool {
	return len(a.lines)+len(a.inquiries)+len(a.cases)+len(a.questions)+len(a.events)+len(a.letters)+len(a.numbers) == 0
}

// addLine keeps the ledger line of a mail that was expected.
func (tx *Tx) addLine(ctx context.Context, r Receipt, now time.Time) (line LedgerLine, err error) {
	if err := tx.writeAhead(ctx); err != nil {
		return line, err
	}
	line = LedgerLine{Receipt: r, Outcome: Received, SeenAt: round(now)}
	line.ArrivedAt = round(r.ArrivedAt)
	if line.ID, err = tx.nextID(ctx, ledgerIDs); err != nil {
		return line, err
	}
	l := &addedLine{LedgerLine: line, packed: tx.packed(r.Raw, r.Packed)}
	l.Raw, l.Packed, line.Packed = nil, Packed{}, Packed{}
	tx.added.lines = append(tx.added.lines, l)
	tx.added.lineByID[l.ID] = l
	return line, nil
}

// addInquiry keeps an inquiry.
func (tx *Tx) addInquiry(ctx context.Context, q *Inquiry) (err error) {
	if q.ID, err = tx.nextID(ctx, inquiryIDs); err != nil {
		return err
	}
	i := &addedInquiry{Inquiry: *q}
	tx.added.inquiries = append(tx.added.inquiries, i)
	tx.added.inquiry[q.ID] = i
	return nil
}

// holdCase keeps a case, whose inquiry may be an old one.
func (tx *Tx) holdCase(ctx context.Context, c *Case, number string) (err error) {
	if c.ID, err = tx.nextID(ctx, caseIDs); err != nil {
		return err
	}
	c.Number = number
	held := &addedCase{Case: c.read()}
	tx.added.cases = append(tx.added.cases, held)
	tx.added.caseByID[c.ID], tx.added.caseBy[number] = held, held
	if q := tx.added.inquiry[c.Inquiry]; q != nil {
		q.cases = append(q.cases, held)
	}
	return nil
}

// read is the case as it will be read again.
func (c Case) read() Case {
	c.Administration, c.HeldWhy, c.Access = indexed(c.Administration), clean(c.HeldWhy), clean(c.Access)
	c.Unit, c.Signatory, c.SignatoryTitle = clean(c.Unit), clean(c.Signatory), clean(c.SignatoryTitle)
	c.OpenedAt, c.Due, c.ClosedAt, c.UpdatedAt = round(c.OpenedAt), round(c.Due), round(c.ClosedAt), round(c.UpdatedAt)
	var contributing []string
	for _, id := range c.Contributing {
		contributing = append(contributing, clean(id))
	}
	var external map[string]string
	for system, number := range c.External {
		if external == nil {
			external = map[string]string{}
		}
		external[clean(system)] = clean(number)
	}
	c.Contributing, c.External = contributing, external
	return c
}

// read is the question as it will be read again.
func (q Question) read() Question {
	q.Label, q.Text, q.Answer, q.AnsweredBy = clean(q.Label), clean(q.Text), clean(q.Answer), clean(q.AnsweredBy)
	q.AnsweredAt = round(q.AnsweredAt)
	if len(q.Decision) > 0 {
		q.Decision = []byte(clean(string(q.Decision)))
	}
	return q
}

// casesOf are the cases of an inquiry that was just added.
func (a *added) casesOf(inquiry int64) ([]Case, bool) {
	q := a.inquiry[inquiry]
	if q == nil {
		return nil, false
	}
	var all []Case
	for _, c := range q.cases {
		all = append(all, c.Case)
	}
	return all, true
}

// questionsOf are the questions of a case that was just added.
func (a *added) questionsOf(caseID int64) ([]Question, bool) {
	c := a.caseByID[caseID]
	if c == nil {
		return nil, false
	}
	var all []Question
	for _, q := range c.questions {
		all = append(all, q.read())
	}
	slices.SortStableFunc(all, func(a, b Question) int { return cmp.Compare(a.Number, b.Number) })
	return all, true
}

// Adds says whether a case was added by this transaction and is not written
// yet: nobody else knows of it.
func (tx *Tx) Adds(caseNumber string) bool { return tx.added.caseBy[caseNumber] != nil }

// AddNewLetter is [Tx.AddLetter] for a letter whose key is new for sure, as that
// of a case that was just added: a key that is there is an error. written is
// called when the letter must be complete, at the latest before the transaction
// ends, and waits until its bytes are there; the letter has its ID after that.
// So letters can be composed, and packed with [Register.Pack], by others
// while the transaction goes on.
func (tx *Tx) AddNewLetter(ctx context.Context, l *Letter, written func() error) (err error) {
	defer name(&err, "add letter %q", l.Key)
	if !tx.gathers {
		if err := written(); err != nil {
			return err
		}
		switch there, err := tx.AddLetter(ctx, l); {
		case err != nil:
			return err
		case !there:
			return fmt.Errorf("there is one already, letter %d", l.ID)
		}
		return nil
	}
	held := &addedLetter{Letter: l, written: written}
	tx.added.letters = append(tx.added.letters, held)
	if c := tx.added.caseBy[l.Case]; c != nil {
		c.letters = append(c.letters, held)
	}
	return nil
}

// counted counts letters that wait to be written and for which counts holds.
func counted(letters []*addedLetter, kinds []string, since time.Time, counts func(*Letter) bool) (n int) {
	for _, l := range letters {
		if (len(kinds) == 0 || slices.Contains(kinds, l.Kind)) && !round(cmp.Or(l.WrittenAt, l.Due)).Before(since) && counts(l.Letter) {
			n++
		}
	}
	return n
}
