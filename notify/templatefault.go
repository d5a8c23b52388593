package notify

import (
	"errors"
	"fmt"
	"regexp"
)

// What the template packages say: where, and what is wrong there.
var (
	executingWords = regexp.MustCompile(`(?:html/)?template: ?(\S+?:\d+)(?::\d+)?: executing .* at <(.*)>: (.*)$`)
	parsingWords   = regexp.MustCompile(`^(?:html/)?template: ?(\S+?:\d+)(?::\d+)?: (.*)$`)
	missingField   = regexp.MustCompile(`^can't evaluate field (\S+) in type \S+$`)
	missingWord    = regexp.MustCompile(`^function "(.*)" not defined$`)
)

// inTemplate is an error of the template packages as its reader looks for it:
// file and line first. Another error is left as it is; ok says which it was.
func inTemplate(err error) (told error, ok bool) {
	where, what := "", ""
	if m := executingWords.FindStringSubmatch(err.Error()); m != nil {
		where, what = m[1], "{{"+m[2]+"}}: "+m[3]
		if field := missingField.FindStringSubmatch(m[3]); field != nil {
			what = fmt.Sprintf("{{%s}}: there is no field %s here: docs/letters.md lists what a template sees", m[2], field[1])
		}
	} else if m := parsingWords.FindStringSubmatch(err.Error()); m != nil {
		where, what = m[1], m[2]
		if word := missingWord.FindStringSubmatch(m[2]); word != nil {
			what = fmt.Sprintf("there is no function %s: docs/letters.md lists them", word[1])
		}
		if what == "unexpected EOF" {
			what = "an {{end}} is missing before the end of the file"
		}
	} else {
		return err, false
	}
	return errors.New(where + ": " + what), true
}
