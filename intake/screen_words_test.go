package intake

import "testing"

// TestRoots holds that no word of the tables is passed over by the quick look.
func TestRoots(t *testing.T) {
	for _, table := range [][]string{automaticText, mentionText} {
		for _, w := range table {
			if !automaticRoots.in(w) {
				t.Errorf("%q has no root", w)
			}
		}
	}
}

// TestTablesAreFolded holds that the words can match at all.
func TestTablesAreFolded(t *testing.T) {
	tables := [][]string{
		automaticText, mentionText, absenceText, selfAbsence, thanksText, awaySubjects, challengeSubjects, challengeText,
		failurePhrases, causePhrases, delayPhrases, delayTitles, finalPhrases, refusals, dividers, greetings,
	}
	for _, p := range []*prefixes{&automaticSubjects, &absenceSubjects, &receiptSubjects, &noReplyLocals, &daemonLocals, &daemonNames, &officeLocals, &bounceTitles, &receiptTitles} {
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
