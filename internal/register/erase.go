package register

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"strconv"
	"strings"
	"time"
)

// The event that says that what came before it was erased.
const (
	whatErased = "erased"
	detailSeal = "seal"
)

// ErrUnended says that a case is not over, or that a letter about it still
// waits to be posted: nothing of it is erased yet.
var ErrUnended = errors.New("register: the case has not ended")

// Erased counts what one [Tx.Erase] took away.
type Erased struct {
	Cases   []string // numbers
	Mails   int      // of others, as they came, with their attachments
	Letters int      // of ours, their contents
	Events  int      // their details
}

// Erase takes away what an inquiry, its cases and all mails about them said:
// the mails as they came, the contents and addressees of letters, questions,
// answers, decisions, names, subjects, words of the index, and the details of
// events. The ledger lines stay, with place, digest, times and outcome; the
// cases stay, with number, administration, state, dates and the numbers of other
// systems. Letters about no case that were written while one of the cases was
// open lose their contents too: a digest or a notice may quote them. So do
// letters about other cases that quote one of these, unless [Tx.Unquote] took it
// out of them before.
//
// The chains of events still verify. An erased event keeps its time, what
// happened, its mail's ledger line and its hash, so that each still follows the
// one before; a last event "erased", with reason, who and when, holds a seal:
// the SHA-256 over all that is left of the events before it.
//
// [ErrUnended]: one of the cases is not over, or a letter still waits. An
// inquiry that was erased before stays as it is. What is left on the disk after
// the commit goes with [Register.Scrub].
func (tx *Tx) Erase(ctx context.Context, inquiry int64, who, reason string, now time.Time) (done Erased, err error) {
	defer name(&err, "erase inquiry %d", inquiry)
	q, err := tx.Inquiry(ctx, inquiry)
	if err != nil || !q.ErasedAt.IsZero() {
		return done, err
	}
	cases, err := tx.CasesOf(ctx, inquiry)
	if err != nil {
		return done, err
	}
	if err := tx.mayErase(ctx, cases, inquiry); err != nil {
		return done, err
	}
	if done.Mails, err = tx.eraseMails(ctx, inquiry, cases, now); err != nil {
		return done, err
	}
	if done.Letters, err = tx.eraseLetters(ctx, inquiry, cases, now); err != nil {
		return done, err
	}
	if err := tx.eraseTexts(ctx, inquiry, cases, now); err != nil {
		return done, err
	}
	for _, c := range cases {
		n, err := tx.eraseEvents(ctx, c.Number, who, reason, now)
		if err != nil {
			return done, err
		}
		done.Cases, done.Events = append(done.Cases, c.Number), done.Events+n
	}
	return done, nil
}

// mayErase says whether all cases of an inquiry are over.
func (tx *Tx) mayErase(ctx context.Context, cases []Case, inquiry int64) error {
	for _, c := range cases {
		if !c.State.Ended() {
			return fmt.Errorf("%w: case %s is %s", ErrUnended, c.Number, c.State)
		}
	}
	for _, of := range append(numbersOf(cases), "") {
		waiting, err := many(ctx, tx, value[int64], `SELECT id FROM letters WHERE (case_number = $1 OR inquiry_id = $2)
			AND status IN ('written', 'unknown') AND (kind <> '`+formal+`' OR cleared <> '') LIMIT 1`, of, inquiry)
		if err != nil {
			return err
		}
		if len(waiting) > 0 {
			return fmt.Errorf("%w: letter %d waits to be posted", ErrUnended, waiting[0])
		}
	}
	for _, number := range numbersOf(cases) {
		waiting, err := many(ctx, tx, value[int64], `SELECT letters.id FROM quotations JOIN letters ON letters.id = letter_id
			WHERE quotations.case_number = $1 AND status IN ('written', 'unknown') LIMIT 1`, number)
		if err != nil {
			return err
		}
		if len(waiting) > 0 {
			return fmt.Errorf("%w: letter %d, which quotes case %s, waits to be posted", ErrUnended, waiting[0], number)
		}
	}
	return nil
}

func numbersOf(cases []Case) (numbers []string) {
	for _, c := range cases {
		numbers = append(numbers, c.Number)
	}
	return numbers
}

