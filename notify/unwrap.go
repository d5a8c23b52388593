package notify

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The widths in characters that mail programs wrap lines at.
const narrowest, broadest = 60, 82

// unwrap joins the lines that a mail program has wrapped, so that a letter
// wraps them anew. A line was wrapped when the word after it would not have
// fitted into the width of its paragraph, and the text goes on there: other
// line ends are the writer's.
func unwrap(text string) string {
	blocks := strings.Split(text, "\n\n")
	for i, b := range blocks {
		blocks[i] = unwrapBlock(b)
	}
	return strings.Join(blocks, "\n\n")
}

func unwrapBlock(block string) string {
	lines := strings.Split(block, "\n")
	width, ok := wrappedAt(lines)
	if !ok {
		return block
	}
	goesOn := false // a sentence runs over a line end somewhere
	for i := range lines[1:] {
		goesOn = goesOn || full(lines[i], lines[i+1], width) && continues(lines[i+1])
	}
	var out strings.Builder
	for i, l := range lines {
		if i == len(lines)-1 {
			out.WriteString(l)
			break
		}
		next := lines[i+1]
		ended := strings.ContainsAny(lastByte(strings.TrimRight(l, " ")), ".,;!?")
		if full(l, next, width) && (goesOn || ended) {
			out.WriteString(strings.TrimRight(l, " ") + " ")
		} else {
			out.WriteString(l + "\n")
		}
	}
	return out.String()
}

// wrappedAt is the width that lines were wrapped at, if they were. A line of
// one long word, such as an address on the web, says nothing of it.
func wrappedAt(lines []string) (width int, ok bool) {
	for _, l := range lines {
		n, longest := utf8.RuneCountInString(strings.TrimRight(l, " ")), 0
		for _, word := range strings.Fields(l) {
			longest = max(longest, utf8.RuneCountInString(word))
		}
		switch {
		case strings.Contains(l, "|"), n > broadest && longest < broadest/2:
			return 0, false
		case n <= broadest:
			width = max(width, n)
		}
	}
	return width, len(lines) > 1 && width >= narrowest
}

// full says whether a line has no room for the word that the next one begins
// with, and neither is an item of a list, a quotation, a heading or the like.
func full(line, next string, width int) bool {
	words := strings.Fields(next)
	line = strings.TrimRight(line, " ")
	if len(words) == 0 || itemLine.MatchString(next) && !ordinal.MatchString(next) || wholeLine.MatchString(line) {
		return false
	}
	if last, _ := utf8.DecodeLastRuneInString(line); ordinal.MatchString(next) && !unicode.IsLetter(last) {
		return false
	}
	return utf8.RuneCountInString(line)+1+utf8.RuneCountInString(words[0]) > width
}

var (
	itemLine  = regexp.MustCompile(`^\s*(?:[-*+•·#>|<]|\d{1,3}[.)]\s|[a-zæøå][.)]\s)`)
	wholeLine = regexp.MustCompile(`^\s*[#>|<]|^\s*[-=_*]{3,}\s*$|>\s*$`)
	ordinal   = regexp.MustCompile(`^\d{1,2}\.\s\p{Ll}`) // "den / 1. november": no item
)

// continues says whether a line begins in the middle of a sentence.
func continues(line string) bool {
	return unicode.IsLower(firstRune(line)) || ordinal.MatchString(line)
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, " \t\"'»“(*_"))
	return r
}

func lastByte(s string) string {
	if s == "" {
		return ""
	}
	return s[len(s)-1:]
}
