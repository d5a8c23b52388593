// Package register is the journal: the ledger of every mail, inquiries with
// their questions, cases with their numbers and due dates, events and letters.
// It is the only room that speaks SQL.
//
// # Transactions
//
// Everything is written within [Register.Update], one transaction for each
// mail: the ledger line first ([Tx.Receive]), then what became of the mail
// ([Tx.Settle]), then the letters that it causes ([Tx.AddLetter]). All of it is
// kept or nothing, also after an error, a panic, a kill or a power cut; what
// Update has returned from is on the disk. [Tx.Try] files many mails in one
// commit, each of them all or nothing. [Register.View] reads, and sees one
// moment.
//
// Doing something again does nothing twice: a mail is known by its place
// (mailbox, UIDVALIDITY, UID) and by its digest, a letter by its key. So whoever
// does not know whether a transaction was kept ([ErrAway], a kill) just does it
// again.
//
// # Letters
//
// A letter is a record before it is a mail: the letters that are due and not
// yet accepted are the outbox. [Tx.ClaimLetters] hands out some of them for a
// time; [Tx.LetterAccepted], [Tx.LetterDelayed] and [Tx.LetterFailed] say what
// came of it. Their bytes and Message-IDs never change.
//
// # Places
//
// A register is one SQLite file ([Config.Path]), which one daemon writes, or a
// schema of a PostgreSQL database ([Config.URL]), which several share; in
// memory ([Memory]) it is its own fake for tests. Each tenant has a register of
// its own. Times are kept as Unix milliseconds in UTC, so that one read again is
// the one written without what lies below a millisecond; texts are kept as valid
// UTF-8 without NUL. Numbers of cases run without gaps within a year.
package register

import (
	"encoding/json"
	"errors"
	"time"
)

// Errors of this room.
var (
	ErrNotFound   = errors.New("register: not found")
	ErrTransition = errors.New("register: the case's state does not allow that")
	ErrNewer      = errors.New("register: the schema is newer than this program")
)

// Outcome says what became of a mail.
type Outcome string

// The outcomes of a ledger line.
const (
	Received   Outcome = "received"    // seen, nothing decided yet
	Filed      Outcome = "filed"       // an inquiry
	FollowedUp Outcome = "followed-up" // belongs to a case that exists
	Answered   Outcome = "answered"    // an administration's answer
	Held       Outcome = "held"        // a person must decide
	Ignored    Outcome = "ignored"     // nothing to do: automatic mail, a copy, a stranger
	Stuck      Outcome = "stuck"       // could not be fetched or stored
	Adopted    Outcome = "adopted"     // lay in the mailbox before the first start
)

// Receipt is what is known of a mail when it arrives.
type Receipt struct {
	Mailbox     string
	UIDValidity uint32
	UID         uint32
	Digest      string // SHA-256 of the raw bytes, hex
	Content     string // intake.Mail.Content
	MessageID   string
	From        string // addr-spec, first author
	Subject     string
	Nature      string
	Size        int64
	ArrivedAt   time.Time // INTERNALDATE
	Raw         []byte    // kept compressed, once per Digest
	Packed      Packed    // Raw, if [Register.Prepare] was asked to do that ahead
}

// LedgerLine is one mail as it was seen in one place.
type LedgerLine struct {
	ID int64
	Receipt
	SeenAt  time.Time
	Outcome Outcome
	Reason  string
	Inquiry int64  // 0: none
	Case    string // number, or ""
	MovedTo string // folder, once moved there
	MovedAt time.Time
	Tries   int // of fetching or storing it
}

// Inquiry is one mail from a member, with one or more questions.
type Inquiry struct {
	ID           int64
	Ledger       int64
	Member       string // address on the roster
	MemberName   string
	MemberTitle  string
	Kind         string // "question" unless decided otherwise
	Subject      string
	Introduction string
	MessageID    string
	References   []string
	ArrivedAt    time.Time
	Follows      string // number of the case that it follows up after its window, or ""
	Acknowledged bool
	ErasedAt     time.Time // when what it and its cases said was erased; zero: it was not
}

// State is where a case stands.
type State string

// The states of a case.
const (
	StateHeld       State = "held"       // the registrar decides
	StateOpen       State = "open"       // filed and forwarded
	StateAnswered   State = "answered"   // every question has an answer; not yet approved
	StateApproved   State = "approved"   // the letter is written
	StateClosed     State = "closed"     // the letter was accepted, or the case ended without one
	StateRedirected State = "redirected" // another case took over
	StateRefused    State = "refused"
	StateWithdrawn  State = "withdrawn"
	StateDuplicate  State = "duplicate"
)

