// Package growth makes registers of any size for tests and measurements: what
// a municipality would have after years, made up by rules from a seed, so that
// the same size is the same register. Rows are written in bulk, past the
// register's methods, and hold all that the register promises: the chains of
// events, the digests of the mails, the index of words.
//
// A case has a mail of a member with one or two questions, an answer, three
// letters that were accepted and five events. Of the cases the last few hundred
// are open and a few dozen held, however many there are: what is alive does not
// grow with the years.
package growth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"inquiryd/internal/register"
)

// PerYear is how many cases a year has; then the next year begins.
const PerYear = 50_000

const (
	open    = 300 // the last cases are open
	held    = 30  // and the last of these held
	members = 55
	apart   = 8 * time.Minute // cases come one after the other
)

// Administrations are those that cases are filed with.
var Administrations = []string{"OEKF", "KFF", "BUF", "SUF", "SOF", "TMF", "BIF"}

// one is a case that is made up.
type one struct {
	i       int
	random  *rand.Rand
	at      time.Time
	number  string
	member  string // address
	subject string
	texts   []string
	admin   string
	state   register.State
	raw     []byte
	digest  string
	content string
}

// makeUp makes up the case i of n, of which the last came just before end.
func makeUp(i, n int, end time.Time) one {
	o := one{i: i, random: rand.New(rand.NewPCG(7, uint64(i))), at: end.Add(-time.Duration(n-i) * apart).Truncate(time.Millisecond),
		number: fmt.Sprintf("%04d-%04d", Year(i), i%PerYear+1), state: register.StateClosed}
	o.member = fmt.Sprintf("medlem%d@medlem.example", o.random.IntN(members))
	o.admin = Administrations[o.random.IntN(len(Administrations))]
	o.subject = o.sentence(3 + o.random.IntN(4))
	for range 1 + o.random.IntN(2) {
		o.texts = append(o.texts, o.sentence(20+o.random.IntN(40))+"?")
	}
	if i >= n-open {
		o.state = register.StateOpen
	}
	if i >= n-held {
		o.state = register.StateHeld
	}
	o.raw = fmt.Appendf(nil, "From: Medlem <%s>\r\nSubject: %s\r\nMessage-ID: <%s>\r\n\r\n%s\r\n", o.member, o.subject, o.messageID(), strings.Join(o.texts, "\r\n\r\n"))
	sum, said := sha256.Sum256(o.raw), sha256.Sum256([]byte(o.subject+o.texts[0]))
	o.digest, o.content = hex.EncodeToString(sum[:]), hex.EncodeToString(said[:])
	return o
}

// Year is that of case i.
func Year(i int) int { return 2000 + i/PerYear }

func (o *one) messageID() string { return fmt.Sprintf("g%d@medlem.example", o.i) }

// sentence is made of words as often as they occur in real texts: few make up
// half of it, and most are rare.
func (o *one) sentence(words int) string {
	var b strings.Builder
	for w := range words {
		if w > 0 {
			b.WriteByte(' ')
		}
		if o.random.IntN(2) == 0 {
			b.WriteString(common[o.random.IntN(len(common))])
			continue
		}
		rank := int(float64(len(stems)*len(ends)) * o.random.Float64() * o.random.Float64())
		b.WriteString(stems[rank/len(ends)] + ends[rank%len(ends)])
	}
	return b.String()
}

// deeds are what happened to the case, and letters what was written.
func (o *one) story() (deeds, letters []string) {
	deeds, letters = []string{"received", "filed", "forwarded"}, []string{"acknowledgement", "forwarding"}
	switch o.state {
	case register.StateHeld:
		return []string{"received", "held"}, letters[:1]
	case register.StateClosed:
		return append(deeds, "answered", "closed"), append(letters, "answer")
	}
	return deeds, letters
}

func (o *one) decision(text string) string {
	return fmt.Sprintf(`{"administration":%q,"filed":true,"score":4.5,"margin":3,"evidence":[{"rule":"keywords","keyword":%q,"zone":"question","points":3}]}`,
		o.admin, strings.Fields(text)[0])
}

// recipient is whom a letter goes to.
func (o *one) recipient(kind string) (address, role string) {
	if kind == "forwarding" {
		return strings.ToLower(o.admin) + "@kk.example", "official"
	}
	return o.member, "member"
}