// eraseMails takes the mails as they came away, unless another inquiry's ledger
// line has the same bytes, and what the ledger lines tell of their senders.
func (tx *Tx) eraseMails(ctx context.Context, inquiry int64, cases []Case, now time.Time) (mails int, err error) {
	lines := map[int64]string{}
	collect := func(query string, arg any) error {
		return tx.each(ctx, func(s scan) error {
			var id int64
			var digest string
			err := s(&id, &digest)
			lines[id] = digest
			return err
		}, query, arg)
	}
	err = collect(`SELECT id, digest FROM ledger WHERE inquiry_id = $1`, inquiry)
	for _, c := range cases {
		err = errors.Join(err, collect(`SELECT id, digest FROM ledger WHERE case_number = $1`, c.Number),
			collect(`SELECT ledger.id, digest FROM events JOIN ledger ON ledger.id = events.ledger_id WHERE events.case_number = $1`, c.Number))
	}
	if err != nil {
		return 0, err
	}
	for id, digest := range lines {
		if _, err := tx.exec(ctx, `UPDATE ledger SET content = '', message_id = '', sender = '', subject = '' WHERE id = $1`, id); err != nil {
			return mails, err
		}
		if digest == "" {
			continue
		}
		n, err := tx.exec(ctx, `DELETE FROM raw_mails WHERE digest = $1 AND NOT EXISTS (SELECT 1 FROM ledger JOIN inquiries ON inquiries.id = ledger.inquiry_id
			WHERE ledger.digest = $1 AND ledger.inquiry_id <> $2 AND inquiries.erased_at IS NULL)`, digest, inquiry)
		if err != nil {
			return mails, err
		}
		if mails += int(n); n > 0 {
			if err := tx.dropMail(ctx, digest, now); err != nil {
				return mails, err
			}
		}
	}
	return mails, nil
}

// emptyLetter takes the contents of a letter away.
func (tx *Tx) emptyLetter(ctx context.Context, id int64, now time.Time) error {
	_, err := tx.exec(ctx, `UPDATE letter_contents SET raw_size = 0, raw = $2, text = '', pdf_size = 0, pdf = NULL WHERE letter_id = $1`, id, []byte{})
	return errors.Join(err, tx.dropLetter(ctx, id, now))
}

// eraseLetters empties the letters about an inquiry and its cases, and those
// about none that were written meanwhile.
func (tx *Tx) eraseLetters(ctx context.Context, inquiry int64, cases []Case, now time.Time) (int, error) {
	begin, end := time.Time{}, time.Time{}
	for _, c := range cases {
		if begin.IsZero() || c.OpenedAt.Before(begin) {
			begin = c.OpenedAt
		}
		if c.ClosedAt.After(end) {
			end = c.ClosedAt
		}
	}
	ids, err := many(ctx, tx, value[int64], `SELECT id FROM letters WHERE case_number IS NULL AND inquiry_id IS NULL AND written_at >= $1 AND written_at <= $2
		AND status NOT IN ('written', 'unknown')`, begin.UnixMilli(), end.Add(24*time.Hour).UnixMilli())
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		if err := tx.emptyLetter(ctx, id, now); err != nil {
			return 0, err
		}
	}
	all, err := many(ctx, tx, value[int64], `SELECT id FROM letters WHERE inquiry_id = $1`, inquiry)
	for _, c := range cases {
		more, e := many(ctx, tx, value[int64], `SELECT id FROM letters WHERE case_number = $1`, c.Number)
		all, err = append(all, more...), errors.Join(err, e)
	}
	if err != nil {
		return 0, err
	}
	for _, c := range cases {
		if err := tx.eraseQuotations(ctx, c.Number, now); err != nil {
			return 0, err
		}
	}
	seen := map[int64]bool{}
	for _, id := range all {
		if seen[id] {
			continue
		}
		seen[id] = true
		if _, err := tx.exec(ctx, `UPDATE letters SET key = $2, recipient = '', sender = '', subject = '', last_error = '', response = '', claimed_by = ''
			WHERE id = $1`, id, "erased/"+strconv.FormatInt(id, 10)); err != nil {
			return 0, err
		}
		if err := tx.emptyLetter(ctx, id, now); err != nil {
			return 0, err
		}
	}
	return len(seen), nil
}

// eraseTexts takes away what the tables themselves say, and the index.
func (tx *Tx) eraseTexts(ctx context.Context, inquiry int64, cases []Case, now time.Time) error {
	_, err := tx.exec(ctx, `UPDATE inquiries SET member = '', member_name = '', member_title = '', subject = '', introduction = '', message_id = '',
		refs = '', erased_at = $2 WHERE id = $1`, inquiry, now.UnixMilli())
	if err != nil {
		return err
	}
	if _, err := tx.exec(ctx, `UPDATE questions SET label = '', text = '', decision = '', answer = '', answered_by = '' WHERE inquiry_id = $1`, inquiry); err != nil {
		return err
	}
	for _, c := range cases {
		if _, err := tx.exec(ctx, `UPDATE cases SET held_why = '', unit = '', signatory = '', signatory_title = '', updated_at = $2 WHERE id = $1`,
			c.ID, now.UnixMilli()); err != nil {
			return err
		}
		if _, err := tx.exec(ctx, `UPDATE tasks SET what = 'erased', done_at = COALESCE(done_at, $2) WHERE case_number = $1`, c.Number, now.UnixMilli()); err != nil {
			return err
		}
		if _, err := tx.exec(ctx, `UPDATE deliveries SET payload = '', last_error = '', status = CASE WHEN status = 'waiting' THEN 'gave up' ELSE status END
			WHERE case_number = $1`, c.Number); err != nil {
			return err
		}
		delete(tx.pending.words, c.ID)
		if _, err := tx.exec(ctx, tx.r.dialect.forget, c.ID); err != nil {
			return err
		}
	}
	return nil
}

