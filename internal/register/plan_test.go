package register_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/register"
)

// full lists the statements that may read a whole table, and why.
var full = map[string]string{
	"DELETE FROM case_text WHERE rowid = $1":                               "finds it by the index of words itself",
	"FROM cases LEFT JOIN events AS e":                                     "the check reads everything",
	"FROM deliveries WHERE status = 'waiting' ORDER BY due":                "the outbox was asked for",
	"FROM deliveries WHERE status = 'gave up' ORDER BY receiver":           "all that were given up were asked for",
	"erased_at IS NULL AND id IN (SELECT inquiry_id FROM cases":            "all that have ended were asked for, once a night",
	"FROM ledger ORDER BY seen_at DESC, id DESC LIMIT":                     "walks the index as far as the limit",
	"FROM cases JOIN inquiries ON inquiries.id = cases.inquiry_id ORDER":   "walks the cases as far as the limit, when no filter is given",
	"cases.inquiry_id WHERE due IS NULL ORDER":                             "walks the cases as far as the limit: nobody asks for those of all states and administrations",
	"letter_id, 0), what, at, done_at FROM tasks ORDER BY":                 "all tasks were asked for",
	"FROM ledger WHERE mailbox = $1 ORDER BY seen_at DESC":                 "walks the index as far as the limit",
	"FROM ledger ORDER BY id DESC LIMIT 1":                                 "reads the newest line only",
	"FROM events ORDER BY id DESC LIMIT 1":                                 "reads the newest event only",
	"FROM canaries WHERE ledger_id IS NOT NULL) ORDER BY id DESC LIMIT 1":  "walks back over the last canaries only",
	"FROM canaries ORDER BY written_at DESC LIMIT 1":                       "reads the newest canary only",
	"DELETE FROM leases WHERE name LIKE 'daemon %'":                        "there are a few",
	"FROM alarms ORDER BY name":                                            "there are about as many as kinds of them",
	"FROM questions JOIN inquiries ON inquiries.id = questions.inquiry_id": "all past questions of some days were asked for",
	"FROM events JOIN cases ON cases.number = events.case_number":          "all decisions of some days were asked for",
	"WITH hits (word, id) AS (":                                            "goes through what it found among the newest 10,000 cases",
	"WITH RECURSIVE found (term) AS (":                                     "seeks each of the words that begin so",
	"letter_contents.letter_id = letters.id ORDER BY letters.id DESC":      "walks the letters as far as the limit",
	"letters.id WHERE status = $1 ORDER BY letters.id DESC":                "walks the letters as far as the limit: nearly all are accepted",
	"FROM notes WHERE SUBSTR(name, 1, $1) = $2":                            "there are a few",
	"FROM mailboxes ORDER BY name":                                         "there are a few",
}

// Every statement that the register runs finds its rows by an index, so that it
// is as fast on a grown register.
func TestNoStatementReadsAWholeTable(t *testing.T) {
	r := open(t, memory.make(t))
	everyStatement(t, r)
	statements := r.Statements()
	if len(statements) < 45 {
		t.Fatalf("only %d statements were seen", len(statements))
	}
	for _, query := range statements {
		rows, err := r.DB().QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, make([]any, 400)...)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				t.Fatal(err)
			}
			if whole(detail) && !excused(query) {
				t.Errorf("%s in\n%s", detail, query)
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			t.Fatal(err)
		}
	}
}

// words is a step through the index of words, by MATCH, in whatever order and
// from whatever case on.
var words = regexp.MustCompile(`^SCAN case_text VIRTUAL TABLE INDEX \d+:M1>?=?$`)

// whole says whether a step of a plan reads all rows. A partial index, as the
// outbox, holds only the rows that are wanted.
func whole(detail string) bool {
	if !strings.HasPrefix(detail, "SCAN ") || words.MatchString(detail) {
		return false
	}
	for _, small := range []string{"letters_outbox", "letters_unfiled", "ledger_unmoved", "tasks_open", "CONSTANT ROW", "VALUES CLAUSE", "(subquery"} {
		if strings.Contains(detail, small) {
			return false
		}
	}
	return true
}

func excused(query string) bool {
	flat := strings.Join(strings.Fields(query), " ")
	for part := range full {
		if strings.Contains(flat, part) && !strings.Contains(flat, "state =") {
			return true
		}
	}
	return false
}

