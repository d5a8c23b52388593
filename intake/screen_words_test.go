package intake

import "testing"

// TestRoots holds that no word of the tables is passed over by the quick look.
func TestRoots(t *testing.T) {
	for _, table := range []*phrases{automaticText, mentionText} {
		for _, w := range table.all() {
			if !automaticRoots.in(w) {
				t.Errorf("%q has no root", w)
			}
		}
	}
}

// all are the words of p.
func (p *phrases) all() (words []string) {
	for _, ws := range p.words {
		for _, w := range ws {
			words = append(words, w.text)
		}
	}
	return words
}

// TestPhrasesInOrder holds that one pass finds what a look for each word in
// turn would.
func TestPhrasesInOrder(t *testing.T) {
	p := newPhrases("user unknown", "unknown", "no such user", "no", "nø")
	for text, want := range map[string]string{
		"": "", "n": "", "unknown user": "unknown", "unknown; user unknown": "user unknown", "there is no such user, no": "no such user",
		"not no such use": "no", "nø": "nø", "usern": "", "no unknown": "unknown",
	} {
		got, ok := p.of(text)
		if got != want || ok != (want != "") || p.in(text) != ok {
			t.Errorf("of(%q) = %q, %v, want %q", text, got, ok, want)
		}
	}
}

// TestTablesAreFolded holds that the words can match at all.
func TestTablesAreFolded(t *testing.T) {
	tables := [][]string{greetings}
	for _, p := range []*phrases{
		automaticText, mentionText, noticeText, askingText, absenceText, selfAbsence, thanksText, awaySubjects, challengeSubjects, challengeText,
		failurePhrases, causePhrases, delayPhrases, delayTitles, finalPhrases, refusals, statusPhrases, foreignWords, receiptText, recallText, aboutMail, calendarNames,
	} {
		tables = append(tables, p.all())
	}
	for _, p := range []*prefixes{&automaticSubjects, &absenceSubjects, &receiptSubjects, &noReplyLocals, &daemonLocals, &daemonNames, &officeLocals, &bounceTitles, &receiptTitles, &recallTitles, &gatewayTags, &dividers} {
		for _, words := range p {
			tables = append(tables, words)
		}
	}
	for _, table := range tables {
		for _, w := range table {
			if fold(w+"x") != w+"x" {
				t.Errorf("%q is not folded", w)
			}
		}
	}
}
