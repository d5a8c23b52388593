package register_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"inquiryd/internal/register"
)

// addCase keeps a case with one question.
func addCase(ctx context.Context, tx *register.Tx, member, name, subject, question string, c register.Case) (register.Case, register.Question, error) {
	inquiry := register.Inquiry{Member: member, MemberName: name, Subject: subject}
	if err := tx.AddInquiry(ctx, &inquiry); err != nil {
		return c, register.Question{}, err
	}
	c.Inquiry = inquiry.ID
	if err := tx.AddCase(ctx, &c, 2026); err != nil {
		return c, register.Question{}, err
	}
	q := register.Question{Inquiry: inquiry.ID, Case: c.ID, Number: 1, Text: question}
	return c, q, tx.AddQuestion(ctx, &q)
}

func TestCasesAreFound(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			_, first, err := addCase(ctx, tx, "anna.bro@medlem.example", "Anna Bro", "Skoletag", "Hvornår får Ådalens Skole nyt tag?",
				register.Case{State: register.StateOpen, Administration: "unge", Due: now.AddDate(0, 0, 5)})
			_, _, err2 := addCase(ctx, tx, "bo.lund@medlem.example", "Bo Lund", "Buslinjer", "Hvad koster en el-bus eller linje 5C'en \"om året\"? 100 % sikkert?",
				register.Case{State: register.StateHeld, Due: now.AddDate(0, 0, 2)})
			_, _, err3 := addCase(ctx, tx, "anna.bro@medlem.example", "Anna Bro", "Lokalplan 412", "Gælder planen også for Ørestad?",
				register.Case{State: register.StateOpen, Administration: "teknik"})
			first.Answer = "Taget skiftes til sommer, når eleverne har ferie."
			return errors.Join(err, err2, err3, tx.UpdateQuestion(ctx, first))
		})
		tests := []struct {
			name string
			f    register.CaseFilter
			want string
		}{
			{"all, newest first", register.CaseFilter{}, "3 2 1"},
			{"state", register.CaseFilter{State: register.StateOpen}, "3 1"},
			{"administration", register.CaseFilter{Administration: "teknik"}, "3"},
			{"member", register.CaseFilter{Member: "anna.bro@medlem.example"}, "3 1"},
			{"due, most urgent first", register.CaseFilter{DueBefore: now.AddDate(0, 0, 6)}, "2 1"},
			{"page", register.CaseFilter{Limit: 1, Offset: 1}, "2"},
			{"word of the question", register.CaseFilter{Text: "tag"}, "1"},
			{"capitals", register.CaseFilter{Text: "ådalens SKOLE"}, "1"},
			{"å is not a", register.CaseFilter{Text: "adalens"}, ""},
			{"word of the answer", register.CaseFilter{Text: "sommer"}, "1"},
			{"word of the subject", register.CaseFilter{Text: "buslinjer"}, "2"},
			{"member's name", register.CaseFilter{Text: "anna"}, "3 1"},
			{"case number", register.CaseFilter{Text: "2026-0002"}, "2"},
			{"beginning of a case number", register.CaseFilter{Text: "2026-000"}, "3 2 1"},
			{"number of no case", register.CaseFilter{Text: "2026-0412"}, ""},
			{"its parts stand apart", register.CaseFilter{Text: "2026-412"}, ""},
			{"word of several parts", register.CaseFilter{Text: "el-bus"}, "2"},
			{"a part of it", register.CaseFilter{Text: "bus-"}, "2"},
			{"a letter that the index takes for a sign", register.CaseFilter{Text: "a\u19b0b"}, ""},
			{"both words", register.CaseFilter{Text: "anna ørestad"}, "3"},
			{"words of two cases", register.CaseFilter{Text: "buslinjer ørestad"}, ""},
			{"text and state", register.CaseFilter{Text: "anna", State: register.StateHeld}, ""},
			{"operators and quotes mean nothing", register.CaseFilter{Text: `linje "5C' & | ! ( : * -`}, "2"},
			{"only signs", register.CaseFilter{Text: ` "*' - `}, "3 2 1"},
			{"percent is no wildcard", register.CaseFilter{Text: "t%g"}, ""},
		}
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				look(t, r, func(ctx context.Context, tx *register.Tx) error {
					list, err := tx.Cases(ctx, test.f)
					got := ""
					for i, c := range list {
						if i > 0 {
							got += " "
						}
						got += c.Number[len("2026-000"):]
					}
					if got != test.want {
						t.Errorf("found %q, want %q", got, test.want)
					}
					return err
				})
			})
		}
	})
}

// A question that moves to another case is found there and no longer in the
// first; what is rolled back is not found.
func TestSearchFollowsQuestions(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		find := func(text string) (numbers []string) {
			look(t, r, func(ctx context.Context, tx *register.Tx) error {
				list, err := tx.Cases(ctx, register.CaseFilter{Text: text})
				for _, c := range list {
					numbers = append(numbers, c.Number)
				}
				return err
			})
			return numbers
		}
		var q register.Question
		var to register.Case
		do(t, r, func(ctx context.Context, tx *register.Tx) (err error) {
			_, q, err = addCase(ctx, tx, "a@medlem.example", "A", "Et", "Cykelstier", register.Case{State: register.StateHeld})
			to, _, _ = addCase(ctx, tx, "a@medlem.example", "A", "To", "Fortove", register.Case{State: register.StateHeld})
			return err
		})
		same(t, "before", find("cykelsti"), []string{"2026-0001"})
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			q.Case = to.ID
			return tx.UpdateQuestion(ctx, q)
		})
		same(t, "after", find("cykelsti"), []string{"2026-0002"})
		_ = r.Update(t.Context(), func(tx *register.Tx) error {
			q.Answer = "Kørebanen"
			return errors.Join(tx.UpdateQuestion(t.Context(), q), errOurs)
		})
		same(t, "rolled back", find("kørebanen"), nil)
	})
}

// A backup that is made while mails are filed is a whole register, and the
// register that is begun from it goes on.
func TestBackupWhileFiling(t *testing.T) {
	r := open(t, file.make(t))
	stop, stopped := make(chan struct{}), make(chan error, 1)
	go func() {
		for n := 1; ; n++ {
			select {
			case <-stop:
				stopped <- nil
				return
			default:
			}
			if err := r.Update(context.Background(), func(tx *register.Tx) error { return second(fileMail(context.Background(), tx, n)) }); err != nil {
				stopped <- err
				return
			}
		}
	}()
	for count(t, r) < 5 {
		time.Sleep(time.Millisecond)
	}
	path := filepath.Join(t.TempDir(), "backup.db")
	err := r.Backup(t.Context(), path)
	close(stop)
	if err := errors.Join(err, <-stopped); err != nil {
		t.Fatal(err)
	}
	if err := r.Backup(t.Context(), path); err == nil {
		t.Error("a backup was written over another")
	}
	copied := open(t, register.Config{Path: path, MustExist: true})
	n := wholeMails(t, copied)
	if n < 5 {
		t.Errorf("%d mails in the backup", n)
	}
	if err := copied.Check(t.Context()); err != nil {
		t.Error(err)
	}
	do(t, copied, func(ctx context.Context, tx *register.Tx) error { return second(fileMail(ctx, tx, n+1)) })
	if found, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".inquiryd-backup-*")); len(found) != 0 {
		t.Errorf("drafts are left: %q", found)
	}
}
