package notify

import "time"

// The sections of a digest, in the words that templates turn into headings.
const (
	DigestHeld        = "held"        // for the registrar to decide
	DigestOverdue     = "overdue"     // past the deadline
	DigestSoon        = "soon"        // the deadline is near
	DigestMember      = "member"      // the clock stands: the member was asked
	DigestApproval    = "approval"    // answered, not approved
	DigestUndelivered = "undelivered" // letters that did not arrive
	DigestTasks       = "tasks"       // work for a person
)

// DigestView is what a digest tells: how things stand in the morning.
type DigestView struct {
	Sections []DigestSection
	Calendar bool // the deadlines are attached
}

// DigestSection is one list of a digest.
type DigestSection struct {
	Name string // one of the words above
	Rows []DigestRow
	More int // rows that are left out
}

// DigestRow is one line of a list.
type DigestRow struct {
	Case, Subject  string
	Administration string // name; "" in the administration's own digest
	Due            time.Time
	Days           int       // that are left, or that the deadline is past
	Since          time.Time // held, or the clock stands, since
	Reason         string    // why it is held, as a word of the desk
	Text           string    // the task; the recipient of the letter
	Kind           string    // of the letter
}

func cleanDigest(d DigestView, zone *time.Location) DigestView {
	return DigestView{Calendar: d.Calendar, Sections: each(d.Sections, func(s DigestSection) DigestSection {
		return DigestSection{Name: s.Name, More: s.More, Rows: each(s.Rows, func(r DigestRow) DigestRow {
			r.Case, r.Administration, r.Reason, r.Kind = line(r.Case), line(r.Administration), line(r.Reason), line(r.Kind)
			r.Subject, r.Text = oneLine(r.Subject, nameLimit), oneLine(r.Text, 2*nameLimit)
			r.Due, r.Since = in(r.Due, zone), in(r.Since, zone)
			return r
		})}
	})}
}
