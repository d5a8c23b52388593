package precedent

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"inquiryd/classify"
	"inquiryd/intake"
	"inquiryd/internal/cpr"
	"inquiryd/internal/register"
	"inquiryd/internal/reply"
	"inquiryd/notify"
)

// What is shown of earlier questions.
const (
	mostSimilar  = 3
	alikeEnough  = 0.4 // of classify.Alike
	topicWords   = 6   // that are looked for
	answerBegins = 300 // letters of an answer that are shown
)

// Finder finds earlier cases.
type Finder struct {
	Classifier *classify.Classifier
	Place      *time.Location
	Limits     intake.Limits
	Log        *slog.Logger
	// Administration is one as letters show it, by its id.
	Administration func(id string) (notify.AdministrationView, bool)
	// Answers are the answer letters about a case that were let go.
	Answers func(ctx context.Context, tx *register.Tx, c register.Case) ([]register.Letter, error)
}

// Similar are the earlier questions most like those of a case, with the
// beginning of what was answered, for the administration that answers now. It
// costs one search in an index, with few words and of the newest cases only,
// which is still most of what a filing costs.
func (f *Finder) Similar(ctx context.Context, tx *register.Tx, c register.Case, q register.Inquiry) ([]notify.SimilarView, error) {
	questions, err := tx.Questions(ctx, c.ID)
	if err != nil {
		return nil, fmt.Errorf("read questions of case %s: %w", c.Number, err)
	}
	var text strings.Builder
	for _, question := range questions {
		text.WriteString(question.Text + "\n")
	}
	earlier, err := tx.Alike(ctx, register.Likeness{Words: f.Classifier.Topic(cpr.Mask(text.String()), topicWords),
		Inquiry: q.ID, Administration: c.Administration})
	if err != nil {
		return nil, fmt.Errorf("look for questions like those of case %s: %w", c.Number, err)
	}
	var found []alike
	for _, e := range earlier {
		best := 0.0
		for _, question := range questions {
			best = max(best, f.Classifier.Alike(question.Text, e.Text))
		}
		found = append(found, alike{e, best})
	}
	return f.show(found, q), nil
}

// alike is an earlier question and how much it is like one that is asked.
type alike struct {
	register.Alike
	much float64
}

// show picks the most similar questions, one of each case; of equals the
// answered and then the newest.
func (f *Finder) show(found []alike, q register.Inquiry) (views []notify.SimilarView) {
	slices.SortStableFunc(found, func(a, b alike) int {
		return cmp.Or(cmp.Compare(b.much, a.much), b.AnsweredAt.Compare(a.AnsweredAt), cmp.Compare(b.Case, a.Case))
	})
	for _, e := range found {
		if e.much < alikeEnough || len(views) == mostSimilar {
			break
		}
		if slices.ContainsFunc(views, func(v notify.SimilarView) bool { return v.Number == e.Case }) {
			continue
		}
		v := notify.SimilarView{Number: e.Case, ArrivedAt: e.ArrivedAt.In(f.Place), Question: opening(e.Text), Own: strings.EqualFold(e.Member, q.Member),
			Confidential: e.Access == reply.Confidential}
		if a, ok := f.Administration(e.Administration); ok {
			v.Administration = a
		}
		if e.State == register.StateClosed && !e.AnsweredAt.IsZero() {
			v.AnsweredAt = e.AnsweredAt.In(f.Place)
			if !v.Confidential {
				v.Answer = opening(e.Answer)
			}
			v.Quotable = MayQuote(e.Access, e.Member, q)
		}
		views = append(views, v)
	}
	return views
}

// MayQuote says whether a member may get the answer to an earlier question: it
// is the member's own, or public.
func MayQuote(access, member string, q register.Inquiry) bool {
	return strings.EqualFold(member, q.Member) || access == reply.Public
}

// opening is the first part of a text on one line, without personal identity
// numbers.
func opening(text string) string {
	text = strings.Join(strings.Fields(cpr.Mask(text)), " ")
	if utf8.RuneCountInString(text) <= answerBegins {
		return text
	}
	letters := []rune(text)[:answerBegins]
	if i := strings.LastIndexByte(string(letters), ' '); i > answerBegins/2 {
		return string(letters)[:i] + " …"
	}
	return string(letters) + "…"
}
