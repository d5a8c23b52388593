// Package cpr finds what looks like a personal identity number of a Nordic country
// in a text. It reads no register and knows no person.
//
// A number counts when it begins with a day that a calendar can hold and, where the
// country gives check digits, these are right. Denmark's (CPR, modulus 11) say
// nothing: numbers without it have been given since 2007. So a number of another
// kind can look like one; that a person looks at it once too often costs less than
// one that goes out unseen.
package cpr

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Withheld stands where [Mask] took a number out.
const Withheld = "[CPR]"

// form is how a country writes its numbers.
type form struct {
	shape *regexp.Regexp
	real  func(number string) bool // of those that have the shape
}

const between = `[\s\x{A0}\x{AD}\x{2010}-\x{2013}\x{2212}-]{0,3}` // what may stand between the parts of a number

var forms = [...]form{
	// Denmark: CPR-nummer DDMMYY-NNNN; Iceland's kennitala has the same shape.
	{regexp.MustCompile(`[0-3][0-9][01][0-9]{3}` + between + `[0-9]{4}`), func(n string) bool { return day(n[0:], n[2:], 0) }},
	// Norway: fødselsnummer DDMMYY NNNNN, of others than residents with 40 more days (D-nummer).
	{regexp.MustCompile(`[0-7][0-9][01][0-9]{3}` + between + `[0-9]{5}`), norwegian},
	// Sweden: personnummer YYMMDD-NNNN or YYYYMMDDNNNN, "+" from 100 years on, of others than residents with 60 more days (samordningsnummer).
	{regexp.MustCompile(`(?:(?:18|19|20)[0-9]{2}[01][0-9]{3}[-+\x{2010}-\x{2013}\x{2212}]?|[0-9]{2}[01][0-9]{3}[-+\x{2010}-\x{2013}\x{2212}])[0-9]{4}`), swedish},
	// Finland: henkilötunnus DDMMYY, a sign of the century, NNN and a control character.
	{regexp.MustCompile(`[0-3][0-9][01][0-9]{3}[-+A-FU-Y][0-9]{3}[0-9A-FHJ-NPR-Y]`), finnish},
}

// In says whether a text holds what looks like a number.
func In(text string) bool { return len(Find(text)) > 0 }

// Find returns where numbers stand in a text, in its order: begin and end of each, in
// bytes.
func Find(text string) (places [][2]int) {
	if !sixDigits(text) { // as in most texts, and the search is slow
		return nil
	}
	for _, f := range forms {
		for from := 0; from < len(text); {
			at := f.shape.FindStringIndex(text[from:])
			if at == nil {
				break
			}
			begin, end := from+at[0], from+at[1]
			if !whole(text, begin, end) || !f.real(text[begin:end]) {
				from = begin + 1
				continue
			}
			places = append(places, [2]int{begin, end})
			from = end
		}
	}
	return joined(places)
}

// joined are places in order, with those that overlap as one.
func joined(places [][2]int) (in [][2]int) {
	slices.SortFunc(places, func(a, b [2]int) int { return a[0] - b[0] })
	for _, p := range places {
		if last := len(in) - 1; last >= 0 && p[0] < in[last][1] {
			in[last][1] = max(in[last][1], p[1])
		} else {
			in = append(in, p)
		}
	}
	return in
}

// sixDigits says whether six digits follow each other somewhere.
func sixDigits(text string) bool {
	run := 0
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			run = 0
		} else if run++; run == 6 {
			return true
		}
	}
	return false
}

// whole says whether a number is no part of a longer one.
func whole(text string, begin, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:begin])
	after, _ := utf8.DecodeRuneInString(text[end:])
	return !unicode.IsDigit(before) && !unicode.IsDigit(after)
}

// days are those of the longest month of each name: where the year has two digits,
// every other of its meanings may be a leap year.
var days = [13]int{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// day says whether two texts begin with a day and a month, the day with more added.
func day(day, month string, more int) bool {
	d, m := two(day)-more, two(month)
	return m >= 1 && m <= 12 && d >= 1 && d <= days[m]
}

func two(s string) int { return int(s[0]-'0')*10 + int(s[1]-'0') }

// digits are those of a number, as numbers.
func digits(number string) (ds []int) {
	for i := range len(number) {
		if number[i] >= '0' && number[i] <= '9' {
			ds = append(ds, int(number[i]-'0'))
		}
	}
	return ds
}

// norwegian checks both control digits, modulus 11.
func norwegian(n string) bool {
	ds := digits(n)
	weighed := func(weights ...int) (sum int) {
		for i, w := range weights {
			sum += w * ds[i]
		}
		return sum
	}
	return (day(n, n[2:], 0) || day(n, n[2:], 40)) &&
		weighed(3, 7, 6, 1, 8, 9, 4, 5, 2, 1)%11 == 0 && weighed(5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0
}

// swedish checks the control digit, by Luhn's formula over the last ten digits.
func swedish(n string) bool {
	ds := digits(n)
	ds = ds[len(ds)-10:]
	sum := 0
	for i, d := range ds {
		d *= 2 - i%2
		sum += d/10 + d%10
	}
	d, m := ds[4]*10+ds[5], ds[2]*10+ds[3]
	return m >= 1 && m <= 12 && (d >= 1 && d <= days[m] || d > 60 && d <= 60+days[m]) && sum%10 == 0
}

// finnish checks the control character, modulus 31.
func finnish(n string) bool {
	value := 0
	for _, d := range digits(n[:10]) {
		value = value*10 + d
	}
	return day(n, n[2:], 0) && "0123456789ABCDEFHJKLMNPRSTUVWXY"[value%31] == n[10]
}

// Mask is a text with [Withheld] in the place of each number.
func Mask(text string) string {
	places := Find(text)
	if len(places) == 0 {
		return text
	}
	var b strings.Builder
	from := 0
	for _, p := range places {
		b.WriteString(text[from:p[0]])
		b.WriteString(Withheld)
		from = p[1]
	}
	b.WriteString(text[from:])
	return b.String()
}
