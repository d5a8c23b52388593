package notify

import (
	"regexp"
	"strconv"
	"strings"
)

// monthName is a name of a month in Danish or English, or its short form.
const monthName = `(?:jan(?:uary?|\.)?|feb(?:ruary?|\.)?|mar(?:ts|ch|\.)?|apr(?:il|\.)?|ma[jy]|jun[ei]?|jul[iy]?|aug(?:ust|\.)?|sept?(?:ember|\.)?|o[kc]t(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)(?:[^\p{L}]|$)`

var (
	numberedLine = regexp.MustCompile(`^( *)(\d{1,9})([.)])(?:[ \t]+(.*))?$`)
	dateRest     = regexp.MustCompile(`(?i)^` + monthName)
	dayInItem    = regexp.MustCompile(`(?i)^( *(?:[-*+]|\d{1,9}[.)])[ \t]+\d{1,2})(\.[ \t]+` + monthName + `)`)
	plus         = regexp.MustCompile(`^( *)\+([ \t]+\d)`)
	times        = regexp.MustCompile(`(\d)\*(\d)`)
	openedBlock  = regexp.MustCompile("^ {0,3}(?:```|~~~)")
)

// listNumbers writes the numbers that begin a line but count no list so that
// they stay as they are: "20. august" is a day, and an item that Markdown would
// count on from the one above it would get another number than its writer gave it.
func listNumbers(text string) string {
	if !strings.ContainsAny(text, ".)*+") {
		return text
	}
	lines := strings.Split(text, "\n")
	c := counted{blank: true}
	for i, line := range lines {
		switch literal := c.literal(line); {
		case literal:
		case !c.item(line, lines[i+1:]):
			m := numberedLine.FindStringSubmatchIndex(line)
			lines[i] = signs(line[:m[6]] + `\` + line[m[6]:])
		default:
			lines[i] = signs(c.inset(dayInItem.ReplaceAllString(line, `$1\$2`)))
		}
		c.blank = strings.TrimSpace(line) == ""
	}
	return strings.Join(lines, "\n")
}

// signs keeps the signs of sums: "2*3" is no emphasis, and "+ 4 mio. kr." at the
// beginning of a line no item of a list.
func signs(line string) string {
	line = plus.ReplaceAllString(line, `$1\+$2`)
	for range 2 { // in 2*3*4 the second sign shares a digit with the first
		line = times.ReplaceAllString(line, `$1\*$2`)
	}
	return line
}

// counted is how far the lists of a text have come.
type counted struct {
	fenced, page bool // in code, or in HTML
	blank        bool // the line before was blank, or there was none
	open         []openList
}

// openList is a list, or lines with numbers that are none, which goes on.
type openList struct {
	indent, last int
	list         bool
	text         int // the column in which the text of its last item begins
}

// inset moves a numbered item under the text of the item that it belongs to:
// Markdown takes one that stands less deep for the next of the same list.
func (c *counted) inset(line string) string {
	m := numberedLine.FindStringSubmatch(line)
	if m == nil {
		return line
	}
	k := len(c.open) - 1
	if k > 0 && c.open[k-1].list {
		line = strings.Repeat(" ", c.open[k-1].text) + strings.TrimLeft(line, " ")
	}
	c.open[k].text = len(line) - len(strings.TrimLeft(line, " ")) + len(m[2]) + len(m[3]) + 1
	return line
}

// literal says whether Markdown takes a line as it is: code, or HTML up to a
// blank line.
func (c *counted) literal(line string) bool {
	switch {
	case openedBlock.MatchString(line):
		c.fenced = !c.fenced
		return true
	case strings.TrimSpace(line) == "":
		c.page = false
	case strings.HasPrefix(line, "<") && c.blank:
		c.page = true
	}
	return c.fenced || c.page
}

// item says whether a line is left to Markdown: it has no number, or one that
// goes on in a list or begins one.
func (c *counted) item(line string, below []string) bool {
	m := numberedLine.FindStringSubmatch(line)
	if m == nil {
		if text := strings.TrimLeft(line, " "); c.blank && text != "" {
			c.close(len(line) - len(text)) // a paragraph that is not part of an item ends the list
		}
		return true
	}
	indent := len(m[1])
	c.close(indent + 1)
	n, _ := strconv.Atoi(m[2]) // of digits only, and few
	var before *openList
	if k := len(c.open); k > 0 && c.open[k-1].indent == indent {
		before = &c.open[k-1]
	} else {
		c.open = append(c.open, openList{indent: indent, last: -1})
		before = &c.open[k]
	}
	fresh := before.last < 0
	switch {
	case m[4] == "" || dateRest.MatchString(m[4]):
		before.list = false
	case n == before.last+1 && !fresh:
	case n == 1 && before.last == 1 && before.list:
	default:
		before.list = fresh && (n == 1 || goesOn(indent, n+1, below))
	}
	before.last = n
	return before.list
}

// close ends the lists that stand as deep as an indent, or deeper.
func (c *counted) close(indent int) {
	for k := len(c.open); k > 0 && c.open[k-1].indent >= indent; k-- {
		c.open = c.open[:k-1]
	}
}

// longestItem is how many lines are looked through for the next number of a list.
const longestItem = 50

// goesOn says whether the next number at the same indent is the next of a list.
func goesOn(indent, n int, below []string) bool {
	for _, line := range below[:min(len(below), longestItem)] {
		if m := numberedLine.FindStringSubmatch(line); m != nil && len(m[1]) == indent {
			return m[2] == strconv.Itoa(n)
		}
	}
	return false
}
