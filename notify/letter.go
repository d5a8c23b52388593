// Package notify is the out-tray: it writes letters from templates and posts
// them.
//
// A [Writer] turns a [Letter] into the bytes of one mail (RFC 5322), composed
// once and kept by the register; a [Poster] hands such bytes to a submission
// server (RFC 6409) for one recipient. A retry posts the same bytes with the
// same Message-ID. [Temporary] tells errors worth a retry from those that are
// not. A [Signer] makes and reads the signed reply addresses and Message-IDs
// by which an answer finds its case.
package notify

import "time"

// Kind names a letter; its templates carry the same name.
type Kind string

// The kinds of letters.
const (
	Acknowledgement Kind = "acknowledgement" // to the member: numbers, who answers, by when
	Forwarding      Kind = "forwarding"      // to the administration: the questions
	FollowUp        Kind = "follow-up"       // to the administration: more from the member
	Answer          Kind = "answer"          // to the member: the formal letter
	HeldNotice      Kind = "held"            // to the registrar: a question or mail that a person must decide
	Notice          Kind = "notice"          // to the registrar: something that a person should know
	Received        Kind = "received"        // to the official: the answer came, this was understood
	Returned        Kind = "returned"        // to the official: the answer was not understood, or questions are missing
	Redirected      Kind = "redirected"      // to the member: another administration answers
	Reminder        Kind = "reminder"        // to the administration: the deadline is near or past
	Escalation      Kind = "escalation"      // to the head of the administration: it has not answered in time
	Late            Kind = "late"            // to the member: the deadline has passed, and nobody has answered
	Digest          Kind = "digest"          // to the administration or the registrar: what is due, late or waits
	Interim         Kind = "interim"         // to the member: the answer is late, and when it comes
	Contribution    Kind = "contribution"    // to a contributing administration: what it is asked for
	Contributed     Kind = "contributed"     // to the administration that answers: a contribution
	Question        Kind = "question"        // to the member: the administration asks something back
	Approval        Kind = "approval"        // to an approver: the answer letter as it will go, to be approved or returned
	SentBack        Kind = "sent-back"       // to the official: the approver returned the answer, with the reason
	TooBig          Kind = "too-big"         // to the member, in place of the acknowledgement: the mail was too large, and what to do
	Copy            Kind = "copy"            // to those who get copies of answers
	Refusal         Kind = "refusal"         // to somebody who is nobody here: this mailbox is not for them
	Confirmation    Kind = "confirmation"    // to the member or the official: what was done, said by Reason
)

// Role is what the recipient of a letter is to its case.
type Role string

// The roles.
const (
	Member    Role = "member"
	Official  Role = "official"
	Registrar Role = "registrar"
	Approver  Role = "approver"

	Contributor Role = "contributor" // an administration that contributes to the answer
	Reader      Role = "reader"      // who gets a copy and has no word
	Stranger    Role = "stranger"    // to no case: somebody whom nobody knows
)

// Address is a display name and an addr-spec.
type Address struct{ Name, Address string }

// Letter is everything that one mail of ours is made from.
type Letter struct {
	Kind       Kind
	To         Address
	ReplyTo    string // signed reply address; empty: the mailbox
	MessageID  string // without angle brackets
	InReplyTo  string // without angle brackets; empty: none
	References []string
	Date       time.Time
	Automatic  string // Auto-Submitted: "auto-replied", "auto-generated"; empty: a person's words, no field
	Model      Model
	Attach     []Attachment
	Print      *Print // made before; nil: it is printed while it is composed
}

// Attachment travels with a letter. A message/rfc822 one is attached as a
// file, since RFC 2046 forbids to encode it otherwise.
type Attachment struct {
	Name      string
	MediaType string
	Content   []byte
}

// Model is what templates see.
type Model struct {
	Language string // "da", "en"

	// Of the letter itself: the Writer sets these. They stand here and not in a type
	// around the Model, and before the rest, since templates find fields of an embedded
	// one slowly, and the first ones soonest.
	Kind      Kind
	Subject   string // in HTML only
	Letter    bool   // the formal answer, which has its own margin
	Automatic bool
	// Numbers are those of the cases in words, and ReplyLink the beginning of a link
	// that replies about them, up to the words of the subject after the numbers; "" when
	// a reply has no address of its own.
	Numbers, ReplyLink string
	Single             bool // there is one case

	Office  Office
	Member  Person
	Inquiry InquiryView
	Cases   []CaseView // the acknowledgement has all of the inquiry; the others one
	Text    string     // free text: a follow-up, a notice, what was understood
	// Reason is why it is held, returned or late, or what was done, as a word
	// (clerk.Reason) that templates turn into a sentence of their language.
	Reason          string
	Administrations []AdministrationView // held: those that can be chosen
	Expected        time.Time            // interim: when the answer comes; returned: the last day that may be given
	Files, LeftOut  []string             // received, returned: files that go along with the answer, and of the same mail that do not; acknowledgement: files in which nobody looked for questions
	TakenBack       bool                 // returned: the answer that waited is not sent meanwhile
	Draft           DraftView            // approval, sent-back: the letter that it is about
	Digest          DigestView           // digest: its lists
	Stage           int                  // escalation: the how-manieth time that somebody is told
	Corrects        time.Time            // answer: it takes the place of the letter of that day
	Missing         []MissingView        // answer, notice: what is still to come
	Suggestion      string               // confirmation: the word that was probably meant
	Similar         []SimilarView        // forwarding: earlier questions like these
	CPR             bool                 // to those who handle the case: its texts hold what looks like a personal identity number
	Unread          []string             // to those who handle the case: names of files that nobody has looked into for such numbers
	Size, Limit     int64                // too-big: bytes of the mail, and the most that are taken; 0: not known

	// Of the letter itself, too.
	To      Address
	ReplyTo string // where a reply goes
	Date    time.Time
	// Enclosures are the names of the files that travel with the formal answer.
	Enclosures []string
}

