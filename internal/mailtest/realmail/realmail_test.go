package realmail_test

import (
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"inquiryd/internal/mailtest/realmail"
)

const letter = "From: Mette Ager <mette@medlem.example>\r\nSubject: Cykelsti\r\n\r\nHvor?\r\n"

func TestDovecotKeepsWhatIsDelivered(t *testing.T) {
	server := realmail.Dovecot(t, realmail.Options{})
	at := time.Date(2026, 3, 9, 14, 2, 0, 0, time.UTC)
	server.Deliver([]byte(letter), at)
	server.Stop()
	server.Start()
	stored := server.Messages("INBOX")
	if len(stored) != 1 || string(stored[0].Raw) != letter || !stored[0].At.Equal(at) {
		t.Fatalf("Messages = %+v", stored)
	}
	server.SetUIDValidity("INBOX", 77)
	client := server.Client()
	defer client.Close()
	if selected, err := client.Select("INBOX", nil).Wait(); err != nil || selected.UIDValidity != 77 {
		t.Errorf("SELECT = %+v, %v; want UIDVALIDITY 77", selected, err)
	}
}

func TestSMTPSinkRefusesOnDemand(t *testing.T) {
	addr := realmail.SMTPSink(t, "-r", "RCPT")
	client, err := smtp.Dial(addr)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	err = client.SendMail("a@kk.example", []string{"b@medlem.example"}, strings.NewReader(letter))
	if refused, ok := err.(*smtp.SMTPError); !ok || refused.Code/100 != 4 {
		t.Errorf("SendMail = %v; want a 4xx", err)
	}
}
