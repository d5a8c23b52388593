package main

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// A mailbox is read again and again while the outgoing server says nothing.
func TestProgramReadsWhileTheOutgoingServerIsSilent(t *testing.T) {
	r := startDaemon(t, func(text string) string {
		before, rest, _ := strings.Cut(text, "[notify.smtp]\naddress = \"")
		_, after, found := strings.Cut(rest, "\"\n")
		if !found {
			t.Fatalf("the configuration names no outgoing server:\n%s", text)
		}
		return before + fmt.Sprintf("[notify.smtp]\naddress = %q\ntimeout = \"30m\"\n", silence(t)) + after
	})
	for n := range 3 { // strangers, of whom the registrar is told: no acknowledgement is posted while the mailbox is read
		raw := fmt.Sprintf("From: Kim <kim@borger.example>\r\nTo: council@koebing.example\r\nSubject: Nummer %d\r\n\r\nHvem svarer?\r\n", n)
		if _, err := r.imap.Deliver("INBOX", []byte(raw), time.Now()); err != nil {
			t.Fatal(err)
		}
		r.said("msg=\"read the mailbox\"", n+1)
	}
}
