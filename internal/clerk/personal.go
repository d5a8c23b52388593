package clerk

import (
	"context"
	"errors"
	"path"
	"slices"
	"strings"

	"inquiryd/intake"
	"inquiryd/internal/cpr"
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
var tellsMember = []word{wordMoreTime, wordAsk, wordPartial, wordDuplicate, wordCorrect}

// withholds says whether the mail on the desk would send what looks like a
// personal identity number to the member by a word that shows it to nobody
// before.
func (w *work) withholds(o order) bool {
	return slices.Contains(tellsMember, o.word) && (cpr.In(o.to+"\n"+o.why+"\n"+o.rest) || w.filesHoldCPR())
}

// filesHoldCPR says whether a file that came with the mail on the desk, and would
// go along with its answer, holds one: text, tables and pages are read, and the
// names of all.
func (w *work) filesHoldCPR() bool {
	return slices.ContainsFunc(w.mail.Attachments, func(a intake.Attachment) bool {
		return enclosed(a) && (cpr.In(a.Name) || isText(a) && cpr.In(plainBytes(a.Content)))
	})
}

// isText says whether a file is text, by its type or its name: mail programs send
// tables as application/octet-stream too.
func isText(a intake.Attachment) bool {
	if strings.HasPrefix(a.MediaType, "text/") {
		return true
	}
	end := strings.ToLower(path.Ext(a.Name))
	return slices.Contains([]string{".txt", ".csv", ".tsv", ".html", ".htm", ".xml", ".json", ".md", ".rtf"}, end)
}

// plainBytes is a text whose digits can be found whatever it is written in: UTF-16
// has a zero byte beside each, and what is no UTF-8 cannot be a digit.
func plainBytes(content []byte) string {
	return strings.ToValidUTF8(strings.ReplaceAll(string(content), "\x00", ""), "?")
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