// everyStatement calls every method of Tx, in its variants.
func everyStatement(t *testing.T, r *register.Register) {
	do(t, r, func(ctx context.Context, tx *register.Tx) error {
		f, err := fileMail(ctx, tx, 1)
		g, err2 := fileMail(ctx, tx, 2)
		stuck := receipt(3)
		q := f.questions[0]
		q.Case = g.c.ID
		task := register.Task{What: "look", At: now}
		id := f.letters[0].ID
		again := f.letters[0]
		return errors.Join(err, err2, second(tx.Stick(ctx, stuck, "cut", now)), third(tx.Receive(ctx, receipt(1), now)),
			tx.SetMailbox(ctx, register.MailboxState{Mailbox: "a"}), second(tx.AddLetter(ctx, &again)),
			tx.UpdateQuestion(ctx, q), tx.UpdateCase(ctx, f.c), tx.SetAcknowledged(ctx, f.inquiry.ID), tx.SetKind(ctx, f.inquiry.ID, "aktindsigt"), tx.Moved(ctx, []int64{f.line.ID}, "x", now),
			tx.AddTask(ctx, &task), tx.FinishTask(ctx, task.ID, now), second(tx.Lease(ctx, "a", "b", now, now)), second(tx.ReleaseAbsent(ctx, now)), second(tx.ServerTime(ctx)), tx.NumberGiven(ctx, "2026-0001"),
			second(tx.ClaimLetters(ctx, "daemon", now, time.Minute, 3)), second(tx.ReleaseLetters(ctx, "daemon", now)), second(tx.HurryLetters(ctx, now, now.Add(time.Hour))), accepted(ctx, tx, id), delayed(ctx, tx, id), bounced(ctx, tx, id), tx.LettersAccepted(ctx, now, register.Acceptance{Letter: id}, register.Acceptance{Letter: g.letters[0].ID}), tx.LettersFiled(ctx, id),
			tx.SetAlarm(ctx, register.Alarm{Name: "a", Since: now}), tx.EndAlarm(ctx, "b"),
			tx.AddCanary(ctx, register.Canary{MessageID: "c@kk.example", WrittenAt: now}), second(tx.SeeCanary(ctx, "c@kk.example", 1, now)),
			tx.ClearLetter(ctx, id, again.Digest(), now), second(tx.DropLetter(ctx, id, "x")), everyRest(ctx, tx, f, g), eraseOne(ctx, tx, 3), everyDelivery(ctx, tx, f.events[0]))
	})
	do(t, r, func(ctx context.Context, tx *register.Tx) error {
		return errors.Join(tx.ForwardLater(ctx, 1, now), second(tx.ForwardingFailed(ctx, 1)), tx.ForwardAgain(ctx),
			second(tx.TakeUnforwarded(ctx, 0, 5, 3, 1000)), second(tx.TakeUnforwardedOf(ctx, 1)), tx.Gather(ctx, 2))
	})
	do(t, r, func(ctx context.Context, tx *register.Tx) error {
		all := expected(t, r, 10, 12)
		errs := []error{tx.Expect(ctx, all)}
		for _, one := range all {
			errs = append(errs, second(fileAhead(ctx, tx, one, composed)))
		}
		return errors.Join(errs...)
	})
	look(t, r, func(ctx context.Context, tx *register.Tx) error {
		line, err := tx.Line(ctx, 1)
		none := errors.Join(second(tx.Earlier(ctx, line)))
		if !errors.Is(none, register.ErrNotFound) {
			t.Errorf("Earlier: %v", none)
		}
		errs := []error{err, second(tx.Mailbox(ctx, "a")), second(tx.Raw(ctx, line.Digest)), second(tx.Inquiry(ctx, 1)),
			second(tx.InquiryByMessageID(ctx, line.From, line.MessageID)), second(tx.Case(ctx, "2026-0001")), second(tx.CasesOf(ctx, 1)),
			second(tx.Questions(ctx, 1)), second(tx.QuestionsOf(ctx, 1)), second(tx.Events(ctx, "2026-0001")), tx.VerifyEvents(ctx, "2026-0001"),
			second(tx.Letter(ctx, 1)), second(tx.LettersOf(ctx, "2026-0001")), second(tx.LettersOfInquiry(ctx, 1)),
			second(tx.Waiting(ctx)), second(tx.LettersIn(ctx, "", 5)), second(tx.LettersIn(ctx, register.Accepted, 5)), second(tx.LettersIn(ctx, register.GaveUp, 5)),
			second(tx.LettersIn(ctx, register.Unknown, 5)), second(tx.SeenAfter(ctx, "a", 1, 1)), second(tx.Copies(ctx, line.Digest)),
			second(tx.LetterByMessageID(ctx, "2026-0001.forwarding@kk.example")), second(tx.Unfiled(ctx, 0, 5, 0)), third(tx.OutboxDepth(ctx, now)),
			second(tx.CountLetters(ctx, "x", nil, now)), second(tx.CountLetters(ctx, "", nil, now)), second(tx.CountLettersOf(ctx, "2026-0001", "member", []string{"a"}, now)),
			second(tx.SubjectsOf(ctx, "a@medlem.example", now)), second(tx.CountLetters(ctx, "x", []string{"a", "b"}, now)),
			second(tx.Tasks(ctx, true)), second(tx.Tasks(ctx, false)), second(tx.Unmoved(ctx, line.Mailbox, 7, 5)), second(tx.Days(ctx, now, now.Add(time.Hour))),
			second(tx.Ended(ctx, now)), second(tx.Deliveries(ctx, register.DeliveryWaiting, 5)), second(tx.Deliveries(ctx, register.DeliveryGaveUp, 5)), second(tx.Alike(ctx, register.Likeness{Words: []string{"tag", "skole"}})), second(tx.Alarms(ctx)), second(tx.Mailboxes(ctx)), second(tx.LastCanary(ctx)), second(tx.LatestArrival(ctx)), second(tx.Measure(ctx, now))}
		errs = append(errs, everyList(ctx, tx))
		errs = append(errs, second(tx.Balance(ctx, time.Time{}, time.Time{})), tx.History(ctx, now, now, func(register.Past) error { return nil }),
			tx.HandedOn(ctx, now, now, func(register.Handed) error { return nil }))
		return errors.Join(errs...)
	})
	if err := r.Check(t.Context()); err != nil {
		t.Error(err)
	}
	shelved(t, r)
	fileBulk(t, r, 20, 21)
	moveOut(t, r, later)
	if _, err := r.MoveBack(t.Context(), later, func(register.Moved) {}); err != nil {
		t.Fatal(err)
	}
	r.KeepOutside(nil, 0, 0)
}

