package clerk

import (
	"strings"

	"inquiryd/intake"
)

// What surrounds an answer is not the answer: the letter has a greeting, a
// closing and a signature of its own.

// openingLine is a greeting on a line of its own: what follows the word are names
// or words for those who are greeted.
var openingLine = expression(`^[\s*_]*(?i:kære|hej|hejsa|halløj|goddag|god (?:dag|morgen|formiddag|eftermiddag|aften)|dear|hello|hi|good (?:morning|afternoon|evening))` +
	`(?:[ ,]+(?:\p{Lu}[\p{L}.'’&-]*|(?i:alle|all|du|I|der|there|igen|og|and|fordeler(?:en)?|registrar|kolleg\p{L}+|colleagues?|team|venner|medlem|member|sekretariat\p{L}*|politikersvar))){0,6}[\s,.!:*_–-]*$`)

// trimmed is an answer without what does not belong into the letter: a copy of
// the question above it, a word such as "Svar:", a greeting, and the closing or
// the name of who wrote it.
func trimmed(answer, question string, from []intake.Address) string {
	answer = withoutOpening(withoutQuestion(answer, question))
	if rest := answerLabel().ReplaceAllString(answer, ""); rest != "" {
		answer = rest
	}
	return withoutName(withoutGreeting(answer), from)
}

// withoutOpening drops the lines with which somebody is greeted; nothing is left
// of a mail that says no more.
func withoutOpening(answer string) string {
	for answer != "" {
		first, rest, _ := strings.Cut(strings.TrimSpace(answer), "\n")
		if !openingLine().MatchString(first) {
			break
		}
		answer = strings.TrimSpace(rest)
	}
	return answer
}

// mostOfSignature is how many lines stand below a name at the end of a mail.
const mostOfSignature = 8

// withoutName drops the writer's name at the end of an answer, and the few short
// lines below it. A name that ends a sentence or a list is part of the answer.
func withoutName(answer string, from []intake.Address) string {
	if len(from) != 1 {
		return answer
	}
	lines := strings.Split(answer, "\n")
	for i := max(1, len(lines)-mostOfSignature); i < len(lines); i++ {
		before := strings.TrimSpace(strings.Join(lines[:i], "\n"))
		if before == "" || strings.HasSuffix(before, ":") || strings.HasSuffix(before, ",") || !isName(lines[i], from[0].Name) {
			continue
		}
		if apart := strings.TrimSpace(lines[i-1]) == "" || strings.ContainsAny(before[len(before)-1:], ".!?"); apart && allShort(lines[i+1:]) {
			return before
		}
	}
	return answer
}

// isName says whether a line is the name of somebody, or a part of it, and
// nothing else.
func isName(line, name string) bool {
	name, _, _ = strings.Cut(name, "(")
	known := " " + folded(name) + " "
	said := strings.Fields(folded(line))
	for _, word := range said {
		if !strings.Contains(known, " "+word+" ") {
			return false
		}
	}
	return len(said) > 0 && strings.TrimLeft(line, " /–-*_") == strings.TrimSpace(strings.TrimLeft(line, " /–-*_")) && !strings.ContainsAny(line, ".?!:|")
}

// allShort says whether some lines can be those of a signature: none is a
// sentence's length, none asks, none belongs to a list or a table.
func allShort(lines []string) bool {
	for _, line := range lines {
		line = strings.TrimSpace(line)
		if len(line) > 70 || strings.ContainsAny(line, "?|") || strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "* ") {
			return false
		}
	}
	return true
}
