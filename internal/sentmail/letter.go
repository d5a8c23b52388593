package sentmail

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// Letter is a letter of ours in the folder of sent mail.
type Letter struct {
	ID       string // Message-ID
	Claim    notify.Claim
	To       string // its one recipient
	Written  time.Time
	Sent     time.Time
	Text     string // of the kinds that show questions, on one line
	Original string // digest of the mail of ours that it carries, or ""

	reply string // Message-ID that it replies to, or ""
	entry intake.Entry
}

// OfCase says whether the letter is about a case. The name that stands for one in
// a notice of a mail may hold what looks like a number: mail-1234-56789012.
func (l *Letter) OfCase() bool { return register.IsCaseNumber(l.Claim.Case) }

// Acknowledges says whether the letter told the member that an inquiry was
// filed: the first of those about a mail too large stands for it.
func (l *Letter) Acknowledges() bool {
	return l.Claim.Kind == notify.Acknowledgement || strings.Contains(l.ID, "."+string(notify.TooBig)+".1.")
}

// Shows says whether a letter has the text of a question in it.
func (l *Letter) Shows(question string) bool {
	words := oneLine(question)
	return words != "" && strings.Contains(l.Text, words)
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// Serial is the number of a letter among those of its kind in its case, as its
// Message-ID has it: 2026-0041.forwarding.2.mTOKEN@…
func (l *Letter) Serial() int {
	parts := strings.SplitN(l.ID, ".", 4)
	if len(parts) < 4 {
		return 0
	}
	n, _ := strconv.Atoi(parts[2])
	return n
}

// order says which of two letters of a case that bear the same second was
// written first.
func (l *Letter) order(other *Letter) int {
	if l.Claim.Kind == other.Claim.Kind {
		return l.Serial() - other.Serial()
	}
	return cmp.Compare(l.entry.UID, other.entry.UID)
}
