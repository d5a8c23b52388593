package main

import (
	"bytes"
	"strings"
	"testing"

	"inquiryd/internal/register"
)

// On a terminal a bar tells what is done of how much, and is gone in the end;
// elsewhere nothing is written.
func TestProgress(t *testing.T) {
	var out bytes.Buffer
	s := &streams{err: &out, errTerm: true}
	one, done := s.progress(40, "mails")
	one()
	if text := out.String(); !strings.Contains(text, "mails") || !strings.Contains(text, "1/40") {
		t.Errorf("the first of 40 mails is told as %q", text)
	}
	done()
	if text := out.String(); !strings.HasSuffix(text, "\x1b[2K\r") {
		t.Errorf("the bar stays: %q", text)
	}

	out.Reset()
	tell, done := s.steps()
	tell(register.Progress{Step: "cases", Of: 200, Done: 10})
	tell(register.Progress{Step: "mails", Of: 500, Done: 7})
	tell(register.Progress{Step: "mails", Of: 500, Done: 900})
	tell(register.Progress{Step: "none"})
	done()
	before, after, _ := strings.Cut(out.String(), "\x1b[2K\r")
	if !strings.Contains(before, "10/200") || !strings.Contains(after, "7/500") || !strings.HasSuffix(after, "\x1b[2K\r") {
		t.Errorf("two steps are told as %q, %q", before, after)
	}

	out.Reset()
	s.errTerm = false
	one, done = s.progress(40, "mails")
	one()
	done()
	tell, done = s.steps()
	tell(register.Progress{Step: "cases", Of: 200, Done: 10})
	done()
	if out.Len() > 0 {
		t.Errorf("without a terminal: %q", out.String())
	}
}