// eraseEvents takes who and details from the events of a case, and seals what is
// left by a last one.
func (tx *Tx) eraseEvents(ctx context.Context, number, who, reason string, now time.Time) (int, error) {
	all, err := tx.Events(ctx, number)
	if err != nil {
		return 0, err
	}
	var s seal
	for _, e := range all {
		if !e.Erased {
			e.Who, e.Detail, e.Erased = roleOf(e.Who), nil, true
			if err := tx.change(ctx, `UPDATE events SET who = $2, detail = '', erased = TRUE WHERE id = $1`, e.ID, e.Who); err != nil {
				return 0, err
			}
		}
		s.add(e)
	}
	last := Event{Case: number, At: now, Who: who, What: whatErased, Detail: map[string]string{
		"reason": reason, "events": strconv.Itoa(len(all)), detailSeal: s.sum()}}
	return len(all), tx.AddEvent(ctx, &last)
}

// roleOf is the role that Who begins with, as "official".
func roleOf(who string) string {
	role, _, _ := strings.Cut(who, " ")
	if strings.Contains(role, "@") {
		return "person"
	}
	return role
}

// seal is over what is left of erased events.
type seal struct{ h hash.Hash }

func (s *seal) add(e Event) {
	if s.h == nil {
		s.h = sha256.New()
	}
	if err := json.NewEncoder(s.h).Encode([]any{e.Prev, e.Case, e.At.UnixMilli(), e.Who, e.What, e.Ledger, e.Hash}); err != nil {
		panic(err) // strings and numbers always have a JSON form
	}
}

func (s *seal) sum() string {
	if s.h == nil {
		return ""
	}
	return hex.EncodeToString(s.h.Sum(nil))
}

// Ended returns the inquiries all of whose cases have ended before a time and of
// which nothing was erased, with their kinds, the oldest first.
func (tx *Tx) Ended(ctx context.Context, before time.Time) (_ []Inquiry, err error) {
	defer name(&err, "list ended inquiries")
	return many(ctx, tx, readInquiry, inquiries+` WHERE erased_at IS NULL AND id IN (SELECT inquiry_id FROM cases WHERE closed_at IS NOT NULL AND closed_at < $1)
		AND NOT EXISTS (SELECT 1 FROM cases WHERE inquiry_id = inquiries.id AND (closed_at IS NULL OR closed_at >= $1)) ORDER BY id`, before.UnixMilli())
}

// Scrub makes what was erased unreadable on the disk as well. In SQLite the
// index of words is merged, the file is written anew without its free pages, and
// the log beside it is emptied; that takes a moment for each gigabyte, in which
// others wait to write. In PostgreSQL the tables are vacuumed: the bytes of
// erased rows are free then, and overwritten by and by; archived logs are kept
// as long as the server's administrator says.
// Objects of what was erased are removed too; a store that is away is an error,
// but keeps nothing from being cleared here.
func (r *Register) Scrub(ctx context.Context) (err error) {
	defer name(&err, "scrub register")
	return errors.Join(r.dropGone(ctx), r.scrubDisk(ctx))
}

func (r *Register) scrubDisk(ctx context.Context) error {
	leave, err := r.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	defer r.patience.lasts()()
	for _, statement := range r.dialect.scrub {
		if r.shared { // its connections are in no schema
			statement = strings.Replace(statement, "VACUUM ", "VACUUM "+r.schema+".", 1)
		}
		if _, err := r.write.db.ExecContext(ctx, statement); err != nil {
			return r.fault(err)
		}
	}
	if !r.dialect.oneWriter || r.where == Memory {
		return nil
	}
	defer r.checkpointer.pause()()
	var busy, pages, moved int
	if err := r.write.db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved); err != nil {
		return r.fault(err)
	}
	if busy != 0 {
		return fmt.Errorf("%w: somebody reads: the log beside the register still holds what was erased: scrub again", ErrBusy)
	}
	return nil
}
