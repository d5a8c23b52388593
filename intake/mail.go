// Package intake is the post room: it takes mail out of an IMAP mailbox and
// turns its bytes into what a person wrote.
//
// [Parse] reads any bytes into a [Mail] and never fails; what it could not
// read as the sender meant it stands in Mail.Problems. [Screen] says whether
// a person wrote it (RFC 3834, 3464), [Authenticate] whether the author
// address can be believed (RFC 8601, 6376), and a [Roster] who that author is.
// [Mailbox] is one connection to one IMAP mailbox (RFC 3501, 9051).
//
// Nothing here decides what becomes of a mail: that is the clerk's work.
package intake

import "time"

// Nature says what kind of sender wrote a mail.
type Nature string

// The natures of mail.
const (
	Person     Nature = "person"     // somebody wrote it to us
	List       Nature = "list"       // it came through a mailing list
	AutoReply  Nature = "auto-reply" // a program answered (RFC 3834)
	Bounce     Nature = "bounce"     // a delivery status notification (RFC 3464) or one in free form
	Report     Nature = "report"     // another report: read receipt (RFC 8098), feedback (RFC 5965), DMARC
	Own        Nature = "own"        // our own letter, come back
	Unreadable Nature = "unreadable" // nothing in it could be read
)

// Address is a mailbox of RFC 5322 section 3.4: a display name, which proves
// nothing, and an addr-spec with its domain in lower case. A group leaves its
// members; the empty reverse path is not an Address.
type Address struct {
	Name    string `json:"name,omitempty"`
	Address string `json:"address"`
}

// Mail is what could be read of one message. All strings are valid UTF-8 in
// NFC without NUL, and all sizes are bytes.
type Mail struct {
	Raw []byte // the message as it was fetched

	Header Header // every header field in order, unfolded, not decoded

	From, Sender, ReplyTo, To, Cc []Address // From keeps every author that was named, in order
	ReturnPath                    string    // addr-spec; "<>" is the null path, "" is none given
	Subject                       string    // decoded (RFC 2047)
	Date                          time.Time // zero when absent or unreadable
	MessageID                     string    // without angle brackets
	InReplyTo, References         []string  // without angle brackets, at most 100, the newest kept

	Text        string // everything readable; embedded messages last, behind their header lines
	HTML        string // the page with the same text, without styles, scripts and comments, or ""
	NewText     string // what the sender wrote now: no quotes, no signature
	NewTextSure bool   // whether NewText can be trusted to be exactly that
	PointsBelow bool   // NewText is unsure for one reason: it sends the reader on to what stands below
	PassedOn    string // the end of NewText that the sender did not write, but a mail that is passed on; "" where nothing stands above it

	Attachments []Attachment
	Encrypted   bool     // S/MIME, OpenPGP or Microsoft 365: nothing to read without a key
	Truncated   bool     // Raw is only the beginning of the message
	Problems    []string // what was wrong and how it was read all the same

	Nature    Nature // set by Screen
	NatureWhy string // the header field or pattern that decided
	Bounce    *DeliveryStatus
}

// Attachment is a part of a message that is not its text.
type Attachment struct {
	Name      string `json:"name,omitempty"` // as the sender named it; data, never a path
	MediaType string `json:"media_type"`     // lower case, without parameters
	Size      int64  `json:"size"`           // of Content
	SHA256    string `json:"sha256"`         // of Content, in hex
	Content   []byte `json:"-"`              // transfer encoding undone
	ContentID string `json:"-"`              // without angle brackets
	Inline    bool   `json:"-"`              // Content-Disposition inline, or referred to by the HTML
	Unpacked  bool   `json:"-"`              // all that is in it, S/MIME or winmail.dat, is text or attachments of the mail
	Text      string `json:"-"`              // readable text of a message/rfc822 or text/calendar part; "" of a mail that came back

	header Header // of a mail that came back
}

// DeliveryStatus is what a bounce says of the mail that was not delivered
// (RFC 3464), or what could be gathered from one in free form.
type DeliveryStatus struct {
	Recipients []string `json:"recipients"`           // addr-specs that failed, as the last server knew them (Final-Recipient)
	Originals  []string `json:"originals,omitempty"`  // the same as the mail was addressed (Original-Recipient), where that differs
	Status     string   `json:"status,omitempty"`     // enhanced status code (RFC 3463), as 5.1.1
	Action     string   `json:"action,omitempty"`     // failed, delayed, delivered, relayed or expanded
	MessageID  string   `json:"message_id,omitempty"` // of the returned mail, without angle brackets
}

// Field is one header field: its name as written and its unfolded value.
type Field struct{ Name, Value string }

// Header is the header of a message in the order of its lines.
type Header []Field

// Limits bound what reading one mail may cost. A zero field means its default.
type Limits struct {
	Size        int64 `toml:"max_size"`         // bytes of a message that are fetched and read; default 40 MiB
	HeaderBytes int   `toml:"max_header_bytes"` // bytes of one header; default 256 KiB
	Fields      int   `toml:"max_fields"`       // header fields of one part; default 1,000
	Depth       int   `toml:"max_depth"`        // nesting of MIME parts; default 20
	Parts       int   `toml:"max_parts"`        // MIME parts in all; default 500
	Text        int   `toml:"max_text"`         // bytes of Text; default 1 MiB
}
