package clerk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/cpr"
	"inquiryd/internal/paper"
	"inquiryd/internal/register"
	"inquiryd/internal/reply"
	"inquiryd/notify"
)

// The reasons by which people are told of personal identity numbers.
const (
	ReasonCPR     Reason = "cpr"      // the answer holds what looks like one: it waits for an "OK"
	ReasonCPRWord Reason = "cpr-word" // so does what a word would have sent to the member: nothing was done
)

// ErrPersonal says that an answer holds what looks like a personal identity
// number. A person must look at it before it goes out.
var ErrPersonal = errors.New("clerk: the answer holds what looks like a personal identity number (CPR)")

// tellsMember are the words with which an official's own text goes to the
// member at once.
var tellsMember = []reply.Word{reply.MoreTime, reply.Ask, reply.Partial, reply.Duplicate, reply.Correct}

// withholds says whether the mail on the desk would send what looks like a
// personal identity number to the member by a word that shows it to nobody
// before.
func (w *work) withholds(o reply.Order) bool {
	return slices.Contains(tellsMember, o.Word) && (cpr.In(o.To+"\n"+o.Why+"\n"+o.Rest) || w.filesHoldCPR())
}

// filesHoldCPR says whether a file that came with the mail on the desk, and would
// go along with its answer, holds one.
func (w *work) filesHoldCPR() bool {
	return slices.ContainsFunc(w.enclosedPapers(), func(p readPaper) bool { return p.cpr })
}

// unreadFiles are the names of those that nobody has looked into.
func (w *work) unreadFiles() (names []string) {
	for _, p := range w.enclosedPapers() {
		if !p.whole {
			names = append(names, p.name)
		}
	}
	return names
}

// readPaper is what was found in a file of a mail.
type readPaper struct {
	name       string
	cpr, whole bool
}

// papersTime is how long the files of one mail may be read: each may hold a
// command up as long as that lets it.
const papersTime = time.Minute

// readPapers looks into the files of a mail that would go along with an answer.
func readPapers(ctx context.Context, reader paper.Reader, m *intake.Mail) (papers []readPaper) {
	ctx, cancel := context.WithTimeout(ctx, papersTime)
	defer cancel()
	for _, a := range m.Attachments {
		if enclosed(a) {
			text, whole := reader.Read(ctx, a.Name, a.MediaType, a.Content)
			papers = append(papers, readPaper{name: a.Name, cpr: cpr.In(a.Name) || cpr.In(text), whole: whole})
		}
	}
	return papers
}

// unreadNote is left while the command that reads PDFs hangs; when it does so after
// toldAgain, it is told again, since a run that ended meanwhile took no note away.
const (
	unreadNote = "PDFs are not read by the command"
	toldAgain  = 24 * time.Hour
)

// tellUnread tells a person, by a task, that the command that reads PDFs hangs: once
// until it has read one again.
func (d *Desk) tellUnread(ctx context.Context) error {
	why := d.door.Shut()
	if before, _ := becomes(d.hindered, unreadNote, why != nil); before == (why != nil) {
		return nil
	}
	ctx = context.WithoutCancel(ctx)
	err := d.Register.Update(ctx, func(tx *register.Tx) error {
		if why == nil {
			d.Log.Info("the command reads PDFs again")
			return tx.DropNote(ctx, unreadNote)
		}
		d.Log.Error("clerk.pdf_text_command hangs: PDFs that come with answers wait for their official's OK", "err", notify.Discreet(why))
		_, at, err := tx.Note(ctx, unreadNote)
		if err == nil && d.Now().Sub(at).Abs() < toldAgain || err != nil && !errors.Is(err, register.ErrNotFound) {
			return err
		}
		w := &work{Desk: d, tx: tx, now: d.Now()}
		return errors.Join(tx.SetNote(ctx, unreadNote, "", w.now), w.task(ctx, "",
			fmt.Sprintf("PDFs that come with answers are not read and wait for their official's OK, since clerk.pdf_text_command hangs: %s", notify.Discreet(why))))
	})
	if err != nil {
		return fmt.Errorf("tell of unread PDFs: %w", err)
	}
	return nil
}

// enclosedPapers are those of the mail on the desk. What was not looked into
// before the transaction is now, but for what needs a command.
func (w *work) enclosedPapers() []readPaper {
	if w.mail != nil && w.papers == nil {
		w.papers = readPapers(context.Background(), paper.Reader{}, w.mail)
	}
	return w.papers
}

// unreadDetail says in an event which files nobody has looked into.
const unreadDetail = "not read"

// withUnread adds those of the mail on the desk to the details of an event.
func (w *work) withUnread(detail map[string]string) map[string]string {
	if names := w.unreadFiles(); len(names) > 0 {
		detail[unreadDetail] = strings.Join(names, "; ")
	}
	return detail
}

// unreadOf are the files of a case's answer since its last letter that nobody
// has looked into.
func (w *work) unreadOf(ctx context.Context, cases ...register.Case) (names []string, err error) {
	for _, c := range cases {
		events, err := w.tx.Events(ctx, c.Number)
		if err != nil {
			return nil, fmt.Errorf("read events of case %s: %w", c.Number, err)
		}
		for _, e := range sinceLetter(events) {
			for name := range strings.SplitSeq(e.Detail[unreadDetail], "; ") {
				if name != "" && !slices.Contains(names, name) {
					names = append(names, name)
				}
			}
		}
	}
	return names, nil
}

// holdsCPR says whether an answer does.
func holdsCPR(answers map[int]string) bool {
	for _, text := range answers {
		if cpr.In(text) {
			return true
		}
	}
	return false
}

// refuseDraft keeps a refusal as a draft, since its reason must be looked at.
func (w *work) refuseDraft(ctx context.Context, j judgement, reason string) error {
	questions, err := w.refusable(ctx, j.link.Case)
	if err != nil {
		return err
	}
	answers := map[int]string{}
	for _, q := range questions {
		answers[q.Number] = reason
	}
	if err := w.takeBack(ctx, &j); err != nil {
		return err
	}
	if err := w.keep(ctx, j.link.Case, questions, answers, j.party.address, false); err != nil {
		return err
	}
	return w.returnAnswer(ctx, j, ReasonCPR)
}

// caution says whether a letter to somebody who handles a case shows what looks
// like a personal identity number, so that it can warn of it.
func caution(role notify.Role, m notify.Model) bool {
	if role == notify.Member || role == notify.Stranger {
		return false
	}
	texts := []string{m.Inquiry.Subject, m.Inquiry.Introduction, m.Text, m.Draft.Text}
	for _, c := range m.Cases {
		for _, q := range c.Questions {
			texts = append(texts, q.Text, q.Answer)
		}
	}
	return slices.ContainsFunc(texts, cpr.In)
}
