// Package cpr finds what looks like a Danish personal identity number (CPR,
// DDMMYY-NNNN) in a text. It reads no register and knows no person.
//
// A number counts when its first six digits are a day that a calendar can hold,
// with or without a hyphen or a space before the last four. The check digit
// (modulus 11) says nothing: numbers without it have been given since 2007. So a
// number of another kind can look like one; that a person looks at it once too
// often costs less than one that goes out unseen.
package cpr

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Withheld stands where [Mask] took a number out.
const Withheld = "[CPR]"

// Pattern is the shape of a number as a regular expression of PostgreSQL: what
// [Mask] takes out, and besides them 30 and 31 in short months.
const Pattern = `(?<![0-9])(0[1-9]|[12][0-9]|3[01])(0[1-9]|1[0-2])[0-9]{2}[\s\u00A0\u00AD\u2010-\u2013\u2212-]{0,3}[0-9]{4}(?![0-9])`

var shape = regexp.MustCompile(`(0[1-9]|[12][0-9]|3[01])(0[1-9]|1[0-2])[0-9]{2}[\s\x{A0}\x{AD}\x{2010}-\x{2013}\x{2212}-]{0,3}[0-9]{4}`)

// days are those of the longest month of each name: the year has two digits,
// and every other of its meanings may be a leap year.
var days = [13]int{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// In says whether a text holds what looks like a number.
func In(text string) bool { return len(Find(text)) > 0 }

// Find returns where numbers stand in a text: begin and end of each, in bytes.
func Find(text string) (places [][2]int) {
	if !sixDigits(text) { // as in most texts, and the search is slow
		return nil
	}
	for from := 0; from < len(text); {
		at := shape.FindStringIndex(text[from:])
		if at == nil {
			return places
		}
		begin, end := from+at[0], from+at[1]
		if !plausible(text, begin, end) {
			from = begin + 1
			continue
		}
		places = append(places, [2]int{begin, end})
		from = end
	}
	return places
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

// plausible says whether a number is no part of a longer one, and begins with a
// day.
func plausible(text string, begin, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:begin])
	after, _ := utf8.DecodeRuneInString(text[end:])
	if unicode.IsDigit(before) || unicode.IsDigit(after) {
		return false
	}
	day, month := two(text[begin:]), two(text[begin+2:])
	return day <= days[month]
}

func two(s string) int { return int(s[0]-'0')*10 + int(s[1]-'0') }

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
