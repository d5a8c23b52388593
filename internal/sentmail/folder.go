package sentmail

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"inquiryd/intake"
	"inquiryd/notify"
)

// Folder is what the folder of sent mail tells. The letters themselves stay on
// the server until they are needed. Of a Folder that was just opened nothing is
// read yet.
type Folder struct {
	reader     *Reader
	box        *intake.Mailbox // nil: there is no such folder
	letters    []*Letter       // by the time of writing
	byID       map[string]*Letter
	byOriginal map[string][]*Letter
	byReply    map[string][]*Letter
	byCase     map[string][]*Letter
	digests    []string // of the letters that approvers were asked about
}

func newFolder(r *Reader, box *intake.Mailbox) *Folder {
	return &Folder{reader: r, box: box, byID: map[string]*Letter{}, byOriginal: map[string][]*Letter{},
		byReply: map[string][]*Letter{}, byCase: map[string][]*Letter{}}
}

// add takes a letter in, unless it lies there twice.
func (f *Folder) add(l *Letter) {
	if f.byID[l.ID] != nil {
		return
	}
	f.letters = append(f.letters, l)
	f.byID[l.ID] = l
	f.byCase[l.Claim.Case] = append(f.byCase[l.Claim.Case], l)
	if l.Original != "" {
		f.byOriginal[l.Original] = append(f.byOriginal[l.Original], l)
	}
	if l.reply != "" {
		f.byReply[l.reply] = append(f.byReply[l.reply], l)
	}
}

// Exists says whether letters leave a trace at all.
func (f *Folder) Exists() bool { return f.box != nil }

// Close ends the connection.
func (f *Folder) Close() {
	if f.box != nil {
		f.box.Close()
	}
}

// Letters are all letters, the earliest first.
func (f *Folder) Letters() []*Letter { return f.letters }

// ByID is the letter with that Message-ID, or nil.
func (f *Folder) ByID(messageID string) *Letter { return f.byID[messageID] }

// OfCase are the letters about a case.
func (f *Folder) OfCase(number string) []*Letter { return f.byCase[number] }

// Numbers are the numbers of the cases that letters are about.
func (f *Folder) Numbers() (numbers []string) {
	for _, number := range slices.Sorted(maps.Keys(f.byCase)) {
		if f.byCase[number][0].OfCase() {
			numbers = append(numbers, number)
		}
	}
	return numbers
}

// Last is when the youngest letter was written.
func (f *Folder) Last() time.Time {
	if len(f.letters) == 0 {
		return time.Time{}
	}
	return f.letters[len(f.letters)-1].Written
}

// Carrying are the letters that have a mail with them, by its digest.
func (f *Folder) Carrying(digest string) []*Letter { return f.byOriginal[digest] }

// About are the letters that tell of a mail: those that carry it, and, unless the
// Message-ID is known to be another mail's too, those in reply to it.
func (f *Folder) About(digest, messageID string, another bool) []*Letter {
	letters := slices.Clone(f.byOriginal[digest])
	if messageID == "" || another {
		return letters
	}
	for _, l := range f.byReply[messageID] {
		if l.Original != digest && !f.tellsOfOther(l, digest) {
			letters = append(letters, l)
		}
	}
	return letters
}

// tellsOfOther says whether a letter in reply to a mail is about another mail
// under the same Message-ID: what was written with it carries that one.
func (f *Folder) tellsOfOther(l *Letter, digest string) bool {
	other := false
	for _, with := range f.byCase[l.Claim.Case] {
		if with.Original == "" || !with.Written.Equal(l.Written) {
			continue
		}
		if with.Original == digest {
			return false
		}
		other = true
	}
	return other
}

// Acknowledgement is the letter that acknowledged a mail to the address that it
// came from, or nil. A Message-ID alone proves nothing: the letter must show one
// of the mail's questions.
func (f *Folder) Acknowledgement(digest, messageID, from string, questions []string) *Letter {
	if messageID == "" {
		return nil
	}
	for _, l := range f.byReply[messageID] {
		if l.Acknowledges() && strings.EqualFold(l.To, from) && !f.tellsOfOther(l, digest) && slices.ContainsFunc(questions, l.Shows) {
			return l
		}
	}
	return nil
}

// Filing are the letters about a mail's questions that were written when it was
// filed, all at the same moment: one of each case. A date has whole seconds, so
// that a case assigned anew in the next instant has two of that moment.
func (f *Folder) Filing(digest string) []*Letter {
	var first []*Letter
	for _, l := range f.byOriginal[digest] {
		if l.Claim.Kind == notify.Notice || !l.OfCase() {
			continue
		}
		if len(first) > 0 && l.Written.Before(first[0].Written) {
			first = nil
		}
		if len(first) == 0 || l.Written.Equal(first[0].Written) {
			first = append(first, l)
		}
	}
	slices.SortStableFunc(first, func(a, b *Letter) int {
		return cmp.Or(strings.Compare(a.Claim.Case, b.Claim.Case), a.order(b))
	})
	return slices.CompactFunc(first, func(a, b *Letter) bool { return a.Claim.Case == b.Claim.Case })
}