// File files case i, which must be new, by the register's own methods as if
// its mail had just come: what is timed on a register that has grown. It looks
// up what the desk looks up for each mail.
func File(ctx context.Context, r *register.Register, i int, now time.Time) error {
	o := makeUp(i, i+1+held, now)
	return r.Update(ctx, func(tx *register.Tx) error {
		if err := o.file(ctx, tx); err != nil {
			return fmt.Errorf("file case %d: %w", i+1, err)
		}
		return nil
	})
}

func (o *one) file(ctx context.Context, tx *register.Tx) error {
	line, _, err := tx.Receive(ctx, register.Receipt{Mailbox: "INBOX", UIDValidity: 1, UID: uint32(o.i + 1), MessageID: o.messageID(), From: o.member,
		Subject: o.subject, Nature: "person", Size: int64(len(o.raw)), ArrivedAt: o.at, Raw: o.raw, Digest: o.digest, Content: o.content}, o.at)
	if err != nil {
		return err
	}
	if err := o.lookUp(ctx, tx, line); err != nil {
		return err
	}
	q := register.Inquiry{Ledger: line.ID, Member: o.member, MemberName: "Medlem", MemberTitle: "MB", Kind: "question", Subject: o.subject,
		MessageID: o.messageID(), ArrivedAt: o.at, Acknowledged: true}
	if err := tx.AddInquiry(ctx, &q); err != nil {
		return err
	}
	c := register.Case{Inquiry: q.ID, Administration: o.admin, State: o.state, OpenedAt: o.at, Due: o.at.AddDate(0, 0, 14), Access: "public", UpdatedAt: o.at}
	if err := tx.AddCase(ctx, &c, Year(o.i)); err != nil {
		return err
	}
	for k, text := range o.texts {
		asked := register.Question{Inquiry: q.ID, Case: c.ID, Number: k + 1, Text: text, Filed: true, Decision: []byte(o.decision(text))}
		if err := tx.AddQuestion(ctx, &asked); err != nil {
			return err
		}
	}
	deeds, letters := o.story()
	for _, what := range deeds {
		e := register.Event{Case: c.Number, At: o.at, Who: "rules", What: what, Detail: map[string]string{"administration": o.admin}, Ledger: line.ID}
		if err := tx.AddEvent(ctx, &e); err != nil {
			return err
		}
	}
	for _, kind := range letters {
		address, role := o.recipient(kind)
		l := register.Letter{Key: c.Number + "/" + kind, Kind: kind, Case: c.Number, Inquiry: q.ID, Recipient: address, Sender: "svar@kk.example", Role: role,
			MessageID: c.Number + "." + kind + "@kk.example", Subject: o.subject, Text: o.texts[0], Due: o.at, WrittenAt: o.at, Raw: o.raw}
		if _, err := tx.AddLetter(ctx, &l); err != nil {
			return err
		}
		if err := tx.LetterAccepted(ctx, l.ID, o.at, "250 ok"); err != nil {
			return err
		}
		if err := tx.LettersFiled(ctx, l.ID); err != nil {
			return err
		}
	}
	if err := tx.Settle(ctx, line.ID, register.Filed, "a member asks", q.ID, c.Number); err != nil {
		return err
	}
	return tx.Moved(ctx, []int64{line.ID}, "Filed", o.at)
}

// lookUp asks what the desk asks about each mail: copies of it, what it
// replies to, and how much its sender was written to of late.
func (o *one) lookUp(ctx context.Context, tx *register.Tx, line register.LedgerLine) error {
	_, copies := tx.Earlier(ctx, line)
	_, replies := tx.InquiryByMessageID(ctx, o.member, "nothing@medlem.example")
	for _, err := range []error{copies, replies} {
		if err != nil && !isNotFound(err) {
			return err
		}
	}
	day := o.at.AddDate(0, 0, -1)
	for _, ask := range []func() error{
		func() error { _, err := tx.CountLetters(ctx, o.member, []string{"acknowledgement"}, day); return err },
		func() error { _, err := tx.CountLetters(ctx, "", nil, o.at.Add(-time.Hour)); return err },
		func() error { _, err := tx.SubjectsOf(ctx, o.member, day); return err },
	} {
		if err := ask(); err != nil {
			return err
		}
	}
	return nil
}