// Office is the installation: the municipality and its mailbox.
type Office struct {
	Name      string // Københavns Kommune
	Mailbox   string // the address that members write to
	Registrar string // address
	Web       string
	Telephone string
}

// Person is a member, an official or a signatory.
type Person struct{ Name, Title, Address string }

// InquiryView is the member's mail.
type InquiryView struct {
	Subject, Introduction string
	ArrivedAt             time.Time
	Kind                  string // in words; "" a plain question
	Follows               string // number of the ended case that it follows; "" none

	// The Writer sets these: calls in templates cost much, and most letters say them
	// more than once.
	Topic   string // what the subject is about
	Arrived string // ArrivedAt as a day
}

// CaseView is one case.
type CaseView struct {
	Number         string
	Administration AdministrationView
	Held           bool // no administration yet: the registrar decides
	Questions      []QuestionView

	// The Writer sets these: Due and Wished as days, and whether there is one question.
	DueDay, WishedDay string
	Single            bool

	Due          time.Time
	Wished       time.Time // the member asked for an answer by that day; zero: by none
	Signatory    Person
	Unit         string
	External     map[string]string // f2_case, f2_document, edoc_case
	Closed       bool
	State        string               // register.State; letters say it in their language
	Contributing []AdministrationView // who contributes to the answer
	Earlier      EarlierView          // the answer that a duplicate refers to
}

// SimilarView is an earlier question like one that is asked now.
type SimilarView struct {
	Number         string
	ArrivedAt      time.Time
	AnsweredAt     time.Time // zero: not yet
	Administration AdministrationView
	Question       string
	Answer         string // its beginning
	File           string // the letter, among the files of this one; "": it does not go along
	Confidential   bool   // its answer is not shown
	Own            bool   // the same member asked
	Quotable       bool   // the member may get the answer: the word for a duplicate works
}

// EarlierView is a case that was answered before.
type EarlierView struct {
	Number     string
	AnsweredAt time.Time
	Questions  []QuestionView
}

// MissingView is what a letter does not hold yet.
type MissingView struct {
	Case           string
	Administration string    // name
	Questions      []string  // their numbers; empty: all of the case
	Expected       time.Time // by when it comes; zero: not known
}

// DraftView is an answer letter that waits for approval.
type DraftView struct {
	Digest        string // SHA-256 of the letter's bytes, hex
	Subject, Text string // of the letter, as its recipient will read them
	File          string // name of the attachment that has the digest
	Recipient     Address
	Step, Steps   int      // the how-manieth approval of how many this is
	Before        []string // who approved it before
	InsteadOf     string   // the approver for whom a substitute is asked
	Approver      string   // sent-back: who returned it
}

// Short is the beginning of the digest in groups, for people to compare.
func (d DraftView) Short() string {
	if len(d.Digest) < 16 {
		return d.Digest
	}
	return d.Digest[:4] + " " + d.Digest[4:8] + " " + d.Digest[8:12] + " " + d.Digest[12:16]
}

// AdministrationView is who answers.
type AdministrationView struct {
	ID, Name, Address string // Address is the mail address
	Street, Postal    string // Bernstorffsgade 17; 1577 København V
	Telephone, Web    string
	Genitive          string // Beskæftigelses- og Integrationsforvaltningens
}

// QuestionView is one question, and its answer once it has one.
type QuestionView struct {
	Number      int
	Label, Text string
	Answer      string // plain text or simple Markdown
	Answered    bool
	Why         string   // one sentence: why it went where it went
	Words       []string // the words that counted
	KLE         string   // proposed number of the subject, with its title; may be empty
}

// Composed is a mail ready to be kept and posted.
type Composed struct {
	Raw     []byte // CRLF lines of at most 998 bytes
	Subject string
	Text    string
	HTML    string
	PDF     []byte // the answer letter only

	Unprinted error // why the command made no PDF, if it should have: PDF is the built-in one
}
