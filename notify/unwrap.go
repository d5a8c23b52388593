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
	if !strings.Contains(text, "\n") {
		return text
	}
	blocks := strings.Split(text, "\n\n")
	for i, b := range blocks {
		blocks[i] = unwrapBlock(b)
	}
	return strings.Join(blocks, "\n\n")
}

func unwrapBlock(block string) string {
	if !strings.Contains(block, "\n") {
		return block
	}
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
		n, longest := measure(l)
		switch {
		case strings.Contains(l, "|"), n > broadest && longest < broadest/2:
			return 0, false
		case n <= broadest:
			width = max(width, n)
		}
	}
	return width, len(lines) > 1 && width >= narrowest
}

// measure counts the characters of a line, without spaces at its end, and those
// of its longest word.
func measure(line string) (length, longest int) {
	n, word := 0, 0
	for _, r := range line {
		if n++; r != ' ' {
			length = n
		}
		if word++; unicode.IsSpace(r) {
			word = 0
		}
		longest = max(longest, word)
	}
	return length, longest
}

// full says whether a line has no room for the word that the next one begins
// with, and neither is an item of a list, a quotation, a heading or the like.
func full(line, next string, width int) bool {
	length, _ := measure(line)
	if word := firstWord(next); word == "" || length+1+utf8.RuneCountInString(word) <= width {
		return false
	}
	line = strings.TrimRight(line, " ")
	if itemLine.MatchString(next) && !ordinal.MatchString(next) || wholeLine.MatchString(line) {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(line)
	return unicode.IsLetter(last) || !ordinal.MatchString(next)
}

func firstWord(line string) string {
	for word := range strings.FieldsSeq(line) {
		return word
	}
	return ""
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