// Every reference has an index that begins with it, so that following it back
// reads no whole table.
func TestEveryReferenceIsIndexed(t *testing.T) {
	r := open(t, memory.make(t))
	var references []string
	rows, err := r.DB().QueryContext(t.Context(), `SELECT m.name, f."from" FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'`)
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		references = append(references, fmt.Sprintf("SELECT 1 FROM %s WHERE %s = $1", table, column))
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		t.Fatal(err)
	}
	if len(references) < 16 {
		t.Fatalf("only %d references were found", len(references))
	}
	for _, query := range references {
		var id, parent, unused int
		var detail string
		if err := r.DB().QueryRowContext(t.Context(), "EXPLAIN QUERY PLAN "+query, nil).Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(detail, "SEARCH ") {
			t.Errorf("%s: %s", query, detail)
		}
	}
}

// everyDelivery calls what changes deliveries.
func everyDelivery(ctx context.Context, tx *register.Tx, e register.Event) error {
	d := register.Delivery{Receiver: "a", Case: e.Case, Event: e.Hash, Kind: "filed", Payload: "{}"}
	return errors.Join(tx.AddDelivery(ctx, &d, now), second(tx.ClaimDeliveries(ctx, "daemon", now, time.Minute, 3, 3)), second(tx.ReleaseDeliveries(ctx, "daemon", now)), second(tx.HurryDeliveries(ctx, now, now)),
		tx.DelayDelivery(ctx, d.ID, now, "x"), tx.Delivered(ctx, d.ID, now), tx.DropDelivery(ctx, d.ID, now, "x"), second(tx.DeliverAgain(ctx, "a", now)))
}
