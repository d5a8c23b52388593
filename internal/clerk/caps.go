package clerk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"inquiryd/internal/register"
	"inquiryd/notify"
)

// The letters that go out because a mail came in, by who gets them. Two
// programs that answer each other can do it only by these, so these are capped
// (RFC 3834 section 2). Forwardings and answers never are.
var (
	toMembers   = kindNames(notify.Acknowledgement, notify.Confirmation, notify.TooBig)
	toOfficials = kindNames(notify.FollowUp, notify.Received, notify.Returned, notify.Confirmation)
)

func kindNames(kinds ...notify.Kind) (all []string) {
	for _, k := range kinds {
		all = append(all, string(k))
	}
	return all
}

// day is the time within which letters count for a cap.
const day = 24 * time.Hour

// bound is one cap: how many letters there were, and how many may be.
type bound struct {
	reason Reason
	about  string // of what there is too much: makes the notice's key
	n, max int
}

// memberOver says whether a member got so many letters that one more in answer
// to a mail of theirs must not go out, and tells the registrar, once a day for
// each cap.
func (w *work) memberOver(ctx context.Context, c register.Case, q register.Inquiry, kind notify.Kind) (bool, error) {
	mine, err := w.tally.member(ctx, w, q.Member)
	if err != nil {
		return false, err
	}
	bounds := []bound{{ReasonCap, q.Member, mine.letters, w.Config.MaxAcknowledgements}}
	if kind == notify.Confirmation {
		bounds = append(bounds, bound{reason: ReasonCapCase, about: c.Number, max: w.Config.MaxPerCase})
		if bounds[1].n, err = w.tx.CountLettersOf(ctx, c.Number, string(notify.Member), kindNames(kind), w.now.Add(-day)); err != nil {
			return false, fmt.Errorf("count letters of case %s: %w", c.Number, err)
		}
	} else if family := subjectFamily(q.Subject); family != "" {
		bounds = append(bounds, bound{ReasonCapSubject, q.Member + "/" + family, mine.families[family], w.Config.MaxSameSubject})
	}
	return w.over(ctx, c, q, bounds...)
}

// officialOver is memberOver for those who answer a case.
func (w *work) officialOver(ctx context.Context, c register.Case, q register.Inquiry) (bool, error) {
	n, err := w.tx.CountLettersOf(ctx, c.Number, string(notify.Official), toOfficials, w.now.Add(-day))
	if err != nil {
		return false, fmt.Errorf("count letters of case %s: %w", c.Number, err)
	}
	return w.over(ctx, c, q, bound{ReasonCapCase, c.Number, n, w.Config.MaxPerCase})
}

func (w *work) over(ctx context.Context, c register.Case, q register.Inquiry, bounds ...bound) (bool, error) {
	i := slices.IndexFunc(bounds, func(b bound) bool { return b.n >= b.max })
	if i < 0 {
		return false, nil
	}
	b := bounds[i]
	w.Log.Warn("a letter is held back: there were too many within a day", "reason", string(b.reason), "case", c.Number, "letters", b.n)
	return true, w.noticeOnce(ctx, c, q, b.reason, w.capKey(b.reason, b.about))
}

// capKey makes the notice of a cap one a day.
func (w *work) capKey(r Reason, about string) string {
	return fmt.Sprintf("%s/%s/%s", r, about, w.now.In(w.Place).Format(time.DateOnly))
}

// throttle is when a letter may go out: now, or an hour later when so many
// were written that something must be wrong. A person is told once.
func (w *work) throttle(ctx context.Context) (time.Time, error) {
	n, err := w.tally.lastHour(ctx, w)
	if err != nil {
		return time.Time{}, fmt.Errorf("count letters: %w", err)
	}
	if n < w.Config.MaxLetters {
		return w.now, nil
	}
	return w.now.Add(time.Hour), w.tellThrottled(ctx, n)
}

// tellThrottled tells the registrar that letters wait, once a day, by a letter
// that does not wait.
func (w *work) tellThrottled(ctx context.Context, letters int) error {
	name := "cap-" + w.now.In(w.Place).Format("20060102")
	_, told, err := w.compose(ctx, draft{kind: notify.Notice, n: 1, name: name, urgent: true, to: w.registrar(), role: notify.Registrar,
		model: notify.Model{Reason: string(ReasonCapAll)}, auto: "auto-generated"})
	if err != nil || !told {
		return err
	}
	w.Log.Warn("more letters in an hour than max_letters: new ones wait an hour", "letters", letters)
	return w.task(ctx, "", fmt.Sprintf("more than %d letters were written within an hour: new ones wait; look for a loop", w.Config.MaxLetters))
}

// replyMarks are what mail programs put before a subject.
var replyMarks = []string{"re", "sv", "svar", "vs", "fw", "fwd", "aw", "wg", "antw"}

// subjectFamily is what the mails of one conversation have in common in their
// subjects: its words, each once, without marks of a reply and with every
// number alike. Two programs that put each other's subjects behind words of
// their own stay in one family.
func subjectFamily(subject string) string {
	var words []string
	for word := range strings.FieldsFuncSeq(strings.ToLower(subject), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if strings.Trim(word, "0123456789") == "" {
			word = "#"
		}
		if !slices.Contains(replyMarks, word) {
			words = append(words, word)
		}
	}
	slices.Sort(words)
	return strings.Join(slices.Compact(words), " ")
}
