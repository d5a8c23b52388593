package clerk

import (
	"context"
	"strings"

	"inquiryd/internal/cpr"
	"inquiryd/internal/register"
	"inquiryd/internal/reply"
)

// numbered takes the lines with numbers of other systems from the beginning of
// the mail on the desk and puts the numbers on the case. What stands below them
// remains as the mail; told is "" when there are none.
func (w *work) numbered(ctx context.Context, c *register.Case, who string) (told Reason, done bool, err error) {
	fields := map[string]string{}
	first, rest := reply.FirstLine(w.mail.NewText)
	if w.reader.Greets(first) {
		first, rest = reply.FirstLine(rest)
	}
	for ; first != ""; first, rest = reply.FirstLine(rest) {
		name, value, known, ok := w.Config.Numbers.Read(w.reader, first)
		if !known {
			break
		}
		if !ok {
			return ReasonNumberWhich, true, nil
		}
		if cpr.In(value) {
			return ReasonCPRWord, true, nil
		}
		fields[name] = value
	}
	if len(fields) == 0 {
		return "", false, nil
	}
	if detail := (Fields{External: fields}).change(c); len(detail) > 0 {
		c.At(w.now)
		if err := w.save(ctx, c, register.Event{Case: c.Number, Who: who, What: "set", Detail: detail}); err != nil {
			return "", false, err
		}
	}
	w.withoutWord(reply.Order{Rest: strings.TrimSpace(first + "\n" + rest)})
	return ReasonNumbersSet, w.reader.OnlyClosing(w.mail.NewText), nil
}

// toldNumbers tells an official which numbers a case has now.
func (w *work) toldNumbers(ctx context.Context, j judgement, r Reason) error {
	if r != ReasonNumbersSet {
		return w.explain(ctx, j, r)
	}
	if err := w.tellOfficial(ctx, j.link.Case, j.link.Inquiry, r, ""); err != nil {
		return err
	}
	return w.settle(ctx, register.FollowedUp, "the administration says which numbers case "+j.link.Case.Number+" has elsewhere", j.link.Inquiry.ID, j.link.Case.Number)
}
