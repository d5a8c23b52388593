package register_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"inquiryd/internal/register"
)

// receipt is the n-th mail of the mailbox.
func receipt(n int) register.Receipt {
	raw := fmt.Sprintf("From: anna.bro@medlem.example\r\nMessage-ID: <m%d@medlem.example>\r\nSubject: Spørgsmål %d\r\n\r\nHvornår får Nørre Skole nyt tag? Og hvad koster buslinje %d?\r\n", n, n, n)
	return register.Receipt{Mailbox: "spoergsmaal@kk.example", UIDValidity: 7, UID: uint32(n), Content: fmt.Sprintf("content-%d", n),
		MessageID: fmt.Sprintf("m%d@medlem.example", n), From: "anna.bro@medlem.example", Subject: fmt.Sprintf("Spørgsmål %d", n),
		Nature: "person", Size: int64(len(raw)), ArrivedAt: now.Add(time.Duration(n) * time.Minute), Raw: []byte(raw)}
}

// filed is what one mail leads to.
type filed struct {
	line      register.LedgerLine
	inquiry   register.Inquiry
	c         register.Case
	questions []register.Question
	letters   []register.Letter
	events    []register.Event
}

// fileMail receives the n-th mail and files its two questions as one case, with an
// acknowledgement and a forwarding.
func fileMail(ctx context.Context, tx *register.Tx, n int) (f filed, err error) {
	line, fresh, err := tx.Receive(ctx, receipt(n), now)
	if err != nil {
		return f, err
	}
	if !fresh {
		return f, errors.New("not fresh")
	}
	f.line = line
	f.inquiry = register.Inquiry{Ledger: line.ID, Member: line.From, MemberName: "Anna Bro", MemberTitle: "medlem af Borgerrepræsentationen",
		Kind: "question", Subject: line.Subject, Introduction: "Kære forvaltning", MessageID: line.MessageID,
		References: []string{"a@medlem.example", "b@medlem.example"}, ArrivedAt: line.ArrivedAt}
	if err := tx.AddInquiry(ctx, &f.inquiry); err != nil {
		return f, err
	}
	f.c = register.Case{Inquiry: f.inquiry.ID, Administration: "bornOgUnge", Contributing: []string{"teknik"}, State: register.StateOpen,
		OpenedAt: line.ArrivedAt, Due: now.AddDate(0, 0, 14), Access: "public", External: map[string]string{"edoc_case": "2026-11"}, UpdatedAt: now}
	if err := tx.AddCase(ctx, &f.c, 2026); err != nil {
		return f, err
	}
	for i, text := range []string{"Hvornår får Nørre Skole nyt tag?", "Hvad koster buslinjen?"} {
		q := register.Question{Inquiry: f.inquiry.ID, Case: f.c.ID, Number: i + 1, Label: fmt.Sprintf("%d)", i+1), Text: text,
			Decision: []byte(`{"administration":"bornOgUnge","filed":true,"score":4.5,"margin":3}`), Filed: true}
		if err := tx.AddQuestion(ctx, &q); err != nil {
			return f, err
		}
		f.questions = append(f.questions, q)
	}
	for _, kind := range []string{"acknowledgement", "forwarding"} {
		l := register.Letter{Key: f.c.Number + "/" + kind, Kind: kind, Case: f.c.Number, Inquiry: f.inquiry.ID, Recipient: kind + "@kk.example",
			Sender: "spoergsmaal@kk.example", Role: "member", MessageID: f.c.Number + "." + kind + "@kk.example", Subject: "Kvittering",
			Raw: []byte("Subject: Kvittering\r\n\r\nVi har modtaget Deres spørgsmål.\r\n"), Text: "Vi har modtaget Deres spørgsmål.", Due: now, WrittenAt: now}
		if _, err := tx.AddLetter(ctx, &l); err != nil {
			return f, err
		}
		f.letters = append(f.letters, l)
	}
	for _, what := range []string{"received", "filed", "forwarded"} {
		e := register.Event{Case: f.c.Number, At: now, Who: "system", What: what, Detail: map[string]string{"administration": "bornOgUnge"}, Ledger: line.ID}
		if err := tx.AddEvent(ctx, &e); err != nil {
			return f, err
		}
		f.events = append(f.events, e)
	}
	return f, tx.Settle(ctx, line.ID, register.Filed, "a member asks", f.inquiry.ID, f.c.Number)
}

// same fails unless got is want, with all their fields.
func same[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

func TestWhatIsFiledIsReadAgain(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		var f filed
		do(t, r, func(ctx context.Context, tx *register.Tx) (err error) {
			f, err = fileMail(ctx, tx, 1)
			return err
		})
		look(t, r, func(ctx context.Context, tx *register.Tx) error {
			inquiry, err := tx.Inquiry(ctx, f.inquiry.ID)
			same(t, "inquiry", inquiry, f.inquiry)
			byID, err2 := tx.InquiryByMessageID(ctx, "anna.bro@medlem.example", "m1@medlem.example")
			same(t, "inquiry by Message-ID", byID, f.inquiry)
			c, err3 := tx.Case(ctx, "2026-0001")
			same(t, "case", c, f.c)
			cases, err4 := tx.CasesOf(ctx, f.inquiry.ID)
			same(t, "cases", cases, []register.Case{f.c})
			questions, err5 := tx.Questions(ctx, f.c.ID)
			same(t, "questions", questions, f.questions)
			questions, err6 := tx.QuestionsOf(ctx, f.inquiry.ID)
			same(t, "questions of inquiry", questions, f.questions)
			events, err7 := tx.Events(ctx, f.c.Number)
			same(t, "events", events, f.events)
			letters, err8 := tx.LettersOf(ctx, f.c.Number)
			same(t, "letters", letters, f.letters)
			letter, err9 := tx.LetterByMessageID(ctx, f.letters[1].MessageID)
			same(t, "letter", letter, f.letters[1])
			raw, err10 := tx.Raw(ctx, f.line.Digest)
			same(t, "raw", string(raw), string(receipt(1).Raw))
			line, err11 := tx.Line(ctx, f.line.ID)
			want := f.line
			want.Raw, want.Outcome, want.Reason, want.Inquiry, want.Case = nil, register.Filed, "a member asks", f.inquiry.ID, f.c.Number
			same(t, "line", line, want)
			list, err12 := tx.Cases(ctx, register.CaseFilter{})
			same(t, "list", list, []register.CaseSummary{{Case: f.c, Member: f.inquiry.Member, Subject: f.inquiry.Subject, Questions: 2, Kind: f.inquiry.Kind}})
			return errors.Join(err, err2, err3, err4, err5, err6, err7, err8, err9, err10, err11, err12, tx.VerifyEvents(ctx, f.c.Number))
		})
	})
}
