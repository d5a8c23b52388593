package clerk

import (
	"slices"
	"strings"
	"time"

	"inquiryd/intake"
)

// A member's wish for an answer by a day: a word that asks, one for the answer,
// one for "at the latest", and the day. Words between the answer and the day
// are only those that cannot begin another thought, so that "svar på, om stien
// er færdig senest den 1. maj" is no wish.
const (
	wishing  = `(?:ønskes|ønsker|bedes|beder|anmodes|anmoder|vil gerne|ser gerne|håber|please|kindly|would like|hope|ask|requested|request)`
	replying = `(?:besvar\p{L}*|svar\p{L}*|answer\p{L}*|repl(?:y|ies|ied)|respon\p{L}+)`
	filling  = `(?:\s+(?:på|til|herpå|dette|disse|det|dem|min|mine|mit|spørgsmål\p{L}*|skriftligt|helst|gerne|mig|os|i|hænde|to|this|these|my|the|questions?|me|us|in|writing|preferably|og|and|is|are|er))*`
	latest   = `\s+(?:allersenest|senest|inden|før|no later than|not later than|at the latest|by|before)`
)

var (
	wishForms = []pattern{
		expression(`(?i)(?:^|[^\p{L}])` + wishing + `((?:\s+[^\s.?!;:,]+){0,6}?)\s+` + replying + filling + latest + `\s`),
		expression(`(?i)(?:^|[^\p{L}])` + replying + `()` + filling + `\s+(?:ønskes|udbedes|bedes|requested|wanted|needed|appreciated)` + filling + latest + `\s`),
		expression(`(?i)(?:^|[^\p{L}])(?:svarfrist|frist for (?:at )?svare?|deadline for (?:an |the |your )?(?:answer|reply))()(?:\s+(?:er|is))?\s*:?\s`),
	}
	// otherThought is what makes of a wish to be answered a wish to know.
	otherThought = expression(`(?i)(?:^|\s)(?:vide|oplyst|hvornår|hvorfor|know|whether|when|why)(?:\s|$)`)
)

// farthestWish bounds how far ahead a wish is believed: a day without a year
// that has just passed is not next year's.
const farthestWish = 200 * 24 * time.Hour

// wishedDay is the last second of the day by which a member's mail asks for an
// answer, as "ønskes besvaret senest den 20. marts"; zero when it does not. The
// zone is that of arrived.
func (x *lexis) wishedDay(m *intake.Mail, arrived time.Time) time.Time {
	text := readable(m)
	for paragraph := range strings.SplitSeq(strings.ReplaceAll(m.Subject+"\n\n"+text, "\r\n", "\n"), "\n\n") {
		forms := x.wishes
		if mayWish(paragraph) {
			forms = slices.Concat(wishForms, x.wishes)
		}
		if len(forms) == 0 {
			continue
		}
		paragraph = oneLine(paragraph) + " "
		for _, form := range forms {
			for _, found := range form().FindAllStringSubmatchIndex(paragraph, 3) {
				if otherThought().MatchString(paragraph[found[2]:found[3]]) {
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
func (x *lexis) dayAt(text string, arrived time.Time) (time.Time, bool) {
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
