package reply

import (
	"regexp"
	"strings"
	"time"
)

// wishForms are a member's wish for an answer by a day: a word that asks, one for
// the answer, one for "at the latest", a meeting perhaps, and the day. Words between
// the answer and the day are only those that cannot begin another thought, so that
// "svar på, om stien er færdig senest den 1. maj" is no wish.
var wishForms = []string{
	`(?i)(?:^|[^\p{L}]){wish_asks}((?:\s+[^\s.?!;:,]+){0,6}?)\s+{wish_answer}(?:\s+{wish_between})*\s+{wish_latest}(?:\s+\p{L}*{wish_meeting}){0,3}\s`,
	`(?i)(?:^|[^\p{L}]){wish_answer}()(?:\s+{wish_between})*\s+{wish_wanted}(?:\s+{wish_between})*\s+{wish_latest}(?:\s+\p{L}*{wish_meeting}){0,3}\s`,
	`(?i)(?:^|[^\p{L}]){wish_limit}()(?:\s+{wish_is})?\s*:?\s`,
}

// setWishes makes the expressions for wishes.
func (x *Reader) setWishes() {
	for _, text := range wishForms {
		x.wishes = append(x.wishes, x.expression(text))
	}
	// what makes of a wish to be answered a wish to know
	x.otherThought = x.expression(`(?i)(?:^|\s){wish_knows}(?:\s|$)`)
	x.glance = newGlance(x.spoken)
}

// wordsAsWritten are the expressions of words of which those that end in * may go
// on.
func wordsAsWritten(words []string) []string {
	all := make([]string, len(words))
	for i, word := range words {
		begins, goesOn := strings.CutSuffix(word, "*")
		if all[i] = regexp.QuoteMeta(begins); goesOn {
			all[i] += `\p{L}*`
		}
	}
	return all
}

// farthestWish bounds how far ahead a wish is believed: a day without a year
// that has just passed is not next year's.
const farthestWish = 200 * 24 * time.Hour

// WishedDay is the last second of the day by which a member's mail asks for an
// answer, as "ønskes besvaret senest den 20. marts"; zero when it does not. The
// zone is that of arrived.
func (x *Reader) WishedDay(subject, text string, arrived time.Time) time.Time {
	if !x.glance.sees(subject) && !x.glance.sees(text) {
		return time.Time{}
	}
	for paragraph := range strings.SplitSeq(strings.ReplaceAll(subject+"\n\n"+text, "\r\n", "\n"), "\n\n") {
		if !x.glance.sees(paragraph) {
			continue
		}
		paragraph = oneLine(paragraph) + " "
		for _, form := range x.wishes {
			for _, found := range form().FindAllStringSubmatchIndex(paragraph, 3) {
				if x.otherThought().MatchString(paragraph[found[2]:found[3]]) {
					continue
				}
				day, ok := x.dayAt(paragraph[found[1]:], arrived)
				if ok && day.After(arrived) && day.Sub(arrived) < farthestWish {
					return day
				}
			}
		}
	}
	return time.Time{}
}

// oneLine joins the lines of a paragraph by a space each.
func oneLine(paragraph string) string {
	lines := strings.Split(paragraph, "\n")
	for i, l := range lines {
		if i < len(lines)-1 {
			l = strings.TrimRight(strings.TrimSuffix(l, "\r"), " \t")
		}
		if i > 0 {
			l = strings.TrimLeft(l, " \t")
		}
		lines[i] = l
	}
	return strings.Join(lines, " ")
}

// dayAt reads the day that a text begins with: a date, or a day of the week,
// which is the next to come.
func (x *Reader) dayAt(text string, arrived time.Time) (time.Time, bool) {
	rest := text[len(x.beforeDay().FindString(text)):]
	for _, form := range []pattern{isoDate, x.dayName, dayMonth} {
		if at := form().FindStringIndex(rest); at != nil && at[0] == 0 {
			return x.readDate(rest[:at[1]], arrived)
		}
	}
	m := x.weekdayAhead().FindStringSubmatch(text)
	if m == nil {
		return time.Time{}, false
	}
	end := time.Date(arrived.Year(), arrived.Month(), arrived.Day(), 23, 59, 59, 0, arrived.Location())
	return end.AddDate(0, 0, (x.weekdayNamed(m[1])-int(arrived.Weekday())+6)%7+1), true
}