// Case is the part of an inquiry that one administration answers.
type Case struct {
	ID             int64
	Number         string // "2026-0041"
	Inquiry        int64
	Administration string   // id; empty while nobody can guess
	Contributing   []string // ids
	State          State
	HeldWhy        string
	OpenedAt       time.Time // when the inquiry arrived
	Due            time.Time // end of the last day; zero: no deadline
	ClosedAt       time.Time
	Access         string            // "public", "members" or "confidential"
	External       map[string]string // numbers of other systems by name: f2_case, f2_document, edoc_case
	Unit           string            // who answers in the administration
	Signatory      string            // name under the letter
	SignatoryTitle string
	Successor      string // number of the case that took over or is the original
	UpdatedAt      time.Time
}

// Question is one thing asked, with the decision that filed it and, when it
// has come, the answer.
type Question struct {
	ID         int64
	Inquiry    int64
	Case       int64
	Number     int // within the inquiry
	Label      string
	Text       string
	Decision   json.RawMessage // classify.Decision
	Filed      bool            // as the rules decided
	Answer     string          // text as the official wrote it
	AnsweredAt time.Time
	AnsweredBy string // address
}

// Event is one thing that happened to a case. Events are append-only; each
// holds the hash of the one before it in the same case.
type Event struct {
	ID     int64
	Case   string // number
	At     time.Time
	Who    string            // "system", "member", "official <address>", "registrar", "cli <user>"
	What   string            // received, filed, held, assigned, forwarded, followed-up, answered, approved, letter, closed, …
	Detail map[string]string // never a question's text
	Ledger int64             // the mail that caused it, or 0
	Prev   string            // hash of the event before, "" for the first
	Hash   string            // SHA-256 over Prev and all the rest, hex
	Erased bool              // Who is a role alone and Detail gone; Hash is that of before, see [Tx.Erase]
}

// LetterStatus is how far a letter has come.
type LetterStatus string

// The statuses of a letter.
const (
	Written  LetterStatus = "written"  // in the outbox
	Unknown  LetterStatus = "unknown"  // no reply after the final dot: will be posted again as it is
	Accepted LetterStatus = "accepted" // the server took it
	Bounced  LetterStatus = "bounced"  // it came back
	GaveUp   LetterStatus = "gave up"  // refused for good, or too old
	Dropped  LetterStatus = "dropped"  // a draft that another took the place of, or a reminder that came to nothing; never posted
)

// Letter is a mail of ours. Raw and MessageID never change.
type Letter struct {
	ID        int64
	Key       string // unique: what makes writing it twice a no-op, as "2026-0041/answer/1"
	Kind      string // notify.Kind
	Case      string // number, or ""
	Inquiry   int64
	Recipient string // envelope recipient: one per letter
	Sender    string // envelope sender, "" for the null path
	Role      string // notify.Role of the recipient
	MessageID string // without angle brackets
	Subject   string
	Raw       []byte
	Packed    Packed // of a new letter: Raw, if it was packed ahead; then Raw may be left out
	Text      string // its text part, for people
	PDF       []byte
	ReadyAt   time.Time // when it was first due
	Due       time.Time // not before
	ClaimedBy string    // of a new letter: who posts it at once, see [Tx.AddLetter]
	Attempts  int
	LastError string
	Status    LetterStatus
	WrittenAt time.Time
	SentAt    time.Time // accepted
	Response  string    // the server's last word
	FiledSent bool      // appended to the Sent folder
	Cleared   string    // digest of the bytes that it was cleared for, see [Tx.ClearLetter]; "": not, or it needs none
}

// Task is work for a person: something that no rule and no retry will settle.
type Task struct {
	ID     int64
	Case   string
	Ledger int64
	Letter int64
	What   string // one line, no question's text
	At     time.Time
	DoneAt time.Time
}

// MailboxState is how far a mailbox has been read.
type MailboxState struct {
	Mailbox     string
	UIDValidity uint32
	LastUID     uint32    // every UID up to here has a ledger line, or is older than AdoptedAt
	AdoptedAt   time.Time // mail that arrived before this was there before us,
	AdoptedUID  uint32    // if its UID is below this one
	PolledAt    time.Time // last good poll
}
